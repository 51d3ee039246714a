/* Comments by which rules allow what is found: `-- waymark: allow WM203 why`. Through waymark.h, as everybody sees it. */
#include <stdlib.h>
#include <string.h>

#include "support/alloc.h"
#include "support/tap.h"
#include "waymark.h"

#define GUIDE                                                                                                          \
    "guide \"t\" { zh = \"測試\", en = \"Test\", goal = is(\"ok\", \"yes\") }\n"                                     \
    "question \"ok\" { zh = \"好了嗎？\", en = \"Fine now?\" }\n"                                                  \
    "question \"q\" { zh = \"問？\", en = \"Q?\" }\n"                                                                \
    "escalation \"team\" { to = \"x\", zh = \"交接\", en = \"Hand over\", cost = 30, evidence = { \"ok\" } }\n"
#define ENDS "  otherwise = escalate \"team\" }\n"

typedef struct outcome {
    wm_rules *rules;
    const wm_finding *found, *allowed;
    size_t count, allowed_count;
} outcome;

static outcome check(const char *text)
{
    outcome o = { 0 };
    wm_error error;
    assert_int_equal(wm_rules_load_text(&o.rules, NULL, "t.lua", text, strlen(text), &error), WM_OK);
    assert_int_equal(wm_rules_check(o.rules, NULL, &o.found, &o.count, &error), WM_OK);
    o.allowed_count = wm_rules_allowed(o.rules, &o.allowed);
    return o;
}

static void assert_is(const wm_finding *f, const char *code, const char *where)
{
    assert_string_equal(f->code, code);
    assert_string_equal(f->where, where);
}

/* One finding is left, and nothing is allowed. */
static void expect_only(const char *text, const char *code, const char *where, const char *words)
{
    outcome o = check(text);
    for (size_t i = 0; i < o.count; i++)
        print_message("# %s %s %s\n", o.found[i].code, o.found[i].where, o.found[i].what.en);
    assert_int_equal(o.count, 1);
    assert_is(&o.found[0], code, where);
    assert_non_null(strstr(o.found[0].what.en, words));
    assert_int_equal(o.allowed_count, 0);
    wm_rules_free(o.rules);
}

/* Nothing is left, and one finding is allowed for a reason. */
static void expect_allowed(const char *text, const char *code, const char *where, const char *reason)
{
    outcome o = check(text);
    for (size_t i = 0; i < o.count; i++)
        print_message("# %s %s %s\n", o.found[i].code, o.found[i].where, o.found[i].what.en);
    assert_int_equal(o.count, 0);
    assert_int_equal(o.allowed_count, 1);
    assert_is(&o.allowed[0], code, where);
    assert_string_equal(o.allowed[0].allowed, reason);
    wm_rules_free(o.rules);
}

/* ---- Where it stands ---- */

static void behind_the_line(void **state)
{
    (void)state;
    expect_only(GUIDE "flow {\n  ask \"q\" {},\n" ENDS, "WM203", "t.lua:6", "decides nothing");
    expect_allowed(GUIDE "flow {\n  ask \"q\" {}, -- waymark: allow WM203 it is on the form\n" ENDS, "WM203", "t.lua:6",
                   "it is on the form");
}

static void alone_above_the_line(void **state)
{
    (void)state;
    expect_allowed(GUIDE "flow {\n  -- waymark: allow WM203 表單上要有\n  -- more words\n\n  ask \"q\" {},\n" ENDS,
                   "WM203", "t.lua:9", "表單上要有");
}

static void above_all_statements_for_the_whole_guide(void **state)
{
    (void)state;
    outcome o = check("-- A guide.\n-- waymark: allow WM203 all of it is for the form\n" GUIDE
                      "question \"r\" { zh = \"問？\", en = \"R?\" }\n"
                      "flow {\n  ask \"q\" {},\n  ask \"r\" {},\n" ENDS);
    assert_int_equal(o.count, 0);
    assert_int_equal(o.allowed_count, 2);
    wm_rules_free(o.rules);
}

static void two_above_one_line(void **state)
{
    (void)state;
    outcome o = check(GUIDE "flow {\n"
                            "  -- waymark: allow WM203 it is on the form\n"
                            "  -- waymark: allow WM201 it will be\n"
                            "  resolve(), ask \"q\" {},\n" ENDS);
    assert_int_equal(o.allowed_count, 1);
    assert_is(&o.allowed[0], "WM201", "t.lua:8");
    assert_int_equal(o.count, 1);
    assert_is(&o.found[0], "WM292", "t.lua:6");
    wm_rules_free(o.rules);
}

/* A string or a block comment that reads like one is none; neither is one on another line. */
static void what_only_looks_like_one(void **state)
{
    (void)state;
    expect_only(GUIDE "flow {\n  ask \"q\" {}, --[[ -- waymark: allow WM203 no ]]\n" ENDS, "WM203", "t.lua:6", "q");
    expect_only(GUIDE "local s = [[\n-- waymark: allow WM203 no\n]] flow { ask \"q\" {},\n" ENDS, "WM203", "t.lua:7",
                "q");
    expect_only(GUIDE "flow {\n  ask \"q\" {}, resolve(), -- waymark : allow WM203 no\n" ENDS, "WM203", "t.lua:6", "q");
}

/* ---- What is no allow ---- */

static void without_a_reason(void **state)
{
    (void)state;
    outcome o = check(GUIDE "flow {\n  ask \"q\" {}, -- waymark: allow WM203\n" ENDS);
    assert_int_equal(o.count, 2);
    assert_is(&o.found[0], "WM203", "t.lua:6");
    assert_is(&o.found[1], "WM291", "t.lua:6");
    assert_non_null(strstr(o.found[1].what.en, "takes a reason"));
    wm_rules_free(o.rules);
}

#define QUIET GUIDE "flow { ask \"q\" { yes = resolve(), no = escalate \"team\" },\n" ENDS

static void codes_that_there_are_not(void **state)
{
    (void)state;
    expect_only(QUIET "-- waymark: allow WM999 because\n", "WM291", "t.lua:7", "no code 'WM999'");
    expect_only(QUIET "-- waymark: allow\n", "WM291", "t.lua:7", "no code ''");
    expect_only(QUIET "-- waymark: alow WM203 because\n", "WM291", "t.lua:7", "only `allow`");
}

/* What loading finds can't be allowed, nor what is said of allows. */
static void codes_that_can_not_be_allowed(void **state)
{
    (void)state;
    expect_only(QUIET "-- waymark: allow WM101 because\n", "WM291", "t.lua:7", "WM101 can't be allowed");
    expect_only(QUIET "-- waymark: allow WM292 because\n", "WM291", "t.lua:7", "WM292 can't be allowed");
    outcome o = check("-- waymark: allow WM101 because\n" GUIDE "flow { ask \"r\" {},\n" ENDS);
    assert_int_equal(o.count, 1); /* the guide was refused: nothing was checked, nothing is said of the allow */
    assert_is(&o.found[0], "WM101", "t.lua:6");
    wm_rules_free(o.rules);
}

static void an_allow_that_allows_nothing(void **state)
{
    (void)state;
    expect_only(QUIET "-- waymark: allow WM203 it was on the form\n", "WM292", "t.lua:7", "no such finding");
    expect_only(GUIDE "-- waymark: allow WM203 wrong line\nflow {\n  ask \"q\" { yes = resolve(), no = escalate "
                      "\"team\" },\n" ENDS,
                "WM292", "t.lua:5", "no such finding");
}

/* ---- Memory ---- */

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const char *text = GUIDE "flow {\n  ask \"q\" {}, -- waymark: allow WM203 it is on the form\n"
                             "  -- waymark: allow WM201\n" ENDS;
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, n);
        const wm_config config = { .allocator = counting_alloc_hook(&memory) };
        wm_rules *rules = NULL;
        const wm_finding *found;
        size_t count = 0;
        wm_status status = wm_rules_load_text(&rules, &config, "t.lua", text, strlen(text), NULL);
        if (status == WM_OK)
            status = wm_rules_check(rules, NULL, &found, &count, NULL);
        size_t failed = memory.failed;
        wm_rules_free(rules);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!failed) {
            assert_int_equal(status, WM_OK);
            assert_int_equal(count, 1);
            break;
        }
        assert_int_equal(status, WM_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(behind_the_line),
        cmocka_unit_test(alone_above_the_line),
        cmocka_unit_test(above_all_statements_for_the_whole_guide),
        cmocka_unit_test(two_above_one_line),
        cmocka_unit_test(what_only_looks_like_one),
        cmocka_unit_test(without_a_reason),
        cmocka_unit_test(codes_that_there_are_not),
        cmocka_unit_test(codes_that_can_not_be_allowed),
        cmocka_unit_test(an_allow_that_allows_nothing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
