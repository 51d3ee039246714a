/* The exact plan where answers and repairs are certain: W(S) over the sets S of faults still possible (reasoning.md §1).
 *
 *     W(S) = min( Sv·P(S), C_a·P(S) + W(S∖F_a), C_q·P(S) + Σ_k W(S ∩ Q_{q,k}) )
 *
 * A subset is a smaller number, so one pass upwards does it. What does not change S costs and gains nothing: with
 * W(S) standing at the hand-over's cost, it loses by itself and needs no test. Uses reason/exact_parts.h. */
#include <math.h>

#include "reason/exact_parts.h"

typedef struct set_action {
    double cost;
    uint32_t keeps; /* faults that it does not repair */
} set_action;

typedef struct set_question {
    double cost;
    uint32_t first, count; /* its cells, into the masks */
} set_question;

typedef struct sets {
    size_t faults, action_count, question_count;
    set_action *actions;
    set_question *questions;
    uint32_t *masks; /* the faults under which a cell comes */
    uint32_t fixable;
    double handover;
    double *low, *high; /* P of the lower and of the upper half of a set's bits */
    double *cost;       /* W */
} sets;

#define HALF     10u
#define LOW_BITS ((1u << HALF) - 1)

static bool is_certain(double p)
{
    return p == 0 || p == 1;
}

bool sets_can(const narrowed *n, const plan_budget *budget)
{
    const plan_model *m = &n->model;
    if (m->fault_count > SETS_FAULTS || sizeof(double) << m->fault_count > budget->bytes)
        return false;
    for (size_t a = 0; a < m->action_count; a++)
        for (size_t i = 0; i < m->actions[a].fix_count; i++)
            if (!is_certain(m->actions[a].fixes[i].p))
                return false;
    for (size_t q = 0; q < m->question_count; q++)
        for (size_t i = 0; i < m->questions[q].cells * m->fault_count; i++)
            if (!is_certain(m->questions[q].given[i]))
                return false;
    return true;
}

static void fill_actions(sets *x, const plan_model *m)
{
    for (size_t a = 0; a < m->action_count; a++) {
        uint32_t repaired = 0;
        for (size_t i = 0; i < m->actions[a].fix_count; i++)
            repaired |= 1u << m->actions[a].fixes[i].fault;
        x->actions[a] = (set_action){ m->actions[a].cost, ~repaired };
        x->fixable |= repaired;
    }
}

static void fill_questions(sets *x, const plan_model *m)
{
    uint32_t at = 0;
    for (size_t q = 0; q < m->question_count; q++) {
        const plan_question *from = &m->questions[q];
        x->questions[q] = (set_question){ from->cost, at, (uint32_t)from->cells };
        for (size_t k = 0; k < from->cells; k++, at++)
            for (size_t f = 0; f < m->fault_count; f++)
                x->masks[at] |= from->given[k * m->fault_count + f] > 0 ? 1u << f : 0;
    }
}

/* P of every set of up to HALF faults from `first` on. */
static void fill_half(double *sums, const narrowed *n, size_t first)
{
    for (uint32_t s = 1; s <= LOW_BITS; s++) {
        size_t bit = 0;
        while (!(s >> bit & 1))
            bit++;
        sums[s] = sums[s & (s - 1)] + (first + bit < n->model.fault_count ? n->w[first + bit] : 0);
    }
}

static bool sets_init(sets *x, const narrowed *n, arena *memory)
{
    const plan_model *m = &n->model;
    size_t cells = 0;
    for (size_t q = 0; q < m->question_count; q++)
        cells += m->questions[q].cells;
    *x = (sets){ .faults = m->fault_count,
                 .action_count = m->action_count,
                 .question_count = m->question_count,
                 .handover = m->handover };
    x->actions = arena_zero(memory, m->action_count + 1, sizeof *x->actions);
    x->questions = arena_zero(memory, m->question_count + 1, sizeof *x->questions);
    x->masks = arena_zero(memory, cells + 1, sizeof *x->masks);
    x->low = arena_zero(memory, LOW_BITS + 1, sizeof *x->low);
    x->high = arena_zero(memory, LOW_BITS + 1, sizeof *x->high);
    x->cost = arena_alloc(memory, sizeof(double) << m->fault_count);
    if (!x->actions || !x->questions || !x->masks || !x->low || !x->high || !x->cost)
        return false;
    fill_actions(x, m);
    fill_questions(x, m);
    fill_half(x->low, n, 0);
    fill_half(x->high, n, HALF);
    return true;
}

static double set_p(const sets *x, uint32_t s)
{
    return x->low[s & LOW_BITS] + x->high[s >> HALF];
}

static double ask_cost(const sets *x, const set_question *q, uint32_t s, double p)
{
    double sum = q->cost * p;
    for (uint32_t k = 0; k < q->count; k++)
        sum += x->cost[s & x->masks[q->first + k]];
    return sum;
}

static double end_cost(const sets *x, uint32_t s, double p)
{
    if (!isinf(x->handover))
        return x->handover * p;
    return s & x->fixable ? HUGE_VAL : 0;
}

static double least(const sets *x, uint32_t s)
{
    double p = set_p(x, s), best = x->cost[s];
    for (size_t a = 0; a < x->action_count; a++) {
        double cost = x->actions[a].cost * p + x->cost[s & x->actions[a].keeps];
        best = cost < best ? cost : best;
    }
    for (size_t q = 0; q < x->question_count; q++) {
        double cost = ask_cost(x, &x->questions[q], s, p);
        best = cost < best ? cost : best;
    }
    return best;
}

/* Which move attains W of all faults. */
static plan_move first_move(const sets *x, uint32_t all)
{
    double p = set_p(x, all), end = end_cost(x, all, p);
    plan_move best = { isinf(x->handover) ? MOVE_END : MOVE_HAND_OVER, 0, end };
    for (size_t a = 0; a < x->action_count; a++) {
        double cost = x->actions[a].cost * p + x->cost[all & x->actions[a].keeps];
        if (plan_is_less(cost, best.cost))
            best = (plan_move){ MOVE_TRY, a, cost };
    }
    for (size_t q = 0; q < x->question_count; q++) {
        double cost = ask_cost(x, &x->questions[q], all, p);
        if (plan_is_less(cost, best.cost))
            best = (plan_move){ MOVE_ASK, q, cost };
    }
    return best;
}

wm_status sets_best(const narrowed *n, arena *memory, plan_bounds *out)
{
    sets x;
    if (!sets_init(&x, n, memory))
        return WM_NO_MEMORY;
    uint32_t all = (uint32_t)((1ul << x.faults) - 1);
    x.cost[0] = 0;
    for (uint32_t s = 1; s <= all; s++) {
        x.cost[s] = end_cost(&x, s, set_p(&x, s));
        x.cost[s] = least(&x, s);
    }
    *out = (plan_bounds){ .lower = x.cost[all], .upper = x.cost[all], .exact = true, .way = WAY_SETS };
    out->first = first_move(&x, all);
    out->nodes = (size_t)all + 1;
    out->bytes = sizeof(double) << x.faults;
    return WM_OK;
}
