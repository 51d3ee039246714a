/* fuzz_walks.c: what stands beside a rule file, as any bytes. The first byte chooses: NAME.walks.jsonl, NAME.walks.lua, or NAME.paths;
 * the rest is the file. Whatever is read can be run, and each walk passes or says why it does not; what is told of the file is the same
 * when it is read again. Uses waymark.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "waymark.h"

enum { MOST_BYTES = 1 << 14, MOST_TOLD = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every kind of question, a goal, actions with a verification, a loop, a hand-over. */
static const char rules_text[] =
    "guide \"fuzz\" { zh = \"g\", en = \"g\", goal = is(\"c\", \"yes\") }\n"
    "question \"a\" { zh = \"a\", en = \"a\", answers = { \"x\", \"y\", \"z\" } }\n"
    "question \"c\" { zh = \"c\", en = \"c\" }\n"
    "question \"n\" { zh = \"n\", en = \"n\", kind = \"number\", min = 0, max = 9 }\n"
    "question \"t\" { zh = \"t\", en = \"t\", kind = \"text\" }\n"
    "fault \"f1\" { zh = \"f1\", en = \"f1\" } fault \"f2\" { zh = \"f2\", en = \"f2\" }\n"
    "action \"r1\" { zh = \"r1\", en = \"r1\", fixes = { f1 = .5, f2 = .9 }, changes = { \"n\" } }\n"
    "action \"r2\" { zh = \"r2\", en = \"r2\", fixes = { f1 = .9 }, verify = is(\"a\", \"z\") }\n"
    "escalation \"e\" { to = \"team\", zh = \"e\", en = \"e\" }\n"
    "flow {\n"
    "  ask \"t\" { on(contains(\"hot\")) { suspect \"f2\" } },\n"
    "  any_order { ask \"a\", ask \"n\" { on(below(3)) { conclude \"f1\" } } },\n"
    "  go \"rounds\",\n"
    "  otherwise = escalate \"e\",\n"
    "}\n"
    "flow \"rounds\" { ask \"n\" { on(below(5)) { try \"r1\", again \"rounds\" { at_most = 1 } } }, try \"r2\",\n"
    "  conclude \"f1\", otherwise = escalate \"e\" }\n";

static void require(bool holds)
{
    if (!holds)
        abort();
}

static wm_rules *load(void)
{
    wm_config config = {
        .load_instructions = 200000, .memory_bytes = (size_t)8 << 20, .walk_steps = 20000, .load_seconds = 5
    };
    wm_rules *rules = NULL;
    require(wm_rules_load_text(&rules, &config, "fuzz.lua", rules_text, sizeof rules_text - 1, NULL) == WM_OK);
    require(wm_rules_guide_count(rules) == 1);
    return rules;
}

/* ---- Files of walks ---------------------------------------------------------------------------------------------- */

typedef struct told {
    size_t size;
    char text[MOST_TOLD];
} told;

static void tell(told *t, const char *s)
{
    size_t size = strlen(s), left = sizeof t->text - t->size;
    size = size < left ? size : left;
    memcpy(t->text + t->size, s, size);
    t->size += size;
}

/* A walk that did not pass says why, in both languages, and where it stands. */
static void tell_walk(told *t, const wm_walked *w)
{
    require(w->id && w->where && strchr(w->where, ':'));
    require(w->passed || (w->why.zh && w->why.en));
    require(!w->why.zh == !w->why.en);
    tell(t, w->where);
    tell(t, w->passed ? " passes " : " fails ");
    tell(t, w->id);
    tell(t, "\n");
}

static void run_file(const wm_rules *rules, const char *path, told *t)
{
    wm_walks *walks = NULL;
    wm_walked one;
    wm_coverage covered;
    t->size = 0;
    require(wm_walks_new(&walks, rules, NULL) == WM_OK);
    require(wm_walks_read(walks, path, NULL) == WM_OK);
    require(wm_walks_run(walks, NULL) == WM_OK);
    for (size_t i = 0; i < wm_walks_count(walks); i++) {
        require(wm_walks_at(walks, i, &one) == WM_OK);
        tell_walk(t, &one);
    }
    require(wm_walks_at(walks, wm_walks_count(walks), &one) == WM_NOTHING);
    require(wm_walks_coverage(walks, "fuzz", &covered, NULL) == WM_OK);
    for (int part = 0; part < 2; part++)
        require(covered.nodes[0] <= covered.nodes[1] && covered.edges[0] <= covered.edges[1] &&
                covered.ends[0] <= covered.ends[1]);
    wm_walks_free(walks);
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    require(f && fwrite(bytes, 1, size, f) == size);
    require(f && fclose(f) == 0);
}

static void walk_file(const wm_rules *rules, const char *ending, const char *bytes, size_t size)
{
    static told first, second;
    const char *base = getenv("TMPDIR");
    char folder[256], path[320];
    snprintf(folder, sizeof folder, "%s/fuzz_walks_XXXXXX", base ? base : "/tmp");
    require(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/fuzz.walks.%s", folder, ending);
    write_file(path, bytes, size);
    run_file(rules, path, &first);
    run_file(rules, path, &second);
    require(unlink(path) == 0 && rmdir(folder) == 0);
    require(first.size == second.size && memcmp(first.text, second.text, first.size) == 0);
}

/* ---- NAME.paths --------------------------------------------------------------------------------------------------- */

/* Compared with itself nothing changed; with what was kept, each change has its way and two different steps. */
static void compare_paths(const wm_rules *rules, const char *bytes, size_t size)
{
    char *earlier = malloc(size + 1);
    wm_paths *paths = NULL;
    const wm_changed_way *changed;
    size_t count;
    require(earlier != NULL);
    memcpy(earlier, bytes, size);
    earlier[size] = '\0';
    require(wm_rules_paths(&paths, rules, "fuzz", 200, earlier, NULL) == WM_OK);
    wm_status status = wm_paths_compare(paths, earlier, &changed, &count, NULL);
    require(status == WM_OK || status == WM_BAD_INPUT);
    require(status == WM_OK || count == 0);
    for (size_t i = 0; i < count; i++) {
        require(changed[i].way && (changed[i].was || changed[i].is));
        require(!changed[i].was || !changed[i].is || strcmp(changed[i].was, changed[i].is) != 0);
    }
    require(wm_paths_compare(paths, paths->text, &changed, &count, NULL) == WM_OK && count == 0);
    wm_paths_free(paths);
    free(earlier);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static wm_rules *rules;
    if (!rules)
        rules = load();
    if (size < 1 || size > MOST_BYTES)
        return 0;
    const char *bytes = (const char *)data + 1;
    switch (data[0]) {
    case 'j':
        walk_file(rules, "jsonl", bytes, size - 1);
        break;
    case 'l':
        walk_file(rules, "lua", bytes, size - 1);
        break;
    case 'p':
        compare_paths(rules, bytes, size - 1);
        break;
    default:
        return -1; /* not to be kept */
    }
    return 0;
}
