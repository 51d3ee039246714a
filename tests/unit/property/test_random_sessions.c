/* test_random_sessions.c: a session tells what the case tells, and a change of its language keeps everything: shown on
 * random walks of random guides (walks.h). */
#include <cjson/cJSON.h>

#include "unit/property/walks.h"

static int64_t some_day(void *context)
{
    (void)context;
    return 1772327520; /* 2026-03-01T09:12:00+08:00 */
}

/* What a reply says in words is taken out: the rest is the same in every language. */
static void drop_words(cJSON *value)
{
    static const char *const words[] = { "text", "answer_text", "to_text", "fault_text", "unit", "say", "why", "tell" };
    for (size_t i = 0; cJSON_IsObject(value) && i < sizeof words / sizeof *words; i++)
        if (cJSON_IsString(cJSON_GetObjectItemCaseSensitive(value, words[i])))
            cJSON_DeleteItemFromObjectCaseSensitive(value, words[i]);
    for (cJSON *item = value->child; item; item = item->next)
        drop_words(item);
}

static void reply_of(world *w, wm_session *s, const char *request, bool words, text *out)
{
    const char *reply = NULL;
    assert_int_equal(wm_session_request(s, request, strlen(request), &reply), WM_OK);
    cJSON *value = cJSON_Parse(reply);
    expect(w, value && !strchr(reply, '\n'), "no JSON in one line: %s", reply);
    expect(w, !cJSON_GetObjectItemCaseSensitive(value, "error"), "%s: %s", request, reply);
    if (!words)
        drop_words(value);
    char *printed = cJSON_Print(value);
    text_clear(out);
    text_add(out, "%s\n", printed);
    cJSON_free(printed);
    cJSON_Delete(value);
}

/* The request that says the same as an event of the log. */
static void request_of(const wm_event *e, text *out)
{
    static const char *const outcomes[] = { "done", "fixed", "failed", "skipped" };
    cJSON *root = cJSON_CreateObject();
    if (e->kind == WM_EVENT_RETRACT) {
        cJSON_AddItemToArray(cJSON_AddArrayToObject(root, "retract"), cJSON_CreateString(e->id));
    } else {
        cJSON *o = cJSON_AddObjectToObject(root, e->kind == WM_EVENT_ANSWER ? "answer" : "outcome");
        if (e->kind == WM_EVENT_OUTCOME)
            cJSON_AddStringToObject(o, e->id, outcomes[e->outcome]);
        else if (e->value.kind == WM_VALUE_NUMBER)
            cJSON_AddNumberToObject(o, e->id, e->value.number);
        else if (e->value.kind == WM_VALUE_TEXT)
            cJSON_AddStringToObject(o, e->id, e->value.text);
        else
            cJSON_AddNullToObject(o, e->id);
    }
    char *printed = cJSON_PrintUnformatted(root);
    text_clear(out);
    text_add(out, "%s", printed);
    cJSON_free(printed);
    cJSON_Delete(root);
}

/* The step that a session tells is the case's own. */
static void expect_step_told(world *w, wm_case *c, const char *reply)
{
    cJSON *value = cJSON_Parse(reply);
    const cJSON *step = cJSON_GetObjectItemCaseSensitive(value, "step");
    const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(step, "id"));
    wm_step own = step_of(w, c);
    expect(w, strcmp(or_none(id), or_none(own.id)) == 0, "the session is at %s, the case at %s", or_none(id),
           or_none(own.id));
    expect(w, cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(value, "done")) == own.done,
           "the session and the case differ in `done`");
    cJSON_Delete(value);
}

/* Resumes the session's case in a language; words or none of them into `out`. */
static void resumed_in(world *w, wm_session *s, const char *lang, bool words, text *out)
{
    char request[80];
    snprintf(request, sizeof request, "{\"resume\":{\"case\":\"C20260301-0001\",\"lang\":\"%s\"}}", lang);
    reply_of(w, s, request, words, out);
}

/* A session that is told the same as the case, and changes its language in between. */
static void a_change_of_language_keeps_everything(world *w, wm_case *c)
{
    char open[80];
    text request = { 0 }, reply = { 0 };
    wm_session *s = NULL;
    assert_int_equal(wm_session_new(&s, w->rules, WM_ZH, some_day, NULL, NULL), WM_OK);
    snprintf(open, sizeof open, "{\"open\":{\"guide\":\"%s\"}}", wm_case_guide(c));
    reply_of(w, s, open, true, &reply);
    for (size_t i = 0; i < wm_case_log_size(c); i++) {
        wm_event e;
        assert_int_equal(wm_case_log(c, i, &e), WM_OK);
        request_of(&e, &request);
        reply_of(w, s, text_of(&request), true, &reply);
        if (chance_is(&w->chance, 20))
            resumed_in(w, s, chance_is(&w->chance, 50) ? "en" : "zh", true, &reply);
    }
    expect_step_told(w, c, text_of(&reply));
    resumed_in(w, s, "zh", true, &w->before);
    resumed_in(w, s, "en", true, &w->after);
    expect(w, strcmp(text_of(&w->before), text_of(&w->after)) != 0, "English and Chinese say the same");
    resumed_in(w, s, "zh", true, &w->after);
    expect_same(w, "there and back is another language");
    resumed_in(w, s, "zh", false, &w->before);
    resumed_in(w, s, "en", false, &w->after);
    expect_same(w, "another language changes more than the words");
    wm_session_free(s);
    text_free(&request);
    text_free(&reply);
}

static void test_a_change_of_language_keeps_everything(void **state)
{
    (void)state;
    in_random_walks(a_change_of_language_keeps_everything, false, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_change_of_language_keeps_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
