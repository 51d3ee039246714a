/* test_session_allocations.c: the requests of a session, with the n-th allocation failing for n = 1, 2, 3, … until none does.
 *
 * cJSON and the session use the C library's heap, so this program has a heap of its own (own_heap.h). With AddressSanitizer: skipped. */
#include <string.h>

#include "fault/own_heap.h"
#include "support/tap.h"
#include "unit/property/told.h"

/* Every kind of request, good and bad ones. */
static const char *const requests[] = {
    "{\"open\":{\"text\":\"the printer says Print queue stopped\"}}",
    "{\"open\":{\"guide\":\"net/printer\",\"lang\":\"en\",\"facts\":{\"pages\":950},\"by\":\"someone\"}}",
    "{\"answer\":{\"lamp\":\"amber\",\"paper\":{\"value\":\"no\",\"source\":\"stated\",\"by\":\"user\"}}}",
    "{\"answer\":{\"paper\":{\"value\":\"no\",\"at\":\"2026-03-01T09:12:00+08:00\"}}}",
    "{\"why\":{}}",
    "{\"answer\":{\"tray\":null,\"message\":\"the spooler\"}}",
    "{\"what_if\":{\"message\":\"jam\"}}",
    "{\"outcome\":{\"restart_queue\":\"failed\"}}",
    "{\"retract\":[\"restart_queue\",\"message\"]}",
    "{\"answer\":{\"lamp\":\"purple\"}}",
    "{\"retract\":[\"message\"]}",
    "{\"say\":\"PAPER JAM near the tray\"}",
    "{\"outcome\":{\"pull_paper\":{\"value\":\"done\",\"by\":\"someone\"}}}",
    "{\"answer\":{\"paper\":\"yes\"}}",
    "{\"open\":{\"guide\":\"desk/mouse\"}}",
    "{\"resume\":{\"case\":\"C20260301-0001\",\"lang\":\"zh\"}}",
    "{\"log\":{}}",
    "{\"close\":{}}",
    "{\"opne\":{}}",
    "{\"answer\":{\"paper\":\"yes\",\"paper\":\"no\"}}",
    "not JSON",
};
enum { REQUESTS = sizeof requests / sizeof *requests };

static int64_t some_day(void *context)
{
    (void)context;
    return 1772327520; /* 2026-03-01T09:12:00+08:00 */
}

/* Only one allocation fails: a request that got the no-memory reply is taken when it is sent again. */
static void ask(wm_session *s, const char *request, text *out)
{
    const char *reply = NULL;
    size_t failed = heap.failed;
    wm_status status = wm_session_request(s, request, strlen(request), &reply);
    if (status == WM_NO_MEMORY) {
        assert_int_equal(heap.failed, failed + 1);
        assert_non_null(strstr(reply, "\"no_memory\""));
        status = wm_session_request(s, request, strlen(request), &reply);
    }
    assert_int_equal(status, WM_OK);
    size_t at = heap.fail_at;
    heap.fail_at = 0; /* what the test itself takes does not fail */
    size_t requested = heap.requests;
    text_add(out, "%s\n", reply);
    heap.requests = requested;
    heap.fail_at = at;
}

static void drive(const wm_rules *rules, text *out)
{
    wm_session *s = NULL;
    wm_status status = wm_session_new(&s, rules, WM_ZH, some_day, NULL, NULL);
    if (status == WM_NO_MEMORY) {
        assert_null(s);
        status = wm_session_new(&s, rules, WM_ZH, some_day, NULL, NULL);
    }
    assert_int_equal(status, WM_OK);
    for (size_t i = 0; i < REQUESTS; i++)
        ask(s, requests[i], out);
    wm_session_free(s);
}

static void drive_failing(const wm_rules *rules, size_t n, text *out)
{
    text_clear(out);
    heap.requests = heap.failed = 0;
    heap.fail_at = n;
    drive(rules, out);
    heap.fail_at = 0;
}

static void test_every_request(void **state)
{
    (void)state;
    if (!OWN_HEAP)
        skip_because("AddressSanitizer has a heap of its own");
    wm_rules *rules = NULL;
    text expected = { 0 }, told = { 0 };
    assert_int_equal(wm_rules_load(&rules, NULL, "tests/fault/everything", NULL), WM_OK);
    drive_failing(rules, 0, &expected);
    text_add(&told, "%*s", (int)expected.size + 1, ""); /* room for all, so that the count of what lives stays */
    size_t n = 1;
    for (bool failed = true; failed; n += n < 3000 ? 1 : 1 + n / 500) {
        size_t live = heap.live;
        drive_failing(rules, n, &told);
        failed = heap.failed > 0;
        if (heap.live != live)
            fail_msg("%zu blocks are left when allocation %zu fails", heap.live - live, n);
        if (strcmp(text_of(&expected), text_of(&told)) != 0) {
            show_difference(text_of(&expected), text_of(&told));
            fail_msg("another reply when allocation %zu fails", n);
        }
    }
    print_message("# %zu allocations\n", heap.requests);
    wm_rules_free(rules);
    text_free(&expected);
    text_free(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_request) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
