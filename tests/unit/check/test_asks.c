/* WM202, WM203: what is asked or tried though it is known, what decides nothing. */
#include "unit/check/checked.h"

static void asked_again_with_its_answer_known(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                   "flow {\n"
                                                   "  ask \"a\" { no = go \"more\", yes = escalate \"team\" },\n"
                                                   "  otherwise = escalate \"team\" }\n"
                                                   "flow \"more\" {\n"
                                                   "  ask \"b\" { yes = resolve() },\n"
                                                   "  ask \"a\" { no = resolve() } }\n");
    const wm_finding *f = the_only(&c, "WM202", WM_WARNING, "t.lua:8", "a");
    assert_non_null(strstr(f->what.en, "it is 'no' here"));
    assert_witness(f, "a=no b=no");
    assert_leads_to(&c, f, 8);
    assert_none(&c, "WM201");
    checked_free(&c);
}

/* The way from the main flow that does not ask it. */
static void known_on_one_way_only(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                   "flow {\n"
                                                   "  ask \"b\" { yes = go \"more\" },\n"
                                                   "  ask \"a\" { no = go \"more\", yes = escalate \"team\" },\n"
                                                   "  otherwise = escalate \"team\" }\n"
                                                   "flow \"more\" {\n"
                                                   "  ask \"a\" { no = resolve(), yes = escalate \"team\" } }\n");
    assert_none(&c, "WM202");
    assert_none(&c, "WM201");
    checked_free(&c);
}

/* A second look at an answer that still tells two ways apart is no second question. */
static void another_look_at_an_answer(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD CHOICE("os", "\"linux\", \"windows\", \"mac\"")
                                  YES_NO("b") "\n"
                                              "flow {\n"
                                              "  ask \"os\" { mac = escalate \"team\" },\n"
                                              "  ask \"b\" { yes = resolve() },\n"
                                              "  ask \"os\" { linux = resolve(), windows = escalate \"team\" },\n"
                                              "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM202");
    checked_free(&c);
}

/* … and one that does not is. */
static void another_look_that_tells_nothing_apart(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD CHOICE(
        "os", "\"linux\", \"windows\", \"mac\"") "\n"
                                                 "flow {\n"
                                                 "  ask \"os\" { mac = escalate \"team\" },\n"
                                                 "  ask \"os\" { linux = resolve(), windows = resolve() },\n"
                                                 "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM202", WM_WARNING, "t.lua:5", "os");
    assert_non_null(strstr(f->what.en, "every way here has its answer"));
    assert_leads_to(&c, f, 5);
    checked_free(&c);
}

/* At another time it is another question. */
static void asked_at_another_time(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") ACTION(
        "fix",
        "fixes = {}, cost = 1") "\n"
                                "flow {\n"
                                "  ask \"a\" { no = { try \"fix\",\n"
                                "    ask(\"a\", { as = \"a_then\" }) { yes = resolve(), no = escalate \"team\" } } },\n"
                                "  otherwise = escalate \"team\" }\n");
    assert_none(&c, "WM202");
    assert_none(&c, "WM201");
    checked_free(&c);
}

static void tried_again(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD YES_NO("a") ACTION("fix", "fixes = {}, cost = 1") "\n"
                                                                             "flow {\n"
                                                                             "  try \"fix\",\n"
                                                                             "  ask \"a\" { yes = {\n"
                                                                             "    try \"fix\" } },\n"
                                                                             "  try(\"fix\", { as = \"once_more\" }),\n"
                                                                             "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM202", WM_WARNING, "t.lua:6", "fix");
    assert_witness(f, "a=yes");
    assert_leads_to(&c, f, 6);
    checked_free(&c);
}

static void every_answer_leads_to_the_same(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                   "flow {\n"
                                                   "  ask \"b\" { yes = resolve() },\n"
                                                   "  ask \"a\" { yes = { ask \"b\" { no = escalate \"team\" } },\n"
                                                   "    no = { ask \"b\" { no = escalate \"team\" } } },\n"
                                                   "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM203", WM_WARNING, "t.lua:5", "a");
    assert_witness(f, "b=no");
    assert_leads_to(&c, f, 5);
    checked_free(&c);
}

static void nobody_looks_at_the_answer(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") YES_NO("b") "\n"
                                                           "flow {\n"
                                                           "  ask \"a\" {},\n"
                                                           "  ask \"b\" { yes = resolve() },\n"
                                                           "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM203", WM_WARNING, "t.lua:4", "a");
    assert_non_null(strstr(f->what.en, "nothing looks at its answer later"));
    checked_free(&c);
}

/* Evidence, a later condition, probabilities, a verification, forms: each is a reason to ask. */
static void somebody_looks_at_the_answer(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD YES_NO("a") YES_NO("b") YES_NO(
        "e") "question \"env\" { zh = \"環境？\", en = \"Environment?\", environment = true } "
             "question \"p\" { zh = \"甲？\", en = \"P?\", given = { f = { yes = .9 } } "
             "} " FAULT("f") ACTION("fix", "fixes = { f = .5 }, cost = 1, verify = is(\"e\", "
                                           "\"yes\")") "\n"
                                                       "escalation \"other_team\" { to = \"x\", zh = "
                                                       "\"交\", en = \"Hand\", evidence = { \"a\" }, "
                                                       "cost = 5 }\n"
                                                       "flow { ask \"a\" {}, ask \"b\" {}, ask \"e\" "
                                                       "{}, ask \"env\" {}, ask \"p\" {},\n"
                                                       "  when(is(\"b\", \"yes\")) { conclude \"f\" "
                                                       "},\n"
                                                       "  otherwise = escalate \"other_team\" }\n");
    assert_none(&c, "WM203");
    checked_free(&c);
}

/* An environment guide asks for its form. */
static void environment_guides_ask_for_the_form(void **state)
{
    (void)state;
    checked c = check_text_of("guide \"e\" { zh = \"環境\", en = \"Environment\", kind = \"environment\" }\n" YES_NO(
        "a") "\n"
             "flow { ask \"a\" {} }\n");
    assert_nothing(&c);
    checked_free(&c);
}

static void a_when_that_always_holds(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD CHOICE("os", "\"linux\", \"windows\"") "\n"
                                                                  "flow {\n"
                                                                  "  ask \"os\" { linux = {\n"
                                                                  "    when(is(\"os\", \"linux\")) { resolve() } },\n"
                                                                  "    windows = escalate \"team\",\n"
                                                                  "    unsure = escalate \"team\" },\n"
                                                                  "  otherwise = escalate \"team\" }\n");
    const wm_finding *f = the_only(&c, "WM203", WM_WARNING, "t.lua:5", "os");
    assert_witness(f, "os=linux");
    assert_leads_to(&c, f, 5);
    checked_free(&c);
}

/* A conclusion and a flow are never the same, whatever their numbers. */
static void leads_to_things_of_other_kinds(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD "local steps = {}\n"
                                   "for i = 1, 24 do\n"
                                   "  fault(\"f\" .. i) { zh = \"因\", en = \"F\" }\n"
                                   "  flow(\"w\" .. i) { escalate \"team\" }\n"
                                   "end\n"
                                   "for i = 1, 24 do\n"
                                   "  for k = 1, 24 do\n"
                                   "    local id = \"q\" .. i .. \"_\" .. k\n"
                                   "    question(id) { zh = \"問？\", en = \"Q?\" }\n"
                                   "    steps[#steps + 1] = ask(id) { yes = conclude(\"f\" .. i), no = go(\"w\" .. k), "
                                   "unsure = {} }\n"
                                   "  end\n"
                                   "end\n"
                                   "steps.otherwise = escalate \"team\"\n"
                                   "flow(steps)\n");
    assert_none(&c, "WM203");
    checked_free(&c);
}

/* A text that holds a word and is no answer's id: the witness says one. */
static void a_word_that_is_an_answers_id_too(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD "question \"s\" { zh = \"寫什麼？\", en = \"What does it say?\", kind = \"text\",\n"
                                   "  answers = { \"running\", \"stopped\" } }\n"
                                   "flow { ask \"s\" { running = resolve(),\n"
                                   "  on(contains(\"Running\")) {\n"
                                   "    resolve(),\n"
                                   "    escalate \"team\" } },\n"
                                   "  otherwise = escalate \"team\" }\n");
    assert_witness(the_only(&c, "WM201", WM_ERROR, "t.lua:7", "team"), "s=running -");
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asked_again_with_its_answer_known),
        cmocka_unit_test(known_on_one_way_only),
        cmocka_unit_test(another_look_at_an_answer),
        cmocka_unit_test(another_look_that_tells_nothing_apart),
        cmocka_unit_test(asked_at_another_time),
        cmocka_unit_test(tried_again),
        cmocka_unit_test(every_answer_leads_to_the_same),
        cmocka_unit_test(nobody_looks_at_the_answer),
        cmocka_unit_test(somebody_looks_at_the_answer),
        cmocka_unit_test(environment_guides_ask_for_the_form),
        cmocka_unit_test(a_when_that_always_holds),
        cmocka_unit_test(leads_to_things_of_other_kinds),
        cmocka_unit_test(a_word_that_is_an_answers_id_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
