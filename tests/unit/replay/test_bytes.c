/* test_bytes.c: which bytes a ticket's texts may hold (RFC 3629, RFC 8259), and how they are told again. Through wm_replay_run; every text
 * stands at several places of a line, as lines are read by eight bytes where that can be. */
#include "base/json.h"
#include "unit/replay/files.h"

static wm_rules *rules;
static char *path;

static int open_all(void **state)
{
    (void)state;
    wm_error error;
    path = file_name("bytes");
    return wm_rules_load_text(&rules, NULL, "t.lua", bench_rules, sizeof bench_rules - 1, &error) == WM_OK ? 0 : -1;
}

static int close_all(void **state)
{
    (void)state;
    (void)remove(path);
    free(path);
    wm_rules_free(rules);
    return 0;
}

/* One ticket whose id is `before` and then these bytes, as they stand between quotes; NULL: it is invalid. */
static char *id_told(const char *before, const char *bytes)
{
    char line[256], *id = NULL;
    told t;
    snprintf(line, sizeof line, "{\"id\":\"%s%s\"}\n", before, bytes);
    file_write(path, line, strlen(line));
    assert_int_equal(told_run(&t, rules, (const char *const[]){ path }, 1, 1, NULL), WM_OK);
    assert_int_equal(t.sum.tickets, 1);
    if (t.sum.invalid) {
        assert_string_equal(t.lines.data, "");
        assert_memory_equal(t.invalid.data, "1: ", 3);
    } else {
        cJSON *all = json_parse(t.lines.data, strlen(t.lines.data), NULL);
        id = strdup(json_string(all, "id"));
        json_free(all);
    }
    told_free(&t);
    return id;
}

/* What may stand before a text; the last has a character of three bytes. */
static const char *const before[] = { "", "a", "abc", "abcdefg", "abcdefghijklmno", "路" };

static void expect_valid(const char *bytes, const char *decoded)
{
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        char expected[256], *id = id_told(before[i], bytes);
        snprintf(expected, sizeof expected, "%s%s", before[i], decoded);
        if (!id)
            fail_msg("%s is refused behind '%s'", bytes, before[i]);
        assert_string_equal(id, expected);
        free(id);
    }
}

static void expect_invalid(const char *bytes)
{
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        char *id = id_told(before[i], bytes);
        if (id)
            fail_msg("\"%s\" is taken, behind '%s'", bytes, before[i]);
    }
}

/* The first and last of each row of table 3-7 of the Unicode Standard. */
static void well_formed_utf8_is_kept(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\x7F",
        "\xC2\x80",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xE0\xBF\xBF",
        "\xE1\x80\x80",
        "\xEC\xBF\xBF",
        "\xED\x80\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "路標",
        "\xF0\xBF\xBF\xBF",
        "\xF1\x80\x80\x80",
        "\xF3\xBF\xBF\xBF",
        "\xF4\x8F\xBF\xBF",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_valid(texts[i], texts[i]);
}

static void ill_formed_utf8_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\x80",
        "\xBF",
        "\xFE",
        "\xFF", /* never a first byte */
        "\xC0\x80",
        "\xC1\xBF",
        "\xE0\x80\x80",
        "\xE0\x9F\xBF", /* longer than need be */
        "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF",
        "\xED\xA0\x80",
        "\xED\xBF\xBF", /* surrogates */
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xF8\x88\x80\x80", /* beyond U+10FFFF */
        "\xC2",
        "\xC2"
        "A",
        "\xC2\xC2",
        "\xE8\xB7",
        "\xE8"
        "A",
        "\xE8"
        "A\xAF",
        "\xE8\xB7"
        "A",
        "\xE8\xB7\xC0",
        "\xF1\x80\x80",
        "\xF1"
        "A\x80\x80",
        "\xF1\x80"
        "A\x80",
        "\xF1\x80\x80"
        "A",
        "\xF1\x80\x80\xC0",
        "路\x80",
        "路\xE8\xB7",
        "\xE8\xB7\xAF\xAF",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_invalid(texts[i]);
}

static void escapes_are_decoded(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        { "\\\"", "\"" },
        { "\\\\", "\\" },
        { "\\/", "/" },
        { "\\b\\f\\n\\r\\t", "\b\f\n\r\t" },
        { "\\u0041", "A" },
        { "\\u00e9", "é" },
        { "\\u8DEF\\u6a19", "路標" },
        { "\\uD83D\\uDE00", "😀" },
        { "\\ud800\\udc00", "\xF0\x90\x80\x80" },
        { "\\uDBFF\\uDFFF", "\xF4\x8F\xBF\xBF" },
        { "\\uE000", "\xEE\x80\x80" },
        { "\\uFFFF", "\xEF\xBF\xBF" },
        { "\\u007f\\u0080\\u07ff\\u0800", "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_valid(texts[i][0], texts[i][1]);
}

static void wrong_escapes_and_control_characters_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\\x",
        "\\",
        "\\u",
        "\\u12",
        "\\u12g4",
        "\\u 123",
        "\\U0041",
        "\\'",
        "\\0",
        "\\u0000", /* no text holds it */
        "\\ud83d",
        "\\ud83d ",
        "\\ud83dx\\ude00",
        "\\ud83d\\n", /* half a pair */
        "\\ud83d\\u0041",
        "\\ud83d\\ud83d",
        "\\ud83d\\ue000",
        "\\ude00",
        "\\ude00\\ud83d",
        "\\ud83d\\u00",
        "\x01",
        "\x1F",
        "\t",
        "\r",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_invalid(texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_utf8_is_kept),
        cmocka_unit_test(ill_formed_utf8_is_refused),
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(wrong_escapes_and_control_characters_are_refused),
    };
    return cmocka_run_group_tests_name("replay/bytes", tests, open_all, close_all);
}
