/* test_witness_values.c: the answers of a witness where they must be made up: numbers within their bounds, texts with the words that lead on,
 * other guides' questions, and answers that only another way proves. Uses checked.h; each witness is walked again. */
#include "checked.h"

#define TEXT(id, fields) "question \"" id "\" { zh = \"" id "？\", en = \"" id "?\", kind = \"text\", " fields " } "

/* The only dead step or branch; its witness leads past the line. */
static void expect_witness(const char *text, const char *code, const char *where, const char *node_name,
                           const char *witness)
{
    checked c = check_text_of(text);
    const wm_finding *f = NULL;
    for (size_t i = 0; i < c.found.list.count; i++) {
        const wm_finding *one = &VECTOR_AT(&c.found.list, wm_finding, i);
        if (strcmp(one->code, code) == 0 && strcmp(one->where, where) == 0 && strcmp(one->node, node_name) == 0)
            f = one;
    }
    if (!f) {
        print_found(&c);
        fail_msg("no %s of %s at %s", code, node_name, where);
        return;
    }
    assert_witness(f, witness);
    checked_free(&c);
}

/* A number is its cell's lower bound, whole if there is a whole one; without a lower bound, one below the upper; without any, 0. */
static void numbers_lie_in_their_cells(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *condition, *number;
    } cells[] = {
        { "min = 0, max = 100", "at_least(90)", "90" },
        { "min = 0, max = 100", "at_least(89.5)", "90" },
        { "min = 0, max = 100", "between(89.25, 89.75)", "89.25" }, /* no whole one */
        { "min = 0, max = 99.5", "at_least(99.25)", "99.25" },
        { "min = 0, max = 100", "below(10)", "0" },
        { "min = 2.5, max = 100", "below(10)", "3" },
        { "max = 100", "below(10)", "9" },
        { "max = -5", "below(-8)", "-9" },
        { "min = 0", "at_least(1e300)", "1e+300" },
        { "", "at_least(0.1)", "1" },
        { "min = 0, max = 1", "between(0.12345678901234559, 0.5)", "0.12345678901234559" },
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char text[2048], witness[64];
        snprintf(text, sizeof text,
                 HEAD "question \"n\" { zh = \"n？\", en = \"n?\", kind = \"number\", %s }\n"
                      "flow {\n"
                      " ask \"n\" { on(%s) {\n"
                      "  ask \"n\", escalate \"team\" } },\n"
                      " otherwise = escalate \"team\" }\n",
                 cells[i].fields, cells[i].condition);
        snprintf(witness, sizeof witness, "n=%s", cells[i].number);
        expect_witness(text, "WM202", "t.lua:5", "n", witness);
    }
}

/* A text is an answer's id where it has one, else the words that a condition looks for, else a dash. */
static void texts_hold_the_words_that_lead_there(void **state)
{
    (void)state;
    expect_witness(HEAD TEXT("t", "answers = { \"panic\", \"full\" }, match = { panic = \"Kernel panic\", full = \"No "
                                  "space\" }") "\n"
                                               "flow {\n"
                                               " ask \"t\" { full = {\n"
                                               "  ask \"t\", escalate \"team\" } },\n"
                                               " otherwise = escalate \"team\" }\n",
                   "WM202", "t.lua:5", "t", "t=full");
    expect_witness(HEAD TEXT("t", "") "\n"
                                      "flow {\n"
                                      " ask \"t\" { on(contains(\"Denied\")) {\n"
                                      "  ask \"t\", escalate \"team\" } },\n"
                                      " otherwise = escalate \"team\" }\n",
                   "WM202", "t.lua:5", "t", "t=denied");
    expect_witness(HEAD TEXT("t", "") "\n"
                                      "flow {\n"
                                      " ask \"t\" { on(contains(\"Denied\")) { escalate \"team\" }, other = {\n"
                                      "  ask \"t\", escalate \"team\" } },\n"
                                      " otherwise = escalate \"team\" }\n",
                   "WM202", "t.lua:5", "t", "t=-");
}

/* On the way lies another guide: its questions get an answer that goes on. */
static void other_guides_questions_are_answered(void **state)
{
    (void)state;
    static const char other[] =
        "guide \"u\" { zh = \"別的\", en = \"Other\", goal = is(\"fine\", \"yes\") } " YES_NO("fine")
            NUMBER("low", "max = -3") NUMBER("from", "min = 7") NUMBER("any", "") CHOICE("which", "\"x\", \"y\"")
                ACTION("mend", "fixes = {}") "escalation \"up\" { to = \"team\", zh = \"交接\", en = \"Hand over\", "
                                             "evidence = { \"low\" } }\n"
                                             "flow { ask \"low\", ask \"from\", ask \"any\", ask \"which\", try "
                                             "\"mend\", otherwise = escalate \"up\" }\n";
    static const char text[] = HEAD YES_NO("a") "\n"
                                                "flow {\n"
                                                " ask \"a\" { yes = {\n"
                                                "  include \"u\",\n"
                                                "  ask \"a\", escalate \"team\" } },\n"
                                                " otherwise = escalate \"team\" }\n";
    checked c = check_texts((const char *const[]){ text, other }, 2, NULL);
    const wm_finding *f = the_only(&c, "WM202", WM_WARNING, "t1.lua:6", "a");
    char all[256] = "";
    for (size_t i = 0; i < f->witness_count; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), " %s=%s", f->witness[i].question, f->witness[i].answer);
    assert_non_null(strstr(all, "a=yes"));
    assert_non_null(strstr(all, "low=-3")); /* within its bounds */
    assert_non_null(strstr(all, "from=7"));
    assert_non_null(strstr(all, "any=0"));
    assert_non_null(strstr(all, "which=x"));
    assert_leads_to(&c, f, 6);
    checked_free(&c);
}

/* Where a text of another guide stands in the way, nothing is made up, and the finding has no witness. */
static void what_cannot_be_proven_has_no_witness(void **state)
{
    (void)state;
    static const char other[] = "guide \"u\" { zh = \"別的\", en = \"Other\" } " TEXT(
        "free", "") "escalation \"up\" { to = \"team\", zh = \"交接\", en = \"Hand over\", evidence = { \"free\" } }\n"
                    "flow { ask \"free\", otherwise = escalate \"up\" }\n";
    static const char text[] = HEAD YES_NO("a") "\n"
                                                "flow {\n"
                                                " ask \"a\" { yes = {\n"
                                                "  include \"u\",\n"
                                                "  ask \"a\", escalate \"team\" } },\n"
                                                " otherwise = escalate \"team\" }\n";
    checked c = check_texts((const char *const[]){ text, other }, 2, NULL);
    const wm_finding *f = the_only(&c, "WM202", WM_WARNING, "t1.lua:6", "a");
    assert_int_equal(f->witness_count, 0);
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_lie_in_their_cells),
        cmocka_unit_test(texts_hold_the_words_that_lead_there),
        cmocka_unit_test(other_guides_questions_are_answered),
        cmocka_unit_test(what_cannot_be_proven_has_no_witness),
    };
    return cmocka_run_group_tests_name("check/witness_values", tests, NULL, NULL);
}
