/* One function a request. Each works on a draft and fills the reply; session.c lets it come to be.
 * Uses waymark.h and base/. */
#include <stdlib.h>
#include <string.h>

#include "session/session.h"

#define NOBODY    "session"     /* who events are from where nobody says it */
#define FOUND_MAX ((size_t)128) /* facts that one text is shown to have given */

/* ---- What most requests share ---------------------------------------------------------------------- */

static kept_case *current_case(turn *t)
{
    if (t->session->current == NULL) {
        (void)turn_refuse(t, t->verb, "還沒有案件；先用 {\"open\":{\"guide\":\"…\"}} 開一個",
                          "there is no case yet; open one by {\"open\":{\"guide\":\"…\"}}");
        t->code = "no_case";
    }
    return t->session->current;
}

/* The current case's draft, or NULL with the turn's error filled. */
static wm_case *current_draft(turn *t, kept_case **kept)
{
    *kept = current_case(t);
    return *kept != NULL ? kept_draft(*kept, t->session->rules, &t->error) : NULL;
}

/* After events were applied to c, the case or its draft: the reply, and room for what comes to be. */
static wm_status finish_change(turn *t, kept_case *kept, wm_case *c)
{
    if (!kept_make_room(kept, c))
        return error_no_memory(&t->error);
    return reply_standing(t, kept, c);
}

static wm_status takes_nothing(turn *t)
{
    static const char *const none[] = { NULL };
    return value_has_only(t, t->value, t->verb, none);
}

/* ---- open -------------------------------------------------------------------------------------------- */

/* Reads a text for facts, into c; *list are those, for the reply. */
static wm_status take_text(turn *t, const kept_case *kept, wm_case *c, const char *text, cJSON **list)
{
    wm_by by = { .by = kept->by, .at = t->now };
    wm_fact *facts = calloc(FOUND_MAX, sizeof *facts);
    if (facts == NULL)
        return error_no_memory(&t->error);
    size_t found = 0;
    wm_status status = wm_case_say(c, text, &by, facts, FOUND_MAX, &found, &t->error);
    if (status == WM_OK)
        *list = reply_facts(t, facts, found < FOUND_MAX ? found : FOUND_MAX);
    free(facts);
    return status;
}

static wm_status take_facts(turn *t, const kept_case *kept, wm_case *c, const cJSON *facts, const char *where)
{
    vector answers = vector_of(allocator_default(), sizeof(wm_answer));
    wm_status status = value_answers(t, facts, where, kept, &answers);
    if (status == WM_OK)
        status = wm_case_answers(c, answers.data, answers.count, &t->error);
    vector_free(&answers);
    return status;
}

static bool is_empty_object(const cJSON *value)
{
    return cJSON_IsObject(value) && value->child == NULL;
}

/* What an `open` says of a case, each NULL where it says nothing. */
typedef struct opening {
    const char *guide, *text, *by, *impact;
} opening;

static wm_status open_case(turn *t, const opening *o)
{
    turn_place(t, t->verb, "guide");
    t->opened = kept_new(t, o->guide, o->by != NULL && o->by[0] != '\0' ? o->by : NOBODY);
    if (t->opened == NULL)
        return t->error.status;
    cJSON *found = NULL;
    const cJSON *facts = json_get(t->value, "facts");
    turn_place(t, t->verb, "impact");
    wm_status status = wm_case_set_impact(t->opened->live, o->impact, &t->error);
    if (status == WM_OK && o->text != NULL) {
        turn_place(t, t->verb, "text");
        status = take_text(t, t->opened, t->opened->live, o->text, &found);
    }
    if (status == WM_OK && facts != NULL && !is_empty_object(facts))
        status = take_facts(t, t->opened, t->opened->live, facts, "open.facts");
    if (status == WM_OK)
        status = finish_change(t, t->opened, t->opened->live);
    if (o->text != NULL)
        reply_attach(t, "found", found);
    return status;
}

wm_status request_open(turn *t)
{
    static const char *const members[] = { "guide", "text", "lang", "facts", "by", "impact", NULL };
    opening o = { 0 };
    wm_status status = value_has_only(t, t->value, t->verb, members);
    if (status == WM_OK)
        status = value_lang(t, t->value, &t->lang);
    if (status == WM_OK)
        status = value_string(t, t->value, "guide", &o.guide);
    if (status == WM_OK)
        status = value_string(t, t->value, "text", &o.text);
    if (status == WM_OK)
        status = value_string(t, t->value, "by", &o.by);
    if (status == WM_OK)
        status = value_string(t, t->value, "impact", &o.impact);
    if (status != WM_OK)
        return status;
    if (o.guide != NULL)
        return open_case(t, &o);
    if (o.text == NULL)
        return turn_refuse(t, "open", "open 要有 guide（判斷樹的名稱），或 text（使用者的話）",
                           "open takes a guide (its name) or a text (the user's words)");
    if (json_get(t->value, "facts") != NULL)
        return turn_refuse(t, "open.facts", "facts 要和 guide 一起給；先用 text 選出判斷樹，再開",
                           "facts go with a guide; choose one by its text first, then open it");
    reply_choices(t, o.text);
    return WM_OK;
}

/* ---- Events ------------------------------------------------------------------------------------------- */

wm_status request_answer(turn *t)
{
    kept_case *kept;
    wm_case *draft = current_draft(t, &kept);
    if (draft == NULL)
        return t->error.status;
    wm_status status = take_facts(t, kept, draft, t->value, t->verb);
    if (status != WM_OK)
        return status;
    t->changed = kept;
    return finish_change(t, kept, draft);
}

wm_status request_outcome(turn *t)
{
    kept_case *kept;
    wm_case *draft = current_draft(t, &kept);
    if (draft == NULL)
        return t->error.status;
    if (!cJSON_IsObject(t->value) || t->value->child == NULL)
        return turn_refuse(t, t->verb, "outcome 要寫明哪個處置、什麼結果，像 {\"open_sg\":\"done\"}",
                           "outcome says which action had which outcome, such as {\"open_sg\":\"done\"}");
    const cJSON *item;
    cJSON_ArrayForEach(item, t->value)
    {
        wm_outcome outcome;
        wm_by by;
        wm_status status = value_outcome(t, item, kept, &outcome, &by);
        if (status == WM_OK)
            status = wm_case_outcome_by(draft, item->string, outcome, &by, &t->error);
        if (status != WM_OK)
            return status;
        t->changed = kept;
    }
    return finish_change(t, kept, draft);
}

wm_status request_retract(turn *t)
{
    kept_case *kept;
    wm_case *draft = current_draft(t, &kept);
    if (draft == NULL)
        return t->error.status;
    if (!cJSON_IsArray(t->value) || t->value->child == NULL)
        return turn_refuse(t, t->verb, "retract 要是名稱的清單，像 [\"port_22\"]",
                           "retract takes a list of names, such as [\"port_22\"]");
    const cJSON *item;
    cJSON_ArrayForEach(item, t->value)
    {
        if (!cJSON_IsString(item))
            return turn_refuse(t, t->verb, "retract 的清單裡只能有名稱（字串）",
                               "the list of retract has names (strings) only");
        turn_place(t, t->verb, item->valuestring);
        wm_status status = wm_case_retract(draft, item->valuestring, &t->error);
        if (status != WM_OK)
            return status;
        t->changed = kept;
    }
    return finish_change(t, kept, draft);
}

wm_status request_say(turn *t)
{
    kept_case *kept;
    wm_case *draft = current_draft(t, &kept);
    if (draft == NULL)
        return t->error.status;
    if (!cJSON_IsString(t->value))
        return turn_refuse(t, t->verb, "say 要是一段文字", "say takes a text");
    turn_place(t, t->verb, NULL);
    cJSON *found = NULL;
    wm_status status = take_text(t, kept, draft, t->value->valuestring, &found);
    if (status != WM_OK)
        return status;
    t->changed = kept;
    status = finish_change(t, kept, draft);
    reply_attach(t, "found", found);
    reply_choices(t, t->value->valuestring);
    return status;
}

/* ---- Looking, without change -------------------------------------------------------------------------- */

wm_status request_why(turn *t)
{
    kept_case *kept = current_case(t);
    if (kept == NULL)
        return t->error.status;
    wm_status status = takes_nothing(t);
    wm_why why;
    if (status == WM_OK)
        status = wm_case_why(kept->live, &why, &t->error);
    if (status == WM_OK)
        reply_why(t, kept, &why);
    return status;
}

wm_status request_what_if(turn *t)
{
    kept_case *kept;
    wm_case *draft = current_draft(t, &kept);
    if (draft == NULL)
        return t->error.status;
    wm_status status = take_facts(t, kept, draft, t->value, t->verb);
    if (status != WM_OK)
        return status;
    status = reply_what_if(t, kept, draft);
    kept_spoil(kept);
    return status;
}

wm_status request_log(turn *t)
{
    kept_case *kept = current_case(t);
    if (kept == NULL)
        return t->error.status;
    wm_status status = takes_nothing(t);
    if (status == WM_OK)
        reply_log(t, kept);
    return status;
}

/* ---- The session's cases ------------------------------------------------------------------------------ */

wm_status request_resume(turn *t)
{
    static const char *const members[] = { "case", "lang", NULL };
    const char *id = NULL;
    wm_status status = value_has_only(t, t->value, t->verb, members);
    if (status == WM_OK)
        status = value_string(t, t->value, "case", &id);
    if (status != WM_OK)
        return status;
    if (id == NULL)
        return turn_refuse(t, t->verb, "resume 要有 case（案號）", "resume takes a case (its id)");
    turn_place(t, t->verb, "case");
    kept_case *kept = kept_find(t->session, id);
    if (kept == NULL)
        return error_set(&t->error, WM_UNKNOWN, NULL,
                         "這次開的案件裡沒有「%s」；要續辦先前的案件需要案件庫（--db），這一版還沒有",
                         "no case of this session is \"%s\"; to resume earlier ones takes the case store (--db), which "
                         "this build does not have yet",
                         id);
    t->lang = kept->lang;
    status = value_lang(t, t->value, &t->lang);
    if (status != WM_OK)
        return status;
    t->resumed = kept;
    return reply_standing(t, kept, kept->live);
}

wm_status request_later(turn *t)
{
    turn_place(t, t->verb, NULL);
    return error_set(&t->error, WM_LATER, NULL, "「%s」要有案件庫才能用，這一版還沒有；什麼都沒有更動",
                     "\"%s\" takes the case store, which this build does not have yet; nothing was changed", t->verb);
}
