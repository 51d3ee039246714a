/* check_bench.c: `waymark check` of 1,000 guides of 200 nodes, from reading their files to the last finding: seconds and memory, beside
 * their limits. Makes the guides in TMPDIR. Uses waymark.h and support/alloc.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "support/alloc.h"
#include "waymark.h"

enum { GUIDES = 1000, RUNS = 3 };
#define SECONDS_MOST 10.0
#define MIB_MOST     200.0

/* 203 nodes: questions of three answers, conclusions, remedies, hand-overs; %d is the guide's number. */
static const char guide_text[] =
    "guide \"g%d\" { zh = \"測\", en = \"T\", goal = is(\"q1\", \"a\") }\n"
    "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\", cost = 30, evidence = { \"q1\" } }\n"
    "local function below(at)\n"
    "  local id = \"q\" .. at\n"
    "  question(id) { zh = \"問？\", en = \"Q?\", answers = { \"a\", \"b\", \"c\" } }\n"
    "  fault(\"f\" .. at) { zh = \"因\", en = \"F\" }\n"
    "  action(\"x\" .. at) { zh = \"做\", en = \"X\", fixes = { [\"f\" .. at] = .5 }, cost = 5 }\n"
    "  local done = conclude(\"f\" .. at)\n"
    "  if at * 2 > 66 then return ask(id) { a = done, b = try(\"x\" .. at), c = escalate \"team\" } end\n"
    "  return ask(id) { a = below(at * 2), b = { below(at * 2 + 1), done }, c = done }\n"
    "end\n"
    "flow { below(1), otherwise = escalate \"team\" }\n";

static void give_up(const char *what)
{
    (void)fprintf(stderr, "check_bench: %s\n", what);
    exit(3);
}

static void path_of(char path[400], const char *folder, int number)
{
    snprintf(path, 400, "%s/g%d.lua", folder, number);
}

static void make_guides(char folder[300])
{
    char path[400];
    const char *base = getenv("TMPDIR");
    snprintf(folder, 300, "%s/check-bench-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder))
        give_up("no folder for the guides");
    for (int i = 0; i < GUIDES; i++) {
        path_of(path, folder, i);
        FILE *out = fopen(path, "w");
        if (!out || fprintf(out, guide_text, i) < 0 || fclose(out) != 0)
            give_up("the guides can't be written");
    }
}

static void drop_guides(const char *folder)
{
    char path[400];
    for (int i = 0; i < GUIDES; i++) {
        path_of(path, folder, i);
        unlink(path);
    }
    rmdir(folder);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double check_once(const char *folder, struct counting_alloc *memory, size_t *found, size_t *nodes)
{
    wm_config config = { .allocator = { 0 } };
    wm_rules *rules = NULL;
    const wm_finding *list;
    wm_guide_info info;
    if (memory)
        config.allocator = counting_alloc_hook(memory);
    double begun = seconds_now();
    if (wm_rules_load(&rules, &config, folder, NULL) != WM_OK ||
        wm_rules_check(rules, NULL, &list, found, NULL) != WM_OK)
        give_up("the guides can't be checked");
    double taken = seconds_now() - begun;
    if (wm_rules_guide_count(rules) != GUIDES || wm_rules_guide(rules, 0, &info) != WM_OK)
        give_up("some guides do not load");
    *nodes = info.nodes;
    wm_rules_free(rules);
    return taken;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

int main(void)
{
    char folder[300];
    double taken[RUNS];
    size_t found = 0, nodes = 0;
    struct counting_alloc memory;
    struct rusage usage;
    make_guides(folder);
    for (size_t i = 0; i < RUNS; i++)
        taken[i] = check_once(folder, NULL, &found, &nodes);
    getrusage(RUSAGE_SELF, &usage);
    qsort(taken, RUNS, sizeof *taken, by_size);
    counting_alloc_init(&memory, 0); /* in a run of its own: counting takes time */
    check_once(folder, &memory, &found, &nodes);
    drop_guides(folder);
    double mib = (double)usage.ru_maxrss / 1024, own = (double)memory.peak_bytes / (1 << 20);
    printf("  load and check %d guides of %zu nodes, %zu findings: %.2f s   limit %g s\n", GUIDES, nodes, found,
           taken[RUNS / 2], SECONDS_MOST);
    printf("  memory at most: %.0f MiB (of which the library asked for %.0f)   limit %g MiB\n", mib, own, MIB_MOST);
    return taken[RUNS / 2] <= SECONDS_MOST && mib <= MIB_MOST ? 0 : 1;
}
