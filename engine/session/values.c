/* Reading what a request holds: every key and type is looked at, and what is not known is refused with
 * the nearest name. Uses waymark.h and base/. */
#include <string.h>

#include "base/text.h"
#include "session/session.h"

#define NEAR_LIMIT 3 /* typing mistakes that a name may have and still be guessed */

const char *value_nearest(const char *name, const char *const *names)
{
    const char *nearest = NULL;
    size_t length = strlen(name), least = length / 2 < NEAR_LIMIT ? length / 2 + 1 : NEAR_LIMIT + 1;
    for (; *names != NULL; names++) {
        size_t distance = name_distance(name, *names, NEAR_LIMIT);
        if (distance < least) {
            least = distance;
            nearest = *names;
        }
    }
    return nearest;
}

static bool is_among(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0)
            return true;
    }
    return false;
}

wm_status value_has_only(turn *t, const cJSON *value, const char *where, const char *const *names)
{
    if (!cJSON_IsObject(value))
        return turn_refuse(t, where, "「%s」後面要是一個物件 {…}", "\"%s\" takes an object {…}", where);
    const cJSON *item;
    cJSON_ArrayForEach(item, value)
    {
        if (is_among(item->string, names))
            continue;
        turn_place(t, where, item->string);
        const char *near = value_nearest(item->string, names);
        if (near == NULL)
            return turn_refuse(t, NULL, "「%s」裡沒有「%s」這一項", "\"%s\" has no member \"%s\"", where, item->string);
        return turn_refuse(t, NULL, "「%s」裡沒有「%s」這一項，是不是要寫「%s」？",
                           "\"%s\" has no member \"%s\"; did you mean \"%s\"?", where, item->string, near);
    }
    return WM_OK;
}

wm_status value_string(turn *t, const cJSON *object, const char *name, const char **out)
{
    const cJSON *item = json_get(object, name);
    *out = cJSON_IsString(item) ? item->valuestring : NULL;
    if (item == NULL || *out != NULL)
        return WM_OK;
    turn_place(t, t->verb, name);
    return turn_refuse(t, NULL, "「%s」要是一個字串", "\"%s\" takes a string", name);
}

wm_status value_lang(turn *t, const cJSON *object, wm_lang *out)
{
    const char *lang;
    wm_status status = value_string(t, object, "lang", &lang);
    if (status != WM_OK || lang == NULL)
        return status;
    if (strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0) {
        turn_place(t, t->verb, "lang");
        return turn_refuse(t, NULL, "沒有「%s」這種語言；有 zh、en", "there is no language \"%s\"; there are zh, en",
                           lang);
    }
    *out = strcmp(lang, "en") == 0 ? WM_EN : WM_ZH;
    return WM_OK;
}

/* ---- Who, when, how sure -------------------------------------------------------------------------- */

static wm_status read_source(turn *t, const cJSON *item, const char *name, wm_source *out)
{
    static const char *const names[] = { "confirmed", "stated", "unverifiable", NULL };
    static const wm_source sources[] = { WM_CONFIRMED, WM_STATED, WM_UNVERIFIABLE };
    const char *word = json_string(item, "source");
    if (json_get(item, "source") == NULL)
        return WM_OK;
    for (size_t i = 0; word != NULL && names[i] != NULL; i++) {
        if (strcmp(word, names[i]) == 0) {
            *out = sources[i];
            return WM_OK;
        }
    }
    return turn_refuse(t, NULL,
                       "「%s」的 source 只能是 confirmed（已確認）、stated（使用者口述）、unverifiable（無法確認）",
                       "source of \"%s\" is confirmed, stated or unverifiable", name);
}

static wm_status read_at(turn *t, const cJSON *item, const char *name, int64_t *out)
{
    const char *text = json_string(item, "at");
    if (json_get(item, "at") == NULL || (text != NULL && moment_parse(text, out)))
        return WM_OK;
    return turn_refuse(t, NULL, "「%s」的 at 要是帶時區的 ISO 8601 時間，像 2026-03-01T09:12:00+08:00",
                       "at of \"%s\" is an ISO 8601 time with its zone, such as 2026-03-01T09:12:00+08:00", name);
}

static wm_status read_by(turn *t, const cJSON *item, const char *name, wm_by *by)
{
    const char *who = json_string(item, "by");
    if (json_get(item, "by") != NULL && (who == NULL || who[0] == '\0'))
        return turn_refuse(t, NULL, "「%s」的 by 要是人名或帳號", "by of \"%s\" is a name or an account", name);
    if (who != NULL)
        by->by = who;
    wm_status status = read_at(t, item, name, &by->at);
    return status == WM_OK ? read_source(t, item, name, &by->source) : status;
}

/* ---- Answers ---------------------------------------------------------------------------------------- */

static wm_status read_value(turn *t, const cJSON *item, const char *name, wm_value *out)
{
    if (cJSON_IsNull(item) || (cJSON_IsString(item) && strcmp(item->valuestring, "unsure") == 0))
        *out = (wm_value){ .kind = WM_VALUE_UNSURE };
    else if (cJSON_IsString(item))
        *out = (wm_value){ .kind = WM_VALUE_TEXT, .text = item->valuestring };
    else if (cJSON_IsNumber(item))
        *out = (wm_value){ .kind = WM_VALUE_NUMBER, .number = item->valuedouble };
    else
        return turn_refuse(t, NULL, "「%s」的答案要是字串、數字，或 null（不確定）",
                           "an answer to \"%s\" is a string, a number, or null (not sure)", name);
    return WM_OK;
}

static wm_status read_answer(turn *t, const cJSON *item, const char *where, const kept_case *kept, wm_answer *out)
{
    static const char *const members[] = { "value", "source", "by", "at", NULL };
    *out = (wm_answer){ .question = item->string, .by = { .by = kept->by, .at = t->now } };
    turn_place(t, where, item->string);
    if (!cJSON_IsObject(item))
        return read_value(t, item, item->string, &out->value);
    char place[sizeof t->where];
    memcpy(place, t->where, sizeof place);
    wm_status status = value_has_only(t, item, place, members);
    if (status == WM_OK)
        status = read_by(t, item, item->string, &out->by);
    if (status != WM_OK)
        return status;
    if (json_get(item, "value") == NULL)
        return turn_refuse(t, place, "「%s」少了 value", "\"%s\" lacks its value", item->string);
    return read_value(t, json_get(item, "value"), item->string, &out->value);
}

wm_status value_answers(turn *t, const cJSON *object, const char *where, const kept_case *kept, vector *answers)
{
    if (!cJSON_IsObject(object) || object->child == NULL)
        return turn_refuse(t, where, "「%s」要寫明哪一題、什麼答案，像 {\"port_22\":\"timeout\"}",
                           "\"%s\" says which question has which answer, such as {\"port_22\":\"timeout\"}", where);
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        wm_answer *answer = vector_push(answers);
        if (answer == NULL)
            return error_no_memory(&t->error);
        wm_status status = read_answer(t, item, where, kept, answer);
        if (status != WM_OK)
            return status;
    }
    if (answers->count > 1)
        turn_place(t, where, NULL);
    return WM_OK;
}

/* ---- Outcomes --------------------------------------------------------------------------------------- */

wm_status value_outcome(turn *t, const cJSON *item, const kept_case *kept, wm_outcome *outcome, wm_by *by)
{
    static const char *const members[] = { "value", "by", "at", NULL };
    static const char *const names[] = { "done", "fixed", "failed", "skipped", NULL };
    static const wm_outcome outcomes[] = { WM_DONE, WM_FIXED, WM_FAILED, WM_SKIPPED };
    *by = (wm_by){ .by = kept->by, .at = t->now };
    const cJSON *word = item;
    if (cJSON_IsObject(item)) {
        wm_status status = value_has_only(t, item, item->string, members);
        if (status == WM_OK)
            status = read_by(t, item, item->string, by);
        if (status != WM_OK)
            return status;
        word = json_get(item, "value");
    }
    turn_place(t, t->verb, item->string);
    for (size_t i = 0; cJSON_IsString(word) && names[i] != NULL; i++) {
        if (strcmp(word->valuestring, names[i]) == 0) {
            *outcome = outcomes[i];
            return WM_OK;
        }
    }
    return turn_refuse(t, NULL,
                       "「%s」的結果只能是 done（做好了，去驗證）、fixed（修好了）、failed（沒有用）、skipped（略過）",
                       "the outcome of \"%s\" is done (to be verified), fixed, failed or skipped", item->string);
}

/* ---- Characters ------------------------------------------------------------------------------------- */

/* The code point that begins at s, which is well-formed (RFC 3629). */
static uint32_t code_point_at(const char *s)
{
    const unsigned char *u = (const unsigned char *)s;
    if (u[0] < 0x80)
        return u[0];
    if (u[0] < 0xE0)
        return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3F);
    if (u[0] < 0xF0)
        return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 | (u[2] & 0x3F);
    return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 | (uint32_t)(u[2] & 0x3F) << 6 | (u[3] & 0x3F);
}

static bool has_control(const char *s, uint32_t *code_point)
{
    size_t size = s != NULL ? strlen(s) : 0, at = size > 0 ? text_control_at(s, size) : 0;
    if (at == size)
        return false;
    *code_point = code_point_at(s + at);
    return true;
}

bool value_find_control(const cJSON *value, uint32_t *code_point)
{
    if (has_control(value->string, code_point) ||
        (cJSON_IsString(value) && has_control(value->valuestring, code_point)))
        return true;
    const cJSON *item;
    cJSON_ArrayForEach(item, value)
    {
        if (value_find_control(item, code_point)) /* as deep as json_parse lets be */
            return true;
    }
    return false;
}
