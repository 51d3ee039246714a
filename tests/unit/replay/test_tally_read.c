/* test_tally_read.c: what `--merge` takes for a tally (formats.md, "The tally"): counts are exact to 64 bits, derived figures are derived anew,
 * and what is no tally is refused by its file's name. Through wm_replay_merge. */
#include "unit/replay/files.h"

/* A tally of one guide with a node, an edge and an end; %s: what stands at the places that a test changes. */
#define SUMS                                                                                                           \
    "\"sums\":{\"questions\":3000000000,\"aligned\":0,\"cost\":0,\"worst\":0,\"believed\":0,\"top3\":0,\"brier\":0,"   \
    "\"timed\":0,\"as_written\":0,\"reranked\":0}"
#define HITS        "\"hits\":{\"nodes\":[1],\"edges\":[0],\"ends\":[1]}"
#define GUIDES(one) "{\"rules\":\"0123456789abcdef\",\"no_guide\":2,\"invalid\":1,\"guides\":{\"g\":" one "}}"
#define TALLY                                                                                                          \
    GUIDES("{\"agree\":5,\"disagree\":1,\"unknown_facts\":4,\"questions\":{\"mean\":0.5,\"max\":3}," HITS "," SUMS "}")

static char *paths[2];

static int name_files(void **state)
{
    (void)state;
    paths[0] = file_name("one.json");
    paths[1] = file_name("other.json");
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        (void)remove(paths[i]);
        free(paths[i]);
    }
    return 0;
}

static wm_status add(const char *one, const char *other, wm_replay **sum, wm_error *error)
{
    file_write(paths[0], one, strlen(one));
    if (other)
        file_write(paths[1], other, strlen(other));
    return wm_replay_merge(sum, (const char *const *)paths, other ? 2 : 1, error);
}

static void expect_sum(const char *one, const char *other, const char *part)
{
    wm_replay *sum;
    wm_error error = { 0 };
    if (add(one, other, &sum, &error) != WM_OK)
        fail_msg("%s %s", error.en, one);
    if (!strstr(wm_replay_json(sum), part))
        fail_msg("%s is not in %s", part, wm_replay_json(sum));
    wm_replay_free(sum);
}

static void counts_are_added(void **state)
{
    (void)state;
    wm_replay *sum;
    wm_replay_sum total;
    wm_error error;
    assert_int_equal(add(TALLY, TALLY, &sum, &error), WM_OK);
    wm_replay_total(sum, &total);
    assert_int_equal(total.agree, 10);
    assert_int_equal(total.disagree, 2);
    assert_int_equal(total.no_guide, 4);
    assert_int_equal(total.invalid, 2);
    assert_int_equal(total.tickets, 18);
    assert_int_equal(total.unknown_facts, 8);
    assert_int_equal(total.questions_max, 3);
    assert_float_equal(total.questions_mean, 6 / 12., 1e-12); /* 3 questions in each part, 12 walked */
    assert_int_equal(total.nodes[0], 1);
    assert_int_equal(total.edges[0], 0);
    assert_int_equal(total.edges[1], 1);
    wm_replay_free(sum);
}

/* With the three tickets of no guide the tally counts 2^64 - 1 of them. */
static void counts_have_64_bits(void **state)
{
    (void)state;
    expect_sum(GUIDES("{\"agree\":18446744073709551612," HITS "}"), NULL, "\"tickets\":18446744073709551615,");
    expect_sum(GUIDES("{\"agree\":18446744073709551606," HITS "}"), GUIDES("{\"agree\":3," HITS "}"),
               "\"agree\":18446744073709551609,");
    expect_sum(GUIDES("{\"agree\":0," HITS "}"), NULL, "\"agree\":0,");
}

static void what_needs_more_than_64_bits_is_refused(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { GUIDES("{\"agree\":18446744073709551612," HITS "}"), GUIDES("{" HITS "}") },
        { GUIDES("{\"agree\":10000000000000000000," HITS "}"), GUIDES("{\"agree\":10000000000000000000," HITS "}") },
        { GUIDES("{" HITS ",\"sums\":{\"questions\":18446744073709551615}}"),
          GUIDES("{" HITS ",\"sums\":{\"questions\":1}}") },
        { GUIDES("{\"hits\":{\"nodes\":[18446744073709551615],\"edges\":[0],\"ends\":[1]}}"), GUIDES("{" HITS "}") },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        wm_replay *sum;
        wm_error error = { 0 };
        assert_int_equal(add(pairs[i][0], pairs[i][1], &sum, &error), WM_BAD_INPUT);
        assert_string_equal(error.where, paths[1]);
        assert_non_null(strstr(error.en, "more than 64 bits"));
    }
}

/* 18 500 tickets of two years each: in 10⁻⁹ minutes they need more than 64 bits. */
static void many_minutes_have_room(void **state)
{
    (void)state;
#define YEARS                                                                                                          \
    "{" HITS ",\"sums\":{\"timed\":1000000000,\"recorded\":18500000000000,\"recorded_minutes\":18500000000000000000}}"
    expect_sum(GUIDES(YEARS), NULL, "\"recorded\":1000000}");
    expect_sum(GUIDES(YEARS), GUIDES(YEARS), "\"recorded_minutes\":37000000000000000000,");
}

/* Two thirds of 2^64 - 1: ten times that has no room in 64 bits. */
static void shares_of_great_counts_are_digits(void **state)
{
    (void)state;
    expect_sum(GUIDES("{" HITS ",\"sums\":{\"believed\":18446744073709551615,\"top3\":18446744073709551615,"
                      "\"brier\":12297829382473034410}}"),
               NULL, "\"top3\":1,\"brier\":0.666666666,");
}

/* The larger of two, not their sum. */
static void the_most_questions_are_the_most_of_any_part(void **state)
{
    (void)state;
    expect_sum(GUIDES("{\"questions\":{\"max\":3}," HITS "}"), GUIDES("{\"questions\":{\"max\":7}," HITS "}"),
               "\"max\":7}");
    expect_sum(GUIDES("{\"questions\":{\"max\":7}," HITS "}"), GUIDES("{\"questions\":{\"max\":3}," HITS "}"),
               "\"max\":7}");
}

/* Blanks, other keys and what is derived do not matter; a sum of no guides is one. */
static void what_else_there_is_does_not_matter(void **state)
{
    (void)state;
    expect_sum(" { \"rules\" : \"r\" , \"fitness\" : 0.5 , \"later\" : [ { \"x\" : null } ] , \"guides\" : { } } \n",
               NULL, "\"tickets\":0,");
    expect_sum("{\"rules\":\"r\"}", "{\"guides\":{},\"rules\":\"r\",\"no_guide\":7}", "\"no_guide\":7,");
    expect_sum(GUIDES("{ \"hits\" : { \"nodes\" : [ 1 , 2 ] , \"edges\" : [ ] , \"ends\" : [] } , \"sums\" : { } ,"
                      " \"coverage\" : {\"nodes\":[0,9]} , \"agree\" : 3 }"),
               NULL, "\"nodes\":[2,2]");
}

static void what_is_no_tally_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        " ",
        "null",
        "[]",
        "5",
        "{",
        "{}",
        "{\"rules\"",
        "{\"rules\":",
        "{\"rules\":\"r\"",
        "{\"rules\":\"r\",",
        "{\"rules\":\"r\",}",
        "{\"rules\":\"r\"}x",
        "{\"rules\":\"r\"}{}",
        "{\"rules\" \"r\"}",
        "{rules:\"r\"}",
        "{\"rules\":5}",
        "{\"rules\":null}",
        "{\"rules\":\"\"}",
        "{\"rules\":\"\xff\"}",
        "{\"rules\":\"r\",\"x\":01}",
        "{\"rules\":\"a hash that is far longer than sixteen digits can be, whatever it was made of\"}",
        "{\"rules\":\"r\" \"guides\":{}}",
        "{\"guides\":{}}",
        "{\"rules\":\"r\",\"guides\":[]}",
        "{\"rules\":\"r\",\"guides\":5}",
        "{\"rules\":\"r\",\"no_guide\":-1}",
        "{\"rules\":\"r\",\"no_guide\":1.5}",
        "{\"rules\":\"r\",\"no_guide\":1e3}",
        "{\"rules\":\"r\",\"no_guide\":1E3}",
        "{\"rules\":\"r\",\"no_guide\":\"1\"}",
        "{\"rules\":\"r\",\"invalid\":18446744073709551616}",
        "{\"rules\":\"r\",\"invalid\":99999999999999999999}",
        "{\"rules\":\"r\",\"invalid\":}",
        /* guides */
        GUIDES("5"),
        GUIDES("{}"),
        GUIDES("{\"agree\":5}"),
        GUIDES("{\"agree\":true," HITS "}"),
        /* tickets of no guide, within one: they would count twice once the sum was read again */
        GUIDES("{\"no_guide\":1," HITS "}"),
        GUIDES("{\"invalid\":1," HITS "}"),
        GUIDES("{\"hits\":{\"nodes\":[1],\"edges\":[1]}}"),
        GUIDES("{\"hits\":{\"nodes\":[1],\"ends\":[1]}}"),
        GUIDES("{\"hits\":{\"edges\":[1],\"ends\":[1]}}"),
        GUIDES("{\"hits\":{\"roots\":[1]}}"),
        GUIDES("{\"hits\":{\"nodes\":1}}"),
        GUIDES("{\"hits\":{\"nodes\":[1 2]}}"),
        GUIDES("{\"hits\":{\"nodes\":[-1]}}"),
        GUIDES("{\"hits\":{\"nodes\":[1"),
        GUIDES("{\"hits\":[]}"),
        GUIDES("{" HITS ",\"sums\":{\"others\":1}}"),
        GUIDES("{" HITS ",\"sums\":{\"cost\":0.5}}"),
        GUIDES("{" HITS ",\"sums\":5}"),
        GUIDES("{" HITS ",\"questions\":5}"),
        GUIDES("{" HITS ",\"questions\":{\"max\":\"3\"}}"),
        GUIDES("{" HITS ",\"unknown_facts\":null}"),
        GUIDES("{" HITS ",\"coverage\":{x}}"),
        GUIDES("{\"hits\":{\"nodes\":[1,],\"edges\":[0],\"ends\":[1]}}"),
        /* what no replay counts: a part that is greater than its whole, a fraction of 10⁻⁶ minutes, a guide or a key twice */
        GUIDES("{" HITS ",\"sums\":{\"cost\":2,\"worst\":1}}"),
        GUIDES("{" HITS ",\"sums\":{\"top3\":2,\"believed\":1}}"),
        GUIDES("{" HITS ",\"sums\":{\"recorded_minutes\":1500}}"),
        GUIDES("{" HITS ",\"sums\":{\"recorded_minutes\":500}}"),
        GUIDES("{" HITS ",\"sums\":{\"cost\":0,\"cost\":0}}"),
        GUIDES("{" HITS "},\"g\":{" HITS "}"),
        GUIDES("{" HITS ",\"agree\":18446744073709551613}"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        wm_replay *sum = NULL;
        wm_error error = { 0 };
        wm_status status = add(wrong[i], NULL, &sum, &error);
        if (status != WM_BAD_INPUT)
            fail_msg("%s: %s", wm_status_name(status), wrong[i]);
        assert_null(sum);
        assert_string_equal(error.where, paths[0]);
        assert_non_null(strstr(error.en, "no tally of a replay"));
        assert_int_equal(add(wrong[i], NULL, &sum, NULL), WM_BAD_INPUT);
    }
}

/* Parts must be of the same rules: the same hash, the same guides, as many steps. */
static void tallies_of_other_rules_are_refused(void **state)
{
    (void)state;
    static const char *const others[] = {
        "{\"rules\":\"fedcba9876543210\",\"guides\":{\"g\":{" HITS "}}}",
        "{\"rules\":\"0123456789abcdef\",\"guides\":{}}",
        "{\"rules\":\"0123456789abcdef\",\"guides\":{\"h\":{" HITS "}}}",
        GUIDES("{\"hits\":{\"nodes\":[1,1],\"edges\":[0],\"ends\":[1]}}"),
        GUIDES("{\"hits\":{\"nodes\":[1],\"edges\":[],\"ends\":[1]}}"),
        GUIDES("{\"hits\":{\"nodes\":[1],\"edges\":[0],\"ends\":[1,0]}}"),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        wm_replay *sum;
        wm_error error = { 0 };
        assert_int_equal(add(TALLY, others[i], &sum, &error), WM_BAD_INPUT);
        assert_string_equal(error.where, paths[1]);
        assert_non_null(strstr(error.en, "other rules"));
    }
}

static void files_must_be_there(void **state)
{
    (void)state;
    wm_replay *sum;
    wm_error error = { 0 };
    assert_int_equal(wm_replay_merge(&sum, NULL, 0, &error), WM_BAD_INPUT);
    assert_null(sum);
    assert_int_equal(wm_replay_merge(&sum, (const char *const[]){ "no/such/file" }, 1, &error), WM_IO);
    assert_string_equal(error.where, "no/such/file");
    assert_int_equal(wm_replay_merge(&sum, (const char *const[]){ "/" }, 1, &error), WM_IO); /* a folder */
    assert_string_equal(error.where, "/");
    wm_replay_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_added),
        cmocka_unit_test(counts_have_64_bits),
        cmocka_unit_test(what_needs_more_than_64_bits_is_refused),
        cmocka_unit_test(many_minutes_have_room),
        cmocka_unit_test(shares_of_great_counts_are_digits),
        cmocka_unit_test(the_most_questions_are_the_most_of_any_part),
        cmocka_unit_test(what_else_there_is_does_not_matter),
        cmocka_unit_test(what_is_no_tally_is_refused),
        cmocka_unit_test(tallies_of_other_rules_are_refused),
        cmocka_unit_test(files_must_be_there),
    };
    return cmocka_run_group_tests_name("replay/tally_read", tests, name_files, remove_files);
}
