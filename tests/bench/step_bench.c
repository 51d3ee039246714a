/* step_bench.c: the next step in guides of 10,000 nodes (step_guide.lua), after the deepest answer of the walk was changed: the walk alone,
 * the step as it is told, and with its ranked causes; beside each the goal, and what it allocates. Run in the root of the tree.
 * Uses engine/facade.h, support/alloc.h and Lua's interpreter. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "facade.h"
#include "support/alloc.h"

enum { RUNS = 7, STEPS = 4000, MOST_TEXT = 1 << 21, MOST_CAUSES = 64 };

typedef struct shape {
    const char *name, *about, *deepest;
    size_t asked; /* questions on the way to the deepest */
} shape;

static const shape shapes[] = {
    { "tree", "12 questions deep", "t_11_0", 12 },
    { "long", "300 questions on the way", "s100", 300 },
};

static void give_up(const char *what)
{
    (void)fprintf(stderr, "step_bench: %s\n", what);
    exit(3);
}

static wm_rules *load_guide(const shape *s, struct counting_alloc *memory)
{
    static char text[MOST_TEXT];
    char command[96];
    wm_rules *rules = NULL;
    wm_config config = { .allocator = counting_alloc_hook(memory) };
    snprintf(command, sizeof command, "lua5.4 tests/bench/step_guide.lua %s", s->name);
    FILE *from = popen(command, "r"); /* NOLINT(cert-env33-c) a fixed command */
    size_t size = from ? fread(text, 1, sizeof text, from) : 0;
    if (!from || pclose(from) != 0 || size == 0 || size == sizeof text)
        give_up("step_guide.lua wrote no guide");
    wm_guide_info info;
    if (wm_rules_load_text(&rules, &config, "bench.lua", text, size, NULL) != WM_OK ||
        wm_rules_guide(rules, 0, &info) != WM_OK)
        give_up("the guide does not load");
    printf("guide \"%s\": %zu nodes, %s\n", s->name, info.nodes, s->about);
    return rules;
}

/* Answers "a" to whatever is asked, until the deepest question has its answer. */
static wm_case *walk_down(const wm_rules *rules, const shape *s)
{
    wm_case *c = NULL;
    wm_step step;
    if (wm_case_new(&c, rules, "bench", NULL) != WM_OK)
        give_up("no case");
    for (size_t i = 0; i < s->asked; i++) {
        if (wm_case_step(c, &step, NULL) != WM_OK || step.kind != WM_ASK)
            give_up("the walk ends too early");
        if (i + 1 == s->asked && strcmp(step.id, s->deepest) != 0)
            give_up("the last question is another one");
        if (wm_case_answer(c, step.id, "a", NULL) != WM_OK)
            give_up("an answer is refused");
    }
    return c;
}

static void change_deepest(wm_case *c, const shape *s, size_t i)
{
    if (wm_case_answer(c, s->deepest, i % 2 ? "a" : "b", NULL) != WM_OK)
        give_up("an answer is refused");
}

typedef enum part { WALK, STEP, CAUSES, ANSWER, PARTS } part;

/* One timed part; what a person would look at is looked at, so that nothing is optimised away. */
static size_t take(wm_case *c, part what)
{
    wm_step step;
    walk_step next;
    wm_belief causes[MOST_CAUSES];
    switch (what) {
    case WALK:
        if (walk_next(c->walk, &c->now, &c->chooser, NULL, &c->way, &next) != WM_OK)
            give_up("no walk");
        return next.node;
    case STEP:
        if (wm_case_step(c, &step, NULL) != WM_OK)
            give_up("no step");
        return (size_t)step.kind;
    case CAUSES:
        if (wm_case_step(c, &step, NULL) != WM_OK)
            give_up("no step");
        return wm_case_diagnosis(c, causes, MOST_CAUSES);
    default:
        return 0;
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct figure {
    double us;          /* a step */
    double allocations; /* a step */
} figure;

static figure run_once(wm_case *c, const shape *s, part what, const struct counting_alloc *memory)
{
    double spent = 0;
    size_t requests = 0, sink = 0;
    for (size_t i = 0; i < STEPS; i++) {
        double begun = seconds();
        size_t before = memory->requests;
        change_deepest(c, s, i);
        if (what != ANSWER) {
            before = memory->requests;
            begun = seconds();
            sink += take(c, what);
        }
        spent += seconds() - begun;
        requests += memory->requests - before;
    }
    if (what != ANSWER && sink == 0)
        give_up("nothing was told");
    return (figure){ 1e6 * spent / STEPS, (double)requests / STEPS };
}

static int by_time(const void *a, const void *b)
{
    const figure *x = a, *y = b;
    return x->us < y->us ? -1 : x->us > y->us;
}

static figure median_of(const wm_rules *rules, const shape *s, part what, const struct counting_alloc *memory)
{
    figure all[RUNS];
    for (size_t i = 0; i < RUNS; i++) {
        wm_case *c = walk_down(rules, s);
        (void)take(c, CAUSES); /* warm: the beliefs' tables are made on first use */
        all[i] = run_once(c, s, what, memory);
        wm_case_free(c);
    }
    qsort(all, RUNS, sizeof *all, by_time);
    return all[RUNS / 2];
}

int main(void)
{
    static const char *const parts[PARTS] = { "the walk alone", "the step as told", "the step and its ranked causes",
                                              "(the answer itself)" };
    static const char *const goals[PARTS] = { "goal <= 50 us and 0 allocations", "goal <= 50 us and 0 allocations", "",
                                              "" };
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, 0);
        wm_rules *rules = load_guide(&shapes[k], &memory);
        for (part p = WALK; p < PARTS; p++) {
            figure f = median_of(rules, &shapes[k], p, &memory);
            printf("  %-32s%9.2f us%8.3f allocations a step   %s\n", parts[p], f.us, f.allocations, goals[p]);
        }
        wm_rules_free(rules);
    }
    return 0;
}
