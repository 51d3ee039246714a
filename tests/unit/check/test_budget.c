/* Guides that are too large to follow every way: checking ends, and says what it did not get to. And memory that
 * runs out at any point. */
#include "unit/check/checked.h"

#include <time.h>

#include "support/alloc.h"

/* 2^40 ways through forty lines: each step is shared by both answers of the one before. */
static void shared_steps_are_checked_once(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD "local step = escalate \"team\"\n"
                                   "for i = 1, 40 do\n"
                                   "  local id = string.format(\"q%d\", i)\n"
                                   "  question(id) { zh = \"問？\", en = \"Q?\" }\n"
                                   "  step = ask(id) { yes = step, no = { step } }\n"
                                   "end\n"
                                   "flow { step, otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM290");
    assert_none(&c, "WM201");
    assert_int_equal(count_of(&c, "WM203"), 40); /* yes and no lead to the same, forty times */
    checked_free(&c);
}

/* Forty questions in a row, each of which leaves a mark that is looked at in the end: here every combination
 * counts, and they are put together. */
#define ROW                                                                                                            \
    "local steps, marks = {}, {}\n"                                                                                    \
    "for i = 1, 40 do\n"                                                                                               \
    "  local id = string.format(\"q%d\", i)\n"                                                                         \
    "  question(id) { zh = \"問？\", en = \"Q?\" }\n"                                                                \
    "  table.insert(steps, ask(id) { yes = {} })\n"                                                                    \
    "  table.insert(marks, is(id, \"yes\"))\n"                                                                         \
    "end\n"

static void combinations_that_are_too_many_are_put_together(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD ROW "table.insert(steps, when(all(marks)) { resolve() })\n"
                                       "table.insert(steps, when(none { known(\"q1\") }) {\n"
                                       "  go \"never\" })\n"
                                       "steps.otherwise = escalate \"team\"\n"
                                       "flow(steps)\n"
                                       "flow \"never\" { escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM290", WM_WARNING, "t.lua:1", "t");
    assert_non_null(strstr(f->what.en, "too many combinations of answers"));
    checked_free(&c);
}

/* The end of the budget: what was not looked at is not judged. */
static void nothing_is_said_of_what_was_not_looked_at(void **state)
{
    (void)state;
    const char *text =
        HEAD ROW "table.insert(steps, when(all(marks)) { resolve() })\n"
                 "table.insert(steps, ask \"ok\" { yes = resolve(), no = resolve(), other = resolve() })\n"
                 "steps.otherwise = escalate \"team\"\n"
                 "flow(steps)\n";
    check_limits few = { .steps_per_guide = 100 };
    checked c = check_texts(&text, 1, &few);
    const wm_finding *f = the_only(&c, "WM290", WM_WARNING, "t.lua:1", "t");
    assert_non_null(strstr(f->what.en, "it ended after 100 states; of 47 steps 41 were not come to: q7 (6), "));
    assert_none(&c, "WM201");
    checked_free(&c);
    check_limits enough = { .steps_per_guide = 1000000 };
    c = check_texts(&text, 1, &enough);
    assert_int_equal(count_of(&c, "WM201"), 1); /* other, for which nothing is left */
    checked_free(&c);
}

/* What stands behind a shared step differs each time it is walked: 2^40 places. It ends within the budget, and says how far it came. */
static void places_that_are_too_many(void **state)
{
    (void)state;
    clock_t start = clock();
    checked c = check_text_of(HEAD "local step = ask \"ok\" { yes = resolve() }\n"
                                   "for i = 1, 40 do\n"
                                   "  local id = string.format(\"q%d\", i)\n"
                                   "  question(id) { zh = \"問？\", en = \"Q?\" }\n"
                                   "  step = ask(id) { yes = { step, step }, unsure = {} }\n"
                                   "end\n"
                                   "flow { step, otherwise = escalate \"team\" }\n");
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    const wm_finding *f = the_only(&c, "WM290", WM_WARNING, "t.lua:1", "t");
    print_message("# 2^40 places: %.2f s; %s\n", seconds, f->what.en);
    assert_non_null(strstr(f->what.en, "it ended after 200000 states; every step was come to, but not in every way"));
    assert_true(seconds < 20); /* about one; machines and sanitizers differ */
    checked_free(&c);
}

/* ---- Size ---------------------------------------------------------------------------------------------------- */

/* A tree of 200 nodes: questions, numbers, conclusions, remedies. */
static const char tree[] = "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\", evidence = { \"q1\" } }\n"
                           "local function below(at)\n"
                           "  local id = string.format(\"q%d\", at)\n"
                           "  question(id) { zh = \"問？\", en = \"Q?\", answers = { \"a\", \"b\", \"c\" } }\n"
                           "  fault(string.format(\"f%d\", at)) { zh = \"因\", en = \"F\" }\n"
                           "  action(string.format(\"x%d\", at)) { zh = \"做\", en = \"X\", fixes = { "
                           "[string.format(\"f%d\", at)] = .5 }, cost = 5 }\n"
                           "  local done = conclude(string.format(\"f%d\", at))\n"
                           "  if at * 2 > 66 then return ask(id) { a = done, b = try(string.format(\"x%d\", at)), c = "
                           "escalate \"team\" } end\n"
                           "  return ask(id) { a = below(at * 2), b = { below(at * 2 + 1), done }, c = done }\n"
                           "end\n"
                           "flow { below(1), otherwise = escalate \"team\" }\n";

#define GUIDES 100

static void a_hundred_guides_of_200_nodes(void **state)
{
    (void)state;
    static char texts[GUIDES][2048];
    const char *all[GUIDES];
    for (int i = 0; i < GUIDES; i++) {
        snprintf(texts[i], sizeof texts[i], "guide \"g%d\" { zh = \"測\", en = \"T\", goal = is(\"q1\", \"a\") }\n%s",
                 i, tree);
        all[i] = texts[i];
    }
    checked c;
    findings loaded;
    findings_init(&loaded, allocator_default());
    findings_init(&c.found, allocator_default());
    load_all(&c, all, GUIDES, &loaded);
    assert_int_equal(findings_errors(&loaded, 0), 0);
    assert_in_range(linked_set(c.rules)->guides[0]->node_count, 150, 300);
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    clock_t start = clock();
    assert_true(check_rules(linked_set(c.rules), NONE, NULL, counting_alloc_hook(&memory), &c.found));
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    print_message("# %d guides of %u nodes: %.3f s, %zu KiB\n", GUIDES, linked_set(c.rules)->guides[0]->node_count,
                  seconds, memory.peak_bytes / 1024);
    assert_true(seconds < 10); /* a tenth of what 1,000 may take would be one; machines and sanitizers differ */
    assert_true(memory.peak_bytes < 200u << 20);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
    findings_free(&loaded);
    checked_free(&c);
}

/* ---- Memory that runs out ---------------------------------------------------------------------------------------- */

/* A guide with something for most of the codes. */
static const char faulty[] = HEAD YES_NO("a") NUMBER("cpu", "min = 0") FAULT("f") FAULT("idle")
    ACTION("fix", "fixes = { f = .5 }, sets = { a = \"no\" }") "\n"
                                                               "flow {\n"
                                                               "  ask \"a\" { yes = { try \"fix\", ask \"a\" { yes = "
                                                               "go \"one\", no = resolve() } }, no = go \"one\" },\n"
                                                               "  otherwise = escalate \"team\" }\n"
                                                               "flow \"one\" { ask \"cpu\" { on(below(60)) { go "
                                                               "\"one\" }, on(between(50, 70)) { resolve() } } }\n"
                                                               "flow \"alone\" { escalate \"team\" }\n";

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const char *texts[] = { faulty };
    checked c;
    findings loaded;
    findings_init(&loaded, allocator_default());
    findings_init(&c.found, allocator_default());
    load_all(&c, texts, 1, &loaded);
    size_t expected = 0;
    for (size_t n = 0;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, n);
        findings found;
        findings_init(&found, counting_alloc_hook(&memory));
        bool kept = check_rules(linked_set(c.rules), NONE, NULL, counting_alloc_hook(&memory), &found);
        assert_int_equal(kept, memory.failed == 0);
        if (n == 0)
            expected = found.list.count;
        size_t count = found.list.count, failed = memory.failed;
        findings_free(&found);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (n > 0 && !failed) {
            assert_int_equal(count, expected);
            break;
        }
    }
    assert_true(expected >= 6);
    findings_free(&loaded);
    checked_free(&c);
}

/* `only` looks at one guide. */
static void one_guide_of_several(void **state)
{
    (void)state;
    const char *texts[] = {
        faulty, "guide \"u\" { zh = \"另\", en = \"Other\" } " FAULT(
                    "f") "escalation \"bare\" { to = \"x\", zh = \"交\", en = \"Hand\", cost = 9 } " YES_NO("a") "\n"
    };
    checked c = check_texts(texts, 2, NULL);
    findings one;
    findings_init(&one, allocator_default());
    assert_true(
        check_rules(linked_set(c.rules), rule_set_find(linked_set(c.rules), "u"), NULL, allocator_default(), &one));
    assert_int_equal(one.list.count, 1);
    assert_string_equal(VECTOR_AT(&one.list, wm_finding, 0).code, "WM213");
    findings_free(&one);
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_steps_are_checked_once),
        cmocka_unit_test(combinations_that_are_too_many_are_put_together),
        cmocka_unit_test(nothing_is_said_of_what_was_not_looked_at),
        cmocka_unit_test(places_that_are_too_many),
        cmocka_unit_test(a_hundred_guides_of_200_nodes),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(one_guide_of_several),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
