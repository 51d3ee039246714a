/* The session protocol, request by request. Each test opens a session of its own. */
#include "unit/session/scene.h"

/* ---- Opening ---------------------------------------------------------------------------------------- */

static void opening_shows_the_first_question(void **state)
{
    scene *s = *state;
    open_ssh(s);
    is_text(s, "case", "C20260301-0001");
    is_text(s, "step.kind", "ask");
    is_text(s, "step.text", "Does TCP 22 answer?");
    is_text(s, "step.how.text", "Run");
    is_text(s, "step.how.run", "nc -vz HOST 22");
    has_size(s, "step.answers", 4);
    is_text(s, "step.answers.2.sign", "Connection timed out");
    is_text(s, "step.answers.3.id", "unsure");
    is_text(s, "step.answers.3.text", "Not sure");
    is_text(s, "step.input", "choice");
    is_text(s, "step.cite.ref", "vm#port");
    is_absent(s, "step.verifies");
    is_absent(s, "step.presumed");
    has_size(s, "diagnosis", 2);
    is_number(s, "diagnosis.0.p", .5);
    has_size(s, "path", 0);
    is_false(s, "done");
}

static void the_language_is_the_case_s(void **state)
{
    scene *s = *state;
    ask(s, "{\"open\":{\"guide\":\"ssh\",\"lang\":\"zh\"}}");
    is_text(s, "step.text", "TCP 22 有回應嗎？");
    is_text(s, "step.answers.3.text", "不確定");
    ask(s, "{\"answer\":{\"port\":\"maybe\"}}");
    assert_non_null(strstr(json_string(at(s, "error"), "what"), "答案"));
    ask(s, "{\"answer\":{\"port\":\"open\"}}");
    ask(s, "{\"resume\":{\"case\":\"C20260301-0001\",\"lang\":\"en\"}}");
    is_text(s, "step.text", "How busy?");
    is_text(s, "path.0.answer", "open"); /* a change of language keeps what was answered */
    ask(s, "{\"why\":{}}");
    assert_true(cJSON_IsObject(at(s, "why")));
}

static void facts_come_with_opening(void **state)
{
    scene *s = *state;
    ask(s, "{\"open\":{\"guide\":\"ssh\",\"facts\":{\"cpu\":12,\"port\":\"open\"}}}");
    is_text(s, "step.kind", "escalate");
    is_true(s, "done");
    has_size(s, "path", 2);
    is_number(s, "path.1.answer", 12);
    refused(s, "{\"open\":{\"guide\":\"ssh\",\"facts\":{\"prot\":\"open\"}}}", "unknown", "prot");
    refused(s, "{\"open\":{\"guide\":\"ssh\",\"facts\":{\"cpu\":101}}}", "out_of_range", "cpu");
}

static void a_text_chooses(void **state)
{
    scene *s = *state;
    ask(s, "{\"open\":{\"text\":\"SSH: Connection timed out\"}}");
    is_text(s, "choose.0.guide", "ssh");
    is_text(s, "choose.0.title", "No SSH");
    is_number(s, "choose.0.score", 1);
    is_absent(s, "case");
    refused(s, "{\"why\":{}}", "no_case", "open"); /* no case was opened by that */
    ask(s, "{\"open\":{\"text\":\"printer\"}}");
    has_size(s, "choose", 0);
    ask(s, "{\"open\":{\"guide\":\"ssh\",\"text\":\"Connection timed out\"}}");
    is_text(s, "found.0.id", "port");
    is_text(s, "step.id", "open_sg");
}

static void opening_takes_only_what_it_knows(void **state)
{
    scene *s = *state;
    refused(s, "{\"open\":{}}", "bad_request", "guide");
    refused(s, "{\"open\":{\"guide\":\"shh\"}}", "unknown", "shh");
    refused(s, "{\"open\":{\"guide\":7}}", "bad_request", "guide");
    refused(s, "{\"open\":{\"guide\":\"ssh\",\"lang\":\"fr\"}}", "bad_request", "fr");
    refused(s, "{\"open\":{\"guide\":\"ssh\",\"fatcs\":{}}}", "bad_request", "facts");
    refused(s, "{\"open\":{\"text\":\"ssh\",\"facts\":{\"cpu\":1}}}", "bad_request", "guide");
    refused(s, "{\"open\":\"ssh\"}", "bad_request", "object");
}

static void an_earlier_case_stays_as_it_is(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"answer\":{\"port\":\"open\"}}");
    s->now += 86400;
    ask(s, "{\"open\":{\"guide\":\"ssh\"}}");
    is_text(s, "case", "C20260302-0002");
    has_size(s, "path", 0);
    ask(s, "{\"resume\":{\"case\":\"C20260301-0001\"}}");
    is_text(s, "case", "C20260301-0001");
    is_text(s, "step.id", "cpu");
    has_size(s, "path", 1);
    refused(s, "{\"resume\":{\"case\":\"C20260301-0009\"}}", "unknown", "C20260301-0009");
    refused(s, "{\"resume\":{}}", "bad_request", "case");
}

/* ---- Answers ---------------------------------------------------------------------------------------- */

static void answers_come_in_any_order(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"answer\":{\"cpu\":95,\"note\":\"x\",\"port\":\"open\"}}");
    is_text(s, "step.id", "restart");
    is_text(s, "step.fault", "down");
    is_false(s, "step.presumed");
    is_text(s, "diagnosis.0.fault", "down");
    ask(s, "{\"answer\":{\"port\":\"timeout\"}}"); /* a new answer replaces the earlier one */
    is_text(s, "step.id", "open_sg");
}

static void not_sure_is_null_or_its_name(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"answer\":{\"port\":null}}");
    is_absent(s, "error");
    ask(s, "{\"log\":{}}");
    assert_true(cJSON_IsNull(at(s, "log.0.value")));
    ask(s, "{\"answer\":{\"note\":\"unsure\"}}");
    ask(s, "{\"log\":{}}");
    assert_true(cJSON_IsNull(at(s, "log.1.value")));
}

static void answers_are_taken_all_or_none(void **state)
{
    scene *s = *state;
    open_ssh(s);
    refused(s, "{\"answer\":{\"cpu\":5,\"port\":\"ajar\"}}", "out_of_range", "ajar");
    refused(s, "{\"answer\":{\"cpu\":5,\"door\":\"open\"}}", "unknown", "door");
    refused(s, "{\"answer\":{\"cpu\":5,\"port\":true}}", "bad_request", "port");
    refused(s, "{\"answer\":{\"cpu\":\"hot\"}}", "out_of_range", "cpu");
    refused(s, "{\"answer\":{}}", "bad_request", "answer");
    refused(s, "{\"answer\":[\"port\"]}", "bad_request", "answer");
}

static void a_value_says_who_and_when_and_how_sure(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"answer\":{\"port\":{\"value\":\"open\",\"source\":\"stated\",\"by\":\"Lin\",\"at\":\"2026-02-28T20:30:"
           "00Z\"}}}");
    ask(s, "{\"answer\":{\"cpu\":7}}");
    ask(s, "{\"log\":{}}");
    is_text(s, "log.0.by", "Lin");
    is_text(s, "log.0.at", "2026-03-01T04:30:00+08:00");
    is_text(s, "log.0.source", "stated");
    is_text(s, "log.1.at", "2026-03-01T01:00:00+08:00"); /* filled in */
    is_text(s, "log.1.by", "session");
    is_absent(s, "log.1.source");
    refused(s, "{\"answer\":{\"cpu\":{\"value\":1,\"at\":\"yesterday\"}}}", "bad_request", "ISO 8601");
    refused(s, "{\"answer\":{\"cpu\":{\"value\":1,\"at\":\"2026-02-30T00:00:00Z\"}}}", "bad_request", "ISO 8601");
    refused(s, "{\"answer\":{\"cpu\":{\"value\":1,\"source\":\"rumour\"}}}", "bad_request", "source");
    refused(s, "{\"answer\":{\"cpu\":{\"value\":1,\"form\":\"x\"}}}", "bad_request", "form");
    refused(s, "{\"answer\":{\"cpu\":{\"by\":\"Lin\"}}}", "bad_request", "value");
}

/* ---- Outcomes and taking back ------------------------------------------------------------------------ */

static void a_remedy_is_proposed_verified_and_resolves(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"answer\":{\"port\":\"timeout\"}}");
    is_text(s, "step.kind", "try");
    is_text(s, "step.risk", "approval");
    is_text(s, "step.steps.0.text", "Add the rule");
    is_text(s, "step.steps.0.run", "tcp 22");
    is_text(s, "step.verify", "port");
    is_text(s, "step.fixes.0.fault", "closed");
    is_number(s, "step.fixes.0.p", .9);
    is_text(s, "step.safety", "Careful");
    is_text(s, "step.undo", "Delete it");
    is_text(s, "step.fault", "closed");
    ask(s, "{\"outcome\":{\"open_sg\":{\"value\":\"done\",\"by\":\"Lin\"}}}");
    is_text(s, "step.id", "port");
    is_text(s, "step.verifies", "open_sg");
    ask(s, "{\"answer\":{\"port\":\"open\",\"login\":\"works\"}}");
    is_text(s, "step.kind", "resolved");
    is_text(s, "step.fault", "closed");
    is_text(s, "step.action", "open_sg");
    is_text(s, "step.tell", "It is open now");
    is_false(s, "step.presumed");
    is_true(s, "done");
}

static void outcomes_are_known_words(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"answer\":{\"port\":\"timeout\"}}");
    refused(s, "{\"outcome\":{\"open_sg\":\"great\"}}", "bad_request", "done");
    refused(s, "{\"outcome\":{\"open_gs\":\"done\"}}", "unknown", "open_gs");
    refused(s, "{\"outcome\":{\"open_sg\":\"done\",\"no_such\":\"done\"}}", "unknown", "no_such");
    refused(s, "{\"outcome\":{}}", "bad_request", "outcome");
    refused(s, "{\"outcome\":\"done\"}", "bad_request", "outcome");
    ask(s, "{\"outcome\":{\"open_sg\":\"failed\"}}");
    is_text(s, "step.kind", "escalate");
    is_text(s, "step.to", "l2");
    has_size(s, "step.evidence.there", 1);
    is_text(s, "step.evidence.there.0.id", "port");
    is_text(s, "step.evidence.there.0.answer", "timeout");
    has_size(s, "step.evidence.missing", 1);
    is_text(s, "step.evidence.missing.0.id", "cpu");
}

static void taking_back_takes_the_latest(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"answer\":{\"port\":\"open\"}}");
    ask(s, "{\"answer\":{\"port\":\"refused\",\"cpu\":3}}");
    ask(s, "{\"retract\":[\"port\"]}");
    is_text(s, "path.0.answer", "open");
    is_text(s, "step.kind", "escalate"); /* the other answer stayed */
    ask(s, "{\"log\":{}}");
    has_size(s, "log", 4);
    is_text(s, "log.3.kind", "retract");
    is_text(s, "log.3.id", "port");
    is_text(s, "log.3.at", "2026-03-01T01:00:00+08:00");
    is_text(s, "log.3.by", "session");
    is_true(s, "log.1.retracted");
    is_false(s, "log.0.retracted");
}

static void taking_back_is_all_or_none(void **state)
{
    scene *s = *state;
    open_ssh(s);
    refused(s, "{\"retract\":[\"port\"]}", "nothing", "port");
    ask(s, "{\"answer\":{\"port\":\"open\"}}");
    ask(s, "{\"answer\":{\"port\":\"timeout\"}}");
    refused(s, "{\"retract\":[\"port\",\"cpu\"]}", "nothing", "cpu");
    refused(s, "{\"retract\":[\"port\",\"port\",\"port\"]}", "nothing", "port");
    refused(s, "{\"retract\":[\"port\",7]}", "bad_request", "retract");
    refused(s, "{\"retract\":[]}", "bad_request", "retract");
    refused(s, "{\"retract\":\"port\"}", "bad_request", "retract");
    ask(s, "{\"retract\":[\"port\",\"port\"]}"); /* twice takes back two */
    is_text(s, "step.id", "port");
    has_size(s, "path", 0);
}

/* ---- Looking ----------------------------------------------------------------------------------------- */

static void what_is_said_gives_facts_and_guides(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"say\":\"ssh: connect to host: Connection timed out\"}");
    has_size(s, "found", 1);
    is_text(s, "found.0.id", "port");
    is_text(s, "found.0.answer", "timeout");
    is_text(s, "choose.0.guide", "ssh");
    is_text(s, "step.id", "open_sg");
    ask(s, "{\"say\":\"hello\"}");
    has_size(s, "found", 0);
    is_text(s, "step.id", "open_sg");
    refused(s, "{\"say\":{\"text\":\"x\"}}", "bad_request", "say");
}

static void why_tells_what_each_answer_does(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"why\":{}}");
    is_text(s, "case", "C20260301-0001");
    assert_true(cJSON_IsString(at(s, "why.text")));
    is_text(s, "why.cite.ref", "vm#port");
    is_text(s, "why.answers.2.id", "timeout");
    is_text(s, "why.answers.2.next.kind", "try");
    is_text(s, "why.answers.2.next.id", "open_sg");
    is_text(s, "why.answers.2.likeliest.fault", "closed");
    assert_true(cJSON_IsArray(at(s, "why.passed")));
    refused(s, "{\"why\":{\"x\":1}}", "bad_request", "x");
}

static void what_if_changes_nothing(void **state)
{
    scene *s = *state;
    open_ssh(s);
    ask(s, "{\"what_if\":{\"port\":\"timeout\"}}");
    is_text(s, "what_if.id", "open_sg");
    is_text(s, "diagnosis.0.fault", "closed");
    is_absent(s, "step");
    ask(s, "{\"log\":{}}");
    has_size(s, "log", 0);
    refused(s, "{\"what_if\":{\"port\":\"ajar\"}}", "out_of_range", "ajar");
    ask(s, "{\"answer\":{\"port\":\"open\"}}");
    is_text(s, "step.id", "cpu");
}

static void what_needs_the_store_says_so(void **state)
{
    static const char *const verbs[] = { "note",      "intake", "approve", "hand_over", "acknowledge",
                                         "follow_up", "return", "close",   "reopen" };
    scene *s = *state;
    char request[64];
    open_ssh(s);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        snprintf(request, sizeof request, "{\"%s\":{}}", verbs[i]);
        refused(s, request, "later", verbs[i]);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(opening_shows_the_first_question),
        TEST(the_language_is_the_case_s),
        TEST(facts_come_with_opening),
        TEST(a_text_chooses),
        TEST(opening_takes_only_what_it_knows),
        TEST(an_earlier_case_stays_as_it_is),
        TEST(answers_come_in_any_order),
        TEST(not_sure_is_null_or_its_name),
        TEST(answers_are_taken_all_or_none),
        TEST(a_value_says_who_and_when_and_how_sure),
        TEST(a_remedy_is_proposed_verified_and_resolves),
        TEST(outcomes_are_known_words),
        TEST(taking_back_takes_the_latest),
        TEST(taking_back_is_all_or_none),
        TEST(what_is_said_gives_facts_and_guides),
        TEST(why_tells_what_each_answer_does),
        TEST(what_if_changes_nothing),
        TEST(what_needs_the_store_says_so),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
