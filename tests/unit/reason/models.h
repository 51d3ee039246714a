/* Small plan models by hand: dense tables in, a plan_model and its state out. Uses reason/plan.h. */
#ifndef UNIT_REASON_MODELS_H
#define UNIT_REASON_MODELS_H

#include <string.h>

#include "reason/plan.h"

enum { MOST_FAULTS = 24, MOST_ACTIONS = 24, MOST_QUESTIONS = 12, MOST_CELLS = 4 };

typedef struct small_model {
    plan_model model;
    plan_state state;
    plan_action actions[MOST_ACTIONS];
    plan_rate rates[MOST_ACTIONS][MOST_FAULTS];
    plan_question questions[MOST_QUESTIONS];
    double given[MOST_QUESTIONS][MOST_CELLS * MOST_FAULTS];
    double w[MOST_FAULTS];
    bool tried[MOST_ACTIONS], asked[MOST_QUESTIONS];
} small_model;

static inline void model_start(small_model *x, size_t faults, const double *priors, double handover)
{
    memset(x, 0, sizeof *x);
    memcpy(x->w, priors, faults * sizeof *priors);
    x->model = (plan_model){ .fault_count = faults, .handover = handover };
    x->model.actions = x->actions;
    x->model.questions = x->questions;
    x->state = (plan_state){ x->w, x->tried, x->asked };
}

/* `fixes`: P(fixes | fault) of every fault. */
static inline void model_action(small_model *x, double cost, const double *fixes)
{
    size_t a = x->model.action_count++, count = 0;
    for (size_t f = 0; f < x->model.fault_count; f++)
        if (fixes[f] > 0)
            x->rates[a][count++] = (plan_rate){ (uint32_t)f, fixes[f] };
    x->actions[a] = (plan_action){ cost, x->rates[a], count };
}

/* `given`: for every fault, P(cell | fault) of every cell. */
static inline void model_question(small_model *x, double cost, size_t cells, const double *given)
{
    size_t q = x->model.question_count++, faults = x->model.fault_count;
    for (size_t f = 0; f < faults; f++)
        for (size_t k = 0; k < cells; k++)
            x->given[q][k * faults + f] = given[f * cells + k];
    x->questions[q] = (plan_question){ cost, cells, x->given[q] };
}

#endif
