/* Expected cost of repair and the value of a question: reasoning.md §1. Uses base/ alone. */
#include "reason/plan.h"

#include <math.h>
#include <string.h>

/* ---- Scratch ---------------------------------------------------------------------------------------------------- */

bool plan_desk_init(plan_desk *d, size_t faults, size_t actions, const wm_allocator *allocator)
{
    *d = (plan_desk){ .faults = faults, .actions = actions };
    size_t most = SIZE_MAX / 8 / (sizeof(double) + sizeof(plan_rank) + sizeof(uint32_t));
    if (faults > most || actions > most)
        return false;
    size_t bytes = faults * sizeof(double) + actions * (sizeof(plan_rank) + sizeof(uint32_t));
    char *block = allocator_alloc(allocator, bytes);
    if (!block)
        return false;
    d->block = block;
    d->bytes = bytes;
    d->w = (double *)(void *)block;
    d->heap = (plan_rank *)(void *)(d->w + faults);
    d->order = (uint32_t *)(void *)(d->heap + actions);
    return true;
}

void plan_desk_free(plan_desk *d, const wm_allocator *allocator)
{
    if (d->block)
        allocator_free(allocator, d->block, d->bytes);
    *d = (plan_desk){ 0 };
}

/* ---- One step further ------------------------------------------------------------------------------------------- */

double plan_norm(const double *w, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += w[i];
    return sum;
}

double plan_gain(const plan_action *a, const double *w)
{
    double sum = 0;
    for (size_t i = 0; i < a->fix_count; i++)
        sum += w[a->fixes[i].fault] * a->fixes[i].p;
    return sum;
}

void plan_failed(const plan_action *a, double *w)
{
    for (size_t i = 0; i < a->fix_count; i++)
        w[a->fixes[i].fault] *= 1 - a->fixes[i].p;
}

void plan_answered(const plan_model *m, size_t question, size_t cell, const double *w, double *to)
{
    const double *given = m->questions[question].given + cell * m->fault_count;
    for (size_t f = 0; f < m->fault_count; f++)
        to[f] = w[f] * given[f];
}

bool plan_is_less(double a, double b)
{
    return isinf(b) ? a < b : a < b - 1e-12 * fabs(b);
}

/* ---- The order of P/C ------------------------------------------------------------------------------------------- */

/* Rounds to 32 bits of mantissa, so that ratios that are equal but for rounding are equal: ties go as declared. */
static double snapped(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits = (bits + (UINT64_C(1) << 19)) & ~((UINT64_C(1) << 20) - 1);
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double ratio(double gain, double cost)
{
    return cost > 0 ? snapped(gain / cost) : HUGE_VAL;
}

static bool comes_before(plan_rank a, plan_rank b)
{
    return a.key > b.key || (a.key == b.key && a.action < b.action);
}

/* Lets the one at `i` sink to its place in the heap, whose first comes before all others. */
static void sink(plan_rank *heap, size_t count, size_t i)
{
    plan_rank it = heap[i];
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && comes_before(heap[child + 1], heap[child]))
            child++;
        if (!comes_before(heap[child], it))
            break;
        heap[i] = heap[child];
    }
    heap[i] = it;
}

static size_t pop(plan_rank *heap, size_t count)
{
    heap[0] = heap[--count];
    if (count > 1)
        sink(heap, count, 0);
    return count;
}

/* The open actions that may fix something, as a heap by P/C under desk->w; returns how many. */
static size_t rank(plan_desk *d, const plan_model *m, const bool *tried)
{
    size_t count = 0;
    for (size_t a = 0; a < m->action_count; a++) {
        double gain = tried[a] ? 0 : plan_gain(&m->actions[a], d->w);
        d->work += m->actions[a].fix_count + 1;
        if (gain > 0)
            d->heap[count++] = (plan_rank){ ratio(gain, m->actions[a].cost), (uint32_t)a };
    }
    for (size_t i = count / 2; i-- > 0;)
        sink(d->heap, count, i);
    return count;
}

/* Takes the action of the greatest P/C off the heap, with its gain; returns how many are left, or SIZE_MAX where none
 * can fix anything. Ratios only fall as w does, so an old one is an upper bound: only the first needs a look. */
static size_t take_best(plan_desk *d, const plan_model *m, size_t count, size_t *action, double *gain)
{
    while (count > 0) {
        *action = d->heap[0].action;
        *gain = plan_gain(&m->actions[*action], d->w);
        d->work += m->actions[*action].fix_count + 8; /* and the heap */
        double key = *gain > 0 ? ratio(*gain, m->actions[*action].cost) : 0;
        if (!(*gain > 0)) {
            count = pop(d->heap, count);
        } else if (key < d->heap[0].key) {
            d->heap[0].key = key;
            sink(d->heap, count, 0);
        } else {
            return pop(d->heap, count);
        }
    }
    return SIZE_MAX;
}

/* ---- Sequences -------------------------------------------------------------------------------------------------- */

/* A sequence being costed: Σ C ‖w before‖ so far, and where cutting it is cheapest. */
typedef struct tally {
    double handover, norm, spent, best;
    size_t taken, cut;
} tally;

static tally tally_from(const plan_model *m, const double *w)
{
    tally t = { .handover = m->handover, .norm = plan_norm(w, m->fault_count) };
    t.best = isinf(t.handover) ? 0 : t.handover * t.norm;
    return t;
}

static void tally_add(tally *t, const plan_action *a, double gain, double *w)
{
    t->spent += a->cost * t->norm;
    t->norm = fmax(t->norm - gain, 0);
    t->taken++;
    plan_failed(a, w);
    double cost = isinf(t->handover) ? t->spent : t->spent + t->handover * t->norm;
    if (isinf(t->handover) || plan_is_less(cost, t->best)) {
        t->best = cost;
        t->cut = t->taken;
    }
}

/* Whether what was spent already exceeds the cheapest cut: no later one can be cheaper. */
static bool is_decided(const tally *t)
{
    return !isinf(t->handover) && t->spent >= t->best;
}

/* ecr_hm of desk->w, which is used up; *cut is the number of desk->order's actions before the hand-over. */
static double repair(plan_desk *d, const plan_model *m, const bool *tried, size_t *cut)
{
    tally t = tally_from(m, d->w);
    d->work += m->fault_count;
    size_t count = rank(d, m, tried), action = 0;
    double gain = 0;
    while (!is_decided(&t) && (count = take_best(d, m, count, &action, &gain)) != SIZE_MAX) {
        d->order[t.taken] = (uint32_t)action;
        tally_add(&t, &m->actions[action], gain, d->w);
        d->work += m->actions[action].fix_count;
    }
    *cut = t.cut;
    return t.best;
}

static void begin(plan_desk *d, const plan_model *m, const double *w)
{
    if (m->fault_count > 0)
        memcpy(d->w, w, m->fault_count * sizeof *w);
}

double plan_repair_cost(plan_desk *d, const plan_model *m, const plan_state *s, size_t *order, size_t *count)
{
    size_t cut;
    begin(d, m, s->w);
    double cost = repair(d, m, s->tried, &cut);
    for (size_t i = 0; order && i < cut; i++)
        order[i] = d->order[i];
    if (count)
        *count = cut;
    return cost;
}

double plan_static_cost(plan_desk *d, const plan_model *m, const plan_state *s, size_t *order, size_t *count)
{
    begin(d, m, s->w);
    size_t left = rank(d, m, s->tried);
    tally t = tally_from(m, d->w);
    while (left > 0) {
        size_t action = d->heap[0].action;
        left = pop(d->heap, left);
        order[t.taken] = action;
        tally_add(&t, &m->actions[action], plan_gain(&m->actions[action], d->w), d->w);
    }
    *count = t.cut;
    return t.best;
}

double plan_sequence_cost(plan_desk *d, const plan_model *m, const plan_state *s, const size_t *order, size_t count)
{
    begin(d, m, s->w);
    tally t = tally_from(m, d->w);
    for (size_t i = 0; i < count; i++) {
        const plan_action *a = &m->actions[order[i]];
        tally_add(&t, a, plan_gain(a, d->w), d->w);
    }
    return isinf(t.handover) ? t.spent : t.spent + t.handover * t.norm;
}

/* ---- Questions and what next -------------------------------------------------------------------------------------- */

double plan_question_cost(plan_desk *d, const plan_model *m, const plan_state *s, size_t question, double limit)
{
    const plan_question *q = &m->questions[question];
    double sum = q->cost * plan_norm(s->w, m->fault_count);
    for (size_t k = 0; k < q->cells && sum <= limit; k++) {
        size_t cut;
        if (plan_is_spent(d))
            return HUGE_VAL;
        d->work += m->fault_count;
        plan_answered(m, question, k, s->w, d->w);
        sum += repair(d, m, s->tried, &cut);
    }
    return sum;
}

plan_move plan_next(plan_desk *d, const plan_model *m, const plan_state *s)
{
    size_t cut;
    begin(d, m, s->w);
    plan_move best = { .cost = repair(d, m, s->tried, &cut) };
    if (cut > 0)
        best.what = d->order[0];
    else
        best.kind = isinf(m->handover) ? MOVE_END : MOVE_HAND_OVER;
    for (size_t q = 0; q < m->question_count && !plan_is_spent(d); q++) {
        if (s->asked[q])
            continue;
        double cost = plan_question_cost(d, m, s, q, best.cost);
        if (plan_is_less(cost, best.cost))
            best = (plan_move){ MOVE_ASK, q, cost };
    }
    return best;
}
