/* How long plans take: an exact plan of 20 certain faults, the next step with 40 and with 200 of everything (a remedy
 * fixes at most 5 faults), and bounds where an exact plan is out of reach. Beside each: its goal. Uses engine/reason. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "reason/exact.h"

enum { CELLS = 4, FIXES = 5 };

typedef struct large_model {
    plan_model model;
    plan_state state;
    arena memory;
} large_model;

static uint64_t next_bits(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static double next_real(uint64_t *seed)
{
    return (double)(next_bits(seed) >> 11) * 0x1p-53;
}

static void *need(arena *memory, size_t count, size_t size)
{
    void *block = arena_zero(memory, count, size);
    if (!block)
        exit(3);
    return block;
}

/* Up to FIXES different faults. */
static plan_action some_action(large_model *x, uint64_t *seed, bool certain)
{
    plan_rate *fixes = need(&x->memory, FIXES, sizeof *fixes);
    size_t count = 0, wanted = 1 + (size_t)(next_bits(seed) % FIXES);
    for (size_t tries = 0; count < wanted && tries < 50; tries++) {
        uint32_t f = (uint32_t)(next_bits(seed) % x->model.fault_count);
        size_t known = 0;
        while (known < count && fixes[known].fault != f)
            known++;
        if (known == count)
            fixes[count++] = (plan_rate){ f, certain ? 1 : .2 + .8 * next_real(seed) };
    }
    return (plan_action){ 2 + 30 * next_real(seed), fixes, count };
}

static plan_question some_question(large_model *x, uint64_t *seed, size_t cells, bool certain)
{
    size_t n = x->model.fault_count;
    double *given = need(&x->memory, cells * n, sizeof *given);
    for (size_t f = 0; f < n; f++) {
        size_t chosen = (size_t)(next_bits(seed) % cells);
        for (size_t k = 0; k < cells; k++)
            given[k * n + f] = certain ? k == chosen : k == chosen ? .85 : .15 / (double)(cells - 1);
    }
    return (plan_question){ 1 + 3 * next_real(seed), cells, given };
}

static large_model some_model(size_t faults, size_t actions, size_t questions, size_t cells, bool certain)
{
    uint64_t seed = 1;
    large_model x = {
        .model = { .fault_count = faults, .action_count = actions, .question_count = questions, .handover = 90 }
    };
    arena_init(&x.memory, allocator_default());
    plan_action *all_actions = need(&x.memory, actions, sizeof *all_actions);
    plan_question *all_questions = need(&x.memory, questions, sizeof *all_questions);
    double *w = need(&x.memory, faults, sizeof *w), sum = 0;
    for (size_t f = 0; f < faults; f++)
        sum += w[f] = .1 + next_real(&seed);
    for (size_t f = 0; f < faults; f++)
        w[f] /= sum;
    for (size_t a = 0; a < actions; a++)
        all_actions[a] = some_action(&x, &seed, certain);
    for (size_t q = 0; q < questions; q++)
        all_questions[q] = some_question(&x, &seed, cells, certain);
    x.model.actions = all_actions;
    x.model.questions = all_questions;
    x.state = (plan_state){ w, need(&x.memory, actions, sizeof(bool)), need(&x.memory, questions, sizeof(bool)) };
    return x;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The best of a few runs. */
static double next_step_ms(size_t n, double handover, size_t runs)
{
    large_model x = some_model(n, n, n, CELLS, false);
    x.model.handover = handover;
    wm_allocator a = allocator_default();
    plan_desk desk;
    double best = HUGE_VAL, sink = 0;
    if (!plan_desk_init(&desk, n, n, &a))
        exit(3);
    for (size_t i = 0; i < runs; i++) {
        double begun = seconds();
        sink += plan_next(&desk, &x.model, &x.state).cost;
        best = fmin(best, seconds() - begun);
    }
    if (!(sink > 0))
        exit(1);
    plan_desk_free(&desk, &a);
    arena_free(&x.memory);
    return 1e3 * best;
}

static plan_bounds timed_best(large_model *x, double *taken)
{
    wm_allocator a = allocator_default();
    plan_bounds b;
    double begun = seconds();
    if (plan_best(&x->model, &x->state, NULL, &a, &b) != WM_OK)
        exit(3);
    *taken = seconds() - begun;
    arena_free(&x->memory);
    return b;
}

int main(void)
{
    double taken;
    large_model certain = some_model(20, 20, 10, 2, true), noisy = some_model(40, 40, 40, CELLS, false);
    plan_bounds b = timed_best(&certain, &taken);
    printf("exact plan, 20 faults, 20 actions, 10 questions  %8.3f s   %5.1f MB   goal <= 0.3 s, reach for 0.12 s and "
           "17 MB\n",
           taken, 1e-6 * (double)b.bytes);
    printf("next step, 40 faults, 40 actions, 40 questions   %8.3f ms              goal <= 5 ms, reach for 1 ms\n",
           next_step_ms(40, 90, 20));
    printf("the same with nobody to hand over to             %8.3f ms              all actions are looked at\n",
           next_step_ms(40, HUGE_VAL, 20));
    printf("next step, 200 faults, 200 actions, 200 questions%8.1f ms              goal <= 250 ms\n",
           next_step_ms(200, 90, 3));
    printf("the same with nobody to hand over to             %8.1f ms\n", next_step_ms(200, HUGE_VAL, 3));
    b = timed_best(&noisy, &taken);
    printf("bounds, 40 faults, 40 actions, 40 questions      %8.3f s   %5.1f MB   [%.2f, %.2f] in %zu states\n", taken,
           1e-6 * (double)b.bytes, b.lower, b.upper, b.nodes);
    return 0;
}
