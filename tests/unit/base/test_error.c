/* wm_error: both languages at once, cut at whole characters; and the words for statuses and texts. */
#include "support/tap.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* Appends `piece` to text as long as it is shorter than `least`; the array has room enough for one more. */
static void lengthen(char *text, const char *piece, size_t least)
{
    for (size_t size = strlen(text); size < least; size += strlen(piece))
        memcpy(text + size, piece, strlen(piece) + 1);
}

static void both_languages_take_the_same_arguments(void **state)
{
    (void)state;
    wm_error e;
    wm_status status = error_set(&e, WM_UNKNOWN, "rules/vpn.lua:28", "沒有叫「%s」的問題，第 %d 題",
                                 "no question is called \"%s\", number %d", "vpn_error", 3);
    assert_int_equal(status, WM_UNKNOWN);
    assert_int_equal(e.status, WM_UNKNOWN);
    assert_string_equal(e.where, "rules/vpn.lua:28");
    assert_string_equal(wm_error_what(&e, WM_ZH), "沒有叫「vpn_error」的問題，第 3 題");
    assert_string_equal(wm_error_what(&e, WM_EN), "no question is called \"vpn_error\", number 3");
}

static void no_place_and_no_error_are_fine(void **state)
{
    (void)state;
    wm_error e;
    memset(&e, 'x', sizeof e);
    assert_int_equal(error_set(&e, WM_IO, NULL, "讀不到", "can't be read"), WM_IO);
    assert_string_equal(e.where, "");
    assert_int_equal(error_set(NULL, WM_IO, "x", "讀不到", "can't be read"), WM_IO);
    assert_int_equal(error_no_memory(NULL), WM_NO_MEMORY);
    assert_int_equal(error_no_memory(&e), WM_NO_MEMORY);
    assert_string_equal(e.zh, "記憶體不足；什麼都沒有更動");
    assert_string_equal(e.en, "out of memory; nothing was changed");
}

/* The cut falls on each byte of characters of one to four bytes: what is left is UTF-8, and as much as fits. */
static void long_words_are_cut_between_characters(void **state)
{
    (void)state;
    static const char *const characters[] = { "a", "é", "路", "😀" };
    wm_error e;
    for (size_t c = 0; c < 4; c++) {
        for (size_t lead = 0; lead < 4; lead++) {
            char text[1200] = "xxx";
            text[lead < 3 ? lead : 3] = '\0';
            lengthen(text, characters[c], 1000);
            error_set(&e, WM_BAD_INPUT, NULL, "%s", "%s", text);
            size_t size = strlen(e.zh);
            assert_int_equal(text_invalid_at(e.zh, size), size);
            assert_in_range(size, sizeof e.zh - strlen(characters[c]), sizeof e.zh - 1);
            assert_memory_equal(e.zh, text, size);
            assert_string_equal(e.en, e.zh);
        }
    }
}

static void words_that_just_fit_are_whole(void **state)
{
    (void)state;
    char text[sizeof((wm_error *)0)->zh];
    memset(text, 'a', sizeof text - 4);
    memcpy(text + sizeof text - 4, "標", 4); /* ends with the last byte before the NUL */
    wm_error e;
    error_set(&e, WM_BAD_INPUT, NULL, "%s", "%s", text);
    assert_string_equal(e.zh, text);
}

static void a_long_place_keeps_its_line(void **state)
{
    (void)state;
    char path[600] = "";
    lengthen(path, "規則/", 500);
    lengthen(path, "vpn.lua:28", strlen(path) + 1);
    wm_error e;
    error_set(&e, WM_BAD_RULES, path, "壞了", "broken");
    size_t size = strlen(e.where);
    assert_in_range(size, sizeof e.where - 5, sizeof e.where - 1);
    assert_int_equal(text_invalid_at(e.where, size), size);
    assert_memory_equal(e.where, "…", strlen("…"));
    assert_string_equal(e.where + size - strlen("/vpn.lua:28"), "/vpn.lua:28");

    path[sizeof e.where - 1] = '\0'; /* the longest that is kept whole */
    error_set(&e, WM_BAD_RULES, path, "壞了", "broken");
    assert_string_equal(e.where, path);
}

static void an_error_without_words_in_one_language_has_the_others(void **state)
{
    (void)state;
    wm_error e = { .en = "only English" };
    assert_string_equal(wm_error_what(&e, WM_ZH), "only English");
    e = (wm_error){ .zh = "只有中文" };
    assert_string_equal(wm_error_what(&e, WM_EN), "只有中文");
    e = (wm_error){ 0 };
    assert_string_equal(wm_error_what(&e, WM_ZH), "");
    assert_string_equal(wm_error_what(NULL, WM_ZH), "");
}

static void every_status_has_its_own_word(void **state)
{
    (void)state;
    assert_string_equal(wm_status_name(WM_OK), "ok");
    assert_string_equal(wm_status_name(WM_BAD_INPUT), "bad_input");
    assert_string_equal(wm_status_name(WM_OUT_OF_RANGE), "out_of_range");
    for (int i = WM_OK; i <= WM_LATER; i++) {
        const char *word = wm_status_name((wm_status)i);
        assert_true(name_is_valid(word, strlen(word), false));
        assert_string_not_equal(word, "unnamed");
        for (int j = WM_OK; j < i; j++)
            assert_string_not_equal(word, wm_status_name((wm_status)j));
    }
    assert_string_equal(wm_status_name((wm_status)15), "unnamed");
}

static void a_text_falls_back_to_the_other_language(void **state)
{
    (void)state;
    wm_text both = { .zh = "重新登入", .en = "Sign in again" };
    assert_string_equal(wm_text_in(both, WM_ZH), "重新登入");
    assert_string_equal(wm_text_in(both, WM_EN), "Sign in again");
    assert_string_equal(wm_text_in((wm_text){ .en = "Sign in again" }, WM_ZH), "Sign in again");
    assert_string_equal(wm_text_in((wm_text){ .zh = "重新登入", .en = "" }, WM_EN), "重新登入");
    assert_string_equal(wm_text_in((wm_text){ 0 }, WM_EN), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages_take_the_same_arguments),
        cmocka_unit_test(no_place_and_no_error_are_fine),
        cmocka_unit_test(long_words_are_cut_between_characters),
        cmocka_unit_test(words_that_just_fit_are_whole),
        cmocka_unit_test(a_long_place_keeps_its_line),
        cmocka_unit_test(an_error_without_words_in_one_language_has_the_others),
        cmocka_unit_test(every_status_has_its_own_word),
        cmocka_unit_test(a_text_falls_back_to_the_other_language),
    };
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
