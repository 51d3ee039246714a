/* What a comparison found, in words: steps, results, facts, nodes; tickets that moved the same way. Uses waymark.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/replay_parts.h"

const wm_text change_names[3] = { { "變差", "worse" }, { "較好", "better" }, { "不同", "different" } };

/* ---- Words -------------------------------------------------------------------------------------------------------------------- */

static const char *either(wm_lang lang, const char *zh, const char *en)
{
    return lang == WM_ZH ? zh : en;
}

static const char *text_or(wm_text text, const char *id, wm_lang lang)
{
    const char *words = wm_text_in(text, lang);
    return words[0] != '\0' ? words : id != NULL ? id : "";
}

/* What comes before a step's own words. */
static const struct {
    const char *kind;
    wm_text text;
} step_kinds[] = {
    { "ask", { "問「%s」", "ask: %s" } },
    { "try", { "做「%s」", "try: %s" } },
    { "conclude", { "判斷為 %s", "conclude: %s" } },
    { "escalate", { "交接：%s", "hand over: %s" } },
    { "resolved", { "解決", "resolved" } },
    { "diagnosed", { "找到原因，沒有別的處置", "diagnosed, no remedy left" } },
    { "guide", { "走判斷樹 %s", "walk the guide %s" } },
    { "no_guide", { "沒有對應的判斷樹", "no guide" } },
    { "error", { "走不下去", "can't be walked" } },
    { "invalid", { "讀不懂這一行", "the line can't be read" } },
};

/* Where a text was cut, half a character is left out. */
static void cut_whole(char out[WORDS_SIZE])
{
    size_t size = strlen(out), tail = 0;
    if (size < WORDS_SIZE - 1)
        return;
    while (tail < 3 && ((unsigned char)out[size - 1 - tail] & 0xC0) == 0x80)
        tail++;
    unsigned char lead = (unsigned char)out[size - 1 - tail];
    size_t wanted = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (tail != wanted)
        out[size - 1 - tail] = '\0';
}

static void fill(char out[WORDS_SIZE], const char *pattern, const char *words)
{
    const char *hole = strstr(pattern, "%s");
    if (hole == NULL)
        snprintf(out, WORDS_SIZE, "%s", pattern);
    else
        snprintf(out, WORDS_SIZE, "%.*s%s%s", (int)(hole - pattern), pattern, words, hole + 2);
    cut_whole(out);
}

const char *step_words(const wm_named_step *step, wm_lang lang, char out[WORDS_SIZE])
{
    const char *words = text_or(step->text, step->id, lang);
    out[0] = '\0';
    for (size_t i = 0; i < sizeof step_kinds / sizeof step_kinds[0]; i++)
        if (strcmp(step_kinds[i].kind, step->kind) == 0)
            fill(out, wm_text_in(step_kinds[i].text, lang), words);
    if (strcmp(step->kind, "conclude") == 0 && step->id == NULL)
        fill(out, either(lang, "沒有原因", "no cause"), "");
    return out;
}

static bool is_word(const char *a, const char *b)
{
    return a != NULL && strcmp(a, b) == 0;
}

/* What a person would call the end of a ticket. */
const char *result_words(const wm_replayed *r, wm_lang lang, char out[WORDS_SIZE])
{
    const char *fault = text_or(r->fault_text, r->fault, lang);
    if (is_word(r->verdict, "no_guide"))
        fill(out, either(lang, "沒有對應的判斷樹", "no guide"), "");
    else if (is_word(r->verdict, "error"))
        fill(out, either(lang, "走不下去", "can't be walked"), "");
    else if (is_word(r->verdict, "invalid"))
        fill(out, either(lang, "讀不懂這一行", "the line can't be read"), "");
    else if (is_word(r->end, "escalated"))
        fill(out, either(lang, "交接：%s", "hand over: %s"), text_or(r->escalate_text, r->escalate, lang));
    else if (is_word(r->end, "incomplete"))
        fill(out, either(lang, "走不到底，最可能是 %s", "stops; likeliest: %s"), fault);
    else if (r->fault != NULL)
        fill(out, "%s", fault);
    else if (r->action != NULL)
        fill(out, either(lang, "處置：%s", "remedy: %s"), text_or(r->action_text, r->action, lang));
    else
        fill(out, either(lang, "結束，沒有原因", "ends without a cause"), "");
    return out;
}

const char *deciding_words(const wm_changed_ticket *t, char out[WORDS_SIZE])
{
    out[0] = '\0';
    if (t->fact != NULL)
        snprintf(out, WORDS_SIZE, "%s = %s", t->fact, t->answer != NULL ? t->answer : "?");
    cut_whole(out);
    return out;
}

const char *node_name(const wm_deciding_node *node, char out[WORDS_SIZE])
{
    if (node->guide == NULL)
        snprintf(out, WORDS_SIZE, "-");
    else if (node->id == NULL)
        snprintf(out, WORDS_SIZE, "%s", node->guide);
    else
        snprintf(out, WORDS_SIZE, "%s:%s", node->guide, node->id);
    cut_whole(out);
    return out;
}

wm_text node_kind(const wm_deciding_node *node)
{
    static const struct {
        const char *kind;
        wm_text text;
    } kinds[] = {
        { "ask", { "", "" } },
        { "try", { "處置之後", "after the remedy" } },
        { "conclude", { "判斷之後", "after the conclusion" } },
        { "when", { "條件 when", "the condition when" } },
        { "flow", { "流程", "the flow" } },
        { "include", { "引用的判斷樹", "the included guide" } },
        { "start", { "判斷樹的開頭", "the beginning of the guide" } },
        { "belief", { "走法相同，最可能的原因不同", "the same way, another likeliest cause" } },
        { "guide", { "選了別的判斷樹", "another guide is chosen" } },
        { "fact", { "只有一邊認得的答案", "an answer that only one of them knows" } },
        { "end", { "走法相同，結尾不同", "the same way, another end" } },
        { "error", { "只有一邊走得完", "only one of them gets through" } },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].kind, node->kind) == 0)
            return kinds[i].text;
    return (wm_text){ "", "" };
}

/* ---- The same move -------------------------------------------------------------------------------------------------------------- */

static bool is_same(const char *a, const char *b)
{
    return a != NULL && b != NULL ? strcmp(a, b) == 0 : a == b;
}

static bool is_same_step(const wm_named_step *a, const wm_named_step *b)
{
    return is_same(a->kind, b->kind) && is_same(a->id, b->id);
}

static bool is_same_move(const wm_changed_ticket *a, const wm_changed_ticket *b)
{
    bool open = a->answer_open && b->answer_open;
    return is_same(a->fact, b->fact) && (open || is_same(a->answer, b->answer)) &&
           is_same_step(&a->next_before, &b->next_before) && is_same_step(&a->next_after, &b->next_after);
}

/* Whether an open answer is a number. */
static bool is_number(const wm_changed_ticket *t, double *out)
{
    char *end;
    if (!t->answer_open || t->answer == NULL || t->answer[0] == '\0')
        return false;
    *out = strtod(t->answer, &end);
    return *end == '\0';
}

static void widen(move *m, const wm_changed_ticket *t)
{
    double number;
    if (is_number(t, &number)) {
        m->low = m->values == 0 || number < m->low ? number : m->low;
        m->high = m->values == 0 || number > m->high ? number : m->high;
    }
    m->values += t->answer_open;
}

const char *move_words(const move *m, char out[WORDS_SIZE])
{
    double number;
    if (m->values < 2)
        return deciding_words(m->first, out);
    if (!is_number(m->first, &number))
        snprintf(out, WORDS_SIZE, "%s = …", m->first->fact);
    else if (m->low < m->high)
        snprintf(out, WORDS_SIZE, "%s = %.15g–%.15g", m->first->fact, m->low, m->high);
    else
        return deciding_words(m->first, out);
    return out;
}

void moves_of(const wm_deciding_node *node, moves *out)
{
    *out = (moves){ .count = 0 };
    for (size_t i = 0; i < node->ticket_count; i++) {
        const wm_changed_ticket *t = node->tickets[i];
        size_t k = 0;
        while (k < out->count && !is_same_move(out->list[k].first, t))
            k++;
        if (k == MOVES_MOST) {
            out->others++;
            continue;
        }
        if (k == out->count)
            out->list[out->count++] = (move){ .first = t };
        widen(&out->list[k], t);
        out->list[k].counts[t->change]++;
    }
}
