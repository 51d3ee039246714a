/* The exact plan where states are few: one number for every set of actions tried and answers given, from the fullest down
 * to the empty one. A state is a number in a mixed radix: an action's digit is 0 or 1 (tried), a question's 0 or 1 + its
 * cell; a further fact makes a greater number. Uses reason/exact_parts.h. */
#include <math.h>
#include <string.h>

#include "reason/exact_parts.h"

typedef struct digit {
    size_t radix, stride; /* the first digit is the most significant */
} digit;

typedef struct table {
    const plan_model *m;
    digit *digits;  /* actions first, then questions */
    size_t *now;    /* the digits of the state at hand */
    double *levels; /* w after the first i digits */
    double *cost;
    plan_move first; /* of the state filled last: in the end, the empty one */
} table;

static size_t radix_of(const plan_model *m, size_t i)
{
    return i < m->action_count ? 2 : m->questions[i - m->action_count].cells + 1;
}

size_t table_states(const plan_model *m)
{
    size_t states = 1;
    for (size_t i = 0; i < m->action_count + m->question_count; i++) {
        if (states > SIZE_MAX / radix_of(m, i))
            return SIZE_MAX;
        states *= radix_of(m, i);
    }
    return states;
}

static double *vector_at(const table *t, size_t i)
{
    return t->levels + i * t->m->fault_count;
}

/* w after digit i: that of before, and what the digit says. */
static void apply(const table *t, size_t i)
{
    double *to = vector_at(t, i + 1);
    memcpy(to, vector_at(t, i), t->m->fault_count * sizeof *to);
    if (t->now[i] == 0)
        return;
    if (i < t->m->action_count)
        plan_failed(&t->m->actions[i], to);
    else
        plan_answered(t->m, i - t->m->action_count, t->now[i] - 1, to, to);
}

static bool may_try(const table *t, const double *w)
{
    for (size_t a = 0; a < t->m->action_count; a++)
        if (t->now[a] == 0 && plan_gain(&t->m->actions[a], w) > 0)
            return true;
    return false;
}

static double try_cost(const table *t, size_t state, size_t a, double norm)
{
    return t->m->actions[a].cost * norm + t->cost[state + t->digits[a].stride];
}

static double ask_cost(const table *t, size_t state, size_t q, double norm)
{
    const digit *d = &t->digits[t->m->action_count + q];
    double sum = t->m->questions[q].cost * norm;
    for (size_t k = 1; k < d->radix; k++)
        sum += t->cost[state + k * d->stride];
    return sum;
}

static void fill_state(table *t, size_t state)
{
    const plan_model *m = t->m;
    const double *w = vector_at(t, m->action_count + m->question_count);
    double norm = plan_norm(w, m->fault_count);
    bool alone = isinf(m->handover);
    plan_move best = { alone ? MOVE_END : MOVE_HAND_OVER, 0, plan_end_cost(m, norm, alone && may_try(t, w)) };
    for (size_t a = 0; a < m->action_count; a++) {
        double cost = t->now[a] == 0 ? try_cost(t, state, a, norm) : HUGE_VAL;
        if (plan_is_less(cost, best.cost))
            best = (plan_move){ MOVE_TRY, a, cost };
    }
    for (size_t q = 0; q < m->question_count; q++) {
        double cost = t->now[m->action_count + q] == 0 ? ask_cost(t, state, q, norm) : HUGE_VAL;
        if (plan_is_less(cost, best.cost))
            best = (plan_move){ MOVE_ASK, q, cost };
    }
    t->cost[state] = best.cost;
    t->first = best;
}

/* All states that agree on the first i digits, the greatest first. */
static void fill(table *t, size_t i, size_t state)
{
    if (i == t->m->action_count + t->m->question_count) {
        fill_state(t, state);
        return;
    }
    for (size_t chosen = t->digits[i].radix; chosen-- > 0;) {
        t->now[i] = chosen;
        apply(t, i);
        fill(t, i + 1, state + chosen * t->digits[i].stride);
    }
}

static bool table_init(table *t, const narrowed *n, arena *memory)
{
    const plan_model *m = &n->model;
    size_t count = m->action_count + m->question_count;
    *t = (table){ .m = m };
    t->digits = arena_zero(memory, count + 1, sizeof *t->digits);
    t->now = arena_zero(memory, count + 1, sizeof *t->now);
    t->levels = arena_zero(memory, (count + 1) * (m->fault_count + 1), sizeof *t->levels);
    t->cost = arena_alloc(memory, table_states(m) * sizeof *t->cost);
    if (!t->digits || !t->now || !t->levels || !t->cost)
        return false;
    size_t stride = 1;
    for (size_t i = count; i-- > 0; stride *= t->digits[i].radix)
        t->digits[i] = (digit){ radix_of(m, i), stride };
    memcpy(t->levels, n->w, m->fault_count * sizeof *t->levels);
    return true;
}

wm_status table_best(const narrowed *n, arena *memory, plan_bounds *out)
{
    table t;
    if (!table_init(&t, n, memory))
        return WM_NO_MEMORY;
    fill(&t, 0, 0);
    *out = (plan_bounds){ .lower = t.cost[0], .upper = t.cost[0], .exact = true, .way = WAY_TABLE, .first = t.first };
    out->nodes = table_states(&n->model);
    out->bytes = out->nodes * sizeof(double);
    return WM_OK;
}
