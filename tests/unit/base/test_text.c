/* UTF-8 of every class, controls, folding, containment, width: in Chinese and English. Names: test_name.c. */
#include "support/tap.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/text.h"
#include "support/alloc.h"

/* ---- Well-formed or not --------------------------------------------------------------------- */

static size_t invalid_at(const char *s)
{
    return text_invalid_at(s, strlen(s));
}

static void well_formed_texts_have_no_invalid_byte(void **state)
{
    (void)state;
    static const char *const good[] = {
        "",
        "VPN",
        "使用者無法登入，出現錯誤代碼 0x80070035",
        "\xC2\x80",         /* U+0080, the first of two bytes */
        "\xDF\xBF",         /* U+07FF */
        "\xE0\xA0\x80",     /* U+0800 */
        "\xED\x9F\xBF",     /* U+D7FF, before the surrogates */
        "\xEE\x80\x80",     /* U+E000, after them */
        "\xEF\xBF\xBF",     /* U+FFFF */
        "\xF0\x90\x80\x80", /* U+10000 */
        "\xF4\x8F\xBF\xBF", /* U+10FFFF, the last */
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(invalid_at(good[i]), strlen(good[i]));
    assert_int_equal(text_invalid_at(NULL, 0), 0);
    assert_int_equal(text_invalid_at("a\0b", 3), 3); /* NUL is UTF-8 */
}

static void ill_formed_texts_are_found_at_their_first_byte(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",             /* a continuation without a beginning */
        "\xBF",             /* … */
        "\xC0\x80",         /* overlong NUL */
        "\xC1\xBF",         /* overlong U+007F */
        "\xC2",             /* cut after one of two */
        "\xC2\x7F",         /* no continuation */
        "\xC2\xC0",         /* … */
        "\xE0\x80\x80",     /* overlong */
        "\xE0\x9F\xBF",     /* overlong U+07FF */
        "\xE8\xB7",         /* 路 cut after two of three */
        "\xE8\xB7\x41",     /* … and followed by a letter */
        "\xED\xA0\x80",     /* U+D800, a surrogate */
        "\xED\xBF\xBF",     /* U+DFFF */
        "\xF0\x80\x80\x80", /* overlong */
        "\xF0\x8F\xBF\xBF", /* overlong U+FFFF */
        "\xF0\x9F\x98",     /* an emoji, cut */
        "\xF0\x9F\x98\x20", /* … */
        "\xF0\x9F\x20\x80", /* … */
        "\xF4\x90\x80\x80", /* U+110000 */
        "\xF5\x80\x80\x80", /* no such lead */
        "\xFE",             /* … */
        "\xFF",             /* … */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (size_t lead = 0; lead <= 20; lead++) { /* at every place of the eight bytes that are read at once */
            char text[64];
            memset(text, 'a', lead);
            memcpy(text + lead, bad[i], strlen(bad[i]) + 1);
            assert_int_equal(invalid_at(text), lead);
            snprintf(text + lead, sizeof text - lead, "%s後面 and after it", bad[i]);
            assert_int_equal(invalid_at(text), lead);
        }
    }
}

static void the_last_byte_counts_too(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 40; size++) {
        char *text = malloc(size); /* of just this size, so that reading beyond is found */
        memset(text, 'a', size);
        assert_int_equal(text_invalid_at(text, size), size);
        text[size - 1] = '\xE8';
        assert_int_equal(text_invalid_at(text, size), size - 1);
        free(text);
    }
}

static bool is_whole(unsigned a, unsigned b, unsigned c, unsigned d, size_t size)
{
    const char text[4] = { (char)a, (char)b, (char)c, (char)d };
    return text_invalid_at(text, size) == size;
}

/* Every string of up to three bytes; as many are well-formed as can be counted from the definition:
 * 128 characters have one byte, 1920 two, 63,488 − 2048 surrogates three. */
static void as_many_strings_are_well_formed_as_there_are(void **state)
{
    (void)state;
    size_t of_one = 0, of_two = 0, of_three = 0;
    for (unsigned a = 0; a < 256; a++) {
        of_one += is_whole(a, 0, 0, 0, 1);
        for (unsigned b = 0; b < 256; b++) {
            of_two += is_whole(a, b, 0, 0, 2);
            for (unsigned c = 0; c < 256; c++)
                of_three += is_whole(a, b, c, 0, 3);
        }
    }
    assert_int_equal(of_one, 128);
    assert_int_equal(of_two, 128 * 128 + 1920);
    assert_int_equal(of_three, 128 * 128 * 128 + 2 * 128 * 1920 + 63488 - 2048);
}

/* Four bytes: second bytes are F0 90–BF, F1–F3 80–BF, F4 80–8F; the last two 80–BF, of which the rims are tried. */
static void four_bytes_at_their_rims(void **state)
{
    (void)state;
    static const unsigned rims[] = { 0x7F, 0x80, 0xBF, 0xC0 };
    size_t whole = 0;
    for (unsigned a = 0xF0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            for (size_t i = 0; i < 16; i++)
                whole += is_whole(a, b, rims[i / 4], rims[i % 4], 4);
        }
    }
    assert_int_equal(whole, (48 + 3 * 64 + 16) * 2 * 2);
}

/* ---- Controls ------------------------------------------------------------------------------- */

static size_t control_at(const char *s)
{
    return text_control_at(s, strlen(s));
}

static void ordinary_texts_have_no_control(void **state)
{
    (void)state;
    static const char *const good[] = {
        "", "line\r\n\tnext", "按「上一步」再試", "~ \xC2\xA0", "\u200B", "\u200D", "\u2029\u202F", "\u2065\u206A",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(control_at(good[i]), strlen(good[i]));
}

static void controls_are_found_where_they_begin(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x01",     "\x08",     "\x0B",   "\x1B[31m", "\x1F",   "\x7F",   "\xC2\x80",
        "\xC2\x9B", "\xC2\x9F",                                                     /* terminals obey them */
        "\u061C",   "\u200E",   "\u200F", "\u202A",   "\u202E", "\u2066", "\u2069", /* turn the order of what is read */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s%s", "連線 ok", bad[i]);
        assert_int_equal(control_at(text), strlen("連線 ok"));
        assert_int_equal(control_at(bad[i]), 0);
    }
    assert_int_equal(text_control_at("a\0b", 3), 1);
}

/* ---- Folding -------------------------------------------------------------------------------- */

static void expect_fold(const char *text, const char *folded)
{
    arena a;
    arena_init(&a, allocator_default());
    size_t size = 99999;
    const char *got = text_fold(&a, text, strlen(text), &size);
    assert_non_null(got);
    assert_string_equal(got, folded);
    assert_int_equal(size, strlen(folded));
    arena_free(&a);
}

static void folding_makes_forms_and_cases_meet(void **state)
{
    (void)state;
    expect_fold("", "");
    expect_fold("VPN Error 0x80070035 [A-Z]", "vpn error 0x80070035 [a-z]");
    expect_fold("ＶＰＮ　Ｅｒｒｏｒ：８０", "vpn error:80"); /* full width */
    expect_fold("ｶﾞｷﾞ", "ガギ");                             /* half-width kana */
    expect_fold("無法登入", "無法登入");
    expect_fold("⼈⽇", "人日"); /* radicals that look like the characters */
    expect_fold("ﬁle", "file");  /* a ligature */
    expect_fold("STRASSE Straße", "strasse strasse");
    expect_fold("E\u0301", "é"); /* a letter and its mark become one */
    expect_fold("É", "é");
    expect_fold("①②", "12");
    expect_fold("㎒ Å", "mhz å"); /* a squared word; the sign for ångström */
    expect_fold("ΣΑΣ σας", "σασ σασ");
    expect_fold("각 ᄀ\u1161\u11A8", "각 각"); /* Hangul, whole and in parts */
    expect_fold("😀", "😀");
}

static void marks_are_put_in_one_order(void **state)
{
    (void)state;
    expect_fold("q\u0307\u0323", "q\u0323\u0307");
    expect_fold("q\u0323\u0307", "q\u0323\u0307");
    expect_fold("Q\u0301\u0300", "q\u0301\u0300"); /* of the same class: order says something, and stays */
}

static void a_part_of_a_text_can_be_folded(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, allocator_default());
    assert_string_equal(text_fold(&a, "ABC", 2, NULL), "ab");
    assert_string_equal(text_fold(&a, "ＡＢＣ", 3, NULL), "a");
    assert_string_equal(text_fold(&a, NULL, 0, NULL), "");
    arena_free(&a);
}

static void what_is_not_utf8_is_not_folded(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, allocator_default());
    assert_null(text_fold(&a, "ok \xFF", 4, NULL));
    assert_null(text_fold(&a, "路", 2, NULL));
    assert_null(text_fold(&a, "\xED\xA0\x80", 3, NULL));
    arena_free(&a);
}

/* Each code point by itself, and with marks behind it, against utf8proc's own whole-text call. */
static void folding_agrees_with_utf8proc(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, allocator_default());
    const utf8proc_option_t options =
        UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STABLE | UTF8PROC_NULLTERM;
    for (utf8proc_int32_t c = 1; c < 0x30000; c++) {
        utf8proc_uint8_t text[16];
        utf8proc_ssize_t size = c >= 0xD800 && c <= 0xDFFF ? 0 : utf8proc_encode_char(c, text);
        memcpy(text + size, "\xCC\x87\xCC\xA3", 5); /* U+0307 U+0323 */
        utf8proc_uint8_t *expected = NULL;
        assert_true(utf8proc_map(text, 0, &expected, options) > 0);
        const char *got = text_fold(&a, (const char *)text, strlen((const char *)text), NULL);
        assert_non_null(got);
        if (strcmp(got, (const char *)expected) != 0)
            fail_msg("U+%04X is folded otherwise", (unsigned)c);
        free(expected);
        arena_reset(&a);
    }
    arena_free(&a);
}

/* A megabyte of marks in falling order of class: moving each over all before it would take hours. */
static void hostile_marks_take_linear_time(void **state)
{
    (void)state;
    enum { MARKS = 500000 };
    arena a;
    arena_init(&a, allocator_default());
    char *text = malloc(2 * MARKS);
    for (size_t i = 0; i < MARKS; i++)
        memcpy(text + 2 * i, i < MARKS / 2 ? "\xCC\x87" : "\xCC\xA3", 2); /* class 230, then class 220 */
    size_t size = 0;
    assert_non_null(text_fold(&a, text, 2 * MARKS, &size));
    assert_int_equal(size, 2 * MARKS);
    free(text);
    arena_free(&a);
}

static void every_allocation_of_folding_may_fail(void **state)
{
    (void)state;
    static const char *const texts[] = { "VPN", "ＶＰＮ 連線" };
    for (size_t i = 0; i < 2; i++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, 1);
        arena a;
        arena_init(&a, counting_alloc_hook(&memory));
        assert_null(text_fold(&a, texts[i], strlen(texts[i]), NULL));
        assert_non_null(text_fold(&a, texts[i], strlen(texts[i]), NULL)); /* with memory again */
        assert_int_equal(memory.requests, 2);
        arena_free(&a);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
    }
}

/* ---- Containment ---------------------------------------------------------------------------- */

static bool contains(const char *text, const char *word)
{
    return text_contains(text, strlen(text), word, strlen(word));
}

static void a_text_contains_its_words(void **state)
{
    (void)state;
    assert_true(contains("出現 timeout 錯誤", "timeout"));
    assert_true(contains("連線逾時", "逾時"));
    assert_true(contains("逾時", "逾時"));
    assert_true(contains("逾時", ""));
    assert_true(contains("", ""));
    assert_false(contains("", "a"));
    assert_false(contains("逾", "逾時"));
    assert_false(contains("連線逾期", "逾時"));
    assert_false(contains("time out", "timeout"));
    assert_true(contains("aaab", "aab"));
}

static void only_the_part_that_was_given_is_looked_at(void **state)
{
    (void)state;
    assert_true(text_contains("abcd", 3, "bc", 2));
    assert_false(text_contains("abcd", 2, "bc", 2));
    assert_false(text_contains("abcd", 1, "bc", 2));
}

/* Nearly every place begins like the word: comparing each afresh would take minutes. */
static void hostile_words_take_linear_time(void **state)
{
    (void)state;
    size_t size = (size_t)4 << 20, word_size = (size_t)1 << 20;
    char *text = malloc(size + 1), *word = malloc(word_size + 1);
    memset(text, 'a', size);
    memset(word, 'a', word_size);
    text[size] = word[word_size] = '\0';
    assert_true(text_contains(text, size, word, word_size));
    word[word_size - 1] = 'b';
    assert_false(text_contains(text, size, word, word_size));
    memset(word, 'a', word_size);
    word[word_size / 2] = 'b';
    assert_false(text_contains(text, size, word, word_size));
    free(text);
    free(word);
}

/* ---- Width ---------------------------------------------------------------------------------- */

static size_t width(const char *s)
{
    return text_width(s, strlen(s));
}

static void width_is_counted_in_columns(void **state)
{
    (void)state;
    assert_int_equal(width(""), 0);
    assert_int_equal(width("VPN error"), 9);
    assert_int_equal(width("無法登入"), 8);
    assert_int_equal(width("按「下一步」。"), 14);
    assert_int_equal(width("ＶＰＮ"), 6);
    assert_int_equal(width("ｶﾞ"), 2);
    assert_int_equal(width("é"), 1);
    assert_int_equal(width("e\u0301"), 1); /* a mark has no width of its own */
    assert_int_equal(width("😀"), 2);
    assert_int_equal(width("a\u200Bb"), 2); /* zero width space */
    assert_int_equal(text_width("登入", 3), 2);
}

static void what_is_shown_as_a_sign_has_one_column(void **state)
{
    (void)state;
    assert_int_equal(width("\x1B[0m"), 4);
    assert_int_equal(width("a\tb\n"), 4);
    assert_int_equal(width("\x7F\xC2\x9B"), 2);
    assert_int_equal(width("\u202E\u2066"), 2);
    assert_int_equal(width("\xFFok"), 3); /* a byte that is not UTF-8 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_texts_have_no_invalid_byte),
        cmocka_unit_test(ill_formed_texts_are_found_at_their_first_byte),
        cmocka_unit_test(the_last_byte_counts_too),
        cmocka_unit_test(as_many_strings_are_well_formed_as_there_are),
        cmocka_unit_test(four_bytes_at_their_rims),
        cmocka_unit_test(ordinary_texts_have_no_control),
        cmocka_unit_test(controls_are_found_where_they_begin),
        cmocka_unit_test(folding_makes_forms_and_cases_meet),
        cmocka_unit_test(marks_are_put_in_one_order),
        cmocka_unit_test(a_part_of_a_text_can_be_folded),
        cmocka_unit_test(what_is_not_utf8_is_not_folded),
        cmocka_unit_test(folding_agrees_with_utf8proc),
        cmocka_unit_test(hostile_marks_take_linear_time),
        cmocka_unit_test(every_allocation_of_folding_may_fail),
        cmocka_unit_test(a_text_contains_its_words),
        cmocka_unit_test(only_the_part_that_was_given_is_looked_at),
        cmocka_unit_test(hostile_words_take_linear_time),
        cmocka_unit_test(width_is_counted_in_columns),
        cmocka_unit_test(what_is_shown_as_a_sign_has_one_column),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
