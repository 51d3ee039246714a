/* test_moments.c: times as ISO 8601 texts, through the session: what `at` takes, and how the log tells it (always UTC+8). */
#include "scene.h"

/* An answer with this time; the reply is the session's. */
static void answer_at(scene *s, const char *at_text)
{
    char request[256];
    snprintf(request, sizeof request, "{\"answer\":{\"note\":{\"value\":\"x\",\"at\":\"%s\"}}}", at_text);
    ask(s, request);
}

static void times_with_their_zone_are_kept(void **state)
{
    static const char *const times[][2] = {
        /* given, told */
        { "2026-03-01T09:12:00+08:00", "2026-03-01T09:12:00+08:00" },
        { "2026-03-01T01:12:00Z", "2026-03-01T09:12:00+08:00" },
        { "2026-02-28T20:12:30-05:00", "2026-03-01T09:12:30+08:00" },
        { "2026-03-01T06:57:00+05:45", "2026-03-01T09:12:00+08:00" },
        { "2026-03-01T09:12+08:00", "2026-03-01T09:12:00+08:00" },        /* without seconds */
        { "2026-03-01T09:12:59.999+08:00", "2026-03-01T09:12:59+08:00" }, /* parts of a second are left out */
        { "2016-12-31T23:59:60Z", "2017-01-01T08:00:00+08:00" },          /* a leap second is the next one */
        { "2024-02-29T12:00:00+08:00", "2024-02-29T12:00:00+08:00" },
        { "2024-02-28T20:00:00Z", "2024-02-29T04:00:00+08:00" },
        { "2023-02-28T20:00:00Z", "2023-03-01T04:00:00+08:00" },
        { "2000-02-29T00:00:00+08:00", "2000-02-29T00:00:00+08:00" }, /* a century that divides by 400 */
        { "1969-12-31T23:59:59+08:00", "1969-12-31T23:59:59+08:00" }, /* before UTC seconds begin */
        { "1600-12-31T23:00:00Z", "1601-01-01T07:00:00+08:00" },
        { "0000-01-01T08:00:00Z", "0000-01-01T16:00:00+08:00" }, /* the earliest */
        { "0033-04-03T15:00:00+08:00", "0033-04-03T15:00:00+08:00" },
        { "9999-12-31T15:59:59Z", "9999-12-31T23:59:59+08:00" }, /* the latest */
    };
    scene *s = *state;
    open_ssh(s);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char path[32];
        answer_at(s, times[i][0]);
        is_absent(s, "error");
        ask(s, "{\"log\":{}}");
        snprintf(path, sizeof path, "log.%zu.at", i);
        is_text(s, path, times[i][1]);
    }
}

/* The same day in every month: days are counted through the year. */
static void every_month_has_its_days(void **state)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    scene *s = *state;
    open_ssh(s);
    for (int month = 1; month <= 12; month++) {
        char last[64], next[64], told[64], path[32];
        snprintf(last, sizeof last, "2026-%02d-%02dT23:30:00+07:00", month, days[month - 1]);
        snprintf(next, sizeof next, "2026-%02d-%02dT23:30:00+07:00", month, days[month - 1] + 1);
        snprintf(told, sizeof told, "%d-%02d-01T00:30:00+08:00", month == 12 ? 2027 : 2026, month % 12 + 1);
        answer_at(s, next);
        is_text(s, "error.code", "bad_request");
        answer_at(s, last);
        is_absent(s, "error");
        ask(s, "{\"log\":{}}");
        snprintf(path, sizeof path, "log.%d.at", month - 1);
        is_text(s, path, told);
    }
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "2026",
        "2026-03-01",
        "tomorrow",
        " 2026-03-01T09:12:00Z",
        /* dates */
        "26-03-01T09:12:00Z",
        "2026/03-01T09:12:00Z",
        "2026-03/01T09:12:00Z",
        "2026-3-01T09:12:00Z",
        "2026-03-1T09:12:00Z",
        "2026-00-01T09:12:00Z",
        "2026-13-01T09:12:00Z",
        "2026-03-00T09:12:00Z",
        "2026-03-32T09:12:00Z",
        "2026-04-31T09:12:00Z",
        "2026-02-29T09:12:00Z",
        "1900-02-29T09:12:00Z",
        "2o26-03-01T09:12:00Z",
        "2026-03-:1T09:12:00Z",
        "20260301T091200Z",
        /* times */
        "2026-03-01 09:12:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T09:60:00Z",
        "2026-03-01T09:12:61Z",
        "2026-03-01T9:12:00Z",
        "2026-03-01T09-12:00Z",
        "2026-03-01T09:1:00Z",
        "2026-03-01T09:12:0Z",
        "2026-03-01T09:12:00.Z",
        "2026-03-01T09:12:00,5Z",
        /* zones */
        "2026-03-01T09:12:00",
        "2026-03-01T09:12:00z",
        "2026-03-01T09:12:00+8:00",
        "2026-03-01T09:12:00+0800",
        "2026-03-01T09:12:00+08",
        "2026-03-01T09:12:00+08:0",
        "2026-03-01T09:12:00+08:60",
        "2026-03-01T09:12:00+24:00",
        "2026-03-01T09:12:00Z ",
        "2026-03-01T09:12:00+08:00Z",
        /* years that four digits do not write in every zone */
        "0000-01-01T07:59:59Z",
        "9999-12-31T16:00:00Z",
    };
    scene *s = *state;
    open_ssh(s);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        answer_at(s, wrong[i]);
        if (!at(s, "error.code"))
            fail_msg("\"%s\" is taken for a time", wrong[i]);
        is_text(s, "error.code", "bad_request");
    }
    refused(s, "{\"answer\":{\"note\":{\"value\":\"x\",\"at\":\"yesterday\"}}}", "bad_request", "at of \"note\"");
    refused(s, "{\"answer\":{\"note\":{\"value\":\"x\",\"at\":1772298000}}}", "bad_request", "at of \"note\"");
    refused(s, "{\"outcome\":{\"open_sg\":{\"value\":\"done\",\"at\":\"2026-02-30T09:12:00Z\"}}}", "bad_request",
            "at of \"open_sg\"");
    ask(s, "{\"log\":{}}");
    has_size(s, "log", 0);
}

/* A case is numbered by the day on which it was opened, UTC+8's; events without a time have the clock's. */
static void the_clock_dates_cases_and_events(void **state)
{
    scene *s = *state;
    s->now = 1772294399; /* 2026-02-28T23:59:59+08:00 */
    ask(s, "{\"open\":{\"guide\":\"ssh\"}}");
    is_text(s, "case", "C20260228-0001");
    s->now++;
    ask(s, "{\"answer\":{\"note\":\"x\"}}");
    ask(s, "{\"log\":{}}");
    is_text(s, "log.0.at", "2026-03-01T00:00:00+08:00");
    ask(s, "{\"open\":{\"guide\":\"ssh\"}}");
    assert_non_null(strstr(at(s, "case")->valuestring, "C20260301-"));
}

/* A clock that has gone mad stops nobody's work: what no text can say is left empty. */
static void a_time_that_cannot_be_written_is_empty(void **state)
{
    static const int64_t mad[] = { INT64_MIN, -62167219200, 253402300799, INT64_MAX };
    scene *s = *state;
    for (size_t i = 0; i < sizeof mad / sizeof *mad; i++) {
        s->now = mad[i];
        open_ssh(s);
        ask(s, "{\"answer\":{\"note\":\"x\"}}");
        is_absent(s, "error");
        ask(s, "{\"log\":{}}");
        is_text(s, "log.0.at", "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(times_with_their_zone_are_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_month_has_its_days, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_time_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_clock_dates_cases_and_events, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_time_that_cannot_be_written_is_empty, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("session/moments", tests, NULL, NULL);
}
