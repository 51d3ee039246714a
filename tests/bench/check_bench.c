/* check_bench.c: `waymark check` of 1,000 guides of 200 nodes, from reading their files to the last finding: seconds and memory, beside
 * their limits; then guides whose shared steps make 2^40 paths. Makes the guides in TMPDIR. Uses waymark.h and support/alloc.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "support/alloc.h"
#include "waymark.h"

enum { GUIDES = 1000, RUNS = 3 };
#define SECONDS_MOST        10.0
#define MIB_MOST            200.0
#define SHARED_SECONDS_MOST 10.0

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

/* ---- 2^40 paths ---------------------------------------------------------------------------------------------------- */

/* Forty lines, each of which is led to twice by the one before: from every state that comes there the same follows, so it is looked at once. */
static const char shared_ways[] = "guide \"shared\" { zh = \"測\", en = \"T\" }\n"
                                  "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\" }\n"
                                  "local step = escalate \"team\"\n"
                                  "for i = 1, 40 do\n"
                                  "  local id = \"q\" .. i\n"
                                  "  question(id) { zh = \"問？\", en = \"Q?\" }\n"
                                  "  step = ask(id) { yes = step, no = { step } }\n"
                                  "end\n"
                                  "flow { step, otherwise = escalate \"team\" }\n";

/* Here each line is walked twice, one after the other, and what stands behind it differs each time: checking ends where its budget does, and says so. */
static const char shared_places[] = "guide \"shared\" { zh = \"測\", en = \"T\", goal = is(\"ok\", \"yes\") }\n"
                                    "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\" }\n"
                                    "question \"ok\" { zh = \"好了？\", en = \"Fine?\" }\n"
                                    "local step = ask \"ok\" { yes = resolve() }\n"
                                    "for i = 1, 40 do\n"
                                    "  local id = \"q\" .. i\n"
                                    "  question(id) { zh = \"問？\", en = \"Q?\" }\n"
                                    "  step = ask(id) { yes = { step, step }, unsure = {} }\n"
                                    "end\n"
                                    "flow { step, otherwise = escalate \"team\" }\n";

/* Whether it took no longer than the limit, and said whether its budget ended it (WM290). */
static bool check_shared(const char *what, const char *text, bool ends_by_budget)
{
    wm_rules *rules = NULL;
    const wm_finding *list;
    size_t count = 0, budget = 0;
    double begun = seconds_now();
    if (wm_rules_load_text(&rules, NULL, "shared.lua", text, strlen(text), NULL) != WM_OK ||
        wm_rules_check(rules, NULL, &list, &count, NULL) != WM_OK || wm_rules_guide_count(rules) != 1)
        give_up("a guide of shared steps can't be checked");
    double taken = seconds_now() - begun;
    for (size_t i = 0; i < count; i++)
        budget += strcmp(list[i].code, "WM290") == 0;
    printf("  2^40 %s: %.3f s, %s   limit %g s\n", what, taken,
           budget > 0 ? "to the end of the budget, which is said" : "all of them", SHARED_SECONDS_MOST);
    wm_rules_free(rules);
    return taken <= SHARED_SECONDS_MOST && (budget > 0) == ends_by_budget;
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
    bool ways = check_shared("ways through forty shared lines", shared_ways, false);
    bool places = check_shared("places of forty lines walked twice", shared_places, true);
    return taken[RUNS / 2] <= SECONDS_MOST && mib <= MIB_MOST && ways && places ? 0 : 1;
}
