/* test_mutants.c: changed rules that walks notice or don't, every way through a guide, and cases that become walks. */
#include "unit/prove/printer.h"

#define UNPLUGGED                                                                                                      \
    "{\"id\":\"unplugged\",\"facts\":{\"power\":\"no\"},\"expect\":{\"end\":\"diagnosed\",\"fault\":\"unplugged\"}}\n"
#define EMPTY                                                                                                          \
    "{\"id\":\"empty\",\"facts\":{\"power\":\"yes\",\"paper\":\"none\"},\"expect\":{\"end\":\"diagnosed\",\"fault\":"  \
    "\"empty\"}}\n"
#define JAM "{\"id\":\"jam\",\"facts\":{\"power\":\"yes\",\"paper\":\"jammed\"},\"expect\":{\"fault\":\"jam\"}}\n"
#define UNSURE                                                                                                         \
    "{\"id\":\"unsure\",\"facts\":{\"power\":\"yes\",\"paper\":null},\"expect\":{\"escalate\":\"desk\",\"path\":["     \
    "\"power=yes\",\"paper=unsure\"]}}\n"
#define WORN(n)                                                                                                        \
    "{\"id\":\"worn\",\"facts\":{\"power\":\"yes\",\"paper\":\"some\",\"pages\":" n                                    \
    "},\"expect\":{\"escalate\":\"vendor\"}}\n"
#define FEW(n)                                                                                                         \
    "{\"id\":\"few\",\"facts\":{\"power\":\"yes\",\"paper\":\"some\",\"pages\":" n                                     \
    "},\"expect\":{\"escalate\":\"desk\"}}\n"

/* The mutant that an English description begins with. */
static wm_mutant mutant_of(folder *f, const char *what)
{
    const wm_mutant *list = NULL;
    size_t count = 0;
    wm_mutant found = { 0 };
    assert_int_equal(wm_walks_mutate(f->walks, "printer", NULL, &list, &count, NULL), WM_OK);
    for (size_t i = 0; i < count && found.what.en == NULL; i++)
        if (strncmp(list[i].what.en, what, strlen(what)) == 0)
            found = list[i];
    if (found.what.en == NULL)
        for (size_t i = 0; i < count; i++)
            print_message("# %s: %s\n", list[i].where, list[i].what.en);
    assert_non_null(found.what.en);
    return found;
}

static void expect_noticed(const char *walks, const char *what, const char *by)
{
    folder f = printer_with(printer, walks, NULL);
    wm_mutant m = mutant_of(&f, what);
    assert_int_equal(m.end, WM_MUTANT_NOTICED);
    assert_string_equal(m.noticed_by, by);
    folder_free(&f);
}

static void walks_notice_every_kind_of_change(void **state)
{
    (void)state;
    expect_noticed(UNPLUGGED, "ask power is left out", "unplugged");
    expect_noticed(UNPLUGGED, "conclude unplugged is left out", "unplugged");
    expect_noticed(UNPLUGGED, "conclude empty instead of conclude unplugged", "unplugged");
    expect_noticed(JAM EMPTY, "the steps of ask paper: none and ask paper: jammed change places", "jam");
    expect_noticed(WORN("500"), "the threshold of pages is 550 instead of 500", "worn");
    expect_noticed(FEW("499"), "the threshold of pages is 450 instead of 500", "few");
    expect_noticed(FEW("0"), "the condition of ask pages: on", "few");
    expect_noticed(UNSURE, "escalate vendor instead of escalate desk", "unsure");
}

static void a_survivor_comes_with_a_way_that_tells_it_apart(void **state)
{
    (void)state;
    folder f = printer_with(printer, WORN("900") FEW("3"), NULL);
    wm_mutant m = mutant_of(&f, "the threshold of pages is 550 instead of 500");
    assert_int_equal(m.end, WM_MUTANT_SURVIVED);
    assert_string_equal(m.way, "power=yes, paper=some, pages=500");
    assert_string_equal(m.was, "escalate vendor");
    assert_string_equal(m.is, "escalate desk");
    assert_non_null(strstr(m.where, "printer.lua:"));
    assert_non_null(strstr(m.what.zh, "550"));
    folder_free(&f);
}

static void what_changes_nothing_is_not_blamed_on_the_walks(void **state)
{
    (void)state;
    const char *same = GUIDE("printer", "") QUESTION("power", "") FAULT("unplugged", "") DESK
        "flow { ask 'power' { no = escalate 'desk' }, escalate 'desk', otherwise = escalate 'desk' }\n";
    folder f = printer_with(same, "{\"facts\":{\"power\":\"no\"},\"expect\":{\"escalate\":\"desk\"}}\n", NULL);
    wm_mutant m = mutant_of(&f, "escalate desk is left out");
    assert_int_equal(m.end, WM_MUTANT_EQUIVALENT);
    assert_null(m.noticed_by);
    folder_free(&f);
}

static void walks_that_fail_notice_nothing(void **state)
{
    (void)state;
    folder f = printer_with(printer, "{\"facts\":{\"power\":\"no\"},\"expect\":{\"fault\":\"empty\"}}\n", NULL);
    assert_int_equal(mutant_of(&f, "ask power is left out").end, WM_MUTANT_SURVIVED);
    folder_free(&f);
}

static void goals_and_verifications_are_negated_too(void **state)
{
    (void)state;
    expect_noticed("{\"id\":\"done\",\"known\":{\"prints\":\"yes\"},\"expect\":{\"end\":\"resolved\"}}\n",
                   "the goal is negated", "done");
    expect_noticed(
        "{\"id\":\"fills\",\"steps\":[{\"ask\":\"power\",\"answer\":\"yes\"},{\"ask\":\"paper\",\"answer\":\"none\"},"
        "{\"try\":\"fill\",\"outcome\":\"done\"},{\"ask\":\"paper\",\"answer\":\"some\"},{\"ask\":\"prints\","
        "\"answer\":\"yes\"}],"
        "\"expect\":{\"end\":\"resolved\",\"action\":\"fill\"}}\n",
        "the verify of fill is negated", "fills");
}

/* ---- Every way ----------------------------------------------------------------------------------------------------------------- */

static wm_paths *paths_of(const char *guide, wm_rules **rules)
{
    wm_paths *p = NULL;
    assert_int_equal(wm_rules_load_text(rules, NULL, "printer.lua", guide, strlen(guide), NULL), WM_OK);
    assert_int_equal(wm_rules_paths(&p, *rules, "printer", 0, NULL, NULL), WM_OK);
    return p;
}

#define LAMP(yes, no)                                                                                                  \
    GUIDE("printer", "")                                                                                               \
    QUESTION("lamp", "")                                                                                               \
    QUESTION("cable", "")                                                                                              \
    FAULT("off", "")                                                                                                   \
    DESK ESCALATION("vendor") "flow { ask 'lamp' { yes = " yes ", no = " no " }, otherwise = escalate 'desk' }\n"

static void a_snapshot_tells_every_way_and_equal_states_once(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_paths *p = paths_of(LAMP("ask 'cable' { yes = escalate 'desk', no = escalate 'vendor' }",
                                "ask 'cable' { yes = escalate 'desk', no = escalate 'vendor' }"),
                           &rules);
    assert_true(p->complete);
    assert_int_equal(p->states, 2);
    assert_non_null(strstr(p->text, "ask lamp\n  yes: ask cable\n  no: ask cable\n"));
    assert_non_null(strstr(p->text, "\nask cable\n  yes: escalate desk\n  no: escalate vendor\n"));
    wm_paths_free(p);
    wm_rules_free(rules);
}

static void a_change_is_told_by_the_way_to_it(void **state)
{
    (void)state;
    wm_rules *before, *after;
    wm_paths *was =
        paths_of(LAMP("escalate 'desk'", "ask 'cable' { yes = escalate 'desk', no = escalate 'vendor' }"), &before);
    wm_paths *is =
        paths_of(LAMP("escalate 'desk'", "ask 'cable' { yes = escalate 'desk', no = escalate 'desk' }"), &after);
    const wm_changed_way *list;
    size_t count;
    assert_int_equal(wm_paths_compare(is, was->text, &list, &count, NULL), WM_OK);
    assert_true(count >= 1);
    assert_string_equal(list[0].way, "lamp=no, cable=no");
    assert_string_equal(list[0].was, "escalate vendor");
    assert_string_equal(list[0].is, "escalate desk");
    assert_int_equal(wm_paths_compare(is, is->text, &list, &count, NULL), WM_OK);
    assert_int_equal(count, 0);
    assert_int_equal(wm_paths_compare(is, "  no head: x\n", &list, &count, NULL), WM_BAD_INPUT);
    assert_int_equal(wm_paths_compare(is, "", &list, &count, NULL), WM_BAD_INPUT);
    wm_paths_free(was);
    wm_paths_free(is);
    wm_rules_free(before);
    wm_rules_free(after);
}

/* Forty shared questions make 2^40 ways: the bound holds, and is said. */
static void ways_without_end_are_cut(void **state)
{
    (void)state;
    char *text = calloc(1, 65536), *at = text;
    assert_non_null(text);
    at += snprintf(at, 30000, "%s", GUIDE("printer", "") FAULT("f", "") DESK);
    for (int i = 0; i < 40; i++)
        at += snprintf(at, 200, "question 'q%d' { zh = '？', en = '?' }\n", i);
    at += snprintf(at, 200, "flow {\n");
    for (int i = 0; i < 40; i++)
        at += snprintf(at, 200, "  ask 'q%d' {},\n", i);
    snprintf(at, 200, "  otherwise = escalate 'desk',\n}\n");
    wm_rules *rules;
    wm_paths *p = paths_of(text, &rules);
    assert_false(p->complete);
    assert_non_null(strstr(p->text, "cut after"));
    assert_non_null(strstr(p->text, ": …\n"));
    assert_true(p->walks <= 50000);
    wm_paths_free(p);
    wm_rules_free(rules);
    free(text);
}

/* ---- A case becomes a walk ------------------------------------------------------------------------------------------------------- */

static void a_case_is_recorded_as_a_walk_that_passes(void **state)
{
    (void)state;
    example *e = given(printer);
    const char *line = NULL;
    says(e, "power", "no");
    retract(e, "power");
    says(e, "power", "yes");
    says(e, "paper", "none");
    done(e, "fill");
    says(e, "paper", "some");
    says(e, "prints", "yes");
    expect(e, "resolved by fill for empty");
    assert_int_equal(wm_case_as_walk(case_of(e), "mine", &line, NULL), WM_OK);
    assert_non_null(
        strstr(line, "\"path\":[\"power=yes\",\"paper=none\",\"fill=done\",\"paper=some\",\"prints=yes\"]"));
    expect_walk(line, true, NULL);
    over(e);
}

static void an_answer_that_nobody_asked_for_is_known(void **state)
{
    (void)state;
    example *e = given(printer);
    const char *line = NULL;
    says(e, "prints", "yes");
    expect(e, "resolved");
    assert_int_equal(wm_case_as_walk(case_of(e), "mine", &line, NULL), WM_OK);
    assert_non_null(strstr(line, "\"known\":{\"prints\":\"yes\"}"));
    expect_walk(line, true, NULL);
    over(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_notice_every_kind_of_change),
        cmocka_unit_test(a_survivor_comes_with_a_way_that_tells_it_apart),
        cmocka_unit_test(what_changes_nothing_is_not_blamed_on_the_walks),
        cmocka_unit_test(walks_that_fail_notice_nothing),
        cmocka_unit_test(goals_and_verifications_are_negated_too),
        cmocka_unit_test(a_snapshot_tells_every_way_and_equal_states_once),
        cmocka_unit_test(a_change_is_told_by_the_way_to_it),
        cmocka_unit_test(ways_without_end_are_cut),
        cmocka_unit_test(a_case_is_recorded_as_a_walk_that_passes),
        cmocka_unit_test(an_answer_that_nobody_asked_for_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
