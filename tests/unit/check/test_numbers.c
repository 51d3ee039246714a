/* WM220, WM221, WM222: probabilities that don't add up, costs that nobody stated, languages that name different numbers. */
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
