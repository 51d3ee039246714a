/* What is wrong with a statement, a step or a condition, said with its line, its name, and how to mend it. Uses loading.h. */
#include "loading.h"

/* One thing wrong, on line 6 unless said otherwise; the rest of the guide is as it must be. */
typedef struct wrong {
    const char *text, *code;
    unsigned line;
    const char *en, *mend; /* parts of what is said; NULL: not looked at */
} wrong;

#define FLOW "\nflow { conclude 'f'" OTHERWISE

static const wrong fields[] = {
    { WHOLE "question 'x' { zh = '甲', en = 'A', kindd = 'text' }" FLOW, "WM103", 6, "question has no field kindd",
      "kind" },
    { WHOLE "fault 'x' { zh = '甲', en = 'A',\n\n  piror = .5 }" FLOW, "WM103", 8, "no field piror", "prior" },
    { WHOLE "fault 'x' { zh = '甲', en = 'A', ['tell me'] = 1 }" FLOW, "WM103", 6, "tell me", NULL },
    { WHOLE "fault 'x' { '甲', zh = '甲', en = 'A' }" FLOW, "WM103", 6, "no field's name (a string)", NULL },
    { WHOLE "fault 'x' { zh = '甲', en = 'A', [{}] = 1 }" FLOW, "WM103", 6, "no field's name", NULL },
    { WHOLE "fault 'x' { zh = '甲' }" FLOW, "WM102", 6, "'x' lacks a text: en", NULL },
    { WHOLE "fault 'x' { zh = '甲', en = '' }" FLOW, "WM102", 6, "en", NULL },
    { WHOLE "fault 'x' { zh = '甲', en = 'A', tell = { zh = '乙' } }" FLOW, "WM102", 6, "en", NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', answers = { { 'y', zh = '是' } } }" FLOW, "WM102", 6, "'y'", NULL },
    { WHOLE "escalation 'x' { zh = '甲', en = 'A' }" FLOW, "WM115", 6, "escalation lacks to", NULL },
    { WHOLE "fault 'x' { zh = 5, en = 'A' }" FLOW, "WM113", 6, "fault: zh must be a text, not a number", NULL },
    { WHOLE "fault 'x' { zh = '甲',\n en = {} }" FLOW, "WM113", 7, "en must be a text, not a table", NULL },
    { WHOLE "fault 'x' { zh = '甲', en = 'A', prior = '.5' }" FLOW, "WM113", 6, "prior must be a number, not a string",
      NULL },
    { WHOLE "fault 'x' { zh = '甲', en = 'A', prior = 0 / 0 }" FLOW, "WM108", 6, "prior is not a number", NULL },
    { WHOLE "fault 'x' { zh = '甲', en = 'A', prior = 1.5 }" FLOW, "WM108", 6, "prior", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', cost = -1 }" FLOW, "WM108", 6, "cost", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', cost = 1e308 }" FLOW, "WM108", 6, "cost", "[0, 1000000000]" },
    { WHOLE "question 'x' { zh = '甲', en = 'A', wait = 1e9 + 1 }" FLOW, "WM108", 6, "wait", "[0, 1000000000]" },
    { WHOLE "action 'x' { zh = '甲', en = 'A', risk = 'high' }" FLOW, "WM108", 6, "risk has no such value",
      "self, approval, handover" },
    { WHOLE "action 'x' { zh = '甲', en = 'A', risk = 1 }" FLOW, "WM113", 6, "one of these words", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', share = 'yes' }" FLOW, "WM113", 6,
      "share must be true or false, not a string", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', fixes = { 'f' } }" FLOW, "WM113", 6,
      "the keys of fixes are names, and here is the key 1", "[\"1\"]" },
    { WHOLE "action 'x' { zh = '甲', en = 'A', fixes = { f = 'often' } }" FLOW, "WM113", 6, "fixes must be", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', fixes = 'f' }" FLOW, "WM113", 6, "{ fault = probability }, not a string",
      NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', fixes = { [502] = .5 } }" FLOW, "WM113", 6, "502", "[\"502\"]" },
    { WHOLE "action 'x' { zh = '甲', en = 'A', fixes = { g = .5 } }" FLOW, "WM101", 6, "'g'", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', sets = { q = true } }" FLOW, "WM113", 6, "sets must be", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', changes = 'q' }" FLOW, "WM113", 6, "a list of names", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', changes = { 'q', q = 1 } }" FLOW, "WM113", 6, "changes is a list",
      NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', changes = { 'q', nil, 'q' } }" FLOW, "WM113", 6, "changes", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', changes = { 5 } }" FLOW, "WM113", 6, "a name, not a number", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', steps = { 'a' } }" FLOW, "WM113", 6, "steps must be", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', steps = { { zh = '一', en = 'One', rum = 'x' } } }" FLOW, "WM103", 6,
      "no field rum", "run" },
    { WHOLE "action 'x' { zh = '甲', en = 'A', verify = function() return true end }" FLOW, "WM113", 6, "verify",
      NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', verify = 'q' }" FLOW, "WM113", 6,
      "verify must be a condition, not a string", NULL },
    { WHOLE "action 'x' { zh = '甲', en = 'A', verify = is }" FLOW, "WM113", 6, "without its arguments", NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', answers = { 502 } }" FLOW, "WM113", 6, "a name, not a number",
      "\"502\"" },
    { WHOLE "question 'x' { zh = '甲', en = 'A', answers = { y = '是' } }" FLOW, "WM113", 6, "answers is a list",
      NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', answers = { { zh = '是', en = 'Yes' } } }" FLOW, "WM113", 6,
      "a name, not nothing (nil)", NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', answers = { { 'a', 'b' } } }" FLOW, "WM103", 6, "no field's name",
      NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', kind = 'text', answers = { 'a' }, match = { b = 'x' } }" FLOW, "WM101",
      6, "'b' is no answer", NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', kind = 'text', answers = { 'a' }, match = { a = { x = 'y' } } }" FLOW,
      "WM113", 6, "match is a list", NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', given = { f = { yes = 'x' } } }" FLOW, "WM113", 6, "given must be",
      NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', given = { f = .5 } }" FLOW, "WM113", 6, "given must be", NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', given = { [5] = {} } }" FLOW, "WM113", 6, "keys of given are names",
      NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', cite = 'm' }" FLOW, "WM108", 6, "MANUAL#section", NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', cite = '#' }" FLOW, "WM108", 6, "MANUAL#section", NULL },
    { WHOLE "question 'x' { zh = '甲', en = 'A', how = 'ask' }" FLOW, "WM113", 6, "how must be", NULL },
    { WHOLE "escalation 'x' { to = 't', zh = '甲', en = 'A', level = 1.5 }" FLOW, "WM113", 6, "a whole number", NULL },
    { WHOLE "escalation 'x' { to = 't', zh = '甲', en = 'A', level = 100 }" FLOW, "WM108", 6, "between 0 and 99",
      NULL },
    { DESK F("f") "\n\n\nguide 'g' { zh = '甲', en = 'A', reviewed = '2026-02-29' }" FLOW, "WM108", 6, "must be a day",
      NULL },
    { DESK F("f") "\n\n\nguide 'g' { zh = '甲', en = 'A', reviewed = 20260301 }" FLOW, "WM113", 6, "a date", NULL },
    { DESK F("f") "\n\n\nguide 'g' { zh = '甲', en = 'A', kind = 'diagnose' }" FLOW, "WM108", 6, "no such value",
      "diagnosis" },
    { DESK F("f") "\n\n\nguide 'g' { zh = '甲', en = 'A', goal = all { function() end } }" FLOW, "WM113", 6, "goal",
      NULL },
    { WHOLE "question 'Bad name' { zh = '甲', en = 'A' }" FLOW, "WM105", 6, "can't be a name", NULL },
    { WHOLE "question 'other' { zh = '甲', en = 'A' }" FLOW, "WM106", 6, "reserved", NULL },
    { WHOLE "fault 'f' { zh = '甲', en = 'A' }" FLOW, "WM107", 6, "'f'", NULL },
    { WHOLE "fault '"
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm"
            "' { zh = '甲', en = 'A' }" FLOW,
      "WM114", 6, "64 bytes", NULL },
};

static const wrong statements[] = {
    { WHOLE "question 'x'" FLOW, "WM115", 6, "question \"x\" lacks its { … }", NULL },
    { WHOLE "local later = flow 'part'" FLOW, "WM115", 6, "flow \"part\" lacks", NULL },
    { WHOLE "question { zh = '甲', en = 'A' }" FLOW, "WM113", 6, "question takes a name, not a table", NULL },
    { WHOLE "question(5)" FLOW, "WM113", 6, "question takes a name, not a number", NULL },
    { WHOLE "question('x', { zh = '甲', en = 'A' })" FLOW, "WM113", 6, "write question \"x\" { … }", NULL },
    { WHOLE "fault 'x' 'y'" FLOW, "WM113", 6, "not a string", NULL },
    { WHOLE "fault 'x' { zh = '甲', en = 'A' } { zh = '乙' }" FLOW, "WM113", 6, "a statement takes nothing behind it",
      NULL },
    { WHOLE "local x = fault 'x'\nx { zh = '甲', en = 'A' }\nx { zh = '甲', en = 'A' }" FLOW, "WM113", 8,
      "has its table already", NULL },
    { WHOLE "guide 'h' { zh = '甲', en = 'A' }" FLOW, "WM107", 6, "guide", NULL },
    { DESK F("f") "\n\n\nlocal x = 1" FLOW, "WM115", 1, "no guide statement", NULL },
};

#define IN_FLOW(step)        WHOLE "flow { " step OTHERWISE
#define LOOP(again)          WHOLE "flow { go 'part', otherwise = escalate 'desk' } flow 'part' { ask 'q', " again " }\n"
#define CONDITION(condition) IN_FLOW("when(" condition ") { resolve() }")

static const wrong steps[] = {
    { IN_FLOW("'resolve'"), "WM113", 6, "flow takes a step, not a string", NULL },
    { IN_FLOW("resolve"), "WM113", 6, "without its arguments", NULL },
    { IN_FLOW("{ conclude 'f' }"), "WM113", 6, "no further list", NULL },
    { IN_FLOW("known 'q'"), "WM113", 6, "not a condition", NULL },
    { IN_FLOW("function() end"), "WM113", 6, "not a function", NULL },
    { IN_FLOW("when(known 'q')"), "WM115", 6, "when(…) lacks its steps", NULL },
    { IN_FLOW("on(known 'q') { resolve() }"), "WM113", 6, "in the table of an ask", NULL },
    { IN_FLOW("ask 'q' { yes = on(known 'q') { resolve() } }"), "WM113", 6, "in the table of an ask", NULL },
    { IN_FLOW("ask 'q' { resolve() }"), "WM113", 6, "item 1 does not say for which answer", NULL },
    { IN_FLOW("ask 'q' { [502] = resolve() }"), "WM113", 6, "here is the number 502", "[\"502\"]" },
    { IN_FLOW("ask 'q' { [true] = resolve() }"), "WM113", 6, "answers of an ask are names", NULL },
    { IN_FLOW("ask 'q' { yes = 'f' }"), "WM113", 6, "yes must be a step or a list of steps, not a string", NULL },
    { IN_FLOW("ask 'q' { yes = { 'f' } }"), "WM113", 6, "yes must be a step, not a string", NULL },
    { IN_FLOW("ask 'q' { yes = { { resolve() } } }"), "WM113", 6, "no further list", NULL },
    { IN_FLOW("ask 'q' { yes = { no = resolve() } }"), "WM113", 6, "yes is a list", NULL },
    { IN_FLOW("ask 'q' { maybe = resolve() }"), "WM101", 6, "maybe", NULL },
    { IN_FLOW("ask 'q' 'yes'"), "WM113", 6, "ask takes answers and steps", NULL },
    { IN_FLOW("ask('q', 'r')"), "WM113", 6, "ask takes { as = \"…\" }", NULL },
    { IN_FLOW("ask('q', { at = 'r' })"), "WM103", 6, "no field at", "as" },
    { IN_FLOW("ask()"), "WM113", 6, "not nothing (nil)", NULL },
    { IN_FLOW("conclude('f', 'f')"), "WM113", 6, "fewer arguments", NULL },
    { IN_FLOW("conclude 'f' { }"), "WM113", 6, "a step takes nothing behind it", NULL },
    { IN_FLOW("conclude { 'f' }"), "WM113", 6, "conclude takes a name, not a table", NULL },
    { IN_FLOW("resolve {}"), "WM113", 6, "fewer arguments", NULL },
    { LOOP("again 'part'"), "WM115", 6, "again lacks at_most", NULL },
    { LOOP("again 'part' { }"), "WM115", 6, "again lacks at_most", NULL },
    { LOOP("again 'part' { at_most = 0 }"), "WM108", 6, "between 1 and 1000", NULL },
    { LOOP("again 'part' { at_most = 1.5 }"), "WM113", 6, "a whole number", NULL },
    { IN_FLOW("any_order { resolve() }"), "WM113", 6, "nothing but ask", NULL },
    { IN_FLOW("any_order(ask 'q')"), "WM113", 6, "a list of questions", NULL },
    { IN_FLOW("go 'nowhere'"), "WM101", 6, "nowhere", NULL },
    { WHOLE "flow { conclude 'f', otherwise = 'desk' }", "WM113", 6, "otherwise must be a step, not a string", NULL },
    { WHOLE "flow { conclude 'f', otherwise = { resolve() } }", "WM113", 6, "otherwise must be a step", NULL },
    { WHOLE "flow { conclude 'f', [5] = resolve()" OTHERWISE, "WM103", 6, "no field's name", NULL },
    { WHOLE "flow { conclude 'f', other = resolve()" OTHERWISE, "WM103", 6, "flow has no field other", NULL },
    { CONDITION("'q'"), "WM113", 6, "when takes a condition, not a string", NULL },
    { CONDITION("known"), "WM113", 6, "without its arguments", NULL },
    { CONDITION("nil"), "WM113", 6, "not nothing (nil)", NULL },
    { CONDITION("resolve()"), "WM113", 6, "not a step", NULL },
    { CONDITION("below(5)"), "WM113", 6, NULL, NULL },
    { CONDITION("is 'q'"), "WM113", 6, "is has the wrong number of arguments (1)", NULL },
    { CONDITION("is('q', true)"), "WM113", 6, "is takes a name, not true or false", NULL },
    { CONDITION("is('q', 'maybe')"), "WM101", 6, "maybe", NULL },
    { CONDITION("below('q', 'r')"), "WM113", 6, "below takes a number, not a string", NULL },
    { CONDITION("below('q', 1, 2)"), "WM113", 6, "arguments (3)", NULL },
    { CONDITION("between('q', 1)"), "WM113", 6, "between takes a number", NULL },
    { CONDITION("contains('q', 5)"), "WM113", 6, "contains takes a text", NULL },
    { CONDITION("contains()"), "WM113", 6, "arguments (0)", NULL },
    { CONDITION("known 'q' { }"), "WM113", 6, "a condition takes nothing behind it", NULL },
    { CONDITION("all { 'q' }"), "WM113", 6, "all takes a condition, not a string", NULL },
    { CONDITION("all(known 'q')"), "WM113", 6, "a list of conditions", NULL },
    { CONDITION("all { q = known 'q' }"), "WM113", 6, "is a list", NULL },
};

static void check_all(const wrong *list, size_t count)
{
    loading *l = loading_new();
    for (size_t i = 0; i < count; i++) {
        const wrong *w = &list[i];
        load(l, w->text);
        const wm_finding *f = found(l, w->code, w->line);
        bool right = l->draft == NULL && l->found.list.count == 1 && f != NULL &&
                     (w->en == NULL || strstr(f->what.en, w->en) != NULL);
        if (!right) {
            print_message("# %s\n", strstr(w->text, "second_line") + 45);
            show(l);
        }
        assert_true(right);
        if (w->mend != NULL && f != NULL)
            assert_mends(f, w->mend);
    }
    loading_free(l);
}

static void fields_are_checked(void **state)
{
    (void)state;
    check_all(fields, sizeof fields / sizeof *fields);
}

static void statements_are_checked(void **state)
{
    (void)state;
    check_all(statements, sizeof statements / sizeof *statements);
}

static void steps_and_conditions_are_checked(void **state)
{
    (void)state;
    check_all(steps, sizeof steps / sizeof *steps);
}

static void several_errors_are_told_at_once(void **state)
{
    (void)state;
    loading *l = loading_new();
    load(l, GUIDE DESK "question 'q' { zh = '問', en = 'Q', knid = 'text', csot = 1, aaa = 2 }\n"
                       "fault 'f' { zh = '因', en = 5 }\n"
                       "action 'a' { zh = '做', en = 'A', fixes = { g = .5 } }\n"
                       "flow { conclude 'e', conclud 'f'" OTHERWISE);
    assert_null(l->draft);
    assert_int_equal(l->found.list.count, 7);
    findings_sort(&l->found);
    assert_non_null(strstr(finding_at(l, 0)->what.en, "aaa")); /* in order of the names, whatever Lua's own is */
    assert_non_null(strstr(finding_at(l, 1)->what.en, "csot"));
    assert_mends(finding_at(l, 1), "cost");
    assert_non_null(strstr(finding_at(l, 2)->what.en, "knid"));
    assert_found(l, "WM113", 4);
    assert_found(l, "WM101", 5);
    assert_found(l, "WM101", 6);
    assert_found(l, "WM001", 6);
    assert_string_equal(found(l, "WM103", 3)->node, "q");
    assert_string_equal(found(l, "WM103", 3)->guide, "g");
    loading_free(l);
}

/* Lua's own order of a table differs from run to run; of states in one run, too. */
static void what_is_wrong_in_one_table_is_told_in_order_of_its_words(void **state)
{
    (void)state;
    static const char *const words[] = {
        "ant must be", "bee must be", "cat must be", "dog must be",
        "elk must be", "number 502",  "number 503",  "number 504",
    };
    for (int round = 0; round < 20; round++) {
        loading *l = loading_new();
        load(l,
             WHOLE "question 'p' { zh = '問', en = 'Q', answers = { 'ant', 'bee', 'cat', 'dog', 'elk' } }\n"
                   "flow { ask 'p' { dog = 'f', ant = 5, elk = 'f', [504] = resolve(), cat = 'f', [502] = resolve(), "
                   "bee = 'f', [503] = resolve() }" OTHERWISE);
        assert_int_equal(l->found.list.count, 8);
        for (size_t i = 0; i < 8; i++)
            assert_non_null(strstr(finding_at(l, i)->what.en, words[i]));
        assert_mends(finding_at(l, 6), "[\"503\"]");
        load(l,
             WHOLE "action 'x' { zh = '甲', en = 'A', fixes = { [9] = 1, [7] = 1, [8] = 1, [6] = 1 }, sets = { [5] = "
                   "1, [3] = 1, [4] = 1 } }" FLOW);
        assert_int_equal(l->found.list.count, 7);
        findings_sort(&l->found);
        for (size_t i = 1; i < 7; i++)
            if (i != 4) /* the second table's */
                assert_true(strcmp(finding_at(l, i - 1)->what.en, finding_at(l, i)->what.en) < 0);
        loading_free(l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_checked),
        cmocka_unit_test(statements_are_checked),
        cmocka_unit_test(steps_and_conditions_are_checked),
        cmocka_unit_test(several_errors_are_told_at_once),
        cmocka_unit_test(what_is_wrong_in_one_table_is_told_in_order_of_its_words),
    };
    return cmocka_run_group_tests_name("script/wrong", tests, NULL, NULL);
}
