/* test_walks_allocations_heap.c: what serves those who write rules (walks, mutants, ways, pictures, comparisons, recorded cases), with every
 * request for memory failing in turn: those of arenas and vectors, of cJSON, of Lua. Each says WM_NO_MEMORY (or WM_IO, where the C library
 * could not open a file), leaves no block, and else tells what it tells without a failure. Uses strict_memory.h.
 *
 * The heap is the program's own (own_heap.h): with AddressSanitizer nothing fails. */
#include <sys/stat.h>
#include <unistd.h>

#include "fault/own_heap.h"
#include "fault/strict_memory.h"
#include "support/walk_support.h"
#include "unit/property/told.h"

/* ---- The rules, their walks, tickets ---------------------------------------------------------------------------------- */

#define MAIN                                                                                                           \
    GUIDE("main", "goal = is('prints', 'yes')")                                                                        \
    QUESTION("prints", "")                                                                                             \
    QUESTION("power", "")                                                                                              \
    QUESTION("paper", "answers = { 'some', 'none', 'jammed' }")                                                        \
    QUESTION("pages", "kind = 'number', min = 0, max = 1000, unit = { zh = '頁', en = 'pages' }")                      \
    QUESTION("message", "kind = 'text', answers = { 'jam' }, match = { jam = { 'paper jam', '卡紙' } }")               \
    QUESTION("remarks", "kind = 'text'")                                                                               \
    FAULT("unplugged", "prior = .3")                                                                                   \
    FAULT("empty", "prior = .2")                                                                                       \
    FAULT("jam", "prior = .1")                                                                                         \
    ACTION("plug", "fixes = { unplugged = .9 }, verify = is('power', 'yes'), changes = { 'power' "                     \
                   "}, cost = 1")                                                                                      \
    ACTION("fill", "fixes = { empty = .9 }, verify = is('paper', 'some'), changes = { "                                \
                   "'paper' }, cost = 2")                                                                              \
    ACTION("pull", "fixes = { jam = .5 }, cost = 3") ESCALATION("vendor") DESK

static const char main_before[] =
    MAIN "flow { when(at_least('pages', 500)) { escalate 'vendor' },\n"
         "  ask 'power' { no = conclude 'unplugged' },\n"
         "  ask 'paper' { none = { try 'fill', escalate 'desk' }, jammed = go 'jam', unsure = include 'tray' },\n"
         "  ask 'message' { jam = conclude 'jam', on(contains('offline')) { escalate 'vendor' },\n"
         "    unsure = { ask 'remarks' } },\n"
         "  when(all{ is('power', 'yes'), any{ known('remarks'), failed('fill') } }) { suspect 'jam' },\n"
         "  otherwise = escalate 'desk' }\n"
         "flow 'jam' { ask 'pages' { on(below(10)) { conclude 'jam' }, on(at_least(100)) { escalate 'desk' } } }\n";
static const char main_after[] =
    MAIN "flow { when(at_least('pages', 300)) { escalate 'vendor' },\n"
         "  ask 'power' { no = conclude 'unplugged' },\n"
         "  ask 'paper' { none = { try 'fill', conclude 'empty' }, jammed = go 'jam', unsure = include 'tray' },\n"
         "  ask 'message' { jam = conclude 'jam', on(contains('offline')) { conclude 'jam' },\n"
         "    unsure = { ask 'remarks' } },\n"
         "  when(none{ is('power', 'no'), fixed('fill') }) { suspect 'jam', escalate 'vendor' },\n"
         "  otherwise = escalate 'desk' }\n"
         "flow 'jam' { ask 'pages' { on(below(50)) { conclude 'jam' }, on(at_least(100)) { escalate 'vendor' } } }\n";
#define TRAY                                                                                                           \
    GUIDE("tray", "")                                                                                                  \
    QUESTION("shut", "") FAULT("open", "") ACTION("push", "fixes = { open = .9 }, cost = 1") ESCALATION("porter")
static const char tray_before[] = TRAY "flow { ask 'shut' { no = conclude 'open' }, otherwise = escalate 'porter' }\n";
static const char tray_after[] = TRAY "flow { ask 'shut' { yes = conclude 'open' }, otherwise = escalate 'porter' }\n";

static const char walks_text[] =
    "{\"id\":\"filled\",\"known\":{\"pages\":7},\"steps\":[{\"ask\":\"power\",\"answer\":true},{\"ask\":\"paper\","
    "\"answer\":\"none\"},{\"try\":\"fill\",\"outcome\":\"done\"},{\"ask\":\"paper\",\"answer\":\"some\"},{\"note\":"
    "\"x\"}],"
    "\"facts\":{\"prints\":\"yes\"},\"expect\":{\"end\":\"resolved\",\"action\":\"fill\",\"path\":[\"power=yes\"]}}\n"
    "{\"id\":\"tray\",\"facts\":{\"power\":\"yes\",\"paper\":null,\"tray:shut\":\"no\"},\"escalated\":{\"to\":\"desk\"}"
    "}\n"
    "{\"id\":\"far\",\"facts\":{\"power\":\"no\"},\"resolved\":{\"fault\":\"empty\",\"action\":\"plug\"}}\n"
    "{\"id\":\"stops\",\"facts\":{\"power\":\"yes\"},\"expect\":{\"end\":\"incomplete\",\"stopped_at\":\"message\","
    "\"asked\":3}}\n"
    "{\"id\":\"fault\",\"facts\":{\"power\":\"yes\",\"paper\":\"some\",\"message\":\"paper jam\"},"
    "\"expect\":{\"fault\":\"unplugged\",\"action\":\"fill\",\"escalate\":\"vendor\"}}\n"
    "{\"id\":\"same\",\"facts\":{\"power\":\"no\"},\"expect\":{\"action\":\"fill\"}}\n"
    "{\"id\":\"over\",\"facts\":{\"power\":\"yes\",\"paper\":\"some\",\"message\":\"offline\"},\"expect\":{"
    "\"escalate\":\"desk\"}}\n"
    "{\"id\":\"unasked\",\"steps\":[{\"ask\":\"remarks\",\"answer\":\"x\"},{\"try\":\"pull\",\"outcome\":\"failed\"}],"
    "\"facts\":{\"power\":\"no\"},\"expect\":{\"end\":\"diagnosed\"}}\n"
    "{\"id\":\"meant\",\"facts\":{\"power\":\"never\"},\"must_fail\":\"out_of_range\"}\n"
    "{\"id\":\"not meant\",\"facts\":{\"power\":\"no\"},\"expect\":{},\"must_fail\":true}\n"
    "{\"guide\":\"nobody's\",\"expect\":{}}\n{\"facts\":[],\"expect\":{}}\n{\"expect\":{\"no\":1}}\nno JSON\n";
static const char walks_lua[] =
    "for i, pages in ipairs { 5, 500 } do\n"
    "  walk('pages ' .. i) { known = { pages = pages }, facts = { power = 'yes', paper = 'jammed' },\n"
    "    expect = { path = { 'power=yes' } } }\n"
    "end\n";

#define TICKET(id, facts, rest) "{\"id\":\"" id "\",\"guide\":\"main\",\"facts\":{" facts "}" rest "}\n"
#define POWERED                 "\"power\":\"yes\""
static const char tickets[] = TICKET("when", POWERED ",\"pages\":400", ",\"escalated\":{\"to\":\"second_line\"}")
    TICKET("outcome", POWERED ",\"paper\":\"none\"", ",\"steps\":[{\"try\":\"fill\",\"outcome\":\"failed\"}]") TICKET(
        "verified", POWERED,
        ",\"steps\":[{\"ask\":\"paper\",\"answer\":\"none\"},{\"try\":\"fill\",\"outcome\":\"done\"},"
        "{\"ask\":\"paper\",\"answer\":\"none\"}]") TICKET("flow", POWERED ",\"paper\":\"jammed\",\"pages\":20",
                                                           ",\"resolved\":{\"fault\":\"jam\"}")
        TICKET("include", POWERED ",\"paper\":null,\"tray:shut\":\"no\"", ",\"resolved\":{\"fault\":\"jam\"}")
            TICKET("text",
                   POWERED
                   ",\"paper\":\"some\",\"message\":\"The spooler of this printer, it says, is offline; 印表機離線，"
                   "請洽服務台，或按面板上的確認鍵再試一次\"",
                   "") TICKET("suspect", POWERED ",\"paper\":\"some\",\"message\":null,\"remarks\":\"none\"",
                              ",\"escalated\":{\"to\":\"x\"}")
                TICKET("same", "\"power\":\"no\"", ",\"resolved\":{\"fault\":\"unplugged\",\"action\":\"plug\"}")
                    TICKET("wrong", "\"power\":\"never\"", "") "{\"guide\":\"nobody's\"}\nno JSON\n";

static char folder[200];
static char before[256], after[256], jsonl[300], lua[300], log_path[300];

static void write_text(const char *path, const char *content)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(content, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static void write_rules(const char *path, const char *main_text, const char *tray_text)
{
    char file[300];
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(file, sizeof file, "%s/main.lua", path);
    write_text(file, main_text);
    snprintf(file, sizeof file, "%s/tray.lua", path);
    write_text(file, tray_text);
}

static int write_all(void **state)
{
    (void)state;
    const char *own = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.150s/heap-XXXXXX", own && *own ? own : "/tmp");
    assert_non_null(mkdtemp(folder));
    snprintf(before, sizeof before, "%s/before", folder);
    snprintf(after, sizeof after, "%s/after", folder);
    snprintf(jsonl, sizeof jsonl, "%s/main.walks.jsonl", before);
    snprintf(lua, sizeof lua, "%s/main.walks.lua", before);
    snprintf(log_path, sizeof log_path, "%s/tickets.jsonl", folder);
    write_rules(before, main_before, tray_before);
    write_rules(after, main_after, tray_after);
    write_text(jsonl, walks_text);
    write_text(lua, walks_lua);
    write_text(log_path, tickets);
    return 0;
}

static int remove_all(void **state)
{
    (void)state;
    const char *const folders[] = { before, after };
    char file[300];
    bool gone = unlink(jsonl) == 0 && unlink(lua) == 0 && unlink(log_path) == 0;
    for (size_t i = 0; i < 2; i++) {
        snprintf(file, sizeof file, "%s/main.lua", folders[i]);
        gone = gone && unlink(file) == 0;
        snprintf(file, sizeof file, "%s/tray.lua", folders[i]);
        gone = gone && unlink(file) == 0 && rmdir(folders[i]) == 0;
    }
    return gone && rmdir(folder) == 0 ? 0 : -1;
}

/* ---- The loop of failures ------------------------------------------------------------------------------------------------ */

/* What is done with the rules, and their later edition; what it gives is told. Failing begins and ends within run_once. */
typedef wm_status what_is_done(const wm_rules *rules, const wm_rules *others, text *told);

static wm_rules *load(const char *path)
{
    wm_rules *rules = NULL;
    wm_error error = { 0 };
    if (wm_rules_load(&rules, NULL, path, &error) != WM_OK)
        fail_msg("%s: %s", error.where, error.en);
    return rules;
}

/* Telling is the test's own, and does not fail. */
static void not_failing(void)
{
    heap.fail_at = 0;
}

static wm_status run_once(what_is_done *what, size_t n, text *told)
{
    text_clear(told);
    size_t kept = heap.live;
    wm_rules *rules = load(before), *others = load(after);
    heap.failed = 0;
    heap.fail_at = n ? heap.requests + n : 0;
    wm_status status = what(rules, others, told);
    not_failing();
    wm_rules_free(rules);
    wm_rules_free(others);
    if (n && heap.live != kept)
        fail_msg("%zu blocks are left when request %zu fails", heap.live - kept, n);
    return status;
}

static void fail_each_request(const char *name, what_is_done *what, size_t all)
{
    text expected = { 0 }, told = { 0 };
    size_t runs = 0, n = 1;
    text_add(&told, "-"); /* its block is there before anything is counted */
    assert_int_equal(run_once(what, 0, &expected), WM_OK);
    assert_true(expected.size > 0);
    for (; OWN_HEAP; n += n < all ? 1 : 1 + n / 30) {
        wm_status status = run_once(what, n, &told);
        if (!heap.failed)
            break;
        runs++;
        if (status != WM_OK && status != WM_NO_MEMORY && status != WM_IO)
            fail_msg("%s says %s when request %zu fails", name, wm_status_name(status), n);
        if (status == WM_OK && strcmp(text_of(&expected), text_of(&told)) != 0) {
            show_difference(text_of(&expected), text_of(&told));
            fail_msg("%s gives something else when request %zu fails", name, n);
        }
    }
    print_message("# %s: %zu requests, %zu of them failed\n", name, n - 1, runs);
    assert_true(runs > 0 || !OWN_HEAP);
    text_free(&expected);
    text_free(&told);
}

/* ---- What is done ---------------------------------------------------------------------------------------------------------- */

static wm_status read_and_run(wm_walks **walks, const wm_rules *rules)
{
    wm_status status = wm_walks_new(walks, rules, NULL);
    if (status == WM_OK)
        status = wm_walks_read(*walks, jsonl, NULL);
    if (status == WM_OK)
        status = wm_walks_read(*walks, lua, NULL);
    return status == WM_OK ? wm_walks_run(*walks, NULL) : status;
}

static wm_status run_walks(const wm_rules *rules, const wm_rules *others, text *told)
{
    (void)others;
    wm_walks *walks = NULL;
    wm_coverage of = { 0 };
    wm_status status = read_and_run(&walks, rules);
    if (status == WM_OK)
        status = wm_walks_coverage(walks, "main", &of, NULL);
    not_failing();
    for (size_t i = 0; status == WM_OK && i < wm_walks_count(walks); i++) {
        wm_walked w;
        assert_int_equal(wm_walks_at(walks, i, &w), WM_OK);
        text_add(told, "%s %s %s: %d %s %s\n", w.where, w.id, or_none(w.guide), w.passed, wm_text_in(w.why, WM_ZH),
                 wm_text_in(w.why, WM_EN));
    }
    for (size_t i = 0; status == WM_OK && i < of.missed_count; i++)
        text_add(told, "missed %s: %s\n", of.missed[i].where, of.missed[i].what.en);
    wm_walks_free(walks);
    return status;
}

static wm_status change_rules(const wm_rules *rules, const wm_rules *others, text *told)
{
    (void)others;
    wm_walks *walks = NULL;
    const wm_mutation_config config = { .ways = 60 };
    const wm_mutant *list = NULL;
    size_t count = 0;
    wm_status status = read_and_run(&walks, rules);
    if (status == WM_OK)
        status = wm_walks_mutate(walks, "main", &config, &list, &count, NULL);
    not_failing();
    for (size_t i = 0; status == WM_OK && i < count; i++)
        text_add(told, "%s: %s: %d %s %s %s %s\n", list[i].where, list[i].what.en, (int)list[i].end,
                 or_none(list[i].noticed_by), or_none(list[i].way), or_none(list[i].was), or_none(list[i].is));
    wm_walks_free(walks);
    return status;
}

static wm_status tell_ways(const wm_rules *rules, const wm_rules *others, text *told)
{
    wm_paths *now = NULL, *then = NULL;
    const wm_changed_way *list = NULL;
    size_t count = 0;
    wm_status status = wm_rules_paths(&then, rules, "main", 300, NULL, NULL);
    if (status == WM_OK)
        status = wm_rules_paths(&now, others, "main", 0, then->text, NULL);
    if (status == WM_OK)
        status = wm_paths_compare(now, then->text, &list, &count, NULL);
    not_failing();
    for (size_t i = 0; status == WM_OK && i < count; i++)
        text_add(told, "%s: %s, %s\n", list[i].way, or_none(list[i].was), or_none(list[i].is));
    if (status == WM_OK)
        text_add(told, "%s", now->text);
    wm_paths_free(then);
    wm_paths_free(now);
    return status;
}

static wm_status draw(const wm_rules *rules, const wm_rules *others, text *told)
{
    (void)rules;
    wm_graph *g = NULL;
    wm_status status = wm_rules_graph(&g, others, "main", NULL);
    not_failing();
    for (size_t i = 0; status == WM_OK && i < g->node_count; i++)
        text_add(told, "%d %s %s\n", (int)g->nodes[i].kind, or_none(g->nodes[i].id),
                 wm_text_in(g->nodes[i].text, WM_EN));
    for (size_t i = 0; status == WM_OK && i < g->edge_count; i++)
        text_add(told, "%zu to %zu: %s\n", g->edges[i].from, g->edges[i].to, wm_text_in(g->edges[i].text, WM_EN));
    wm_graph_free(g);
    return status;
}

static wm_status compare(const wm_rules *rules, const wm_rules *others, text *told)
{
    const char *const paths[] = { log_path };
    wm_comparison *c = NULL;
    wm_replay_config config = { .tickets = paths, .ticket_count = 1, .lang = WM_EN };
    wm_status status = wm_compare(&c, others, rules, &config, NULL);
    if (status == WM_OK) {
        const char *json = wm_comparison_json(c);
        json = json ? json : wm_comparison_json(c);
        not_failing();
        assert_non_null(json);
        text_add(told, "%s\n", json);
    }
    not_failing();
    wm_comparison_free(c);
    return status;
}

static wm_status align(const wm_rules *rules, const wm_rules *others, text *told)
{
    (void)others;
    const char *const paths[] = { log_path };
    wm_replay *r = NULL;
    wm_replay_config config = {
        .tickets = paths, .ticket_count = 1, .align = true, .any_order = true, .coverage = true
    };
    wm_status status = wm_replay_run(&r, rules, &config, NULL);
    if (status == WM_OK) {
        const char *json = wm_replay_json(r);
        json = json ? json : wm_replay_json(r);
        not_failing();
        assert_non_null(json);
        text_add(told, "%s\n", json);
    }
    not_failing();
    wm_replay_free(r);
    return status;
}

/* A case in which an answer was taken back, another changed, one not known, and an action did not help. */
static wm_status record(const wm_rules *rules, const wm_rules *others, text *told)
{
    (void)others;
    wm_case *c = NULL;
    const wm_value pages = { .kind = WM_VALUE_NUMBER, .number = 12 };
    const char *line = NULL;
    wm_status status = wm_case_new(&c, rules, "main", NULL);
    if (status == WM_OK)
        status = wm_case_answer_value(c, "pages", &pages, NULL, NULL);
    if (status == WM_OK)
        status = wm_case_answer(c, "power", "yes", NULL);
    if (status == WM_OK)
        status = wm_case_answer(c, "paper", "none", NULL);
    if (status == WM_OK)
        status = wm_case_outcome(c, "fill", WM_FAILED, NULL);
    if (status == WM_OK)
        status = wm_case_as_walk(c, "mine", &line, NULL);
    not_failing();
    if (status == WM_OK)
        text_add(told, "%s\n", line);
    wm_case_free(c);
    return status;
}

static void walks_are_run(void **state)
{
    (void)state;
    fail_each_request("walks", run_walks, 2500);
}

static void rules_are_changed(void **state)
{
    (void)state;
    fail_each_request("mutants", change_rules, 200);
}

static void ways_are_told(void **state)
{
    (void)state;
    fail_each_request("ways", tell_ways, 1500);
}

static void guides_are_drawn(void **state)
{
    (void)state;
    fail_each_request("a picture", draw, 2500);
}

static void rules_are_compared(void **state)
{
    (void)state;
    fail_each_request("a comparison", compare, 2500);
}

static void tickets_are_aligned(void **state)
{
    (void)state;
    fail_each_request("an alignment", align, 2500);
}

static void a_case_is_recorded(void **state)
{
    (void)state;
    fail_each_request("a recorded case", record, 2500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_are_run),      cmocka_unit_test(rules_are_changed),
        cmocka_unit_test(ways_are_told),      cmocka_unit_test(guides_are_drawn),
        cmocka_unit_test(rules_are_compared), cmocka_unit_test(tickets_are_aligned),
        cmocka_unit_test(a_case_is_recorded),
    };
    return cmocka_run_group_tests(tests, write_all, remove_all);
}
