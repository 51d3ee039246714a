/* Time limits of the terminal desk: working time, the priority's limit, and how it is told. Looks inside: uses cli/desk.h and cJSON. */
#include <cjson/cJSON.h>
#include <string.h>

#include "cli/desk.h"
#include "support/tap.h"

static int64_t at(const char *written)
{
    int64_t read = time_read(written);
    assert_true(read > 0);
    return read;
}

static void expect_working(const char *from, const char *to, int64_t minutes)
{
    assert_int_equal(working_minutes(at(from), at(to)), minutes);
}

/* 2026-03-12 is a Thursday. */
static void only_office_hours_count(void **state)
{
    (void)state;
    expect_working("2026-03-12T09:00:00+08:00", "2026-03-12T18:00:00+08:00", 480);
    expect_working("2026-03-12T11:30:00+08:00", "2026-03-12T13:30:00+08:00", 60);
    expect_working("2026-03-12T07:00:00+08:00", "2026-03-12T08:59:00+08:00", 0);
    expect_working("2026-03-12T17:59:00+08:00", "2026-03-13T09:01:00+08:00", 2);
    expect_working("2026-03-13T17:00:00+08:00", "2026-03-16T10:00:00+08:00", 120); /* over the week-end */
    expect_working("2026-03-14T00:00:00+08:00", "2026-03-15T23:59:00+08:00", 0);
    expect_working("2026-03-09T00:00:00+08:00", "2026-03-16T00:00:00+08:00", 5 * 480);
    expect_working("2026-03-12T01:00:00Z", "2026-03-12T04:00:00Z", 180); /* 9 to 12 in Taiwan */
    expect_working("2026-03-12T12:00:00+08:00", "2026-03-12T09:00:00+08:00", 0);
}

static desk with_priorities(wm_lang lang)
{
    static const char table[] =
        "{\"priority\":{\"11\":\"P1\",\"21\":\"P2\",\"22\":\"P4\",\"33\":\"P5\"},\"working_day\":480,\"warn_at\":0.75,"
        "\"sla\":{\"P1\":{\"resolve\":240,\"resolve_clock\":\"calendar\"},"
        "\"P2\":{\"resolve\":480,\"resolve_clock\":\"working\"},"
        "\"P4\":{\"resolve\":2400,\"resolve_clock\":\"working\"},\"P5\":null}}";
    desk d = { .lang = lang, .priorities = cJSON_Parse(table) };
    assert_non_null(d.priorities);
    return d;
}

static void a_priority_needs_both(void **state)
{
    (void)state;
    desk d = with_priorities(WM_ZH);
    assert_string_equal(priority_of(&d, 2, 1), "P2");
    assert_null(priority_of(&d, 0, 1));
    assert_null(priority_of(&d, 2, 0));
    assert_null(priority_of(&d, 9, 9));
    cJSON_Delete(d.priorities);
}

/* What is told of a case that was opened on Thursday at 14:09. */
static void expect_told(wm_lang lang, int impact, int urgency, const char *now, bool named, const char *words)
{
    desk d = with_priorities(lang);
    clock_left left;
    ink is = { .at = NULL };
    assert_true(clock_read(&d, at("2026-03-12T14:09:00+08:00"), impact, urgency, at(now), &left));
    clock_words(&d, &left, named, &is);
    char plain[256];
    size_t size = 0;
    for (const char *c = ink_of(&is); *c; c++) /* without the marks of style */
        if ((unsigned char)*c >= ' ')
            plain[size++] = *c;
    plain[size] = '\0';
    assert_string_equal(plain, words);
    ink_free(&is);
    cJSON_Delete(d.priorities);
}

static void what_is_told(void **state)
{
    (void)state;
    expect_told(WM_ZH, 2, 1, "2026-03-12T14:26:00+08:00", true, "解決時限 還有 7 小時 43 分");
    expect_told(WM_EN, 2, 1, "2026-03-12T14:26:00+08:00", true, "solve in 7 h 43 min");
    expect_told(WM_ZH, 1, 1, "2026-03-12T17:11:00+08:00", false, "還有 58 分，先備妥交接");
    expect_told(WM_EN, 1, 1, "2026-03-12T17:11:00+08:00", false, "58 min left");
    expect_told(WM_ZH, 1, 1, "2026-03-12T18:21:00+08:00", true, "逾時 12 分，先回電說明");
    expect_told(WM_EN, 1, 1, "2026-03-12T18:21:00+08:00", true, "12 min over: call first");
    expect_told(WM_ZH, 2, 2, "2026-03-12T14:09:00+08:00", false, "還有 5 個工作天 0 小時");
    expect_told(WM_EN, 2, 2, "2026-03-13T14:09:00+08:00", true, "solve in 4 working days 0 h");
}

static void three_quarters_are_soon(void **state)
{
    (void)state;
    desk d = with_priorities(WM_EN);
    clock_left left;
    int64_t opened = at("2026-03-12T14:00:00+08:00");
    assert_true(clock_read(&d, opened, 1, 1, opened + 179 * 60, &left));
    assert_false(left.soon);
    assert_true(clock_read(&d, opened, 1, 1, opened + 180 * 60, &left));
    assert_true(left.soon);
    assert_int_equal(left.minutes, 60);
    cJSON_Delete(d.priorities);
}

static void some_have_no_limit(void **state)
{
    (void)state;
    desk d = with_priorities(WM_EN);
    clock_left left;
    int64_t opened = at("2026-03-12T14:00:00+08:00");
    assert_false(clock_read(&d, opened, 3, 3, opened, &left)); /* P5 */
    assert_false(clock_read(&d, opened, 0, 0, opened, &left));
    assert_false(clock_read(&d, 0, 1, 1, opened, &left)); /* nobody knows when it was opened */
    cJSON_Delete(d.priorities);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_office_hours_count),
        cmocka_unit_test(a_priority_needs_both),
        cmocka_unit_test(what_is_told),
        cmocka_unit_test(three_quarters_are_soon),
        cmocka_unit_test(some_have_no_limit),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
