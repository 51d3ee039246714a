/* test_walk_allocations.c: rules' own walks, their mutants, every way and a recorded case, with the n-th allocation failing for n = 1, 2,
 * 3, … until none does. Each says WM_NO_MEMORY then, and leaves nothing behind. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/alloc.h"
#include "support/walk_support.h"

static const char rules_text[] = GUIDE("lamp", "goal = is('on', 'yes')") QUESTION("on", "") QUESTION("cable", "")
    QUESTION("volts", "kind = 'number', min = 0, max = 400") QUESTION("label", "kind = 'text'") FAULT("loose", "")
        ACTION("push", "fixes = { loose = .9 }, verify = is('cable', 'yes'), changes = { 'cable' }") DESK
    "flow { ask 'cable' { no = conclude 'loose' },\n"
    "  ask 'volts' { on(below(200)) { when(contains('label', 'old')) { escalate 'desk' } } },\n"
    "  otherwise = escalate 'desk' }\n";

static const char walks_text[] =
    "{\"id\":\"loose\",\"steps\":[{\"ask\":\"cable\",\"answer\":\"no\"},{\"try\":\"push\",\"outcome\":\"done\"},{"
    "\"ask\":\"cable\",\"answer\":\"yes\"},"
    "{\"ask\":\"on\",\"answer\":\"yes\"}],\"expect\":{\"end\":\"resolved\",\"path\":[\"cable=no\",\"push=done\","
    "\"cable=yes\",\"on=yes\"]}}\n"
    "{\"id\":\"wrong\",\"facts\":{\"cable\":\"maybe\"},\"must_fail\":\"out_of_range\"}\n"
    "{\"id\":\"wrong "
    "too\",\"known\":{\"label\":\"OLD\"},\"facts\":{\"cable\":\"yes\",\"volts\":5},\"expect\":{\"asked\":9}}\n";
static const char lua_text[] =
    "walk 'sound' { facts = { cable = 'yes', volts = 230 }, expect = { escalate = 'desk' } }\n";

typedef struct bench {
    struct counting_alloc memory;
    wm_rules *rules;
    const char *jsonl, *lua;
} bench;

static wm_status read_and_run(const bench *b, wm_walks **walks)
{
    wm_status status = wm_walks_new(walks, b->rules, NULL);
    if (status == WM_OK)
        status = wm_walks_read(*walks, b->jsonl, NULL);
    if (status == WM_OK)
        status = wm_walks_read(*walks, b->lua, NULL);
    return status == WM_OK ? wm_walks_run(*walks, NULL) : status;
}

static wm_status walks_and_coverage(const bench *b)
{
    wm_walks *walks = NULL;
    wm_coverage coverage;
    wm_walked w;
    wm_status status = read_and_run(b, &walks);
    if (status == WM_OK)
        status = wm_walks_coverage(walks, "lamp", &coverage, NULL);
    if (status == WM_OK) {
        assert_int_equal(wm_walks_count(walks), 4);
        for (size_t i = 0; i < 4; i++) {
            assert_int_equal(wm_walks_at(walks, i, &w), WM_OK);
            assert_true(w.passed == (i != 2));
        }
    }
    wm_walks_free(walks);
    return status;
}

static wm_status mutants(const bench *b)
{
    wm_walks *walks = NULL;
    wm_mutation_config config = { .ways = 200 };
    const wm_mutant *list;
    size_t count;
    wm_status status = read_and_run(b, &walks);
    if (status == WM_OK)
        status = wm_walks_mutate(walks, "lamp", &config, &list, &count, NULL);
    assert_true(status != WM_OK || count > 5);
    wm_walks_free(walks);
    return status;
}

static wm_status every_way(const bench *b)
{
    static const char earlier[] = "# of at most 1 actions\n\nask cable\n  yes: escalate desk\n  maybe: ask volts\n";
    wm_paths *paths = NULL;
    const wm_changed_way *list;
    size_t count = 0;
    wm_status status = wm_rules_paths(&paths, b->rules, "lamp", 300, earlier, NULL);
    if (status == WM_OK)
        status = wm_paths_compare(paths, earlier, &list, &count, NULL);
    assert_true(status != WM_OK || count > 1);
    wm_paths_free(paths);
    return status;
}

static wm_status recorded_case(const bench *b)
{
    wm_case *c = NULL;
    const char *line;
    wm_status status = wm_case_new(&c, b->rules, "lamp", NULL);
    if (status == WM_OK)
        status = wm_case_answer(c, "cable", "no", NULL);
    if (status == WM_OK)
        status = wm_case_outcome(c, "push", WM_DONE, NULL);
    if (status == WM_OK)
        status = wm_case_answer(c, "cable", "yes", NULL);
    if (status == WM_OK)
        status = wm_case_as_walk(c, "mine", &line, NULL);
    wm_case_free(c);
    return status;
}

static void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

/* The rules are loaded with an allocator that works; then its n-th request fails. */
static void survives(wm_status (*what)(const bench *b))
{
    char folder[256], jsonl[300], lua[300];
    const char *own = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.200s/walks-XXXXXX", own && *own ? own : "/tmp");
    assert_non_null(mkdtemp(folder));
    snprintf(jsonl, sizeof jsonl, "%s/lamp.walks.jsonl", folder);
    snprintf(lua, sizeof lua, "%s/lamp.walks.lua", folder);
    write_text(jsonl, walks_text);
    write_text(lua, lua_text);
    /* the guide is named "lamp.lua" and stands beside nothing: walks without a guide find it by their path */
    char rule[300];
    snprintf(rule, sizeof rule, "%s/lamp.lua", folder);
    for (size_t n = 1;; n++) {
        bench b = { .jsonl = jsonl, .lua = lua };
        counting_alloc_init(&b.memory, 0);
        wm_config config = { .allocator = counting_alloc_hook(&b.memory) };
        assert_int_equal(wm_rules_load_text(&b.rules, &config, rule, rules_text, sizeof rules_text - 1, NULL), WM_OK);
        b.memory.fail_at = b.memory.requests + n;
        wm_status status = what(&b);
        if (status != (b.memory.failed ? WM_NO_MEMORY : WM_OK))
            print_message("# allocation %zu: %s\n", n, wm_status_name(status));
        assert_int_equal(status, b.memory.failed ? WM_NO_MEMORY : WM_OK);
        bool over = b.memory.failed == 0;
        wm_rules_free(b.rules);
        assert_int_equal(counting_alloc_report(&b.memory, stderr), 0);
        if (over)
            break;
    }
    assert_int_equal(unlink(jsonl) | unlink(lua) | rmdir(folder), 0);
}

static void walks_are_run(void **state)
{
    (void)state;
    survives(walks_and_coverage);
}

static void mutants_are_tried(void **state)
{
    (void)state;
    survives(mutants);
}

static void every_way_is_told_and_compared(void **state)
{
    (void)state;
    survives(every_way);
}

static void a_case_is_recorded(void **state)
{
    (void)state;
    survives(recorded_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_are_run),
        cmocka_unit_test(mutants_are_tried),
        cmocka_unit_test(every_way_is_told_and_compared),
        cmocka_unit_test(a_case_is_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
