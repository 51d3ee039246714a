/* mutate_bench.c: mutants of a folder's guides against walks, for mutate_bench.sh. Uses waymark.h.
 *     mutate_bench RULES KB WALKS…
 * Prints a line for each guide that a walk comes to: mutants, seconds, the share that walks notice of those that can be noticed, how many they
 * miss, how many change nothing, how many were not decided; then what loading the rules and running the walks took, which is what each mutant by
 * itself would take at least. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "waymark.h"

typedef struct score {
    size_t mutants, ends[4];
    double seconds;
} score;

static void need(wm_status status, const char *what, const wm_error *error)
{
    if (status == WM_OK)
        return;
    (void)fprintf(stderr, "mutate_bench: %s: %s\n", what, error->en);
    exit(3);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A walk that fails on the rules as they are notices nothing. */
static void require_passed(const wm_walks *walks)
{
    wm_walked one;
    for (size_t i = 0; wm_walks_at(walks, i, &one) == WM_OK; i++) {
        if (one.passed)
            continue;
        (void)fprintf(stderr, "mutate_bench: %s fails: %s\n", one.where, wm_text_in(one.why, WM_EN));
        exit(1);
    }
}

static wm_walks *read_walks(const wm_rules *rules, char **files)
{
    wm_walks *walks = NULL;
    wm_error error;
    need(wm_walks_new(&walks, rules, &error), "walks", &error);
    for (; *files; files++)
        need(wm_walks_read(walks, *files, &error), *files, &error);
    need(wm_walks_run(walks, &error), "walks", &error);
    return walks;
}

static score mutate(wm_walks *walks, const char *guide)
{
    score s = { 0 };
    const wm_mutation_config as_usual = { 0 };
    const wm_mutant *list = NULL;
    wm_error error;
    double begun = now();
    need(wm_walks_mutate(walks, guide, &as_usual, &list, &s.mutants, &error), guide, &error);
    s.seconds = now() - begun;
    for (size_t i = 0; i < s.mutants; i++)
        s.ends[list[i].end]++;
    return s;
}

static void tell(const char *guide, const score *s)
{
    size_t told = s->ends[WM_MUTANT_NOTICED] + s->ends[WM_MUTANT_SURVIVED];
    printf("  %-26s %8zu %9.2f %7.0f %% %8zu %6zu %10zu\n", guide, s->mutants, s->seconds,
           told > 0 ? 100 * (double)s->ends[WM_MUTANT_NOTICED] / (double)told : 100, s->ends[WM_MUTANT_SURVIVED],
           s->ends[WM_MUTANT_EQUIVALENT], s->ends[WM_MUTANT_UNDECIDED]);
}

static void add(score *sum, const score *s)
{
    sum->mutants += s->mutants;
    sum->seconds += s->seconds;
    for (size_t i = 0; i < sizeof s->ends / sizeof *s->ends; i++)
        sum->ends[i] += s->ends[i];
}

static score mutate_all(const wm_rules *rules, wm_walks *walks)
{
    score sum = { 0 };
    size_t guides = 0;
    wm_guide_info guide;
    wm_coverage c;
    wm_error error;
    for (size_t i = 0; wm_rules_guide(rules, i, &guide) == WM_OK; i++) {
        need(wm_walks_coverage(walks, guide.name, &c, &error), guide.name, &error);
        if (c.nodes[0] == 0)
            continue;
        score s = mutate(walks, guide.name);
        tell(guide.name, &s);
        add(&sum, &s);
        guides++;
    }
    if (guides > 1)
        tell("together", &sum);
    return sum;
}

int main(int argc, char **argv)
{
    wm_rules *rules = NULL;
    wm_error error;
    if (argc < 4) {
        (void)fprintf(stderr, "usage: mutate_bench RULES KB WALKS...\n");
        return 2;
    }
    wm_config config = { .kb_dir = argv[2] };
    double begun = now();
    need(wm_rules_load(&rules, &config, argv[1], &error), argv[1], &error);
    wm_walks *walks = read_walks(rules, argv + 3);
    double alone = now() - begun;
    require_passed(walks);
    printf("  %-26s %8s %9s %9s %8s %6s %10s\n", "guide", "mutants", "seconds", "noticed", "missed", "same",
           "undecided");
    score sum = mutate_all(rules, walks);
    double by_itself = alone * (double)sum.mutants;
    printf("  loading and the %zu walks alone: %.3f s, so for each mutant by itself %.1f s; the run / that: %.2f\n",
           wm_walks_count(walks), alone, by_itself, by_itself > 0 ? sum.seconds / by_itself : 0);
    wm_walks_free(walks);
    wm_rules_free(rules);
    return 0;
}
