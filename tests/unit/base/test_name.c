/* Names: their alphabet, and how far one is from another. */
#include "support/tap.h"

#include <string.h>

#include "base/text.h"

static bool is_name(const char *s)
{
    return name_is_valid(s, strlen(s), false);
}

static bool is_path(const char *s)
{
    return name_is_valid(s, strlen(s), true);
}

static void names_have_small_letters_digits_and_underscores(void **state)
{
    (void)state;
    assert_true(is_name("vpn_error_2"));
    assert_true(is_name("_"));
    assert_true(is_name("0"));
    assert_false(is_name(""));
    assert_false(is_name("VPN"));
    assert_false(is_name("vpn error"));
    assert_false(is_name("vpn-error"));
    assert_false(is_name("登入"));
    assert_false(is_name("vpn/error"));
    assert_false(name_is_valid("a\0b", 3, false));
}

static void names_of_guides_may_have_parts(void **state)
{
    (void)state;
    assert_true(is_path("vpn"));
    assert_true(is_path("network/vpn/login"));
    assert_false(is_path(""));
    assert_false(is_path("/"));
    assert_false(is_path("/vpn"));
    assert_false(is_path("vpn/"));
    assert_false(is_path("a//b"));
    assert_false(is_path("../a"));
}

static void near_names_are_a_slip_or_two_apart(void **state)
{
    (void)state;
    assert_int_equal(name_distance("vpn_error", "vpn_error", 2), 0);
    assert_int_equal(name_distance("vpn_eror", "vpn_error", 2), 1);
    assert_int_equal(name_distance("vpn_errror", "vpn_error", 2), 1);
    assert_int_equal(name_distance("vpn_errar", "vpn_error", 2), 1);
    assert_int_equal(name_distance("vpn_erorr", "vpn_error", 2), 1); /* two letters swapped */
    assert_int_equal(name_distance("vnp_erorr", "vpn_error", 2), 2);
    assert_int_equal(name_distance("", "ab", 2), 2);
    assert_int_equal(name_distance("", "", 0), 0);
}

static void beyond_the_limit_one_more_than_it_is_told(void **state)
{
    (void)state;
    assert_int_equal(name_distance("printer", "vpn_error", 2), 3);
    assert_int_equal(name_distance("a", "abcdefgh", 2), 3);
    assert_int_equal(name_distance("a", "b", 0), 1);
    assert_int_equal(name_distance("", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 15), 16);
    assert_int_equal(name_distance("abcdefghijklmnopqrstuvwxyz", "0123456789", SIZE_MAX), 16); /* as 15 */
}

/* The whole table, as the definition has it (optimal string alignment). */
static size_t distance_by_definition(const char *a, const char *b)
{
    size_t d[8][8], n = strlen(a), m = strlen(b);
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            size_t best = i == 0 ? j : j == 0 ? i : d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (i > 0 && d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (j > 0 && d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    }
    return d[n][m];
}

/* The word that the binary digits of `code` after its first 1 spell. */
static void spell(unsigned code, char word[8])
{
    size_t size = 0;
    for (; code > 1; code >>= 1)
        word[size++] = code & 1 ? 'a' : 'b';
    word[size] = '\0';
}

static void distance_is_as_defined_within_every_limit(void **state)
{
    (void)state;
    for (unsigned x = 1; x < 64; x++) {
        for (unsigned y = 1; y < 64; y++) {
            char a[8], b[8];
            spell(x, a);
            spell(y, b);
            size_t exact = distance_by_definition(a, b);
            for (size_t limit = 0; limit <= 6; limit++)
                assert_int_equal(name_distance(a, b, limit), exact <= limit ? exact : limit + 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_have_small_letters_digits_and_underscores),
        cmocka_unit_test(names_of_guides_may_have_parts),
        cmocka_unit_test(near_names_are_a_slip_or_two_apart),
        cmocka_unit_test(beyond_the_limit_one_more_than_it_is_told),
        cmocka_unit_test(distance_is_as_defined_within_every_limit),
    };
    return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
