/* The plain walk gives what the whole walk gives: line by line, and in every count of what was reached. */
#include "unit/replay/bench.h"

/* No goal, so that the plain walk begins; every kind of step and of condition on its way or beside it. */
static const char rules_text[] =
    "guide \"g\" { zh = \"g\", en = \"g\" }\n"
    "question \"a\" { zh = \"a\", en = \"a\", answers = { \"x\", \"y\", \"z\", \"w\" } }\n"
    "question \"b\" { zh = \"b\", en = \"b\", answers = { \"x\", \"y\", \"z\" } }\n"
    "question \"c\" { zh = \"c\", en = \"c\" }\n"
    "question \"n\" { zh = \"n\", en = \"n\", kind = \"number\" }\n"
    "question \"t\" { zh = \"t\", en = \"t\", kind = \"text\", match = { hot = \"過熱\" }, answers = { \"hot\", "
    "\"cold\" } }\n"
    "fault \"f1\" { zh = \"f1\", en = \"f1\" } fault \"f2\" { zh = \"f2\", en = \"f2\" } fault \"f3\" { zh = \"f3\", "
    "en = \"f3\" }\n"
    "action \"r1\" { zh = \"r1\", en = \"r1\", fixes = { f1 = .5, f2 = .9 } }\n"
    "action \"r2\" { zh = \"r2\", en = \"r2\", fixes = { f1 = .9 }, cost = 3 }\n"
    "escalation \"e\" { to = \"team\", zh = \"e\", en = \"e\" }\n"
    "flow {\n"
    "  when(known(\"c\")) { ask \"c\" { yes = {}, no = go \"late\" } },\n"
    "  ask \"a\" {\n"
    "    x = { ask \"b\" { x = {}, y = go \"deep\", on(one_of(\"z\")) { conclude \"f1\" } }, ask \"n\" { on(below(3)) "
    "{ conclude \"f2\" }, on(between(3, 7)) { go \"deep\" } } },\n"
    "    y = { ask \"t\" { hot = conclude \"f1\", on(contains(\"吵\")) { go \"deep\" }, other = { try \"r1\" } } },\n"
    "    on(all { is(\"b\", \"x\"), at_least(\"n\", 5) }) { conclude \"f3\" },\n"
    "    on(is(\"b\", \"y\")) { escalate \"e\" },\n"
    "  },\n"
    "  any_order { ask \"b\" {}, ask \"c\" { yes = conclude \"f2\" } },\n"
    "  otherwise = escalate \"e\",\n"
    "}\n"
    "flow \"deep\" { ask \"n\" { on(at_least(5)) { go \"late\" }, other = resolve() }, ask \"a\" { x = conclude \"f2\" "
    "} }\n"
    "flow \"late\" { ask \"c\" { yes = { suspect \"f2\" }, no = go \"deep\" }, otherwise = escalate \"e\" }\n";

/* The same without `when` at its beginning and without findings: more of it is plain. */
static char *plainer(void)
{
    char *text = strdup(rules_text), *at = strstr(text, "  when(known"), *end = strchr(at, '\n');
    memset(at, ' ', (size_t)(end - at));
    at = strstr(text, "{ suspect \"f2\" }");
    memcpy(at, "{conclude \"f2\" }", 16);
    return text;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static void random_ticket(uint32_t *state, char *line, size_t room)
{
    static const char *const given[][5] = {
        { "\"a\":\"x\"", "\"a\":\"y\"", "\"a\":\"z\"", "\"a\":\"w\"", "\"a\":null" },
        { "\"b\":\"x\"", "\"b\":\"y\"", "\"b\":\"z\"", NULL, NULL },
        { "\"c\":\"yes\"", "\"c\":\"no\"", NULL, NULL, "\"c\":null" },
        { "\"n\":1", "\"n\":4", "\"n\":6", "\"n\":7", NULL },
        { "\"t\":\"hot\"", "\"t\":\"主機過熱\"", "\"t\":\"很吵\"", "\"t\":\"?\"", NULL }
    };
    static const char *const ends[] = { "",
                                        ",\"resolved\":{\"fault\":\"f1\"}",
                                        ",\"resolved\":{\"action\":\"r1\"}",
                                        ",\"escalated\":{\"to\":\"team\"}",
                                        ",\"steps\":[{\"try\":\"r2\",\"outcome\":\"failed\"}]",
                                        ",\"steps\":[{\"ask\":\"a\",\"answer\":\"x\"},{\"try\":\"r1\"}],\"resolved\":{"
                                        "\"action\":\"r1\",\"fault\":\"f2\"}" };
    size_t at = (size_t)snprintf(line, room, "{\"id\":\"T\",\"guide\":\"g\",\"facts\":{");
    bool more = false;
    for (size_t i = 0; i < 5; i++) {
        const char *one = given[i][next_random(state) % 5];
        if (!one)
            continue;
        at += (size_t)snprintf(line + at, room - at, "%s%s", more ? "," : "", one);
        more = true;
    }
    snprintf(line + at, room - at, "}%s}", ends[next_random(state) % (sizeof ends / sizeof *ends)]);
}

static char *tally_text(bench *b)
{
    writing text = writing_of(allocator_default());
    tally_write(&text, replayer_tally(b->y));
    out_bytes(&text, "", 1);
    char *copy = strdup(text.data);
    writing_free(&text);
    return copy;
}

static void compare_walks(const char *rules)
{
    bench plain, whole;
    uint32_t state = 7;
    bench_open(&plain, rules);
    bench_open(&whole, rules);
    whole.y->wishes.whole = true;
    for (size_t i = 0; i < 4000; i++) {
        char line[512];
        random_ticket(&state, line, sizeof line);
        char *by_plain = strdup(bench_replay(&plain, line));
        if (strcmp(by_plain, bench_replay(&whole, line)) != 0)
            fail_msg("%s\n%s\n%s", line, by_plain, whole.lines.data);
        free(by_plain);
    }
    char *a = tally_text(&plain), *b = tally_text(&whole);
    assert_string_equal(a, b);
    free(a);
    free(b);
    bench_close(&plain);
    bench_close(&whole);
}

static void every_kind_of_step(void **state)
{
    (void)state;
    compare_walks(rules_text);
}

static void mostly_plain_steps(void **state)
{
    (void)state;
    char *text = plainer();
    compare_walks(text);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_step),
        cmocka_unit_test(mostly_plain_steps),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
