/* JSON as strict as RFC 8259: what is read, what is refused and where, hostile input, memory. */
#include <locale.h>

#include "support/tap.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static cJSON *parse(const char *text)
{
    wm_error error;
    cJSON *value = json_parse(text, strlen(text), &error);
    if (value == NULL)
        fail_msg("%s: %s", text, error.en);
    return value;
}

/* Refused, at that byte, in words of both languages that say so. */
static void expect_refused_bytes(const char *text, size_t size, size_t offset, const char *words)
{
    wm_error error = { 0 };
    char *exact = malloc(size > 0 ? size : 1), zh[64], en[64]; /* of just this size: reading beyond is found */
    memcpy(exact, text, size);
    assert_null(json_parse(exact, size, &error));
    free(exact);
    assert_int_equal(error.status, WM_BAD_INPUT);
    snprintf(zh, sizeof zh, "JSON 位移 %zu：", offset);
    snprintf(en, sizeof en, "JSON, byte offset %zu: ", offset);
    if (strncmp(error.zh, zh, strlen(zh)) != 0 || strncmp(error.en, en, strlen(en)) != 0 || !strstr(error.en, words))
        fail_msg("%.*s: expected \"%s… %s\", got \"%s\"", (int)size, text, en, words, error.en);
}

static void expect_refused(const char *text, size_t offset, const char *words)
{
    expect_refused_bytes(text, strlen(text), offset, words);
}

/* ---- What is read ---------------------------------------------------------------------------- */

static void a_request_is_read(void **state)
{
    (void)state;
    cJSON *request = parse(
        " {\"answer\": {\"question\": \"vpn_error\", \"value\": \"809\"}, \"by\": \"王小明\", \"at\": -1.5e3}\r\n");
    const cJSON *answer = json_get(request, "answer");
    assert_string_equal(json_string(answer, "question"), "vpn_error");
    assert_string_equal(json_string(request, "by"), "王小明");
    assert_true(json_get(request, "at")->valuedouble == -1500);
    assert_null(json_string(request, "at"));     /* not a string */
    assert_null(json_string(request, "answer")); /* … */
    assert_null(json_get(request, "By"));        /* names are exact */
    assert_null(json_get(request, "none"));
    assert_null(json_get(NULL, "by"));
    json_free(request);
    json_free(NULL);
}

static void an_array_has_no_members(void **state)
{
    (void)state;
    cJSON *array = parse("[{\"a\": 1}]");
    assert_null(json_get(array, "a"));
    json_free(array);
}

static void any_value_may_stand_alone(void **state)
{
    (void)state;
    static const char *const good[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "10",
        "0.5",
        "-12.25",
        "1e5",
        "1E+5",
        "1e-5",
        "0e0",
        "\"\"",
        "[]",
        "{}",
        "\t[\n]\r",
        "123456789012345678901234567890123456789012345678901234567890123", /* 63 digits */
        "1.7976931348623157e308",
        "1e-400",
        "{\"a\":{\"a\":1},\"A\":[{\"a\":1},{\"a\":2}]}",
        "\"\x7F\"",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        json_free(parse(good[i]));
}

static void escapes_become_what_they_mean(void **state)
{
    (void)state;
    cJSON *value = parse("\"\\u8def\\u6a19 \\uD83D\\uDE00 \\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u0001\"");
    assert_string_equal(value->valuestring, "路標 😀 \" \\ / \b\f\n\r\t \x01");
    json_free(value);
}

/* ---- What is refused ------------------------------------------------------------------------- */

static void syntax_is_held(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",      " ",         "[",       "{",           "]",           "}",          "[1",
        "[1,]",  "[,1]",      "[1 2]",   "{\"a\"}",     "{\"a\":}",    "{\"a\":1,}", "{a:1}",
        "{1:1}", "nul",       "True",    "NaN",         "Infinity",    "-Infinity",  "'a'",
        "[1}",   "{\"a\":1]", "\"\\x\"", "\"\\ud83d\"", "\"\\ude00\"", "// a\n1",    "undefined",
        "0x10",  "truefalse", "\\u0031", ":",           ",",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        wm_error error = { 0 };
        assert_null(json_parse(bad[i], strlen(bad[i]), &error));
        assert_int_equal(error.status, WM_BAD_INPUT);
        assert_non_null(strstr(error.zh, "JSON 位移 "));
        assert_non_null(strstr(error.en, "JSON, byte offset "));
    }
    assert_null(json_parse(NULL, 0, NULL)); /* nobody needs to look at the error */
    expect_refused("[1,]", 3, "syntax");
    expect_refused("{\"問\":nul}", 7, "syntax");
}

static void nothing_follows_the_value(void **state)
{
    (void)state;
    expect_refused("{} x", 3, "follows");
    expect_refused("1 2", 2, "follows");
    expect_refused("{}{}", 2, "follows");
    expect_refused_bytes("{}\0", 3, 2, "control");
}

static void numbers_have_jsons_form_only(void **state)
{
    (void)state;
    static const char *const bad[] = { "01",  "-01",  "00", "1.",  "-1.",   ".5",  "-.5",   "+1",   "1e",
                                       "1e+", "1.e5", "-",  "--1", "1.5.5", "1-2", "1e5e5", "0123", "1+" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, "[7, %s]", bad[i]);
        expect_refused(text, 4, "not a number's form");
        expect_refused(bad[i], 0, "not a number's form");
    }
}

static void numbers_are_finite_and_of_bounded_length(void **state)
{
    (void)state;
    expect_refused("{\"a\":1e309}", 5, "too large");
    expect_refused("-1e999", 0, "too large");
    expect_refused("[1234567890123456789012345678901234567890123456789012345678901234]", 1, "63 characters");
}

static void strings_hold_no_raw_control_and_no_nul(void **state)
{
    (void)state;
    expect_refused("\"a\nb\"", 2, "control character in a string");
    expect_refused("\"a\tb\"", 2, "control character in a string");
    expect_refused_bytes("\"a\0b\"", 5, 2, "control character in a string");
    expect_refused("[\"a\\u0000\"]", 3, "\\u0000");
    expect_refused("\"\\u00g0\"", 1, "hexadecimal");
    expect_refused("\"\\u+123\"", 1, "hexadecimal");
    expect_refused("\"\\u12", 1, "hexadecimal");
    expect_refused("[\"abc", 1, "closing quote");
    expect_refused("\"abc\\\"", 0, "closing quote");
    expect_refused("\"abc\\", 0, "closing quote");
}

/* cJSON would take any byte up to a space for white space. */
static void only_four_characters_are_white_space(void **state)
{
    (void)state;
    expect_refused("[1,\x0B 2]", 3, "control character");
    expect_refused_bytes("[\0]", 3, 1, "control character");
    expect_refused("[\xC2\xA0]", 1, "syntax");
}

static void text_is_utf8_without_a_mark(void **state)
{
    (void)state;
    expect_refused("\xEF\xBB\xBF{}", 0, "byte order mark");
    expect_refused("\"a\xFF\"", 2, "UTF-8");
    expect_refused("{\"\xE8\xB7\":1}", 2, "UTF-8");
    expect_refused("\"\xED\xA0\x80\"", 1, "UTF-8");
}

static void keys_are_given_once(void **state)
{
    (void)state;
    expect_refused("{\"a\":1,\"b\":2,\"a\":3}", 13, "the key \"a\" is given twice");
    expect_refused("{\"a\":1,\"\\u0061\":2}", 7, "the key \"a\""); /* the same key, written otherwise */
    expect_refused("[{\"x\":[\"a\",{}]},{\"y\":{\"a\":\"a:\",\"a\" :1}}]", 31, "the key \"a\"");
    expect_refused("{\"\":1,\"\":2}", 6, "the key \"\"");
    expect_refused("{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"c\":0}", 55,
                   "the key \"c\"");
    wm_error error;
    assert_null(json_parse("{\"鍵\":1,\"鍵\":2}", strlen("{\"鍵\":1,\"鍵\":2}"), &error));
    assert_string_equal(error.zh, "JSON 位移 9：鍵「鍵」在同一個物件裡重複出現，請只留一個");
}

/* A key is shown without what a terminal would obey, and only so much of it. */
static void keys_in_errors_are_harmless(void **state)
{
    (void)state;
    expect_refused("{\"a\\u001b[2J\":1,\"a\\u001b[2J\":2}", 16, "the key \"a\" is");
    expect_refused("{\"a\\n\":1,\"a\\n\":2}", 9, "the key \"a\" is");
    char text[400], key[150] = "a";
    for (size_t size = 1; size < 100; size += strlen("鍵"))
        memcpy(key + size, "鍵", strlen("鍵") + 1);
    snprintf(text, sizeof text, "{\"%s\":1,\"%s\":2}", key, key);
    expect_refused(text, 2 + strlen(key) + 4, "the key \"a鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵\" is");
}

/* ---- Hostile input ---------------------------------------------------------------------------- */

/* Writes `piece` so often, one after the other; the place behind them. */
static char *repeat(char *at, const char *piece, size_t times)
{
    size_t size = strlen(piece);
    for (size_t i = 0; i < times; i++, at += size)
        memcpy(at, piece, size + 1);
    return at;
}

static char *nested(size_t depth, const char *open, const char *close)
{
    char *text = malloc(depth * (strlen(open) + strlen(close)) + 2);
    assert_non_null(text);
    repeat(repeat(repeat(text, open, depth), "1", 1), close, depth);
    return text;
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char *deep = nested(200, "[", "]");
    json_free(parse(deep));
    free(deep);
    deep = nested(201, "[", "]");
    expect_refused(deep, 200, "nested");
    free(deep);
    deep = nested(200, "{\"a\":", "}");
    json_free(parse(deep));
    free(deep);
    deep = nested(500000, "[", "]");
    expect_refused(deep, 200, "nested");
    free(deep);
    char flat[2000] = "[[]"; /* many beside each other are not deep */
    repeat(repeat(flat + 3, ",{},[]", 300), "]", 1);
    json_free(parse(flat));
}

/* Comparing every pair of 100,000 keys would take a minute. */
static void many_keys_are_compared_fast(void **state)
{
    (void)state;
    char *text = malloc(3000000), *at = text;
    *at++ = '{';
    for (int i = 0; i < 100000; i++)
        at += snprintf(at, 32, "\"key_%06d\":%d,", i * 7919 % 100000, i);
    char *last = at;
    repeat(at, "\"z\":0}", 1);
    cJSON *value = parse(text);
    assert_int_equal(cJSON_GetArraySize(value), 100001);
    json_free(value);
    repeat(at, "\"key_050000\":0}", 1);
    expect_refused(text, (size_t)(last - text), "the key \"key_050000\"");
    free(text);
}

static void any_cut_and_any_changed_byte_is_survived(void **state)
{
    (void)state;
    static const char text[] = "{\"a\":[1,-2.5e3,\"路\\u6a19\\n\"],\"b\":{\"c\":null,\"d\":true}}";
    for (size_t size = 0; size < sizeof text - 1; size++) {
        wm_error error = { 0 };
        char *cut = malloc(size + 1);
        memcpy(cut, text, size);
        assert_null(json_parse(cut, size, &error)); /* no beginning of it is a value */
        assert_int_equal(error.status, WM_BAD_INPUT);
        free(cut);
    }
    for (size_t i = 0; i < sizeof text - 1; i++) {
        for (int byte = 0; byte < 256; byte++) {
            char changed[sizeof text];
            memcpy(changed, text, sizeof text);
            changed[i] = (char)byte;
            wm_error error = { 0 };
            cJSON *value = json_parse(changed, sizeof text - 1, &error);
            assert_int_equal(value == NULL, error.status == WM_BAD_INPUT);
            json_free(value);
        }
    }
}

/* ---- Printing ---------------------------------------------------------------------------------- */

static void what_was_read_is_printed_on_one_line(void **state)
{
    (void)state;
    cJSON *value = parse("{ \"步驟\" : [ 1, 0.1, -3, true, null, \"a\\nb\\u001b\" ] }");
    char *text = json_print(value);
    assert_string_equal(text, "{\"步驟\":[1,0.1,-3,true,null,\"a\\nb\\u001b\"]}");
    json_text_free(text);
    json_free(value);
}

/* As many digits as a person or a sensor gives. */
static void numbers_of_fifteen_digits_survive_printing(void **state)
{
    (void)state;
    static const char *const numbers[] = { "0.3",        "0.123456789012345", "-98765.4321", "1e+300",
                                           "1700000000", "123456789012345",   "5e-324" };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        cJSON *value = parse(numbers[i]);
        char *text = json_print(value);
        cJSON *again = parse(text);
        assert_true(again->valuedouble == value->valuedouble);
        json_text_free(text);
        json_free(again);
        json_free(value);
    }
}

/* ---- Memory ------------------------------------------------------------------------------------- */

/* cJSON's hooks take no context, so what the failing allocator knows is the file's. */
static size_t requests, fail_at;
static long alive;

static void *failing_malloc(size_t size)
{
    if (++requests == fail_at) {
        errno = ENOMEM;
        return NULL;
    }
    void *block = malloc(size);
    alive += block != NULL;
    return block;
}

static void counting_free(void *block)
{
    alive -= block != NULL;
    free(block);
}

static void read_and_print(const char *text)
{
    wm_error error = { 0 };
    cJSON *value = json_parse(text, strlen(text), &error);
    char *printed = value != NULL ? json_print(value) : NULL;
    assert_int_equal(value == NULL ? error.status : WM_OK, value == NULL ? WM_NO_MEMORY : WM_OK);
    if (fail_at == 0 || fail_at > requests)
        assert_string_equal(printed, text);
    else
        assert_null(printed);
    json_text_free(printed);
    json_free(value);
    assert_int_equal(alive, 0);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const char text[] =
        "{\"a\":[1,\"路標\"],\"b\":{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1}}";
    cJSON_Hooks hooks = { .malloc_fn = failing_malloc, .free_fn = counting_free };
    cJSON_InitHooks(&hooks);
    fail_at = requests = 0;
    read_and_print(text);
    size_t all = requests;
    assert_in_range(all, 20, 200);
    for (size_t n = 1; n <= all; n++) {
        fail_at = n;
        requests = 0;
        read_and_print(text);
    }
    cJSON_InitHooks(NULL);
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8"))
        skip_because("no locale with a decimal comma is installed");
    expect_refused("1.5e999", 0, "too large");
    cJSON *value = json_parse("1.5", 3, NULL);
    setlocale(LC_NUMERIC, "C");
    assert_true(cJSON_IsNumber(value) && value->valuedouble > 1.4);
    json_free(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_read),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(an_array_has_no_members),
        cmocka_unit_test(any_value_may_stand_alone),
        cmocka_unit_test(escapes_become_what_they_mean),
        cmocka_unit_test(syntax_is_held),
        cmocka_unit_test(nothing_follows_the_value),
        cmocka_unit_test(numbers_have_jsons_form_only),
        cmocka_unit_test(numbers_are_finite_and_of_bounded_length),
        cmocka_unit_test(strings_hold_no_raw_control_and_no_nul),
        cmocka_unit_test(only_four_characters_are_white_space),
        cmocka_unit_test(text_is_utf8_without_a_mark),
        cmocka_unit_test(keys_are_given_once),
        cmocka_unit_test(keys_in_errors_are_harmless),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(many_keys_are_compared_fast),
        cmocka_unit_test(any_cut_and_any_changed_byte_is_survived),
        cmocka_unit_test(what_was_read_is_printed_on_one_line),
        cmocka_unit_test(numbers_of_fifteen_digits_survive_printing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
