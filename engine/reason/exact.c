/* Exact plans: what matters is kept, then the cheapest way that can do it. Uses reason/exact_parts.h. */
#include "reason/exact.h"

#include <math.h>
#include <string.h>

#include "reason/exact_parts.h"

#define DEFAULT_NODES 50000u
#define DEFAULT_TABLE 2000000u
#define DEFAULT_BYTES ((size_t)64 << 20)

double plan_end_cost(const plan_model *m, double norm, bool may_try)
{
    if (!isinf(m->handover))
        return m->handover * norm;
    return may_try ? HUGE_VAL : 0;
}

/* ---- What is kept ----------------------------------------------------------------------------------------------- */

/* A fault's profile: all that actions and questions say of it, in a row. Faults of equal rows are one. */
typedef struct profiles {
    double *rows;
    size_t width;
    uint32_t *merged; /* of every fault of the model: its number in the narrowed one, or UINT32_MAX */
    uint32_t *leader; /* of every narrowed fault: one of those that it stands for */
    size_t count;
} profiles;

static bool is_alive(const plan_state *s, size_t f)
{
    return s->w[f] > 0;
}

/* Whether some answer can come, and its chances differ between the faults that are possible. */
static bool tells_apart(const plan_model *m, const plan_state *s, const plan_question *q)
{
    for (size_t k = 0; k < q->cells; k++) {
        const double *row = q->given + k * m->fault_count;
        double least = HUGE_VAL, most = -1;
        for (size_t f = 0; f < m->fault_count; f++)
            if (is_alive(s, f)) {
                least = fmin(least, row[f]);
                most = fmax(most, row[f]);
            }
        if (most > least)
            return true;
    }
    return false;
}

static size_t keep_actions(const plan_model *m, const plan_state *s, size_t *kept)
{
    size_t count = 0;
    for (size_t a = 0; a < m->action_count; a++)
        if (!s->tried[a] && plan_gain(&m->actions[a], s->w) > 0)
            kept[count++] = a;
    return count;
}

static size_t keep_questions(const plan_model *m, const plan_state *s, size_t *kept)
{
    size_t count = 0;
    for (size_t q = 0; q < m->question_count; q++)
        if (!s->asked[q] && tells_apart(m, s, &m->questions[q]))
            kept[count++] = q;
    return count;
}

static void fill_rows(profiles *p, const plan_model *m, const size_t *actions, size_t action_count,
                      const size_t *questions, size_t question_count)
{
    size_t column = 0;
    for (size_t i = 0; i < action_count; i++, column++) {
        const plan_action *a = &m->actions[actions[i]];
        for (size_t j = 0; j < a->fix_count; j++)
            p->rows[a->fixes[j].fault * p->width + column] = a->fixes[j].p;
    }
    for (size_t i = 0; i < question_count; i++) {
        const plan_question *q = &m->questions[questions[i]];
        for (size_t k = 0; k < q->cells; k++, column++)
            for (size_t f = 0; f < m->fault_count; f++)
                p->rows[f * p->width + column] = q->given[k * m->fault_count + f];
    }
}

static uint32_t same_as(const profiles *p, size_t f)
{
    for (size_t i = 0; i < p->count; i++)
        if (!memcmp(p->rows + f * p->width, p->rows + p->leader[i] * p->width, p->width * sizeof(double)))
            return (uint32_t)i;
    return UINT32_MAX;
}

static void merge_faults(profiles *p, const plan_model *m, const plan_state *s, double *w)
{
    for (size_t f = 0; f < m->fault_count; f++) {
        p->merged[f] = UINT32_MAX;
        if (!is_alive(s, f))
            continue;
        uint32_t same = same_as(p, f);
        if (same == UINT32_MAX) {
            same = (uint32_t)p->count++;
            p->leader[same] = (uint32_t)f;
            w[same] = 0;
        }
        p->merged[f] = same;
        w[same] += s->w[f];
    }
}

static size_t cells_of(const plan_model *m, const size_t *questions, size_t count)
{
    size_t cells = 0;
    for (size_t i = 0; i < count; i++)
        cells += m->questions[questions[i]].cells;
    return cells;
}

/* The actions over the merged faults. */
static bool narrow_actions(narrowed *out, const plan_model *m, const profiles *p, arena *memory)
{
    plan_action *actions = arena_zero(memory, out->model.action_count + 1, sizeof *actions);
    for (size_t i = 0; actions && i < out->model.action_count; i++) {
        const plan_action *from = &m->actions[out->action_of[i]];
        plan_rate *fixes = arena_zero(memory, from->fix_count + 1, sizeof *fixes);
        if (!fixes)
            return false;
        size_t count = 0;
        for (size_t j = 0; j < from->fix_count; j++) {
            uint32_t fault = p->merged[from->fixes[j].fault];
            if (fault != UINT32_MAX && p->leader[fault] == from->fixes[j].fault && from->fixes[j].p > 0)
                fixes[count++] = (plan_rate){ fault, from->fixes[j].p };
        }
        actions[i] = (plan_action){ from->cost, fixes, count };
    }
    out->model.actions = actions;
    return actions != NULL;
}

/* The cells that can come, over the merged faults. */
static bool narrow_question(plan_question *to, const plan_model *m, const plan_question *from, const profiles *p,
                            arena *memory)
{
    double *given = arena_zero(memory, from->cells * p->count + 1, sizeof *given);
    if (!given)
        return false;
    *to = (plan_question){ from->cost, 0, given };
    for (size_t k = 0; k < from->cells; k++) {
        double sum = 0;
        for (size_t f = 0; f < p->count; f++)
            sum += given[to->cells * p->count + f] = from->given[k * m->fault_count + p->leader[f]];
        to->cells += sum > 0;
    }
    return true;
}

static bool narrow_questions(narrowed *out, const plan_model *m, const profiles *p, arena *memory)
{
    plan_question *questions = arena_zero(memory, out->model.question_count + 1, sizeof *questions);
    for (size_t i = 0; questions && i < out->model.question_count; i++)
        if (!narrow_question(&questions[i], m, &m->questions[out->question_of[i]], p, memory))
            return false;
    out->model.questions = questions;
    return questions != NULL;
}

bool plan_narrow(narrowed *out, const plan_model *m, const plan_state *s, arena *memory)
{
    size_t *actions = arena_zero(memory, m->action_count + 1, sizeof *actions);
    size_t *questions = arena_zero(memory, m->question_count + 1, sizeof *questions);
    if (!actions || !questions)
        return false;
    *out = (narrowed){ .model.handover = m->handover, .action_of = actions, .question_of = questions };
    out->model.action_count = keep_actions(m, s, actions);
    out->model.question_count = keep_questions(m, s, questions);
    profiles p = { .width = out->model.action_count + cells_of(m, questions, out->model.question_count) };
    if (m->fault_count > 0 && p.width >= SIZE_MAX / sizeof(double) / (m->fault_count + 1))
        return false;
    p.rows = arena_zero(memory, m->fault_count * p.width + 1, sizeof *p.rows);
    p.merged = arena_zero(memory, m->fault_count + 1, sizeof *p.merged);
    p.leader = arena_zero(memory, m->fault_count + 1, sizeof *p.leader);
    out->w = arena_zero(memory, m->fault_count + 1, sizeof *out->w);
    if (!p.rows || !p.merged || !p.leader || !out->w)
        return false;
    fill_rows(&p, m, actions, out->model.action_count, questions, out->model.question_count);
    merge_faults(&p, m, s, out->w);
    out->model.fault_count = p.count;
    return narrow_actions(out, m, &p, memory) && narrow_questions(out, m, &p, memory);
}

/* ---- The cheapest way that can ---------------------------------------------------------------------------------- */

static plan_budget filled(const plan_budget *budget)
{
    plan_budget b = budget ? *budget : (plan_budget){ 0 };
    b.nodes = b.nodes ? b.nodes : DEFAULT_NODES;
    b.table = b.table ? b.table : DEFAULT_TABLE;
    b.bytes = b.bytes ? b.bytes : DEFAULT_BYTES;
    return b;
}

static bool table_can(const narrowed *n, const plan_budget *b)
{
    size_t states = table_states(&n->model);
    return states <= b->table && states <= b->bytes / sizeof(double);
}

wm_status plan_best(const plan_model *m, const plan_state *s, const plan_budget *budget, const wm_allocator *allocator,
                    plan_bounds *out)
{
    plan_budget b = filled(budget);
    wm_status status = WM_NO_MEMORY;
    narrowed n;
    arena memory;
    arena_init(&memory, *allocator);
    *out = (plan_bounds){ 0 };
    if (!plan_narrow(&n, m, s, &memory))
        goto done;
    if (sets_can(&n, &b))
        status = sets_best(&n, &memory, out);
    else if (table_can(&n, &b))
        status = table_best(&n, &memory, out);
    else
        status = search_best(&n, &b, allocator, out);
    if (out->first.kind == MOVE_TRY && n.model.action_count > 0)
        out->first.what = n.action_of[out->first.what];
    else if (out->first.kind == MOVE_ASK && n.model.question_count > 0)
        out->first.what = n.question_of[out->first.what];
done:
    arena_free(&memory);
    return status;
}
