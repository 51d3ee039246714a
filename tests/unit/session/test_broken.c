/* What is no request, and memory that runs out: an error each time, and nothing changes. */
#include "unit/session/scene.h"

#include <errno.h>

/* ---- Broken input ------------------------------------------------------------------------------------- */

static void bad_requests_are_named(void **state)
{
    scene *s = *state;
    open_ssh(s);
    refused(s, "", "bad_json", "");
    refused(s, "{\"answer\":{\"port\":", "bad_json", "byte");
    refused(s, "{\"why\":{}} {}", "bad_json", "byte");
    refused(s, "{\"why\":{},\"why\":{}}", "bad_json", "why");
    refused(s, "{\"answer\":{\"cpu\":1e400}}", "bad_json", "byte");
    refused(s, "{\"answer\":{\"note\":\"\xFF\"}}", "bad_json", "byte");
    refused(s, "[]", "bad_request", "object");
    refused(s, "null", "bad_request", "object");
    refused(s, "{}", "bad_request", "empty");
    refused(s, "{\"why\":{},\"log\":{}}", "bad_request", "log");
    refused(s, "{\"lang\":\"en\"}", "bad_request", "lang");
    refused(s, "{\"retrct\":[\"port\"]}", "bad_request", "retract");
    refused(s, "{\"answer\":{\"note\":\"a\\u0007b\"}}", "bad_text", "U+0007");
    refused(s, "{\"answer\":{\"note\":\"a\\u2066b\"}}", "bad_text", "U+2066");
    refused(s, "{\"answer\":{\"no\\u0085te\":\"b\"}}", "bad_text", "U+0085");
    ask_bytes(s, "{\"why\":{}}\0", 11);
    is_text(s, "error.code", "bad_json");
    ask(s, "{\"answer\":{\"note\":\"tab\\t and line\\n\"}}");
    is_absent(s, "error");
}

static void long_requests_are_refused(void **state)
{
    scene *s = *state;
    char *request = malloc(WM_SESSION_MAX_REQUEST + 1);
    assert_non_null(request);
    memset(request, ' ', WM_SESSION_MAX_REQUEST + 1);
    memcpy(request, "{\"log\":{}}", 10);
    ask_bytes(s, request, WM_SESSION_MAX_REQUEST + 1);
    is_text(s, "error.code", "too_long");
    ask_bytes(s, request, WM_SESSION_MAX_REQUEST);
    is_text(s, "error.code", "no_case");
    free(request);
}

/* ---- Failing allocations -------------------------------------------------------------------------------- */

static size_t json_requests, json_fails_at;

static void *counted_malloc(size_t size)
{
    if (++json_requests != json_fails_at)
        return malloc(size);
    errno = ENOMEM;
    return NULL;
}

static size_t log_size(scene *s)
{
    ask(s, "{\"log\":{}}");
    return (size_t)cJSON_GetArraySize(at(s, "log"));
}

/* Sends it with the n-th allocation of the engine failing, for every n; each time it is done, or said to
 * have changed nothing. */
static void fails_cleanly(scene *s, const char *request)
{
    for (size_t n = 1;; n++) {
        const char *reply = NULL;
        size_t before = log_size(s);
        s->memory.requests = s->memory.failed = 0;
        s->memory.fail_at = n;
        wm_status status = wm_session_request(s->session, request, strlen(request), &reply);
        bool failed = s->memory.failed > 0;
        s->memory.fail_at = 0;
        if (!failed) {
            assert_int_equal(status, WM_OK);
            return;
        }
        if (strstr(reply, "\"no_memory\"") != NULL)
            assert_int_equal(log_size(s), before);
    }
}

static void memory_may_run_out_in_the_engine(void **state)
{
    scene *s = *state;
    open_ssh(s);
    fails_cleanly(s, "{\"answer\":{\"port\":\"timeout\",\"cpu\":4}}");
    fails_cleanly(s, "{\"outcome\":{\"open_sg\":\"done\"}}");
    fails_cleanly(s, "{\"what_if\":{\"port\":\"open\"}}");
    fails_cleanly(s, "{\"retract\":[\"open_sg\"]}");
    fails_cleanly(s, "{\"say\":\"Connection timed out\"}");
    fails_cleanly(s, "{\"why\":{}}");
}

/* The same for the reply: cJSON's allocations fail in turn. */
static void memory_may_run_out_in_the_reply(void **state)
{
    scene *s = *state;
    cJSON_Hooks hooks = { .malloc_fn = counted_malloc, .free_fn = free };
    open_ssh(s);
    for (size_t n = 1; n < 100000; n++) {
        const char *reply = NULL;
        size_t before = log_size(s);
        json_requests = 0;
        json_fails_at = n;
        cJSON_InitHooks(&hooks);
        wm_status status = wm_session_request(s->session, "{\"answer\":{\"port\":\"timeout\"}}", 29, &reply);
        cJSON_InitHooks(NULL);
        bool all_there = json_requests < n;
        bool refused_it = strncmp(reply, "{\"error\":", 9) == 0;
        assert_true(status == WM_OK || refused_it);
        assert_int_equal(log_size(s), before + (refused_it ? 0 : 1));
        if (all_there) {
            assert_int_equal(status, WM_OK);
            return;
        }
    }
    fail_msg("the reply is never made");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(bad_requests_are_named),
        TEST(long_requests_are_refused),
        TEST(memory_may_run_out_in_the_engine),
        TEST(memory_may_run_out_in_the_reply),
    };
    return cmocka_run_group_tests_name("session, broken input", tests, NULL, NULL);
}
