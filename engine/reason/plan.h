/* Plans: what to try, what to ask and when to hand over, so that the expected minutes are few. One fault is at work;
 * the mathematics is in reasoning.md §1 (Heckerman, Breese & Rommelse 1995; Jensen et al. 2001). Uses base/ alone:
 * a plan knows nothing of guides.
 *
 * The state is one unnormalised vector w over the faults; ‖w‖, its sum, is the probability of having come this far.
 * Costs that are returned are not divided by ‖w‖: divide to show one to a person. Every action is tried at most once,
 * every question asked at most once. Whatever is equal up to rounding (1e-12) counts as equal, and is taken as declared.
 *
 * Nobody to hand over to: handover = HUGE_VAL. Everything that may fix something is then tried in the end, so what is
 * left unrepaired is the same for every plan and costs nothing here; plans compare by the minutes before it. */
#ifndef REASON_PLAN_H
#define REASON_PLAN_H

#include "base/arena.h"

/* P(fixes | fault), p in (0, 1]. */
typedef struct plan_rate {
    uint32_t fault;
    double p;
} plan_rate;

typedef struct plan_action {
    double cost;            /* minutes, >= 0 */
    const plan_rate *fixes; /* sparse, a fault at most once */
    size_t fix_count;
} plan_action;

typedef struct plan_question {
    double cost; /* minutes, >= 0 */
    size_t cells;
    const double *given; /* P(cell | fault) = given[cell * fault_count + fault]; a fault's sum to 1 */
} plan_question;

/* What there is. The caller owns all arrays; nothing is copied. */
typedef struct plan_model {
    size_t fault_count, action_count, question_count;
    const plan_action *actions;
    const plan_question *questions;
    double handover; /* minutes, or HUGE_VAL */
} plan_model;

/* Where a case stands. */
typedef struct plan_state {
    double *w;   /* fault_count */
    bool *tried; /* action_count: no longer open */
    bool *asked; /* question_count: no longer open */
} plan_state;

typedef enum plan_move_kind {
    MOVE_TRY,       /* action `what` */
    MOVE_ASK,       /* question `what` */
    MOVE_HAND_OVER, /* nothing is worth its minutes any more */
    MOVE_END        /* nothing is left, and nobody to hand over to */
} plan_move_kind;
typedef struct plan_move {
    plan_move_kind kind;
    size_t what;
    double cost; /* expected from here on if this is done, times ‖w‖ */
} plan_move;

/* ---- Scratch ---------------------------------------------------------------------------------------------------- */

/* Memory that every costing needs: made once for the largest model, no allocation afterwards. One thread at a time. */
typedef struct plan_rank {
    double key; /* an upper bound of P/C */
    uint32_t action;
} plan_rank;
typedef struct plan_desk {
    double *w;
    plan_rank *heap;
    uint32_t *order;
    size_t faults, actions; /* what there is room for */
    uint64_t work;          /* multiplications so far; counted, never timed: the same on every machine */
    uint64_t limit;         /* no further question is costed once `work` has reached it; 0: none */
    void *block;
    size_t bytes;
} plan_desk;

/* False where there is no memory; the desk may then be freed as if it were empty. */
bool plan_desk_init(plan_desk *d, size_t faults, size_t actions, const wm_allocator *allocator);
void plan_desk_free(plan_desk *d, const wm_allocator *allocator);

/* ---- One step further --------------------------------------------------------------------------------------------- */

/* ‖w‖ */
double plan_norm(const double *w, size_t count);
/* Σ_f w_f P(a | f): the mass that an action repairs. */
double plan_gain(const plan_action *a, const double *w);
/* w after an action was tried and failed: w_f ← w_f (1 − P(a | f)). */
void plan_failed(const plan_action *a, double *w);
/* w after an answer: to_f ← w_f P(cell | f); `to` may be w. */
void plan_answered(const plan_model *m, size_t question, size_t cell, const double *w, double *to);
/* Whether no further question may be costed. */
static inline bool plan_is_spent(const plan_desk *d)
{
    return d->limit > 0 && d->work >= d->limit;
}
/* Whether a is less than b by more than rounding. */
bool plan_is_less(double a, double b);

/* ---- Costs ---------------------------------------------------------------------------------------------------------- */

/* ecr_hm(w): the open actions in the order of Σ_f w_f P(a | f) / C_a, w being updated after each, cut where handing over
 * is cheapest. `order` (room for action_count) and *count, the actions before the hand-over; both may be NULL. */
double plan_repair_cost(plan_desk *d, const plan_model *m, const plan_state *s, size_t *order, size_t *count);
/* eco(q) = C_q ‖w‖ + Σ_k ecr_hm(w ∘ P(k | ·)). May stop as soon as it exceeds `limit`, returning more than that; returns
 * HUGE_VAL where the desk's work is used up before. */
double plan_question_cost(plan_desk *d, const plan_model *m, const plan_state *s, size_t question, double limit);
/* Whichever attains min(ecr_hm(w), min_q eco(q), S ‖w‖): actions before questions, each as declared; of the questions those
 * that the desk's work allows, in that order. */
plan_move plan_next(plan_desk *d, const plan_model *m, const plan_state *s);

/* Static P/C order: ranked once by the w given, not updated. `order` has room for action_count, and *count of them come
 * before the cheapest hand-over (the threshold: O(n log n)). Returns its true expected cost. */
double plan_static_cost(plan_desk *d, const plan_model *m, const plan_state *s, size_t *order, size_t *count);
/* Expected cost of a given sequence of actions, ended by handing over. */
double plan_sequence_cost(plan_desk *d, const plan_model *m, const plan_state *s, const size_t *order, size_t count);

/* ---- Policies --------------------------------------------------------------------------------------------------------- */

/* The true expected cost of doing what plan_next says until the end, over all answers and outcomes. After `nodes` states
 * what is left is costed by plan_next's own estimate, which a plan attains: *exact then says false. WM_NO_MEMORY else. */
wm_status plan_follow(const plan_model *m, const plan_state *from, size_t nodes, const wm_allocator *allocator,
                      double *cost, bool *exact);
/* What plan_next says one after the other, where every question is answered by its likeliest answer and every remedy
 * fails: at most `room` moves (action_count + question_count + 1 always suffice) into `moves`, *count of them.
 * w, tried and asked of `s` are changed on the way. */
void plan_line(plan_desk *d, const plan_model *m, plan_state *s, plan_move *moves, size_t room, size_t *count);

#endif
