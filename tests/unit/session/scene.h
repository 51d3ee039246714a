/* scene.h: what the tests of the session are made with: a small guide, a clock that stands still, and words for looking at
 * replies. Uses waymark.h, base/json.h and support/. */
#ifndef SESSION_SCENE_H
#define SESSION_SCENE_H

#include "support/tap.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "support/alloc.h"
#include "waymark.h"

static const char guide_text[] =
    "guide 'ssh' { zh = '連不上', en = 'No SSH', symptoms = { 'ssh' }, manual = 'vm', goal = is('login', 'works') }\n"
    "question 'login' { zh = '能登入嗎？', en = 'Can you sign in?', answers = { 'works', 'fails' } }\n"
    "question 'port' { zh = 'TCP 22 有回應嗎？', en = 'Does TCP 22 answer?', cite = '#port',\n"
    "  how = { zh = '執行', en = 'Run', run = 'nc -vz HOST 22' },\n"
    "  answers = { { 'open', zh = '有回應', en = 'It answers' }, { 'refused', zh = '被拒', en = 'Refused' },\n"
    "    { 'timeout', zh = '逾時', en = 'Timed out', sign = 'Connection timed out' } },\n"
    "  match = { timeout = 'Connection timed out' } }\n"
    "question 'cpu' { zh = 'CPU 多少？', en = 'How busy?', kind = 'number', min = 0, max = 100 }\n"
    "question 'note' { zh = '螢幕寫什麼？', en = 'What does it say?', kind = 'text' }\n"
    "fault 'closed' { zh = '沒開', en = 'It is closed', prior = .5, tell = { zh = '開了', en = 'It is open now' } }\n"
    "fault 'down' { zh = '沒跑', en = 'It is down', prior = .5 }\n"
    "action 'open_sg' { zh = '開放', en = 'Open it', fixes = { closed = .9 }, cost = 5, risk = 'approval',\n"
    "  steps = { { zh = '加規則', en = 'Add the rule', run = 'tcp 22' } }, undo = { zh = '刪掉', en = 'Delete it' },\n"
    "  safety = { zh = '小心', en = 'Careful' }, verify = is('port', 'open') }\n"
    "action 'restart' { zh = '重啟', en = 'Restart', fixes = { down = .8 } }\n"
    "escalation 'team' { to = 'l2', zh = '二線', en = 'Second line', evidence = { 'port', 'cpu' } }\n"
    "flow { ask 'port' { timeout = conclude 'closed', refused = conclude 'down',\n"
    "    open = { ask 'cpu' { on(at_least(90)) { conclude 'down' } } } }, otherwise = escalate 'team' }\n";

/* ---- What the tests are made with --------------------------------------------------------------- */

typedef struct scene {
    wm_rules *rules;
    wm_session *session;
    struct counting_alloc memory;
    cJSON *reply; /* the last one */
    int64_t now;
} scene;

static inline int64_t scene_clock(void *context)
{
    return ((const scene *)context)->now;
}

static inline int set_up(void **state)
{
    scene *s = calloc(1, sizeof *s);
    wm_error error;
    assert_non_null(s);
    counting_alloc_init(&s->memory, 0);
    wm_config config = { .allocator = counting_alloc_hook(&s->memory) };
    s->now = 1772298000; /* 2026-03-01T01:00:00+08:00: still the day before in UTC */
    if (wm_rules_load_text(&s->rules, &config, "ssh.lua", guide_text, strlen(guide_text), &error) != WM_OK)
        fail_msg("%s", error.en);
    assert_int_equal(wm_rules_guide_count(s->rules), 1);
    assert_int_equal(wm_session_new(&s->session, s->rules, WM_EN, scene_clock, s, &error), WM_OK);
    *state = s;
    return 0;
}

static inline int tear_down(void **state)
{
    scene *s = *state;
    json_free(s->reply);
    wm_session_free(s->session);
    wm_rules_free(s->rules);
    int left = (int)counting_alloc_report(&s->memory, stderr);
    free(s);
    return left;
}

/* Sends a request; the reply is an object in one line. */
static inline const cJSON *ask_bytes(scene *s, const char *request, size_t size)
{
    const char *reply = NULL;
    wm_error error;
    assert_int_equal(wm_session_request(s->session, request, size, &reply), WM_OK);
    assert_null(strchr(reply, '\n'));
    json_free(s->reply);
    s->reply = json_parse(reply, strlen(reply), &error);
    assert_true(cJSON_IsObject(s->reply));
    return s->reply;
}

static inline const cJSON *ask(scene *s, const char *request)
{
    return ask_bytes(s, request, strlen(request));
}

/* "step.answers.1.id" in the last reply; NULL where there is none. */
static inline const cJSON *at(const scene *s, const char *path)
{
    char copy[128], *rest = NULL;
    const cJSON *value = s->reply;
    snprintf(copy, sizeof copy, "%s", path);
    for (const char *name = strtok_r(copy, ".", &rest); name != NULL && value != NULL;
         name = strtok_r(NULL, ".", &rest))
        value = cJSON_IsArray(value) ? cJSON_GetArrayItem(value, atoi(name)) : json_get(value, name);
    return value;
}

static inline void is_text(const scene *s, const char *path, const char *expected)
{
    const cJSON *value = at(s, path);
    if (!cJSON_IsString(value))
        fail_msg("%s is no string", path);
    assert_string_equal(value->valuestring, expected);
}

static inline void is_number(const scene *s, const char *path, double expected)
{
    assert_true(cJSON_IsNumber(at(s, path)));
    assert_float_equal(at(s, path)->valuedouble, expected, 1e-9);
}

static inline void is_true(const scene *s, const char *path)
{
    assert_true(cJSON_IsTrue(at(s, path)));
}

static inline void is_false(const scene *s, const char *path)
{
    assert_true(cJSON_IsFalse(at(s, path)));
}

static inline void is_absent(const scene *s, const char *path)
{
    assert_null(at(s, path));
}

static inline void has_size(const scene *s, const char *path, int expected)
{
    assert_true(cJSON_IsArray(at(s, path)));
    assert_int_equal(cJSON_GetArraySize(at(s, path)), expected);
}

/* The request is refused with a code, and a word about `named`; nothing changed. */
static inline void refused(scene *s, const char *request, const char *code, const char *named)
{
    char *before = NULL, *after = NULL;
    bool open = json_get(ask(s, "{\"log\":{}}"), "log") != NULL;
    before = json_print(s->reply);
    ask(s, request);
    is_text(s, "error.code", code);
    if (!cJSON_IsString(at(s, "error.what")) || strstr(at(s, "error.what")->valuestring, named) == NULL)
        fail_msg("%s is not told of in: %s", named, json_string(at(s, "error"), "what"));
    assert_true(cJSON_IsString(at(s, "error.where")));
    assert_int_equal(cJSON_GetArraySize(s->reply), 1);
    assert_int_equal(json_get(ask(s, "{\"log\":{}}"), "log") != NULL, open);
    after = json_print(s->reply);
    assert_string_equal(before, after);
    json_text_free(before);
    json_text_free(after);
}

static inline void open_ssh(scene *s)
{
    ask(s, "{\"open\":{\"guide\":\"ssh\"}}");
    is_text(s, "step.id", "port");
}

#endif
