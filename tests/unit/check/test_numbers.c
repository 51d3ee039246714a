/* WM220–WM223: probabilities that don't add up, costs that nobody stated, languages that name different numbers, texts that
 * are still to be translated. */
#include "unit/check/checked.h"

#define PRIOR(id, p)  "fault \"" id "\" { zh = \"" id "\", en = \"" id "\", prior = " p " }\n"
#define TEXTS(zh, en) HEAD "question \"q\" { zh = \"" zh "\", en = \"" en "\" }\n"

static void expect_one(const char *text, const char *code, const char *where, const char *id, const char *words)
{
    checked c = check_text_of(text);
    const wm_finding *f = the_only(&c, code, WM_WARNING, where, id);
    assert_non_null(strstr(f->what.en, words));
    checked_free(&c);
}

static void expect_none(const char *text, const char *code)
{
    checked c = check_text_of(text);
    assert_none(&c, code);
    checked_free(&c);
}

/* ---- Priors ---- */

static void priors_that_leave_nothing_for_the_others(void **state)
{
    (void)state;
    expect_one(HEAD PRIOR("a", ".6") PRIOR("b", ".4") FAULT("c"), "WM220", "t.lua:3", "b", "add up to 1, and 1 faults");
    expect_one(HEAD PRIOR("a", ".985") FAULT("b") FAULT("c"), "WM220", "t.lua:2", "a", "add up to 0.985, and 2 faults");
}

static void priors_that_stand(void **state)
{
    (void)state;
    expect_none(HEAD PRIOR("a", ".6") PRIOR("b", ".4"), "WM220");       /* exactly 1 */
    expect_none(HEAD PRIOR("a", ".6") PRIOR("b", ".2"), "WM220");       /* the rest is other causes */
    expect_none(HEAD PRIOR("a", ".6") FAULT("b") FAULT("c"), "WM220");  /* the others share .4 */
    expect_none(HEAD PRIOR("a", ".98") FAULT("b") FAULT("c"), "WM220"); /* just .01 each */
    expect_none(HEAD FAULT("a") FAULT("b"), "WM220");
}

static void given_answers_that_come_to_less_than_one(void **state)
{
    (void)state;
    const char *under = HEAD FAULT("f") FAULT("g") "\n"
                                                   "question \"q\" { zh = \"問？\", en = \"Q?\",\n"
                                                   "  given = { f = { yes = .6, no = .3 }, g = { yes = .3 } } }\n";
    expect_one(under, "WM220", "t.lua:3", "q", "given f: every answer is named, and yet they add up to 0.9");
    expect_none(
        HEAD FAULT("f") "\n"
                        "question \"q\" { zh = \"問？\", en = \"Q?\", given = { f = { yes = .6, no = .4 } } }\n",
        "WM220");
}

/* ---- Costs ---- */

static void remedies_and_hand_overs_without_a_cost(void **state)
{
    (void)state;
    expect_one(HEAD FAULT("f") "\n" ACTION("fix", "fixes = { f = .5 }"), "WM221", "t.lua:3", "fix",
               "ranked as if it took 10 minutes");
    expect_one(HEAD "escalation \"late\" { to = \"x\", zh = \"交\", en = \"Hand\", evidence = { \"ok\" } }\n", "WM221",
               "t.lua:2", "late", "ranked as if it took 60 minutes");
}

static void costs_that_are_stated(void **state)
{
    (void)state;
    expect_none(HEAD FAULT("f") ACTION("fix", "fixes = { f = .5 }, cost = 10") ACTION("free", "fixes = { f = .1 }, "
                                                                                              "cost = 0"),
                "WM221");
    expect_none(
        "guide \"p\" { zh = \"作業\", en = \"Work\", kind = \"procedure\" }\n" ACTION("do", "wait = 0") "\n"
                                                                                                        "flow { try "
                                                                                                        "\"do\" }\n",
        "WM221"); /* nobody ranks the steps of a procedure */
}

static bool has_price(void *context, const char *team)
{
    return strcmp(team, context) == 0;
}

/* kb/costs.json may price a team instead. */
static void hand_overs_to_teams_with_a_price(void **state)
{
    (void)state;
    char priced[] = "x";
    const check_limits limits = { .team_is_priced = has_price, .context = priced };
    const char *text = HEAD "escalation \"late\" { to = \"x\", zh = \"交\", en = \"Hand\", evidence = { \"ok\" } }\n"
                            "escalation \"far\" { to = \"y\", zh = \"交\", en = \"Hand\", evidence = { \"ok\" } }\n";
    checked c = check_texts(&text, 1, &limits);
    the_only(&c, "WM221", WM_WARNING, "t.lua:3", "far");
    checked_free(&c);
}

/* ---- Languages ---- */

static void numbers_that_only_one_language_names(void **state)
{
    (void)state;
    expect_one(TEXTS("等 5 分鐘好了嗎？", "Fine after 10 minutes?"), "WM222", "t.lua:2", "q",
               "only one language says 5");
    expect_one(TEXTS("TCP 22 有回應嗎？", "Does it answer?"), "WM222", "t.lua:2", "q", "says 22");
    expect_one(TEXTS("有回應嗎？", "Is it over 1,500 ms?"), "WM222", "t.lua:2", "q", "says 1500");
    expect_one(HEAD "action \"wait\" { zh = \"等\", en = \"Wait\", cost = 1, steps = {\n"
                    "  { zh = \"等 30 秒。\", en = \"Wait 20 seconds.\" } } }\n",
               "WM222", "t.lua:2", "wait", "says 30");
}

static void numbers_in_words_and_in_digits(void **state)
{
    (void)state;
    expect_none(TEXTS("等 2 分鐘好了嗎？", "Fine after two minutes?"), "WM222");
    expect_none(TEXTS("等 1 分鐘好了嗎？", "Fine after a minute?"), "WM222");
    expect_none(TEXTS("試兩次都不行嗎？", "Does it fail 2 times?"), "WM222");
    expect_none(TEXTS("超過 1500 嗎？", "Is it over 1,500?"), "WM222");
    expect_none(TEXTS("有 10.0.0.1 嗎？", "Is 10.0.0.1 there?"), "WM222");
    expect_one(TEXTS("等 2 分鐘好了嗎？", "Is it fine with networks?"), "WM222", "t.lua:2", "q",
               "says 2"); /* no "two" */
}

/* ---- What is still to be translated ---- */

static void texts_that_are_still_marked(void **state)
{
    (void)state;
    expect_one(TEXTS("有回應嗎？", "(to translate) 有回應嗎？"), "WM223", "t.lua:2", "q",
               "its en is marked '(to translate)'");
    expect_one(TEXTS("（待譯）Does it answer?", "Does it answer?"), "WM223", "t.lua:2", "q",
               "its zh is marked '（待譯）'");
    expect_one(
        HEAD FAULT("f") "\n"
                        "action \"fix\" { zh = \"修\", en = \"Fix it\", fixes = { f = .5 }, cost = 1, steps = {\n"
                        "  { zh = \"關掉\", en = \"(to translate) 關掉\" },\n"
                        "  { zh = \"打開\", en = \"Then: (to translate) 打開\" } } }\n",
        "WM223", "t.lua:3", "fix", "not translated yet"); /* once, however many they are */
}

static void the_marks_words_in_the_other_language_are_none(void **state)
{
    (void)state;
    expect_none(TEXTS("有「(to translate)」嗎？", "Does it say to translate?"), "WM223");
    expect_none(TEXTS("有回應嗎？", "Does it answer?"), "WM223");
}

/* The words are the other language's: their length says nothing. */
static void a_marked_question_is_not_measured(void **state)
{
    (void)state;
    expect_none(TEXTS("（待譯）Is the light at the front of it on?", "Is the light at the front of it on?"), "WM216");
}

static void every_statement_that_is_marked_is_told(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD "question \"q\" { zh = \"（待譯）Q?\", en = \"Q?\" }\n"
                                   "question \"r\" { zh = \"（待譯）R?\", en = \"R?\" }\n");
    size_t count = 0;
    for (size_t i = 0; i < c.found.list.count; i++)
        count += strcmp(VECTOR_AT(&c.found.list, wm_finding, i).code, "WM223") == 0;
    assert_int_equal(count, 2);
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(priors_that_leave_nothing_for_the_others),
        cmocka_unit_test(priors_that_stand),
        cmocka_unit_test(given_answers_that_come_to_less_than_one),
        cmocka_unit_test(remedies_and_hand_overs_without_a_cost),
        cmocka_unit_test(costs_that_are_stated),
        cmocka_unit_test(hand_overs_to_teams_with_a_price),
        cmocka_unit_test(numbers_that_only_one_language_names),
        cmocka_unit_test(numbers_in_words_and_in_digits),
        cmocka_unit_test(texts_that_are_still_marked),
        cmocka_unit_test(the_marks_words_in_the_other_language_are_none),
        cmocka_unit_test(a_marked_question_is_not_measured),
        cmocka_unit_test(every_statement_that_is_marked_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
