/* WM216–WM219: texts too long or not of Taiwan (lint: word list), cites that lead nowhere, reviews overdue. */
#include "unit/check/checked.h"

#define FLOW             "flow { ask \"q\" { yes = resolve(), no = escalate \"team\" }, otherwise = escalate \"team\" }\n"
#define QUESTION(zh, en) "question \"q\" { zh = \"" zh "\", en = \"" en "\" }\n"

static void a_question_of_26_characters(void **state)
{
    (void)state;
    checked c = check_text_of(HEAD QUESTION("一二三四五六七八九十一二三四五六七八九十一二三四五？", "Short?") FLOW);
    const wm_finding *f = the_only(&c, "WM216", WM_WARNING, "t.lua:2", "q");
    assert_non_null(strstr(f->what.en, "26 characters of Chinese"));
    checked_free(&c);
    c = check_text_of(HEAD QUESTION("一二三四五六七八九十一二三四五六七八九十一二三四？", "Short?") FLOW);
    assert_none(&c, "WM216");
    checked_free(&c);
}

static void an_english_question_of_61_characters(void **state)
{
    (void)state;
    checked c =
        check_text_of(HEAD QUESTION("短？", "0123456789012345678901234567890123456789012345678901234567890") FLOW);
    the_only(&c, "WM216", WM_WARNING, "t.lua:2", "q");
    checked_free(&c);
    c = check_text_of(HEAD QUESTION("短？", "012345678901234567890123456789012345678901234567890123456789") FLOW);
    assert_none(&c, "WM216");
    checked_free(&c);
}

static void words_of_the_mainland(void **state)
{
    (void)state;
    static const char *const texts[][2] = { { "服務器還在嗎？", "伺服器" },
                                            { "端口開著嗎？", "連接埠" },
                                            { "域名對嗎？", "網域名稱" },
                                            { "內存夠嗎？", "記憶體" } };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[1024];
        snprintf(text, sizeof text, "%squestion \"q\" { zh = \"%s\", en = \"Q?\" }\n%s", HEAD, texts[i][0], FLOW);
        checked c = check_text_of(text);
        const wm_finding *f = the_only(&c, "WM217", WM_WARNING, "t.lua:2", "q");
        assert_non_null(strstr(f->mend.zh, texts[i][1]));
        checked_free(&c);
    }
}

/* The letters of such a word may merely meet; what users type and screens show is theirs. */
static void words_that_are_right(void **state)
{
    (void)state;
    checked c = check_text_of(
        "guide \"t\" { zh = \"測試\", en = \"Test\", goal = is(\"q\", \"yes\"), symptoms = { \"服務器\" } }\n"
        "question \"q\" { zh = \"網域名稱對嗎？內存取得到？\", en = \"Q?\",\n"
        "  answers = { \"yes\", { \"no\", zh = \"不對\", en = \"No\", sign = \"默認網關\" } } }\n"
        "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\", evidence = { \"q\" } }\n" FLOW);
    assert_none(&c, "WM217");
    checked_free(&c);
}

/* ---- Cites ---- */

static bool has_only_login(void *context, const char *manual, const char *anchor)
{
    ++*(int *)context;
    return strcmp(manual, "vm") == 0 && (anchor == NULL || strcmp(anchor, "login") == 0);
}

static void cites_that_lead_nowhere(void **state)
{
    (void)state;
    int asked = 0;
    check_limits limits = { .cite_exists = has_only_login, .context = &asked };
    const char *text = "guide \"t\" { zh = \"測試\", en = \"Test\", goal = is(\"q\", \"yes\"), manual = \"vm\" }\n"
                       "question \"q\" { zh = \"對嗎？\", en = \"Q?\", cite = \"#login\" }\n"
                       "fault \"f\" { zh = \"因\", en = \"F\", cite = \"#gone\" }\n"
                       "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\", evidence = { \"q\" } }\n"
                       "flow { ask \"q\" { yes = resolve(), no = conclude \"f\" }, otherwise = escalate \"team\" }\n";
    checked c = check_texts(&text, 1, &limits);
    const wm_finding *f = the_only(&c, "WM218", WM_WARNING, "t.lua:3", "f");
    assert_non_null(strstr(f->what.en, "vm#gone"));
    assert_true(asked > 0);
    checked_free(&c);
    c = check_text_of(text);
    assert_none(&c, "WM218");
    checked_free(&c);
}

static void a_manual_that_is_not_there_is_told_once(void **state)
{
    (void)state;
    int asked = 0;
    check_limits limits = { .cite_exists = has_only_login, .context = &asked };
    const char *text = "guide \"t\" { zh = \"測試\", en = \"Test\", goal = is(\"q\", \"yes\"), manual = \"lost\" }\n"
                       "question \"q\" { zh = \"對嗎？\", en = \"Q?\", cite = \"#login\" }\n"
                       "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\", evidence = { \"q\" } }\n" FLOW;
    checked c = check_texts(&text, 1, &limits);
    the_only(&c, "WM218", WM_WARNING, "t.lua:1", "t");
    checked_free(&c);
}

/* ---- Reviews ---- */

static void a_guide_reviewed_more_than_a_year_ago(void **state)
{
    (void)state;
    const char *text =
        "guide \"t\" { zh = \"測試\", en = \"Test\", goal = is(\"q\", \"yes\"), reviewed = \"2026-03-01\" }\n"
        "question \"q\" { zh = \"對嗎？\", en = \"Q?\" }\n"
        "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\", evidence = { \"q\" } }\n" FLOW;
    check_limits a_year_later = { .now = 1803945599 }; /* 2027-03-01T23:59:59Z: 365 days */
    checked c = check_texts(&text, 1, &a_year_later);
    assert_none(&c, "WM219");
    checked_free(&c);
    check_limits a_day_more = { .now = 1803945600 };
    c = check_texts(&text, 1, &a_day_more);
    const wm_finding *f = the_only(&c, "WM219", WM_WARNING, "t.lua:1", "t");
    assert_non_null(strstr(f->what.en, "366 days"));
    checked_free(&c);
}

/* ---- The table of codes ---- */

static void every_code_is_explained(void **state)
{
    (void)state;
    const check_code *codes;
    size_t count = check_codes(&codes);
    for (size_t i = 0; i < count; i++) {
        assert_true(codes[i].title.zh && codes[i].title.en && codes[i].explanation.zh && codes[i].explanation.en);
        if (i > 0)
            assert_true(strcmp(codes[i - 1].code, codes[i].code) < 0);
    }
    assert_int_equal(check_code_find("WM205")->severity, WM_ERROR);
    assert_int_equal(check_code_find("WM204")->severity, WM_WARNING);
    assert_null(check_code_find("WM999"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_of_26_characters),
        cmocka_unit_test(an_english_question_of_61_characters),
        cmocka_unit_test(words_of_the_mainland),
        cmocka_unit_test(words_that_are_right),
        cmocka_unit_test(cites_that_lead_nowhere),
        cmocka_unit_test(a_manual_that_is_not_there_is_told_once),
        cmocka_unit_test(a_guide_reviewed_more_than_a_year_ago),
        cmocka_unit_test(every_code_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
