/* WM204, WM205: flows that nothing leads to, and entries that are passed over. */
#include "unit/check/checked.h"

static void a_flow_that_nothing_leads_to(void **state)
{
    (void)state;
    checked c = check_text_of(
        HEAD YES_NO("a") "\n"
                         "flow { ask \"a\" { yes = resolve(), no = go \"end\" }, otherwise = go \"end\" }\n"
                         "flow \"end\" { escalate \"team\" }\n"
                         "flow \"one\" { go \"two\" }\n"
                         "flow \"two\" { go \"one\", escalate \"team\" }\n");
    assert_int_equal(count_of(&c, "WM204"), 2);
    const wm_finding *f = &VECTOR_AT(&c.found.list, wm_finding, 0);
    assert_string_equal(f->where, "t.lua:5");
    assert_string_equal(f->node, "one");
    assert_int_equal(f->severity, WM_WARNING);
    checked_free(&c);
}

static void again_and_otherwise_lead_to_flows(void **state)
{
    (void)state;
    checked c = check_text_of(
        HEAD YES_NO("a") "\n"
                         "flow { ask \"a\" { yes = again \"loop\" { at_most = 1 } }, otherwise = go \"end\" }\n"
                         "flow \"loop\" { ask \"a\" { yes = again \"loop\" { at_most = 1 }, no = resolve() } }\n"
                         "flow \"end\" { escalate \"team\" }\n");
    assert_none(&c, "WM204");
    assert_none(&c, "WM205");
    checked_free(&c);
}

static void a_flow_that_goes_back_to_one_that_it_came_from(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                   "flow { go \"one\", otherwise = escalate \"team\" }\n"
                                                   "flow \"one\" { ask \"a\" { yes = go \"two\", no = resolve() } }\n"
                                                   "flow \"two\" { ask \"b\" { yes = resolve(), no =\n"
                                                   "    go \"one\" } }\n");
    const wm_finding *f = the_only(&c, "WM205", WM_ERROR, "t.lua:6", "one");
    assert_non_null(strstr(f->what.en, "(one → two → one)"));
    assert_witness(f, "a=yes b=no");
    assert_leads_to(&c, f, 6);
    checked_free(&c);
}

/* Where each is entered first on some way, each entry of the other is passed over on that way. */
static void flows_that_lead_to_each_other(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") YES_NO(
        "b") "\n"
             "flow { ask \"a\" { yes = go \"one\", no = go \"two\" }, otherwise = escalate \"team\" }\n"
             "flow \"one\" { go \"two\" }\n"
             "flow \"two\" { ask \"b\" { yes = resolve() }, go \"one\" }\n");
    assert_int_equal(count_of(&c, "WM205"), 2);
    for (size_t i = 0; i < c.found.list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&c.found.list, wm_finding, i);
        if (strcmp(f->code, "WM205") == 0)
            assert_leads_to(&c, f, (uint32_t)atoi(strchr(f->where, ':') + 1));
    }
    checked_free(&c);
}

/* Two ways into one flow are no cycle. */
static void flows_that_meet(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") YES_NO(
        "b") "\n"
             "flow { ask \"a\" { yes = go \"one\", no = go \"two\" }, otherwise = escalate \"team\" }\n"
             "flow \"one\" { go \"two\" }\n"
             "flow \"two\" { ask \"b\" { yes = resolve() }, go \"end\" }\n"
             "flow \"end\" { escalate \"team\" }\n");
    assert_none(&c, "WM205");
    checked_free(&c);
}

#define OTHER(name, flow)                                                                                              \
    "guide \"" name "\" { zh = \"另\", en = \"Other\" } "                                                             \
    "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\" }\n" flow

static void guides_that_lead_to_each_other(void **state)
{
    (void)state;
    const char *texts[] = {
        OTHER("a", "flow { see \"b\", otherwise = escalate \"team\" }\n"),
        OTHER("b", "flow { include \"c\", otherwise = escalate \"team\" }\n"),
        OTHER("c", "flow {\n see \"a\",\n otherwise = escalate \"team\" }\n"),
        OTHER("d", "flow { see \"c\", otherwise = escalate \"team\" }\n"),
    };
    checked c = check_texts(texts, 4, NULL);
    const wm_finding *f = the_only(&c, "WM205", WM_WARNING, "t3.lua:3", "a");
    assert_string_equal(f->guide, "c");
    assert_non_null(strstr(f->what.en, "(a → b → c → a)"));
    assert_int_equal(f->witness_count, 0); /* a case of c takes this step */
    checked_free(&c);
}

/* Such a step can never do anything. */
static void a_guide_that_enters_itself(void **state)
{
    (void)state;
    const char *texts[] = { OTHER("a",
                                  YES_NO("q") YES_NO("r") "\n"
                                                          "flow { ask \"q\" { no = { ask \"r\" { yes =\n"
                                                          "  see \"a\" } } }, otherwise = escalate \"team\" }\n") };
    checked c = check_texts(texts, 1, NULL);
    const wm_finding *f = the_only(&c, "WM205", WM_ERROR, "t.lua:4", "a");
    assert_witness(f, "q=no r=yes");
    assert_leads_to(&c, f, 4);
    checked_free(&c);
}

/* The step at which a user is stuck opens the procedure that it stands in. */
static void a_procedure_that_is_stuck_in_itself(void **state)
{
    (void)state;
    const char *texts[] = { "guide \"a\" { zh = \"手冊\", en = \"Manual\", kind = \"procedure\" }\n"
                            "question \"q\" { zh = \"問？\", en = \"Q?\" }\n"
                            "action \"do\" { zh = \"做\", en = \"Do it\", stuck = \"a\" }\n"
                            "flow { ask \"q\" { yes = resolve() },\n"
                            "  try \"do\" }\n" };
    checked c = check_texts(texts, 1, NULL);
    const wm_finding *f = the_only(&c, "WM205", WM_ERROR, "t.lua:5", "a");
    assert_witness(f, "q=no");
    checked_free(&c);
}

static void guides_that_lead_one_way(void **state)
{
    (void)state;
    const char *texts[] = {
        OTHER("a", "flow { include \"b\", see \"c\", otherwise = escalate \"team\" }\n"),
        OTHER("b", "flow { see \"c\", otherwise = escalate \"team\" }\n"),
        OTHER("c", "flow { escalate \"team\", otherwise = escalate \"team\" }\n"),
    };
    checked c = check_texts(texts, 3, NULL);
    assert_none(&c, "WM205");
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flow_that_nothing_leads_to),
        cmocka_unit_test(again_and_otherwise_lead_to_flows),
        cmocka_unit_test(a_flow_that_goes_back_to_one_that_it_came_from),
        cmocka_unit_test(flows_that_lead_to_each_other),
        cmocka_unit_test(flows_that_meet),
        cmocka_unit_test(guides_that_lead_to_each_other),
        cmocka_unit_test(a_guide_that_enters_itself),
        cmocka_unit_test(a_procedure_that_is_stuck_in_itself),
        cmocka_unit_test(guides_that_lead_one_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
