/* What is given as an answer, checked against its question. Part of the façade. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "facade.h"

/* "a, b, c": what a question takes, for its errors; NULL where there is no memory. */
static const char *answer_list(wm_case *c, const question *q)
{
    char *list = arena_string(&c->told, "", 0);
    for (uint32_t i = 0; list && i < q->answer_count && i < 12; i++)
        list = arena_format(&c->told, "%s%s%s", list, i ? ", " : "", q->answers[i].id);
    if (list && q->answer_count > 12)
        list = arena_format(&c->told, "%s…", list);
    return list;
}

static uint16_t answer_named(const question *q, const char *id)
{
    for (uint32_t i = 0; i < q->answer_count; i++)
        if (strcmp(q->answers[i].id, id) == 0)
            return (uint16_t)i;
    return NO_ANSWER;
}

/* The first answer, in their order, one of whose words the folded text holds. */
static uint16_t answer_matching(const question *q, const char *folded, size_t size)
{
    for (uint32_t i = 0; i < q->answer_count; i++)
        for (const char **word = q->answers[i].match; word && *word; word++)
            if (text_contains(folded, size, *word, strlen(*word)))
                return (uint16_t)i;
    return NO_ANSWER;
}

/* What programs may not put into texts: the terminal and the page would have to hide it. */
static wm_status check_text(const char *id, const char *text, wm_error *error)
{
    size_t size = strlen(text), bad = text_invalid_at(text, size);
    if (bad < size)
        return error_set(error, WM_BAD_INPUT, NULL, "「%s」的答案不是 UTF-8（第 %zu 個位元組起）。",
                         "The answer to \"%s\" is not UTF-8 (from byte %zu on).", id, bad + 1);
    bad = text_control_at(text, size);
    if (bad < size)
        return error_set(error, WM_BAD_INPUT, NULL, "「%s」的答案有控制字元（第 %zu 個位元組），請拿掉。",
                         "The answer to \"%s\" has a control character (byte %zu): take it out.", id, bad + 1);
    return WM_OK;
}

static fact_text *keep_text(arena *keep, const char *text)
{
    fact_text *kept = arena_zero(keep, 1, sizeof *kept);
    size_t size = strlen(text), folded = 0;
    if (!kept || size > UINT32_MAX / 8)
        return NULL;
    kept->raw = arena_string(keep, text, size);
    kept->folded = text_fold(keep, text, size, &folded);
    kept->raw_size = (uint32_t)size;
    kept->folded_size = (uint32_t)folded;
    return kept->raw && kept->folded ? kept : NULL;
}

static wm_status number_value(const char *id, const question *q, const wm_value *given, fact *out, wm_error *error)
{
    if (given->kind != WM_VALUE_NUMBER)
        return error_set(error, WM_OUT_OF_RANGE, NULL, "「%s」要的是數字，不是文字。",
                         "\"%s\" takes a number, not a text.", id);
    if (!isfinite(given->number) || given->number < q->min || given->number > q->max)
        return error_set(error, WM_OUT_OF_RANGE, NULL, "「%s」的答案 %g 超出範圍 %g 到 %g。",
                         "The answer to \"%s\", %g, is outside %g to %g.", id, given->number, q->min, q->max);
    out->as.number = given->number;
    return WM_OK;
}

static wm_status choice_value(wm_case *c, const char *id, const question *q, const char *text, fact *out,
                              wm_error *error)
{
    out->answer = answer_named(q, text);
    if (out->answer == NO_ANSWER) {
        size_t size = 0;
        const char *folded = text_fold(&c->told, text, strlen(text), &size);
        if (!folded)
            return error_no_memory(error);
        out->answer = answer_matching(q, folded, size);
    }
    if (out->answer != NO_ANSWER)
        return WM_OK;
    const char *takes = answer_list(c, q);
    if (!takes)
        return error_no_memory(error);
    return error_set(error, WM_OUT_OF_RANGE, NULL, "「%s」沒有「%.80s」這個答案；可以答：%s。",
                     "\"%s\" has no answer \"%.80s\"; it takes: %s.", id, text, takes);
}

static wm_status text_value(arena *keep, const question *q, const char *text, fact *out, wm_error *error)
{
    fact_text *kept = keep_text(keep, text);
    if (!kept)
        return error_no_memory(error);
    out->as.text = kept;
    out->answer = answer_named(q, text);
    if (out->answer == NO_ANSWER)
        out->answer = answer_matching(q, kept->folded, kept->folded_size);
    return WM_OK;
}

wm_status case_value(wm_case *c, arena *keep, const char *id, const facts_name *name, const wm_value *given, fact *out,
                     wm_error *error)
{
    const question *q = facts_question(&c->now, name);
    *out = (fact){ .state = FACT_UNSURE, .answer = NO_ANSWER };
    if (given->kind == WM_VALUE_UNSURE)
        return WM_OK;
    out->state = FACT_KNOWN;
    if (q->kind == WM_NUMBER)
        return number_value(id, q, given, out, error);
    if (given->kind != WM_VALUE_TEXT || !given->text)
        return error_set(error, WM_OUT_OF_RANGE, NULL, "「%s」要的是文字，不是數字。",
                         "\"%s\" takes a text, not a number.", id);
    wm_status status = check_text(id, given->text, error);
    if (status != WM_OK)
        return status;
    return q->kind == WM_CHOICE ? choice_value(c, id, q, given->text, out, error)
                                : text_value(keep, q, given->text, out, error);
}

/* ---- Names ------------------------------------------------------------------------------------------------ */

/* The nearest of the case's names, to ask "did you mean …?"; NULL where none is near. */
static const char *nearest(wm_case *c, const char *name, bool asked)
{
    const char *best = NULL;
    size_t limit = strlen(name) / 3 < 2 ? 2 : strlen(name) / 3, least = limit + 1;
    for (uint32_t m = 0; m < c->layout->member_count; m++) {
        const guide *g = c->now.set->guides[c->layout->members[m].guide];
        uint32_t count = asked ? g->answer_slot_count : g->remedy_slot_count;
        for (uint32_t i = 0; i < count; i++) {
            const char *other = asked ? g->answer_slots[i].name : g->remedy_slots[i].name;
            size_t distance = other ? name_distance(name, other, limit) : limit + 1;
            if (distance < least) {
                least = distance;
                best = other;
            }
        }
    }
    return best;
}

static bool unknown_question(wm_case *c, const char *name, wm_error *error)
{
    const char *near = strlen(name) <= 64 ? nearest(c, name, true) : NULL;
    if (near)
        error_set(error, WM_UNKNOWN, NULL, "這個案件沒有「%.80s」這個問題。您要的是「%s」嗎？",
                  "This case has no question \"%.80s\". Did you mean \"%s\"?", name, near);
    else
        error_set(error, WM_UNKNOWN, NULL, "這個案件沒有「%.80s」這個問題。", "This case has no question \"%.80s\".",
                  name);
    return false;
}

static bool unknown_action(wm_case *c, const char *name, wm_error *error)
{
    const char *near = strlen(name) <= 64 ? nearest(c, name, false) : NULL;
    if (near)
        error_set(error, WM_UNKNOWN, NULL, "這個案件沒有「%.80s」這個處置。您要的是「%s」嗎？",
                  "This case has no action \"%.80s\". Did you mean \"%s\"?", name, near);
    else
        error_set(error, WM_UNKNOWN, NULL, "這個案件沒有「%.80s」這個處置。", "This case has no action \"%.80s\".",
                  name);
    return false;
}

bool case_find_question(wm_case *c, const char *name, facts_name *out, wm_error *error)
{
    return facts_find_question(&c->now, name, out) || unknown_question(c, name, error);
}

bool case_find_action(wm_case *c, const char *name, facts_name *out, wm_error *error)
{
    return facts_find_action(&c->now, name, out) || unknown_action(c, name, error);
}
