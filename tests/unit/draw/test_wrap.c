/* test_wrap.c: where lines break. Uses draw/wrap.h. */
#include "draw/wrap.h"

#include <string.h>

#include "support/tap.h"

static void expect_lines(const char *text, double most, const char *lines)
{
    bytes out = { 0 };
    size_t rows;
    double width;
    wrap_text(&out, text, most, &rows, &width);
    assert_string_equal(out.data, lines);
    bytes_free(&out);
}

static void chinese_breaks_anywhere_and_evenly(void **state)
{
    (void)state;
    expect_lines("虛擬機器在執行嗎？", 200, "虛擬機器在執行嗎？");
    expect_lines("安全群組有二十二號連接埠的規則嗎", 178, "安全群組有二十二\n號連接埠的規則嗎");
}

static void no_line_begins_with_a_closing_sign(void **state)
{
    (void)state;
    expect_lines("一二三四五。六七", 72, "一二三四\n五。六七");
    expect_lines("一二三四（五六）七", 72, "一二三四\n（五六）七");
}

static void words_stay_whole_where_they_can(void **state)
{
    (void)state;
    expect_lines("Does the security group have a rule", 140, "Does the security\ngroup have a rule");
    expect_lines("kex_exchange_identification", 120, "kex_exchange_\nidentification");
    expect_lines("", 100, "");
}

static void what_is_endless_is_cut_with_a_sign(void **state)
{
    (void)state;
    char text[4001];
    bytes out = { 0 };
    size_t rows;
    double width;
    memset(text, 'm', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    wrap_text(&out, text, 100, &rows, &width);
    assert_int_equal(rows, WRAP_MOST_ROWS);
    assert_string_equal(out.data + out.size - strlen("…"), "…");
    bytes_free(&out);
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
    (void)state;
    bytes out = { 0 };
    size_t rows;
    double width;
    wrap_text(&out, "\xFF\xFE\xE6\x01 a\tb\nc", 40, &rows, &width);
    assert_null(strpbrk(out.data, "\t\x01"));
    bytes_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_breaks_anywhere_and_evenly), cmocka_unit_test(no_line_begins_with_a_closing_sign),
        cmocka_unit_test(words_stay_whole_where_they_can),    cmocka_unit_test(what_is_endless_is_cut_with_a_sign),
        cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
