/* Replay walks in time (formats.md): tickets, and the line that tells what came of each. */
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

/* A ticket of the guide, and what is to be told of it. */
static void assert_replayed(bench *b, const char *ticket_rest, const char *told)
{
    char line[1024], expected[1024];
    snprintf(line, sizeof line, "{\"id\":\"INC1\",\"guide\":\"compute/ssh\",%s}", ticket_rest);
    snprintf(expected, sizeof expected, "{\"id\":\"INC1\",\"guide\":\"compute/ssh\",%s}", told);
    assert_string_equal(bench_replay(b, line), expected);
}

/* formats.md's example. */
static void a_remedy_that_fixed_resolves(void **state)
{
    assert_replayed(
        *state,
        "\"facts\":{\"port_22\":\"timeout\",\"cpu\":12},\"steps\":[{\"ask\":\"port_22\",\"answer\":\"timeout\"},"
        "{\"try\":\"open_sg\",\"outcome\":\"fixed\"}],\"resolved\":{\"fault\":\"sg_closed\",\"action\":\"open_sg\"}",
        "\"verdict\":\"agree\",\"end\":\"resolved\",\"fault\":\"sg_closed\",\"action\":\"open_sg\",\"escalate\":null,"
        "\"asked\":1,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
}

static void an_unmentioned_remedy_of_a_concluded_fault_ends_the_walk(void **state)
{
    assert_replayed(*state, "\"facts\":{\"port_22\":\"timeout\"},\"resolved\":{\"fault\":\"full\"}",
                    "\"verdict\":\"disagree\",\"end\":\"diagnosed\",\"fault\":\"sg_closed\",\"action\":\"open_sg\","
                    "\"escalate\":null,"
                    "\"asked\":1,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
}

static void the_recorded_action_counts_as_fixed(void **state)
{
    assert_replayed(
        *state, "\"facts\":{\"port_22\":\"refused\",\"console\":\"clean\"},\"resolved\":{\"action\":\"restart_sshd\"}",
        "\"verdict\":\"agree\",\"end\":\"resolved\",\"fault\":\"sshd_down\",\"action\":\"restart_sshd\",\"escalate\":"
        "null,"
        "\"asked\":2,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
}

/* The first remedy failed; what came of the second, the ticket doesn't say. */
static void a_failed_remedy_leads_to_the_next(void **state)
{
    assert_replayed(
        *state,
        "\"facts\":{\"port_22\":\"refused\",\"console\":\"clean\"},\"steps\":[{\"try\":\"restart_sshd\",\"outcome\":"
        "\"failed\"}],"
        "\"resolved\":{\"fault\":\"sshd_down\"}",
        "\"verdict\":\"agree\",\"end\":\"diagnosed\",\"fault\":\"sshd_down\",\"action\":\"reboot\",\"escalate\":null,"
        "\"asked\":2,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
}

/* open_sg is verified by port_22, which is asked anew: `facts` had its say; a later step decides. The goal is asked next. */
static void a_later_answer_verifies_what_was_done(void **state)
{
    assert_replayed(
        *state,
        "\"facts\":{\"port_22\":\"timeout\",\"login\":\"works\"},\"steps\":[{\"try\":\"open_sg\",\"outcome\":\"done\"},"
        "{\"ask\":\"port_22\",\"answer\":\"open\"}],\"resolved\":{\"fault\":\"sg_closed\"}",
        "\"verdict\":\"agree\",\"end\":\"resolved\",\"fault\":\"sg_closed\",\"action\":\"open_sg\",\"escalate\":null,"
        "\"asked\":3,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
    assert_replayed(
        *state,
        "\"steps\":[{\"ask\":\"port_22\",\"answer\":\"timeout\"},{\"try\":\"open_sg\",\"outcome\":\"done\"},"
        "{\"ask\":\"port_22\",\"answer\":\"timeout\"}],\"escalated\":{\"to\":\"cloud_architects\"}",
        "\"verdict\":\"agree\",\"end\":\"escalated\",\"fault\":\"sg_closed\",\"action\":null,\"escalate\":"
        "\"architects\","
        "\"asked\":2,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
}

static void without_a_later_answer_the_recorded_action_decides(void **state)
{
    assert_replayed(
        *state,
        "\"facts\":{\"port_22\":\"timeout\"},\"steps\":[{\"try\":\"open_sg\",\"outcome\":\"done\"}],"
        "\"resolved\":{\"fault\":\"sg_closed\",\"action\":\"open_sg\"}",
        "\"verdict\":\"agree\",\"end\":\"resolved\",\"fault\":\"sg_closed\",\"action\":\"open_sg\",\"escalate\":null,"
        "\"asked\":1,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
    assert_replayed(
        *state,
        "\"facts\":{\"port_22\":\"timeout\"},\"steps\":[{\"try\":\"open_sg\",\"outcome\":\"done\"}],"
        "\"resolved\":{\"action\":\"replaced_cable\"}",
        "\"verdict\":\"incomplete\",\"end\":\"incomplete\",\"fault\":\"busy\",\"action\":null,\"escalate\":null,"
        "\"asked\":1,\"complete\":false,\"stopped_at\":\"port_22\",\"presumed\":false");
}

/* A step of the flow, unlike a concluded fault's remedy, is passed over where nobody did it. */
static void an_unmentioned_try_is_skipped(void **state)
{
    assert_replayed(
        *state, "\"facts\":{\"port_22\":\"open\",\"cpu\":95},\"escalated\":{\"to\":\"cloud_architects\"}",
        "\"verdict\":\"agree\",\"end\":\"escalated\",\"fault\":null,\"action\":null,\"escalate\":\"architects\","
        "\"asked\":2,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
    assert_replayed(*state, "\"facts\":{\"port_22\":\"open\",\"cpu\":95},\"resolved\":{\"action\":\"reboot\"}",
                    "\"verdict\":\"agree\",\"end\":\"resolved\",\"fault\":null,\"action\":\"reboot\",\"escalate\":null,"
                    "\"asked\":2,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
}

/* reboot has no `verify`: the goal is asked, and what `facts` knew of it was not known before. */
static void the_goal_verifies(void **state)
{
    assert_replayed(
        *state,
        "\"facts\":{\"port_22\":\"open\",\"cpu\":95,\"login\":\"works\"},\"steps\":[{\"try\":\"reboot\",\"outcome\":"
        "\"done\"}]",
        "\"verdict\":\"unrecorded\",\"end\":\"resolved\",\"fault\":null,\"action\":\"reboot\",\"escalate\":null,"
        "\"asked\":3,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
    assert_replayed(
        *state,
        "\"facts\":{\"port_22\":\"open\",\"cpu\":95},\"steps\":[{\"try\":\"reboot\",\"outcome\":\"done\"},"
        "{\"ask\":\"login\",\"answer\":\"fails\"}],\"escalated\":{\"to\":\"architects\"}",
        "\"verdict\":\"agree\",\"end\":\"escalated\",\"fault\":null,\"action\":null,\"escalate\":\"architects\","
        "\"asked\":3,\"complete\":true,\"stopped_at\":null,\"presumed\":false");
}

static void the_walk_stops_where_the_ticket_says_nothing(void **state)
{
    assert_replayed(
        *state, "\"facts\":{\"port_22\":\"refused\"},\"resolved\":{\"fault\":\"sg_closed\"}",
        "\"verdict\":\"incomplete\",\"end\":\"incomplete\",\"fault\":\"sshd_down\",\"action\":null,\"escalate\":null,"
        "\"asked\":1,\"complete\":false,\"stopped_at\":\"console\",\"presumed\":false");
    assert_replayed(
        *state, "\"facts\":{\"port_22\":\"refused\"},\"resolved\":{\"fault\":\"sshd_down\"}",
        "\"verdict\":\"agree\",\"end\":\"incomplete\",\"fault\":\"sshd_down\",\"action\":null,\"escalate\":null,"
        "\"asked\":1,\"complete\":false,\"stopped_at\":\"console\",\"presumed\":false");
}

static void not_sure_is_an_answer(void **state)
{
    const char *told =
        bench_replay(*state, "{\"id\":\"1\",\"guide\":\"compute/"
                             "ssh\",\"facts\":{\"port_22\":null,\"console\":null,\"cpu\":1,\"said\":\"x\"}}");
    assert_non_null(strstr(told, "\"presumed\":true"));
}

static void a_wrong_value_is_an_error_that_says_which(void **state)
{
    assert_replayed(*state, "\"facts\":{\"port_22\":\"closed\"},\"resolved\":{\"fault\":\"sg_closed\"}",
                    "\"verdict\":\"error\",\"end\":null,\"fault\":null,\"action\":null,\"escalate\":null,\"asked\":0,"
                    "\"complete\":false,"
                    "\"stopped_at\":null,\"presumed\":false,\"why\":\"\\\"port_22\\\" has no answer \\\"closed\\\".\"");
}

static void a_guide_that_nobody_has(void **state)
{
    assert_string_equal(bench_replay(*state, "{\"id\":\"a\\\"\\u0001\",\"guide\":\"x\\ty\"}"),
                        "{\"id\":\"a\\\"\\u0001\",\"guide\":\"x\\u0009y\",\"verdict\":\"no_guide\",\"end\":null,"
                        "\"fault\":null,\"action\":null,"
                        "\"escalate\":null,\"asked\":0,\"complete\":false,\"stopped_at\":null,\"presumed\":false}");
}

/* What a ticket did is gone for the next. */
static void tickets_do_not_see_each_other(void **state)
{
    static const char *const lines[] = {
        "{\"id\":\"1\",\"guide\":\"compute/"
        "ssh\",\"facts\":{\"port_22\":\"timeout\"},\"steps\":[{\"try\":\"open_sg\",\"outcome\":\"fixed\"}]}",
        "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"port_22\":\"timeout\"}}",
        "{\"id\":\"1\",\"guide\":\"compute/ssh\"}",
        "{\"id\":\"1\",\"guide\":\"compute/ssh\",\"facts\":{\"port_22\":\"open\",\"cpu\":99,\"said\":\"permission "
        "denied\"}}",
    };
    enum { COUNT = sizeof lines / sizeof *lines };
    bench *b = *state;
    char *alone[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        bench fresh;
        bench_open(&fresh, bench_rules);
        alone[i] = strdup(bench_replay(&fresh, lines[i]));
        bench_close(&fresh);
    }
    for (size_t i = 0; i < COUNT * COUNT; i++) {
        bench_replay(b, lines[i / COUNT]);
        assert_string_equal(bench_replay(b, lines[i % COUNT]), alone[i % COUNT]);
    }
    for (size_t i = 0; i < COUNT; i++)
        free(alone[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_remedy_that_fixed_resolves),
        cmocka_unit_test(an_unmentioned_remedy_of_a_concluded_fault_ends_the_walk),
        cmocka_unit_test(the_recorded_action_counts_as_fixed),
        cmocka_unit_test(a_failed_remedy_leads_to_the_next),
        cmocka_unit_test(a_later_answer_verifies_what_was_done),
        cmocka_unit_test(without_a_later_answer_the_recorded_action_decides),
        cmocka_unit_test(an_unmentioned_try_is_skipped),
        cmocka_unit_test(the_goal_verifies),
        cmocka_unit_test(the_walk_stops_where_the_ticket_says_nothing),
        cmocka_unit_test(not_sure_is_an_answer),
        cmocka_unit_test(a_wrong_value_is_an_error_that_says_which),
        cmocka_unit_test(a_guide_that_nobody_has),
        cmocka_unit_test(tickets_do_not_see_each_other),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
