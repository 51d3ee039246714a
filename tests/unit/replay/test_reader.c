/* The ticket reader: what it takes, where it puts it, what it refuses and why. */
#include <cjson/cJSON.h>
#include <locale.h>

#include "unit/replay/bench.h"

static int open_bench(void **state)
{
    static bench b;
    bench_open(&b, bench_rules);
    *state = &b;
    return 0;
}

static int close_bench(void **state)
{
    bench_close(*state);
    return 0;
}

static void assert_span(const span *s, const char *text)
{
    assert_non_null(s->s);
    assert_int_equal(s->size, strlen(text));
    assert_memory_equal(s->s, text, s->size);
}

/* ---- What a ticket holds ---------------------------------------------------------------------------------------- */

static void every_field_is_read(void **state)
{
    bench *b = *state;
    ticket *t = bench_read(
        b,
        "{\"id\":\"INC1\",\"opened_at\":\"2026-03-01T09:12:00+08:00\",\"guide\":\"compute/ssh\",\"text\":\"無法 SSH\","
        "\"facts\":{\"port_22\":\"timeout\",\"cpu\":12},\"steps\":[{\"ask\":\"port_22\",\"answer\":\"refused\"},"
        "{\"try\":\"open_sg\",\"outcome\":\"fixed\"},{\"note\":\"x\"}],"
        "\"resolved\":{\"fault\":\"sg_closed\",\"action\":\"open_sg\"},\"escalated\":{\"to\":\"cloud_architects\"},"
        "\"minutes\":42.5}");
    assert_non_null(t);
    assert_span(&t->id, "INC1");
    assert_span(&t->text, "無法 SSH");
    assert_span(&t->fault, "sg_closed");
    assert_span(&t->action, "open_sg");
    assert_span(&t->to, "cloud_architects");
    assert_true(t->minutes == 42.5);
    assert_int_equal(t->guide, 0);
    assert_int_equal(t->step_count, 3);
    assert_int_equal(t->answer_count, 1);
    assert_int_equal(t->try_count, 1);
    assert_int_equal(b->y->reader->tries[0].outcome, WM_FIXED);
    assert_int_equal(b->y->reader->tries[0].order, 2);
    assert_int_equal(bench_fact(b, "port_22")->answer, 1); /* where both speak, the step does */
    assert_true(bench_fact(b, "cpu")->as.number == 12);
}

static void facts_may_come_before_the_guide(void **state)
{
    bench *b = *state;
    ticket *t = bench_read(b, "{\"steps\":[{\"answer\":null,\"ask\":\"console\"}],\"facts\":{\"port_22\":"
                              "\"tim\\u0065out\"},\"id\":\"1\",\"guide\":\"compute/ssh\"}");
    assert_non_null(t);
    assert_int_equal(bench_fact(b, "port_22")->answer, 2);
    assert_int_equal(bench_fact(b, "console")->state, FACT_UNSURE);
    assert_int_equal(t->place_count, 2);
}

static void a_text_chooses_the_guide(void **state)
{
    bench *b = *state;
    assert_int_equal(bench_read(b, "{\"id\":\"1\",\"text\":\"無法 ＳＳＨ 到 web\",\"facts\":{\"cpu\":1}}")->guide, 0);
    assert_true(bench_fact(b, "cpu")->as.number == 1);
    assert_int_equal(bench_read(b, "{\"id\":\"1\",\"text\":\"印表機\",\"facts\":{\"cpu\":1}}")->guide, NONE);
    assert_int_equal(bench_read(b, "{\"id\":\"1\",\"text\":\"ssh\",\"guide\":\"other\"}")->guide,
                     NONE); /* a guide was named */
}

static void null_stands_for_nothing(void **state)
{
    bench *b = *state;
    ticket *t = bench_read(b, "{\"id\":\"1\",\"guide\":null,\"text\":null,\"facts\":null,\"steps\":null,\"resolved\":"
                              "null,\"escalated\":null,\"minutes\":null}");
    assert_non_null(t);
    assert_null(t->guide_name.s);
    assert_null(t->fault.s);
    assert_true(t->minutes < 0);
    t = bench_read(b, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"resolved\":{\"fault\":null,\"action\":\"a\"}}");
    assert_null(t->fault.s);
    assert_span(&t->action, "a");
}

static void not_sure_is_null_or_unsure(void **state)
{
    bench *b = *state;
    assert_non_null(bench_read(b, "{\"id\":\"1\",\"guide\":\"compute/"
                                  "ssh\",\"facts\":{\"port_22\":null,\"cpu\":\"unsure\",\"said\":\"unsure\"}}"));
    assert_int_equal(bench_fact(b, "port_22")->state, FACT_UNSURE);
    assert_int_equal(bench_fact(b, "cpu")->state, FACT_UNSURE);
    assert_int_equal(bench_fact(b, "said")->state, FACT_UNSURE);
}

static void nothing_of_a_ticket_is_left_for_the_next(void **state)
{
    bench *b = *state;
    assert_non_null(bench_read(
        b, "{\"id\":\"1\",\"guide\":\"compute/"
           "ssh\",\"facts\":{\"port_22\":\"open\",\"said\":\"x\"},\"steps\":[{\"ask\":\"cpu\",\"answer\":3}]}"));
    assert_null(bench_read(b, "{\"id\":\"2\",\"guide\":\"compute/ssh\",\"facts\":{\"port_22\":\"open\",\"cpu\":}}"));
    ticket *t = bench_read(b, "{\"id\":\"3\",\"guide\":\"compute/ssh\"}");
    assert_int_equal(bench_fact(b, "port_22")->state, FACT_NONE);
    assert_int_equal(bench_fact(b, "cpu")->state, FACT_NONE);
    assert_int_equal(bench_fact(b, "said")->state, FACT_NONE);
    assert_int_equal(t->place_count + t->answer_count, 0);
}

/* ---- Values ------------------------------------------------------------------------------------------------------ */

static void texts_match_as_everywhere(void **state)
{
    bench *b = *state;
    assert_non_null(bench_read(
        b,
        "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"console\":\"[2.1] ＫＥＲＮＥＬ Panic - not syncing\"}}"));
    assert_int_equal(bench_fact(b, "console")->answer, 0);
    assert_non_null(bench_read(b, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"console\":\"clean\"}}"));
    assert_int_equal(bench_fact(b, "console")->answer, 2);
    assert_non_null(bench_read(b, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"console\":\"什麼都沒有\"}}"));
    assert_int_equal(bench_fact(b, "console")->answer, NO_ANSWER);
}

static void a_text_is_folded_when_it_is_read(void **state)
{
    static const char *const texts[][2] = { { "Permission DENIED", "permission denied" },
                                            { "無法登入 SSH", "無法登入 ssh" },
                                            { "ＳＳＨ　逾時", "ssh 逾時" },
                                            { "Straße", "strasse" },
                                            { "", "" } };
    bench *b = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char line[256];
        snprintf(line, sizeof line, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"said\":\"%s\"}}",
                 texts[i][0]);
        assert_non_null(bench_read(b, line));
        const fact_text *text = bench_fact(b, "said")->as.text;
        assert_string_equal(text->raw, texts[i][0]);
        assert_null(text->folded);
        assert_true(reader_fold_all(b->y->reader));
        assert_string_equal(text->folded, texts[i][1]);
        assert_int_equal(text->folded_size, strlen(texts[i][1]));
    }
}

static double number_read(bench *b, const char *digits)
{
    char line[256];
    snprintf(line, sizeof line, "{\"id\":\"1\",\"minutes\":%s}", digits);
    ticket *t = bench_read(b, line);
    assert_non_null(t);
    return t->minutes;
}

static void numbers_are_those_of_the_c_library(void **state)
{
    static const char *const digits[] = { "0",
                                          "0.1",
                                          "3.14159",
                                          "12",
                                          "1e3",
                                          "1E+2",
                                          "2.5e-3",
                                          "0.000001",
                                          "999999999999",
                                          "123456789.123456789",
                                          "0.30000000000000004",
                                          "1.7976931348623157e-300",
                                          "4.9406564584124654e-324",
                                          "0.1000000000000000055511151231257827" };
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        assert_true(number_read(*state, digits[i]) == strtod(digits[i], NULL));
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8"))
        skip_because("no locale with a decimal comma is installed");
    double read = number_read(*state, "0.12345678901234567890");
    setlocale(LC_NUMERIC, "C");
    assert_true(read == 0.12345678901234567890);
}

static void escapes_are_decoded(void **state)
{
    bench *b = *state;
    ticket *t = bench_read(b, "{\"id\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u8def\\ud83d\\ude00b\"}");
    assert_non_null(t);
    assert_span(&t->id, "a\"\\/\b\f\n\r\t\xc3\xa9\xe8\xb7\xaf\xf0\x9f\x98\x80"
                        "b");
    assert_false(t->id.plain);
}

static void a_value_that_its_question_does_not_know_is_told(void **state)
{
    static const struct {
        const char *facts;
        ticket_wrong wrong;
        const char *name, *value;
    } cases[] = { { "{\"port_22\":\"closed\"}", TICKET_NO_ANSWER, "port_22", "closed" },
                  { "{\"cpu\":101}", TICKET_OUT_OF_RANGE, "cpu", "101" },
                  { "{\"cpu\":-1}", TICKET_OUT_OF_RANGE, "cpu", "-1" },
                  { "{\"cpu\":\"12\"}", TICKET_NOT_NUMBER, "cpu", "12" },
                  { "{\"port_22\":22}", TICKET_NOT_TEXT, "port_22", "22" },
                  { "{\"said\":1}", TICKET_NOT_TEXT, "said", "1" },
                  { "{\"cpu\":[1,2]}", TICKET_NOT_NUMBER, "cpu", "[1,2]" },
                  { "{\"port_22\":true,\"cpu\":300}", TICKET_NOT_TEXT, "port_22", "true" } };
    bench *b = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[256];
        snprintf(line, sizeof line, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":%s}", cases[i].facts);
        ticket *t = bench_read(b, line);
        assert_non_null(t);
        assert_int_equal(t->wrong, cases[i].wrong);
        assert_int_equal(t->wrong_name.size, strlen(cases[i].name));
        assert_memory_equal(t->wrong_name.s, cases[i].name, t->wrong_name.size);
        assert_int_equal(t->wrong_value.size, strlen(cases[i].value));
        assert_memory_equal(t->wrong_value.s, cases[i].value, t->wrong_value.size);
    }
}

static void facts_that_no_question_has_are_counted(void **state)
{
    bench *b = *state;
    ticket *t = bench_read(
        b,
        "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"os\":\"linux\",\"port_22\":\"open\",\"a\":[{\"b\":1}]},"
        "\"steps\":[{\"ask\":\"nobody\",\"answer\":1},{\"try\":\"magic\"}]}");
    assert_non_null(t);
    assert_int_equal(t->unknown_facts, 3);
    assert_int_equal(t->try_count, 0);
    assert_int_equal(bench_fact(b, "port_22")->answer, 0);
}

static void names_in_full_are_found(void **state)
{
    bench *b = *state;
    assert_non_null(bench_read(
        b, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"compute/ssh:cpu\":5,\"compute/none:cpu\":6}}"));
    assert_true(bench_fact(b, "cpu")->as.number == 5);
    assert_int_equal(b->y->reader->t.unknown_facts, 1);
}

/* What a goal reads was not known when the case began: it waits until it is asked. */
static void a_goals_fact_waits(void **state)
{
    bench *b = *state;
    ticket *t = bench_read(b, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"login\":\"works\",\"cpu\":5}}");
    assert_non_null(t);
    assert_int_equal(bench_fact(b, "login")->state, FACT_NONE);
    assert_int_equal(t->answer_count, 1);
    assert_int_equal(b->y->reader->recorded[0].order, 0);
    assert_int_equal(b->y->reader->recorded[0].value.answer, 0);
}

/* ---- What is refused --------------------------------------------------------------------------------------------- */

typedef struct refused {
    const char *line;
    scan_wrong wrong;
} refused;

static void lines_that_are_no_ticket(void **state)
{
    static const refused cases[] = {
        { "[]", SCAN_NOT_OBJECT },
        { "null", SCAN_NOT_OBJECT },
        { "\xef\xbb\xbf{\"id\":\"1\"}", SCAN_NOT_OBJECT },
        { "{}", SCAN_NO_ID },
        { "{\"id\":\"\"}", SCAN_NO_ID },
        { "{\"id\":7}", SCAN_NO_ID },
        { "{\"id\":\"1\"} x", SCAN_BEHIND },
        { "{\"id\":\"1\"}{}", SCAN_BEHIND },
        { "{\"id\":\"1\"", SCAN_SYNTAX },
        { "{\"id\":\"1\",}", SCAN_SYNTAX },
        { "{\"id\" \"1\"}", SCAN_SYNTAX },
        { "{id:\"1\"}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":nul}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":[1,]}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":[1 2]}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":{\"a\":1]}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":'a'}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":01}", SCAN_NUMBER },
        { "{\"id\":\"1\",\"x\":-00.5}", SCAN_NUMBER },
        { "{\"id\":\"1\",\"x\":+1}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":.5}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":1.}", SCAN_NUMBER },
        { "{\"id\":\"1\",\"x\":-}", SCAN_NUMBER },
        { "{\"id\":\"1\",\"x\":1e}", SCAN_NUMBER },
        { "{\"id\":\"1\",\"x\":NaN}", SCAN_SYNTAX },
        { "{\"id\":\"1\",\"x\":1111111111111111111111111111111111111111111111111111111111111111}", SCAN_NUMBER },
        { "{\"id\":\"1\",\"minutes\":1e400}", SCAN_RANGE },
        { "{\"id\":\"1\",\"minutes\":-1}", SCAN_RANGE },
        { "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"cpu\":1e400}}", SCAN_RANGE },
        { "{\"id\":\"tab\there\"}", SCAN_STRING },
        { "{\"id\":\"no end}", SCAN_STRING },
        { "{\"id\":\"\\x\"}", SCAN_ESCAPE },
        { "{\"id\":\"\\u12g4\"}", SCAN_ESCAPE },
        { "{\"id\":\"\\ud800\"}", SCAN_ESCAPE },
        { "{\"id\":\"\\ud800\\u0041\"}", SCAN_ESCAPE },
        { "{\"id\":\"\\udc00\"}", SCAN_ESCAPE },
        { "{\"id\":\"\\u0000\"}", SCAN_NUL },
        { "{\"id\":\"\xc0\x80\"}", SCAN_UTF8 },
        { "{\"id\":\"\xed\xa0\x80\"}", SCAN_UTF8 },
        { "{\"id\":\"\xf4\x90\x80\x80\"}", SCAN_UTF8 },
        { "{\"id\":\"\xe8\xb7\"}", SCAN_UTF8 },
        { "{\"id\":\"1\",\"x\":\"\xff\"}", SCAN_UTF8 },
        { "{\"id\":\"1\",\"\xff\":1}", SCAN_UTF8 },
        { "{\"id\":\"1\",\"id\":\"2\"}", SCAN_TWICE },
        { "{\"id\":\"1\",\"x\":1,\"y\":2,\"x\":3}", SCAN_TWICE },
        { "{\"id\":\"1\",\"a_long_key_of_more_than_sixteen\":1,\"a_long_key_of_more_than_sixteen\":2}", SCAN_TWICE },
        { "{\"id\":\"1\",\"resolved\":{\"fault\":\"a\",\"fault\":\"b\"}}", SCAN_TWICE },
        { "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"cpu\":1,\"cpu\":2}}", SCAN_TWICE },
        { "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"os\":1,\"os\":2}}", SCAN_TWICE },
        { "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"login\":\"works\",\"login\":\"fails\"}}", SCAN_TWICE },
        { "{\"id\":\"1\",\"guide\":5}", SCAN_FIELD },
        { "{\"id\":\"1\",\"text\":[]}", SCAN_FIELD },
        { "{\"id\":\"1\",\"facts\":[]}", SCAN_FIELD },
        { "{\"id\":\"1\",\"steps\":{}}", SCAN_FIELD },
        { "{\"id\":\"1\",\"resolved\":\"x\"}", SCAN_FIELD },
        { "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"steps\":[1]}", SCAN_FIELD },
        { "{\"id\":\"1\",\"minutes\":\"42\"}", SCAN_FIELD },
    };
    bench *b = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (bench_read(b, cases[i].line))
            fail_msg("was read: %s", cases[i].line);
        if (b->y->reader->scan.wrong != cases[i].wrong)
            fail_msg("%s: %d, not %d", cases[i].line, (int)b->y->reader->scan.wrong, (int)cases[i].wrong);
    }
}

/* What cJSON reads and the reader doesn't, by kind. Nothing is the other way round (tests/fuzz/fuzz_ticket.c). */
static void what_only_cjson_reads(void **state)
{
    static const refused kinds[] = {
        { "\xef\xbb\xbf{\"id\":\"1\"}", SCAN_NOT_OBJECT },   /* a byte order mark */
        { "{\"id\":\"1\"} x", SCAN_BEHIND },                 /* anything behind the object */
        { "{\"id\":\"1\"\f,\"x\":1}", SCAN_SYNTAX },         /* control characters between values */
        { "{\"id\":\"1\",\"x\":\"a\tb\"}", SCAN_STRING },    /* … and within strings */
        { "{\"id\":\"1\",\"x\":\"\\u00g0\"}", SCAN_ESCAPE }, /* digits that are none */
        { "{\"id\":\"1\",\"x\":\"\\u0000\"}", SCAN_NUL },
        { "{\"id\":\"1\",\"x\":\"\xff\"}", SCAN_UTF8 },
        { "{\"id\":\"1\",\"x\":01}", SCAN_NUMBER }, /* leading zeros, a point without digits */
        { "{\"id\":\"1\",\"x\":1.}", SCAN_NUMBER },
        { "{\"id\":\"1\",\"minutes\":1e999}", SCAN_RANGE },
        { "{\"id\":\"1\",\"id\":\"2\"}", SCAN_TWICE },
        { "{\"id\":\"1\",\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0"
          "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
          SCAN_DEEP },
    };
    bench *b = *state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        cJSON *tree = cJSON_ParseWithLength(kinds[i].line, strlen(kinds[i].line));
        if (!tree)
            fail_msg("cJSON does not read: %s", kinds[i].line);
        cJSON_Delete(tree);
        assert_null(bench_read(b, kinds[i].line));
        if (b->y->reader->scan.wrong != kinds[i].wrong)
            fail_msg("%s: %d, not %d", kinds[i].line, (int)b->y->reader->scan.wrong, (int)kinds[i].wrong);
    }
}

static void what_is_strange_but_json(void **state)
{
    static const char *const lines[] = {
        " \t{ \"id\" : \"1\" , \"x\" : [ ] , \"y\" : { } , \"z\" : [ { \"a\" : [ -0 , 1e-5 , true , false , null ] } ] "
        "} \r",
        "{\"id\":\"1\",\"a\":{\"k\":1},\"b\":{\"k\":1}}",
        "{\"\":1,\"id\":\"\\u0001\"}",
        "{\"id\":\"1\",\"x\":-0.0e+00}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!bench_read(*state, lines[i]))
            fail_msg("refused: %s", lines[i]);
}

static void depth_is_bounded(void **state)
{
    bench *b = *state;
    for (int depth = 60; depth <= 70; depth++) {
        char line[256];
        int at = snprintf(line, sizeof line, "{\"id\":\"1\",\"x\":");
        memset(line + at, '[', (size_t)depth);
        memset(line + at + depth, ']', (size_t)depth);
        line[at + 2 * depth] = '}';
        line[at + 2 * depth + 1] = '\0';
        assert_int_equal(bench_read(b, line) != NULL, depth <= SCAN_DEPTH);
    }
    assert_int_equal(b->y->reader->scan.wrong, SCAN_DEEP);
}

static void a_nul_ends_nothing(void **state)
{
    static const char line[] = "{\"id\":\"1\0\",\"x\":1}";
    bench *b = *state;
    assert_null(bench_read_bytes(b, line, sizeof line - 1));
    assert_int_equal(b->y->reader->scan.wrong, SCAN_STRING);
}

/* What was decoded may hold line feeds: the line ends where it ended. bench_read looks at that. */
static void a_refused_line_ends_at_its_own_end(void **state)
{
    static const char *const lines[] = {
        "{\"a\\nb\":1,\"a\\nb\":2,\"id\":\"1\"}", "{\"id\":\"a\\nb\",\"id\":\"a\\nb\"}",
        "{\"guide\":\"compute/ssh\",\"facts\":{\"login\":\"x\\n\",\"login\":\"y\\n\"}}",
        "{\"guide\":\"compute/ssh\",\"facts\":{\"said\":\"x\\n\",\"said\":\"y\\n\"},\"id\":\"1\"}",
        "{\"id\":\"\\n\\n\\q\"}"
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_null(bench_read(*state, lines[i]));
}

/* Keys of other systems are told apart up to a number; a ticket with more is not one. */
static void keys_are_bounded(void **state)
{
    bench *b = *state;
    unsigned most = READER_FEW_KEYS + READER_KEYS;
    size_t room = 64 + 16 * (size_t)(most + 2);
    char *line = malloc(room);
    for (unsigned count = most; count <= most + 1; count++) {
        size_t at = (size_t)snprintf(line, room, "{\"id\":\"1\"");
        for (unsigned i = 0; i < count; i++)
            at += (size_t)snprintf(line + at, room - at, ",\"k%u\":0", i);
        snprintf(line + at, room - at, "}");
        assert_int_equal(bench_read(b, line) != NULL, count == most);
    }
    assert_int_equal(b->y->reader->scan.wrong, SCAN_MANY);
    free(line);
}

/* … but a few in each of many steps are no harm, while a key twice in one of them is. */
static void steps_may_have_keys_of_their_own(void **state)
{
    bench *b = *state;
    size_t room = 256 * 1024, at = 0;
    char *line = malloc(room);
    at += (size_t)snprintf(line, room, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"steps\":[");
    for (unsigned i = 0; i < 2 * READER_KEYS; i++)
        at += (size_t)snprintf(line + at, room - at, "%s{\"note\":\"n\",\"at\":\"09:01\",\"by\":\"l1\"}", i ? "," : "");
    snprintf(line + at, room - at, "]}");
    assert_non_null(bench_read(b, line));
    assert_null(bench_read(b, "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"steps\":[{\"at\":1,\"at\":2}]}"));
    assert_int_equal(b->y->reader->scan.wrong, SCAN_TWICE);
    free(line);
}

/* What a line may hold does not depend on whether its guide is known. */
static void facts_and_steps_are_checked_without_a_guide(void **state)
{
    static const char *const wrong[] = { "\"facts\":{\"cpu\":1,\"cpu\":2}",
                                         "\"facts\":{\"cpu\":1e999}",
                                         "\"steps\":[1]",
                                         "\"steps\":[{\"ask\":5}]",
                                         "\"steps\":[{\"try\":\"x\",\"try\":\"y\"}]",
                                         "\"x\":1e999" };
    static const char *const guides[] = { "compute/ssh", "gone" };
    bench *b = *state;
    char line[256];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (size_t k = 0; k < 2; k++) {
            snprintf(line, sizeof line, "{\"id\":\"1\",\"guide\":\"%s\",%s}", guides[k], wrong[i]);
            if (bench_read(b, line))
                fail_msg("is taken: %s", line);
        }
    assert_non_null(bench_read(b, "{\"id\":\"1\",\"guide\":\"gone\",\"facts\":{\"cpu\":1},"
                                  "\"steps\":[{\"ask\":\"q\",\"answer\":[1]},{\"try\":\"x\",\"outcome\":\"?\"}]}"));
}

/* Each prefix of a line is invalid, and costs only itself. */
static void a_cut_line_is_refused_wherever_it_is_cut(void **state)
{
    static const char line[] = "{\"id\":\"INC\\u0031\",\"guide\":\"compute/"
                               "ssh\",\"facts\":{\"port_22\":\"timeout\",\"cpu\":12.5e0,\"said\":\"路\"},"
                               "\"steps\":[{\"ask\":\"cpu\",\"answer\":1}],\"x\":[true,null]}";
    bench *b = *state;
    assert_non_null(bench_read(b, line));
    for (size_t size = 0; size < sizeof line - 1; size++)
        assert_null(bench_read_bytes(b, line, size));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_read),
        cmocka_unit_test(facts_may_come_before_the_guide),
        cmocka_unit_test(a_text_chooses_the_guide),
        cmocka_unit_test(null_stands_for_nothing),
        cmocka_unit_test(not_sure_is_null_or_unsure),
        cmocka_unit_test(nothing_of_a_ticket_is_left_for_the_next),
        cmocka_unit_test(texts_match_as_everywhere),
        cmocka_unit_test(a_text_is_folded_when_it_is_read),
        cmocka_unit_test(numbers_are_those_of_the_c_library),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(a_value_that_its_question_does_not_know_is_told),
        cmocka_unit_test(facts_that_no_question_has_are_counted),
        cmocka_unit_test(names_in_full_are_found),
        cmocka_unit_test(a_goals_fact_waits),
        cmocka_unit_test(lines_that_are_no_ticket),
        cmocka_unit_test(what_only_cjson_reads),
        cmocka_unit_test(what_is_strange_but_json),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(a_nul_ends_nothing),
        cmocka_unit_test(a_refused_line_ends_at_its_own_end),
        cmocka_unit_test(keys_are_bounded),
        cmocka_unit_test(steps_may_have_keys_of_their_own),
        cmocka_unit_test(facts_and_steps_are_checked_without_a_guide),
        cmocka_unit_test(a_cut_line_is_refused_wherever_it_is_cut),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
