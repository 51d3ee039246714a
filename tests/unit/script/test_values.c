/* test_values.c: dates, citations, characters, lengths and keys of the values in a rule file. Uses loading.h. */
#include "loading.h"

#define END "\nflow { conclude 'f'" OTHERWISE

/* A guide with these fields besides its texts. */
static bool guide_loads(loading *l, const char *fields)
{
    char text[1024];
    snprintf(text, sizeof text, "guide 'g' { zh = '甲', en = 'A', manual = 'm', %s }\n" DESK F("f") END, fields);
    load(l, text);
    return l->draft != NULL;
}

static void a_day_is_one_of_the_calendar(void **state)
{
    (void)state;
    static const char *const days[] = { "2026-03-01", "2026-01-31", "2026-04-30", "2026-12-31", "2024-02-29",
                                        "2000-02-29", "2026-02-28", "0001-01-01", "9999-12-31" };
    static const char *const none[] = { "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31",  "2026-01-32",
                                        "2026-00-10", "2026-13-10", "2026-03-00", "2026-3-01",   "2026-03-1",
                                        "26-03-01",   "2026/03/01", "2026-03/01", "2026/03-01",  "20260-3-01",
                                        "2026-1x-01", "2026-03-3x", "202x-03-01", "2026-03-011", "2026-03-01T00:00Z",
                                        "",           "today" };
    loading *l = loading_new();
    char fields[64];
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        snprintf(fields, sizeof fields, "reviewed = '%s'", days[i]);
        if (!guide_loads(l, fields))
            fail_msg("%s is refused", days[i]);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        snprintf(fields, sizeof fields, "reviewed = '%s'", none[i]);
        if (guide_loads(l, fields))
            fail_msg("'%s' is taken for a day", none[i]);
        assert_found(l, "WM108", 1);
    }
    loading_free(l);
}

static void a_citation_names_a_section(void **state)
{
    (void)state;
    static const char *const right[] = { "#a", "m#a", "other-manual#section-2" };
    static const char *const wrong[] = { "", "m", "#", "m#", "m#a#b", "##a" };
    loading *l = loading_new();
    char text[512];
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        snprintf(text, sizeof text, WHOLE "fault 'x' { zh = '甲', en = 'A', cite = '%s' }" END, right[i]);
        load(l, text);
        if (!l->draft)
            fail_msg("%s is refused", right[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text, WHOLE "fault 'x' { zh = '甲', en = 'A', cite = '%s' }" END, wrong[i]);
        load(l, text);
        if (l->draft)
            fail_msg("'%s' is taken for a citation", wrong[i]);
        assert_found(l, "WM108", 6);
    }
    load(l, WHOLE "fault 'x' { zh = '甲', en = 'A', cite = 5 }" END);
    assert_found(l, "WM113", 6);
    loading_free(l);
}

/* Written as escapes, as the file itself must be clean. */
static void texts_hold_what_can_be_shown(void **state)
{
    (void)state;
    static const char *const right[] = { "plain", "路標", "a\\n\\tb\\r", "\\u{00A0}", "\\u{1F600}", "\\u{E000}" };
    static const struct {
        const char *text, *says;
    } wrong[] = {
        { "\\xFF", "not valid UTF-8" },
        { "\\xE8\\xB7", "not valid UTF-8" },
        { "\\u{D800}", "not valid UTF-8" },
        { "\\0", "control" },
        { "a\\1", "control" },
        { "\\x7F", "control" },
        { "\\u{85}", "control" },
        { "\\u{202E}evil", "control" },
        { "\\u{2066}", "control" },
    };
    loading *l = loading_new();
    char text[512];
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        snprintf(text, sizeof text, WHOLE "fault 'x' { zh = '甲', en = \"%s\" }" END, right[i]);
        load(l, text);
        if (!l->draft)
            fail_msg("%s is refused", right[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text, WHOLE "fault 'x' { zh = '甲', en = \"%s\" }" END, wrong[i].text);
        load(l, text);
        const wm_finding *f = found(l, "WM116", 6);
        if (l->draft || !f || !strstr(f->what.en, wrong[i].says))
            fail_msg("%s: %s", wrong[i].text, f ? f->what.en : "taken");
        /* a name is no place for it either */
        snprintf(text, sizeof text, WHOLE "fault \"%s\" { zh = '甲', en = 'A' }" END, wrong[i].text);
        load(l, text);
        assert_null(l->draft);
    }
    loading_free(l);
}

/* Names of 64 bytes, texts of 16 KiB: one more is too long, in a statement, a field, a step and a condition. */
static void lengths_have_bounds(void **state)
{
    (void)state;
    static const char *const long_names[] = {
        "fault(string.rep('a', 65)) { zh = '甲', en = 'A' }",
        "action 'x' { zh = '甲', en = 'A', changes = { string.rep('a', 65) } }",
        "action 'x' { zh = '甲', en = 'A', fixes = { [string.rep('a', 65)] = .5 } }",
        "question 'x' { zh = '甲', en = 'A', answers = { string.rep('a', 65) } }",
        "fault 'x' { zh = '甲', en = string.rep('a', 65537) }",
        "local c = is('q', string.rep('a', 65))",
        "local s = conclude(string.rep('a', 65))",
        "local s = ask 'q' { [string.rep('a', 65)] = resolve() }",
    };
    loading *l = loading_new();
    char text[512];
    load(l, WHOLE "fault(string.rep('a', 64)) { zh = '甲', en = 'A' }" END);
    assert_non_null(l->draft);
    for (size_t i = 0; i < sizeof long_names / sizeof *long_names; i++) {
        snprintf(text, sizeof text, WHOLE "%s" END, long_names[i]);
        load(l, text);
        if (l->draft)
            fail_msg("%s is taken", long_names[i]);
    }
    loading_free(l);
}

/* Keys that no field has are told in order of their bytes, whatever Lua's order is, and each with the nearest one. */
static void unknown_fields_are_told_in_order(void **state)
{
    (void)state;
    loading *l = loading_new();
    load(l, WHOLE "fault 'x' { zh = '甲', en = 'A', prio = 1, pri = 1, zz = 1, a = 1, ab = 1, [''] = 1, "
                  "['a key that is longer than any field and told no more than in part, as that is enough'] = 1 }" END);
    assert_null(l->draft);
    static const char *const order[] = { "no field ",    "no field a",    "no field a key", "no field ab",
                                         "no field pri", "no field prio", "no field zz" };
    assert_int_equal(l->found.list.count, 7);
    for (size_t i = 0; i < 7; i++)
        if (!strstr(finding_at(l, i)->what.en, order[i]))
            fail_msg("%zu: %s", i, finding_at(l, i)->what.en);
    assert_mends(finding_at(l, 5), "prior");
    loading_free(l);
}

/* A list is numbered from 1, without names and without gaps. */
static void lists_have_no_gaps_and_no_names(void **state)
{
    (void)state;
    static const char *const wrong[] = { "{ 'q', nil, 'q2' }", "{ [0] = 'q' }",  "{ [2] = 'q' }",
                                         "{ [1.5] = 'q' }",    "{ 'q', n = 1 }", "{ 'q', [-1] = 'q' }",
                                         "{ [true] = 'q' }",   "{ q = 'q' }" };
    loading *l = loading_new();
    char text[512];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text, WHOLE "action 'x' { zh = '甲', en = 'A', changes = %s }" END, wrong[i]);
        load(l, text);
        if (l->draft || !found(l, "WM113", 6))
            fail_msg("%s is taken for a list", wrong[i]);
    }
    load(l, WHOLE "action 'x' { zh = '甲', en = 'A', changes = { [2] = 'q', [1] = 'q' } }" END);
    assert_non_null(l->draft);
    loading_free(l);
}

/* A step or condition where a value belongs is complained of once, by what is wrong with itself. */
static void what_is_wrong_already_is_not_complained_of_again(void **state)
{
    (void)state;
    static const char *const fields[] = { "zh = '甲', en = 'A', prior = is()", "zh = '甲', en = 'A', tell = is()" };
    loading *l = loading_new();
    char text[512];
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        snprintf(text, sizeof text, WHOLE "fault 'x' { %s }" END, fields[i]);
        load(l, text);
        assert_null(l->draft);
        if (l->found.list.count != 1 || !strstr(finding_at(l, 0)->what.en, "wrong number of arguments"))
            fail_msg("%s: %zu findings, the first: %s", fields[i], l->found.list.count, finding_at(l, 0)->what.en);
    }
    loading_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_one_of_the_calendar),
        cmocka_unit_test(a_citation_names_a_section),
        cmocka_unit_test(texts_hold_what_can_be_shown),
        cmocka_unit_test(lengths_have_bounds),
        cmocka_unit_test(unknown_fields_are_told_in_order),
        cmocka_unit_test(lists_have_no_gaps_and_no_names),
        cmocka_unit_test(what_is_wrong_already_is_not_complained_of_again),
    };
    return cmocka_run_group_tests_name("script/values", tests, NULL, NULL);
}
