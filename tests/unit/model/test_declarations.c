/* What a guide's declarations may say (rules-language.md, "Statements"): names, texts, ranges, answers. Each example is refused for one thing,
 * by a finding that says where, what and how to mend it. */
#include "writing.h"

/* ---- Names -------------------------------------------------------------------------------------------------------------------------- */

static void a_file_without_a_guide_is_refused(void **state)
{
    (void)state;
    writing w;
    write_nothing(&w, "rules/empty.lua");
    const wm_finding *f = refused_for(&w, "WM115", 1, NULL, "no guide");
    assert_string_equal(f->where, "rules/empty.lua:1");
    assert_null(f->guide);
    over(&w);
}

static void a_guide_is_declared_once(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    guide_declaration second = {
        .name = "wifi", .title = { "無線", "Wi-Fi" }, .goal = NONE, .applies = NONE, .line = 9
    };
    builder_guide(w.b, &second);
    refused_for(&w, "WM107", 9, "guide", "on line 1");
    over(&w);
}

static void names_are_lower_case_letters_digits_and_underscores(void **state)
{
    (void)state;
    static const char *const bad[] = { "Port", "a-b", "a b", "", "網路", "a/b" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        writing w;
        write_guide(&w, "net/vpn_2");
        desk(&w);
        question_yes_no(&w, bad[i], 3);
        refused_for(&w, "WM105", 3, bad[i], "can't be a name");
        over(&w);
    }
}

static void a_guides_name_may_have_slashes_between_parts(void **state)
{
    (void)state;
    writing w;
    write_nothing(&w, "x.lua");
    declare_guide(&w, "net//vpn", WM_DIAGNOSIS);
    desk(&w);
    refused_for(&w, "WM105", 1, "net//vpn", "can't be a name");
    over(&w);
}

static void reserved_names_are_not_declared(void **state)
{
    (void)state;
    static const char *const reserved[] = { "unsure", "other", "solved", "elsewhere" };
    for (size_t i = 0; i < COUNT_OF(reserved); i++) {
        writing w;
        write_guide(&w, "vpn");
        desk(&w);
        fault_plain(&w, reserved[i], 4);
        refused_for(&w, "WM106", 4, reserved[i], "is reserved");
        over(&w);
    }
}

static void an_answer_can_not_be_called_other(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question_choice(&w, "led", "red other", 3);
    refused_for(&w, "WM106", 3, "other", "is reserved");
    over(&w);
}

static void a_name_is_declared_once_a_kind(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question_yes_no(&w, "port", 3);
    fault_plain(&w, "port", 4); /* of another kind: both stand */
    question_yes_no(&w, "port", 7);
    refused_for(&w, "WM107", 7, "port", "already there, on line 3");
    over(&w);
}

static void each_kind_of_declaration_is_looked_at(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    fault_plain(&w, "f", 2);
    fault_plain(&w, "f", 3);
    action_plain(&w, "a", 4);
    action_plain(&w, "a", 5);
    escalation_costing(&w, "e", 1, 6);
    escalation_costing(&w, "e", 1, 7);
    named_flow(&w, "part", 8, resolve(&w));
    named_flow(&w, "part", 9, resolve(&w));
    main_flow(&w, 10, resolve(&w), step(&w, NODE_ESCALATE, "e", 10));
    main_flow(&w, 11, resolve(&w), NONE);
    refused(&w);
    expect_finding(&w.found, "WM107", 3, "f", "on line 2");
    expect_finding(&w.found, "WM107", 5, "a", "on line 4");
    expect_finding(&w.found, "WM107", 7, "e", "on line 6");
    expect_finding(&w.found, "WM107", 9, "part", "on line 8");
    expect_finding(&w.found, "WM107", 11, NULL, "main flow is already there, on line 10");
    over(&w);
}

/* ---- Texts -------------------------------------------------------------------------------------------------------------------------- */

static void both_languages_are_written(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question q = question_of("port", 3);
    q.text.en = NULL;
    builder_question(w.b, &q, NULL, 0);
    const wm_finding *f = refused_for(&w, "WM102", 3, "port", "lacks a text: en");
    assert_string_equal(f->what.zh, "「port」缺文字：en");
    over(&w);
}

static void what_may_be_left_out_is_left_out_in_both(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question q = question_of("port", 3);
    q.say = (wm_text){ "請問", NULL };
    builder_question(w.b, &q, NULL, 0);
    refused_for(&w, "WM102", 3, "port", "lacks a text: en");
    over(&w);
}

/* Whoever reads the file may have noticed it before the builder does. */
static void a_missing_text_is_said_once(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    findings_mend(&w.found, builder_complain(w.b, "WM102", 3, "port", "缺 %s", "%s is missing", "en"), "補上",
                  "Add it");
    question q = question_of("port", 3);
    q.text.en = "";
    builder_question(w.b, &q, NULL, 0);
    refused_for(&w, "WM102", 3, "port", "en is missing");
    over(&w);
}

/* ---- Ranges ------------------------------------------------------------------------------------------------------------------------- */

static void a_probability_lies_between_0_and_1(void **state)
{
    (void)state;
    static const double bad[] = { -.1, 1.1, HUGE_VAL };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        writing w;
        write_guide(&w, "vpn");
        desk(&w);
        fault_with(&w, "closed", bad[i], 3);
        const wm_finding *f = refused_for(&w, "WM108", 3, "closed", "prior is out of range");
        expect_mend(f, "[0, 1]");
        over(&w);
    }
}

static void minutes_are_finite_and_not_negative(void **state)
{
    (void)state;
    static const double bad[] = { -1, HUGE_VAL, NAN };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        writing w;
        write_guide(&w, "vpn");
        escalation_costing(&w, "desk", bad[i], 3);
        refused_for(&w, "WM108", 3, "desk", "cost is out of range");
        over(&w);
    }
}

static void a_numbers_least_is_not_above_its_most(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question q = question_of("speed", 3);
    q.kind = WM_NUMBER;
    q.min = 5;
    q.max = 4;
    builder_question(w.b, &q, NULL, 0);
    refused_for(&w, "WM108", 3, "speed", "min is out of range");
    over(&w);
}

static void priors_add_up_to_1_at_most(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    fault_with(&w, "a", .6, 3);
    fault_with(&w, "b", .4, 4);
    fault_with(&w, "c", .2, 5);
    fault_with(&w, "d", .2, 6); /* said once, where it goes above */
    refused_for(&w, "WM108", 5, "c", "add up to 1.2");
    over(&w);
}

static void priors_may_add_up_to_1(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    for (uint32_t i = 0; i < 10; i++)
        fault_with(&w, (const char *const[]){ "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" }[i], .1, 3 + i);
    fault_plain(&w, "k", 20);
    assert_int_equal(finished(&w)->fault_count, 11);
    over(&w);
}

/* ---- Answers ------------------------------------------------------------------------------------------------------------------------ */

static void answers_left_out_are_yes_and_no(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question_yes_no(&w, "port", 3);
    const question *q = &finished(&w)->questions[0];
    assert_int_equal(q->answer_count, 2);
    assert_string_equal(q->answers[ANSWER_YES].id, "yes");
    assert_string_equal(q->answers[ANSWER_YES].text.zh, "是");
    assert_string_equal(q->answers[ANSWER_NO].id, "no");
    over(&w);
}

static void an_answer_is_written_once(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question_choice(&w, "led", "red blue red", 3);
    refused_for(&w, "WM107", 3, "red", "already there");
    over(&w);
}

static void a_choice_has_something_to_choose(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question q = question_of("led", 3);
    answer none = { .id = NULL };
    q.answers = &none;
    builder_question(w.b, &q, NULL, 0);
    refused_for(&w, "WM108", 3, "led", "no answer to choose");
    over(&w);
}

static void a_number_lists_no_answers(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    desk(&w);
    question q = question_of("speed", 3);
    answer fast = { .id = "fast" };
    q.kind = WM_NUMBER;
    q.answers = &fast;
    q.answer_count = 1;
    builder_question(w.b, &q, NULL, 0);
    refused_for(&w, "WM109", 3, "speed", "asks for a number");
    over(&w);
}

static void console(writing *w, const match_declaration *matches, uint32_t count)
{
    answer answers[] = { { .id = "panic" }, { .id = "disk_full", .sign = "ＤＩＳＫ Full" }, { .id = "clean" } };
    question q = question_of("console", 3);
    q.kind = WM_TEXT;
    q.answers = answers;
    q.answer_count = 3;
    builder_question(w->b, &q, matches, count);
}

static void words_lead_to_answers_folded(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vm");
    desk(&w);
    match_declaration matches[] = { { "disk_full", "No space LEFT", 4 },
                                    { "panic", "Kernel Panic", 4 },
                                    { "disk_full", "ＥＮＯＳＰＣ", 4 } };
    console(&w, matches, 3);
    const question *q = &finished(&w)->questions[0];
    assert_string_equal(q->answers[0].match[0], "kernel panic");
    assert_null(q->answers[0].match[1]);
    assert_string_equal(q->answers[1].match[0], "no space left");
    assert_string_equal(q->answers[1].match[1], "enospc");
    assert_null(q->answers[1].match[2]);
    assert_null(q->answers[2].match);
    assert_int_equal(question_cells(q), 4); /* and none of them */
    over(&w);
}

static void words_lead_to_answers_that_there_are(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vm");
    desk(&w);
    match_declaration typo = { "disk_ful", "No space left", 5 };
    console(&w, &typo, 1);
    const wm_finding *f = refused_for(&w, "WM101", 5, "disk_ful", "no answer of 'console'");
    assert_string_equal(f->mend.en, "Did you mean 'disk_full'?");
    assert_string_equal(f->mend.zh, "是不是要寫「disk_full」？");
    over(&w);
}

static void an_empty_word_would_match_everything(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vm");
    desk(&w);
    match_declaration empty = { "panic", "", 5 };
    console(&w, &empty, 1);
    refused_for(&w, "WM108", 5, "panic", "match is out of range");
    over(&w);
}

/* ---- given -------------------------------------------------------------------------------------------------------------------------- */

static void led_given(writing *w, const given_row *rows, uint32_t count)
{
    answer answers[] = { { .id = "red" }, { .id = "blue" } };
    question q = question_of("led", 5);
    q.answers = answers;
    q.answer_count = 2;
    q.given = rows;
    q.given_count = count;
    builder_question(w->b, &q, NULL, 0);
}

static void given_is_kept_in_order_of_faults_and_answers(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "router");
    desk(&w);
    given_cell worn[] = { { .answer_id = "blue", .p = .1 }, { .answer_id = "red", .p = .9 } },
               off[] = { { .answer_id = "red", .p = 0 } };
    given_row rows[] = { { .fault_id = "worn", .cells = worn, .cell_count = 2, .line = 6 },
                         { .fault_id = "off", .cells = off, .cell_count = 1, .line = 7 } };
    led_given(&w, rows, 2);
    fault_plain(&w, "off", 8); /* declared after it is used */
    fault_plain(&w, "worn", 9);
    const question *q = &finished(&w)->questions[0];
    assert_int_equal(q->given_count, 2);
    assert_int_equal(q->given[0].fault, 0);
    assert_int_equal(q->given[1].fault, 1);
    assert_int_equal(q->given[1].cells[0].answer, 0);
    assert_true(q->given[1].cells[0].p == .9);
    assert_int_equal(q->given[1].cells[1].answer, 1);
    over(&w);
}

static void a_row_of_given_adds_up_to_1_at_most(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "router");
    desk(&w);
    given_cell cells[] = { { .answer_id = "blue", .p = .5 }, { .answer_id = "red", .p = .9 } };
    given_row row = { .fault_id = "off", .cells = cells, .cell_count = 2, .line = 6 };
    led_given(&w, &row, 1);
    fault_plain(&w, "off", 8);
    refused_for(&w, "WM108", 6, "led", "add up to 1.4");
    over(&w);
}

static void given_names_faults_and_answers_that_there_are(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "router");
    desk(&w);
    given_cell cell = { .answer_id = "bleu", .p = .5 };
    given_row row = { .fault_id = "of", .cells = &cell, .cell_count = 1, .line = 6 };
    led_given(&w, &row, 1);
    fault_plain(&w, "off", 8);
    refused(&w);
    assert_int_equal(w.found.list.count, 2);
    assert_string_equal(VECTOR_AT(&w.found.list, wm_finding, 0).node, "of");
    assert_string_equal(VECTOR_AT(&w.found.list, wm_finding, 0).mend.en, "Did you mean 'off'?");
    assert_string_equal(VECTOR_AT(&w.found.list, wm_finding, 1).node, "bleu");
    assert_string_equal(VECTOR_AT(&w.found.list, wm_finding, 1).mend.en, "Did you mean 'blue'?");
    over(&w);
}

static void what_has_no_cells_takes_no_given(void **state)
{
    (void)state;
    for (int kind = WM_NUMBER; kind <= WM_TEXT; kind++) {
        writing w;
        write_guide(&w, "router");
        desk(&w);
        fault_plain(&w, "off", 2);
        given_row row = { .fault_id = "off", .line = 6 };
        question q = question_of("led", 5);
        q.kind = (wm_input)kind;
        q.given = &row;
        q.given_count = 1;
        builder_question(w.b, &q, NULL, 0);
        refused_for(&w, "WM109", 6, "led", "no answers to give probabilities for");
        over(&w);
    }
}

/* ---- Others ------------------------------------------------------------------------------------------------------------------------- */

static void strings_are_kept_once(void **state)
{
    (void)state;
    writing w;
    write_guide(&w, "vpn");
    char first[] = "port_22", second[] = "port_22 is open";
    assert_ptr_equal(builder_keep(w.b, first, 7), builder_keep(w.b, second, 7));
    assert_ptr_not_equal(builder_keep(w.b, first, 7), builder_keep(w.b, second, 8));
    for (uint32_t i = 0; i < 5000; i++) { /* the table grows */
        char text[32];
        int size = snprintf(text, sizeof text, "name_%lu", (unsigned long)i);
        assert_string_equal(builder_keep(w.b, text, (size_t)size), text);
    }
    assert_ptr_equal(builder_keep(w.b, first, 7), builder_keep(w.b, second, 7));
    over(&w);
}

static void findings_before_the_guide_statement_get_its_name(void **state)
{
    (void)state;
    writing w;
    write_nothing(&w, "rules/x.lua");
    question_yes_no(&w, "Port", 1);
    declare_guide(&w, "vpn", WM_DIAGNOSIS);
    desk(&w);
    const wm_finding *f = refused_for(&w, "WM105", 1, "Port", "can't be a name");
    assert_string_equal(f->guide, "vpn");
    over(&w);
}

static void symptoms_are_folded(void **state)
{
    (void)state;
    writing w;
    write_nothing(&w, "rules/x.lua");
    guide_declaration g = {
        .name = "vpn", .title = { "連線", "Connection" }, .goal = NONE, .applies = NONE, .line = 1
    };
    g.symptoms = (const char *const[]){ "SSH", "連線逾時", NULL };
    builder_guide(w.b, &g);
    desk(&w);
    const guide *made = finished(&w);
    assert_string_equal(made->symptoms[0], "SSH");
    assert_string_equal(made->symptoms_folded[0], "ssh");
    assert_string_equal(made->symptoms_folded[1], "連線逾時");
    assert_null(made->symptoms_folded[2]);
    over(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_without_a_guide_is_refused),
        cmocka_unit_test(a_guide_is_declared_once),
        cmocka_unit_test(names_are_lower_case_letters_digits_and_underscores),
        cmocka_unit_test(a_guides_name_may_have_slashes_between_parts),
        cmocka_unit_test(reserved_names_are_not_declared),
        cmocka_unit_test(an_answer_can_not_be_called_other),
        cmocka_unit_test(a_name_is_declared_once_a_kind),
        cmocka_unit_test(each_kind_of_declaration_is_looked_at),
        cmocka_unit_test(both_languages_are_written),
        cmocka_unit_test(what_may_be_left_out_is_left_out_in_both),
        cmocka_unit_test(a_missing_text_is_said_once),
        cmocka_unit_test(a_probability_lies_between_0_and_1),
        cmocka_unit_test(minutes_are_finite_and_not_negative),
        cmocka_unit_test(a_numbers_least_is_not_above_its_most),
        cmocka_unit_test(priors_add_up_to_1_at_most),
        cmocka_unit_test(priors_may_add_up_to_1),
        cmocka_unit_test(answers_left_out_are_yes_and_no),
        cmocka_unit_test(an_answer_is_written_once),
        cmocka_unit_test(a_choice_has_something_to_choose),
        cmocka_unit_test(a_number_lists_no_answers),
        cmocka_unit_test(words_lead_to_answers_folded),
        cmocka_unit_test(words_lead_to_answers_that_there_are),
        cmocka_unit_test(an_empty_word_would_match_everything),
        cmocka_unit_test(given_is_kept_in_order_of_faults_and_answers),
        cmocka_unit_test(a_row_of_given_adds_up_to_1_at_most),
        cmocka_unit_test(given_names_faults_and_answers_that_there_are),
        cmocka_unit_test(what_has_no_cells_takes_no_given),
        cmocka_unit_test(strings_are_kept_once),
        cmocka_unit_test(findings_before_the_guide_statement_get_its_name),
        cmocka_unit_test(symptoms_are_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
