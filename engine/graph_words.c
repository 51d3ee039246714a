/* Conditions and branches in a few words, in both languages: what is written at a picture's edges. Part of the façade. */
#include <stdio.h>

#include "facade.h"

#define MOST_PARTS 4 /* of a list that is written out */
#define MOST_DEPTH 3

/* A text being put together; either side NULL: there was no memory. */
typedef struct phrase {
    arena *memory;
    const char *zh, *en;
} phrase;

static void add(phrase *p, const char *zh, const char *en)
{
    p->zh = p->zh ? arena_format(p->memory, "%s%s", p->zh, zh) : NULL;
    p->en = p->en ? arena_format(p->memory, "%s%s", p->en, en) : NULL;
}

static void add_text(phrase *p, wm_text text)
{
    add(p, wm_text_in(text, WM_ZH), wm_text_in(text, WM_EN));
}

/* ---- One condition ---------------------------------------------------------------------------------------- */

static const question *asked(const graph_words *w, const condition *c)
{
    return family_question(w->set, w->guide, &w->guide->answer_families[c->family]);
}

static void add_question(const graph_words *w, phrase *p, const condition *c)
{
    if (c->family == w->asked)
        return;
    add(p, "「", "\"");
    add_text(p, asked(w, c)->text);
    add(p, "」", "\" ");
}

static void add_answers(const graph_words *w, phrase *p, const condition *c)
{
    const question *q = asked(w, c);
    if (c->family != w->asked)
        add(p, "是", "is ");
    for (uint32_t i = 0; i < c->count && i < MOST_PARTS; i++) {
        uint16_t chosen = w->guide->sets[c->first + i];
        if (i)
            add(p, "、", ", ");
        if (chosen < q->answer_count)
            add_text(p, option_text(&q->answers[chosen]));
    }
    if (c->count > MOST_PARTS)
        add(p, "等", " …");
}

static void add_bounds(const graph_words *w, phrase *p, const condition *c)
{
    wm_text unit = asked(w, c)->unit;
    const char *zh = unit.zh || unit.en ? arena_format(p->memory, " %s", wm_text_in(unit, WM_ZH)) : "";
    const char *en = unit.zh || unit.en ? arena_format(p->memory, " %s", wm_text_in(unit, WM_EN)) : "";
    if (!zh || !en) {
        p->zh = p->en = NULL;
        return;
    }
    char low[32], high[32];
    snprintf(low, sizeof low, "%g", c->low);
    snprintf(high, sizeof high, "%g", c->high);
    add(p, "", c->family == w->asked ? "" : "is ");
    if (c->kind == COND_BELOW)
        add(p, "低於 ", "below ");
    add(p, c->kind == COND_BELOW ? high : low, c->kind == COND_BELOW ? high : low);
    if (c->kind == COND_BETWEEN) {
        add(p, " 到 ", " to ");
        add(p, high, high);
    }
    add(p, zh, en);
    if (c->kind == COND_AT_LEAST)
        add(p, "以上", " or more");
}

static void add_action(const graph_words *w, phrase *p, const condition *c)
{
    const action *a = family_action(w->set, w->guide, &w->guide->remedy_families[c->family]);
    add(p, "「", "\"");
    add_text(p, a->text);
    add(p, c->kind == COND_FIXED ? "」修好了" : "」沒修好", c->kind == COND_FIXED ? "\" fixed it" : "\" failed");
}

static void add_condition(const graph_words *w, phrase *p, uint32_t index, unsigned depth);

static void add_parts(const graph_words *w, phrase *p, const condition *c, unsigned depth)
{
    if (c->kind == COND_NONE)
        add(p, "都不是：", "none of: ");
    for (uint32_t i = 0; i < c->count && i < MOST_PARTS; i++) {
        if (i && c->kind == COND_ALL)
            add(p, "，而且", " and ");
        else if (i)
            add(p, "，或", " or ");
        add_condition(w, p, w->guide->parts[c->first + i], depth + 1);
    }
    if (c->count > MOST_PARTS)
        add(p, "…", " …");
}

static void add_condition(const graph_words *w, phrase *p, uint32_t index, unsigned depth)
{
    const condition *c = &w->guide->conditions[index];
    char line[16];
    snprintf(line, sizeof line, "%u", (unsigned)c->line);
    if (depth > MOST_DEPTH) {
        add(p, "…", "…");
    } else if (c->kind == COND_LUA) {
        add(p, "規則第 ", "the condition in line ");
        add(p, line, line);
        add(p, " 行的條件", "");
    } else if (c->kind == COND_FIXED || c->kind == COND_FAILED) {
        add_action(w, p, c);
    } else if (c->kind >= COND_ALL) {
        add_parts(w, p, c, depth);
    } else {
        add_question(w, p, c);
        if (c->kind == COND_IS)
            add_answers(w, p, c);
        else if (c->kind == COND_KNOWN)
            add(p, "已經知道", "is known");
        else if (c->kind != COND_CONTAINS)
            add_bounds(w, p, c);
        if (c->kind == COND_CONTAINS) {
            add(p, "含「", "contains \"");
            add(p, c->word, c->word);
            add(p, "」", "\"");
        }
    }
}

wm_text graph_condition(const graph_words *w, uint32_t index)
{
    phrase p = { w->memory, "", "" };
    add_condition(w, &p, index, 0);
    return p.zh && p.en ? (wm_text){ p.zh, p.en } : (wm_text){ NULL, NULL };
}

/* ---- Answers without a branch ------------------------------------------------------------------------------- */

wm_text graph_rest(const graph_words *w, const question *q, const bool *covered)
{
    phrase p = { w->memory, "", "" };
    uint32_t left = 0, put = 0;
    for (uint32_t i = 0; i < q->answer_count; i++)
        left += !covered[i];
    if (q->kind != WM_CHOICE || left > 2 || left == q->answer_count)
        return (wm_text){ "其他", "otherwise" };
    for (uint32_t i = 0; i < q->answer_count; i++) {
        if (covered[i])
            continue;
        if (put++)
            add(&p, "、", ", ");
        add_text(&p, option_text(&q->answers[i]));
    }
    return p.zh && p.en ? (wm_text){ p.zh, p.en } : (wm_text){ NULL, NULL };
}
