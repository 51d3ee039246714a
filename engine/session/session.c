/* The session protocol (design: formats, "The session protocol"): takes a request apart, hands it to its
 * handler, makes the reply, and only then lets what was done come to be. Uses waymark.h and base/. */
#include "session/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

/* ---- Opening and closing ------------------------------------------------------------------------ */

static int64_t system_clock(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

wm_status wm_session_new(wm_session **out, const wm_rules *rules, wm_lang lang, wm_clock *now, void *clock_context,
                         wm_error *error)
{
    *out = NULL;
    wm_session *session = calloc(1, sizeof *session);
    if (session == NULL)
        return error_no_memory(error);
    session->rules = rules;
    session->lang = lang;
    session->now = now != NULL ? now : system_clock;
    session->clock_context = clock_context;
    session->cases = vector_of(allocator_default(), sizeof(kept_case *));
    *out = session;
    return WM_OK;
}

void wm_session_free(wm_session *session)
{
    if (session == NULL)
        return;
    for (size_t i = 0; i < session->cases.count; i++)
        kept_free(VECTOR_AT(&session->cases, kept_case *, i));
    vector_free(&session->cases);
    json_text_free(session->reply);
    free(session);
}

/* ---- Failures ----------------------------------------------------------------------------------- */

/* What was cut to fit its place may end within a character. */
static void drop_cut_character(char *s)
{
    s[text_invalid_at(s, strlen(s))] = '\0';
}

void turn_place(turn *t, const char *outer, const char *inner)
{
    snprintf(t->where, sizeof t->where, "%s%s%s", outer, inner != NULL ? "." : "", inner != NULL ? inner : "");
    drop_cut_character(t->where);
}

wm_status turn_refuse(turn *t, const char *where, const char *zh, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    vsnprintf(t->error.zh, sizeof t->error.zh, zh, args);
    va_end(args);
    va_start(args, en);
    vsnprintf(t->error.en, sizeof t->error.en, en, args);
    va_end(args);
    drop_cut_character(t->error.zh);
    drop_cut_character(t->error.en);
    t->error.where[0] = '\0';
    t->code = "bad_request";
    if (where != NULL)
        turn_place(t, where, NULL);
    return t->error.status = WM_BAD_INPUT;
}

/* ---- The table of requests ---------------------------------------------------------------------- */

static const struct request {
    const char *name;
    request_handler *handle;
} requests[] = {
    { "open", request_open },       { "answer", request_answer },     { "outcome", request_outcome },
    { "retract", request_retract }, { "say", request_say },           { "why", request_why },
    { "what_if", request_what_if }, { "resume", request_resume },     { "log", request_log },
    { "note", request_later },      { "intake", request_later },      { "approve", request_later },
    { "hand_over", request_later }, { "acknowledge", request_later }, { "follow_up", request_later },
    { "return", request_later },    { "close", request_later },       { "reopen", request_later },
};
#define REQUEST_COUNT (sizeof requests / sizeof requests[0])

static const struct request *find_request(const char *name)
{
    for (size_t i = 0; i < REQUEST_COUNT; i++) {
        if (strcmp(requests[i].name, name) == 0)
            return &requests[i];
    }
    return NULL;
}

static wm_status unknown_request(turn *t, const char *name)
{
    const char *names[REQUEST_COUNT + 1] = { NULL };
    for (size_t i = 0; i < REQUEST_COUNT; i++)
        names[i] = requests[i].name;
    const char *near = value_nearest(name, names);
    if (near != NULL)
        return turn_refuse(t, name, "沒有「%s」這種請求，是不是要寫「%s」？",
                           "there is no request \"%s\"; did you mean \"%s\"?", name, near);
    return turn_refuse(
        t, name, "沒有「%s」這種請求；有 open、answer、outcome、retract、say、why、what_if、resume、log",
        "there is no request \"%s\"; there are open, answer, outcome, retract, say, why, what_if, resume, log", name);
}

/* ---- One turn ----------------------------------------------------------------------------------- */

static wm_status refuse_control(turn *t, uint32_t code_point)
{
    wm_status status =
        turn_refuse(t, NULL, "字串裡有控制字元 U+%04X；只收跳格、換行，以及看得見的字",
                    "a string holds the control character U+%04X; besides tabs and line ends only characters "
                    "that can be seen are taken",
                    (unsigned)code_point);
    t->code = "bad_text";
    return status;
}

static wm_status handle(turn *t, const cJSON *request)
{
    uint32_t code_point;
    if (!cJSON_IsObject(request))
        return turn_refuse(t, NULL, "請求要是一個 JSON 物件，像 {\"open\":{…}}",
                           "a request is a JSON object, such as {\"open\":{…}}");
    if (value_find_control(request, &code_point))
        return refuse_control(t, code_point);
    const cJSON *first = request->child;
    if (first == NULL)
        return turn_refuse(t, NULL, "請求是空的；要有一個鍵，像 {\"open\":{…}}",
                           "the request is empty; it takes one key, such as {\"open\":{…}}");
    if (first->next != NULL)
        return turn_refuse(t, NULL, "一次只能有一個請求，這裡有「%s」和「%s」",
                           "one request at a time; here are \"%s\" and \"%s\"", first->string, first->next->string);
    const struct request *known = find_request(first->string);
    if (known == NULL)
        return unknown_request(t, first->string);
    t->verb = known->name;
    t->value = first;
    return known->handle(t);
}

static wm_status parse_and_handle(turn *t, const char *request, size_t size)
{
    if (size > WM_SESSION_MAX_REQUEST) {
        wm_status status = turn_refuse(t, NULL, "請求太長，最多 %zu 個位元組",
                                       "the request is too long; %zu bytes at most", WM_SESSION_MAX_REQUEST);
        t->code = "too_long";
        return status;
    }
    cJSON *parsed = json_parse(request, size, &t->error);
    if (parsed == NULL) {
        t->code = t->error.status == WM_NO_MEMORY ? NULL : "bad_json";
        return t->error.status;
    }
    wm_status status = handle(t, parsed);
    json_free(parsed);
    return status == WM_OK && t->no_memory ? error_no_memory(&t->error) : status;
}

/* Nothing of the turn comes to be. */
static void abandon(turn *t)
{
    kept_free(t->opened);
    if (t->changed != NULL)
        kept_spoil(t->changed);
}

/* Can't fail: the handlers and kept_new made room. */
static void commit(turn *t)
{
    wm_session *session = t->session;
    kept_case *chosen = t->opened != NULL ? t->opened : t->resumed;
    if (t->opened != NULL)
        (void)vector_append(&session->cases, &t->opened, 1);
    if (chosen != NULL) {
        session->current = chosen;
        chosen->lang = t->lang;
    }
    if (t->opened != NULL)
        kept_stamp(t->opened, t->now);
    if (t->changed != NULL)
        kept_commit(t->changed, t->now);
}

static char *print_error(const turn *t, wm_status status)
{
    cJSON *root = cJSON_CreateObject();
    cJSON *error = cJSON_AddObjectToObject(root, "error");
    const char *code = t->code != NULL ? t->code : wm_status_name(status);
    const char *where = t->error.where[0] != '\0' ? t->error.where : t->where;
    bool made = cJSON_AddStringToObject(error, "code", code) != NULL &&
                cJSON_AddStringToObject(error, "where", where) != NULL &&
                cJSON_AddStringToObject(error, "what", wm_error_what(&t->error, t->lang)) != NULL;
    char *text = made ? json_print(root) : NULL;
    json_free(root);
    return text;
}

static wm_status no_memory_reply(const turn *t, const char **reply)
{
    *reply = t->lang == WM_EN
                 ? "{\"error\":{\"code\":\"no_memory\",\"where\":\"\",\"what\":\"out of memory; nothing was changed\"}}"
                 : "{\"error\":{\"code\":\"no_memory\",\"where\":\"\",\"what\":\"記憶體不足；什麼都沒有更動\"}}";
    return WM_NO_MEMORY;
}

wm_status wm_session_request(wm_session *session, const char *request, size_t size, const char **reply)
{
    wm_lang lang = session->current != NULL ? session->current->lang : session->lang;
    turn t = { .session = session, .lang = lang, .now = session->now(session->clock_context) };
    t.reply = cJSON_CreateObject();
    wm_status status = t.reply != NULL ? parse_and_handle(&t, request, size) : WM_NO_MEMORY;
    char *text = NULL;
    if (status == WM_OK) {
        text = json_print(t.reply);
    } else if (status != WM_NO_MEMORY) {
        text = print_error(&t, status);
    }
    json_free(t.reply);
    if (status == WM_OK && text != NULL)
        commit(&t);
    else
        abandon(&t);
    if (text == NULL)
        return no_memory_reply(&t, reply);
    json_text_free(session->reply);
    *reply = session->reply = text;
    return WM_OK;
}
