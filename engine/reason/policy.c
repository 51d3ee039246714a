/* Policies: the plan's next step followed to the end, as an expectation and as one line. Uses base/ alone. */
#include <math.h>
#include <string.h>

#include "reason/plan.h"

/* ---- The true cost of following --------------------------------------------------------------------------------- */

typedef struct follower {
    const plan_model *m;
    plan_desk desk;
    bool *tried, *asked;
    double *levels; /* a vector for every depth */
    size_t nodes;   /* states that may still be expanded */
    bool exact;
} follower;

static double follow(follower *x, size_t depth);

static double *level(const follower *x, size_t depth)
{
    return x->levels + depth * x->m->fault_count;
}

static double follow_answers(follower *x, size_t depth, size_t question)
{
    double sum = 0;
    x->asked[question] = true;
    for (size_t k = 0; k < x->m->questions[question].cells; k++) {
        plan_answered(x->m, question, k, level(x, depth), level(x, depth + 1));
        sum += follow(x, depth + 1);
    }
    x->asked[question] = false;
    return sum;
}

static double follow_failure(follower *x, size_t depth, size_t action)
{
    memcpy(level(x, depth + 1), level(x, depth), x->m->fault_count * sizeof(double));
    plan_failed(&x->m->actions[action], level(x, depth + 1));
    x->tried[action] = true;
    double cost = follow(x, depth + 1);
    x->tried[action] = false;
    return cost;
}

/* Depth is at most the number of actions and questions: each is used once. */
static double follow(follower *x, size_t depth)
{
    plan_state s = { level(x, depth), x->tried, x->asked };
    double norm = plan_norm(s.w, x->m->fault_count);
    if (!(norm > 0))
        return 0;
    plan_move move = plan_next(&x->desk, x->m, &s);
    if (move.kind == MOVE_HAND_OVER || move.kind == MOVE_END)
        return move.cost;
    if (x->nodes == 0) {
        x->exact = false;
        return move.cost;
    }
    x->nodes--;
    if (move.kind == MOVE_ASK)
        return x->m->questions[move.what].cost * norm + follow_answers(x, depth, move.what);
    return x->m->actions[move.what].cost * norm + follow_failure(x, depth, move.what);
}

static bool follower_init(follower *x, const plan_model *m, const plan_state *from, arena *memory,
                          const wm_allocator *allocator)
{
    size_t depths = m->action_count + m->question_count + 1;
    x->levels = arena_zero(memory, depths * (m->fault_count + 1), sizeof(double));
    x->tried = arena_zero(memory, m->action_count + 1, sizeof(bool));
    x->asked = arena_zero(memory, m->question_count + 1, sizeof(bool));
    if (!x->levels || !x->tried || !x->asked || !plan_desk_init(&x->desk, m->fault_count, m->action_count, allocator))
        return false;
    for (size_t f = 0; f < m->fault_count; f++)
        x->levels[f] = from->w[f];
    for (size_t a = 0; a < m->action_count; a++)
        x->tried[a] = from->tried[a];
    for (size_t q = 0; q < m->question_count; q++)
        x->asked[q] = from->asked[q];
    return true;
}

wm_status plan_follow(const plan_model *m, const plan_state *from, size_t nodes, const wm_allocator *allocator,
                      double *cost, bool *exact)
{
    wm_status status = WM_NO_MEMORY;
    arena memory;
    arena_init(&memory, *allocator);
    follower x = { .m = m, .nodes = nodes, .exact = true };
    if (!follower_init(&x, m, from, &memory, allocator))
        goto done;
    *cost = follow(&x, 0);
    *exact = x.exact;
    status = WM_OK;
done:
    plan_desk_free(&x.desk, allocator);
    arena_free(&memory);
    return status;
}

/* ---- One line --------------------------------------------------------------------------------------------------- */

static size_t likeliest_cell(const plan_model *m, size_t question, const double *w)
{
    const plan_question *q = &m->questions[question];
    size_t best = 0;
    double most = -1;
    for (size_t k = 0; k < q->cells; k++) {
        double p = 0;
        for (size_t f = 0; f < m->fault_count; f++)
            p += w[f] * q->given[k * m->fault_count + f];
        if (plan_is_less(most, p)) {
            most = p;
            best = k;
        }
    }
    return best;
}

void plan_line(plan_desk *d, const plan_model *m, plan_state *s, plan_move *moves, size_t room, size_t *count)
{
    *count = 0;
    while (*count < room) {
        plan_move move = plan_next(d, m, s);
        moves[(*count)++] = move;
        if (move.kind == MOVE_TRY) {
            plan_failed(&m->actions[move.what], s->w);
            s->tried[move.what] = true;
        } else if (move.kind == MOVE_ASK) {
            plan_answered(m, move.what, likeliest_cell(m, move.what, s->w), s->w, s->w);
            s->asked[move.what] = true;
        } else {
            return;
        }
    }
}
