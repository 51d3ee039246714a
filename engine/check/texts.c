/* WM216–WM219: texts that are too long or not of Taiwan, cites that lead nowhere, guides that nobody has
 * reviewed for a year. Uses check/inside.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/inside.h"

#define ZH_MOST     25u /* characters of a question */
#define EN_MOST     60u
#define REVIEW_DAYS 365

/* ---- Every text of a guide -------------------------------------------------------------------------------------------- */

static void each_question_text(subject *s, const question *q, text_visitor *visit)
{
    const wm_text texts[] = { q->text, q->say, q->why, q->unit, q->how.text };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        visit(s, q->line, q->id, texts[i]);
    for (uint32_t i = 0; i < q->answer_count; i++)
        visit(s, q->line, q->id, q->answers[i].text);
}

static void each_action_text(subject *s, const action *a, text_visitor *visit)
{
    visit(s, a->line, a->id, a->text);
    visit(s, a->line, a->id, a->safety);
    visit(s, a->line, a->id, a->undo);
    for (uint32_t i = 0; i < a->step_count; i++)
        visit(s, a->line, a->id, a->steps[i].text);
}

void each_text(subject *s, text_visitor *visit)
{
    const guide *g = s->g;
    visit(s, g->line, g->name, g->title);
    for (uint32_t i = 0; i < g->question_count; i++)
        each_question_text(s, &g->questions[i], visit);
    for (uint32_t i = 0; i < g->fault_count; i++) {
        visit(s, g->faults[i].line, g->faults[i].id, g->faults[i].text);
        visit(s, g->faults[i].line, g->faults[i].id, g->faults[i].tell);
    }
    for (uint32_t i = 0; i < g->action_count; i++)
        each_action_text(s, &g->actions[i], visit);
    for (uint32_t i = 0; i < g->escalation_count; i++) {
        visit(s, g->escalations[i].line, g->escalations[i].id, g->escalations[i].text);
        visit(s, g->escalations[i].line, g->escalations[i].id, g->escalations[i].say);
    }
}

/* ---- Words of Taiwan ------------------------------------------------------------------------------------------------ */

static void check_words(subject *s, uint32_t line, const char *id, wm_text text)
{
    const char *word, *better;
    if (text.zh == NULL || !terms_mainland(text.zh, &word, &better))
        return;
    wm_finding *f = findings_add(s->found, "WM217", WM_WARNING, at_line(s, line, id), "「%s」不是台灣的用語",
                                 "'%s' is not the word used in Taiwan", word);
    findings_mend(s->found, f, "改成「%s」。", "Write '%s'.", better);
}

/* ---- Lengths ---------------------------------------------------------------------------------------------------------- */

static unsigned characters(const char *text)
{
    unsigned count = 0;
    for (; text != NULL && *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void check_lengths(subject *s)
{
    for (uint32_t i = 0; i < s->g->question_count; i++) {
        const question *q = &s->g->questions[i];
        unsigned zh = is_to_translate(q->text.zh, WM_ZH) ? 0 : characters(q->text.zh);
        unsigned en = is_to_translate(q->text.en, WM_EN) ? 0 : characters(q->text.en);
        if (zh <= ZH_MOST && en <= EN_MOST)
            continue;
        wm_finding *f = findings_add(
            s->found, "WM216", WM_WARNING, at_line(s, q->line, q->id),
            "「%s」問得太長：中文 %u 字（最多 %u），英文 %u 字元（最多 %u）",
            "'%s' is too long a question: %u characters of Chinese (at most %u), %u of English (at most %u)", q->id, zh,
            ZH_MOST, en, EN_MOST);
        findings_mend(s->found, f, "一題只問一件事；說明移到 how、why 或 say。",
                      "Ask one thing; move explanations to how, why or say.");
    }
}

/* ---- Cites --------------------------------------------------------------------------------------------------------------- */

static bool exists(const subject *s, const char *manual, const char *anchor)
{
    return s->limits.cite_exists(s->limits.context, manual, anchor);
}

static void check_cite(subject *s, uint32_t line, const char *id, const cite *c)
{
    if (c->manual == NULL || exists(s, c->manual, c->anchor))
        return;
    if (s->g->manual != NULL && strcmp(s->g->manual, c->manual) == 0 && !exists(s, c->manual, NULL))
        return; /* said once, of the guide */
    wm_finding *f =
        findings_add(s->found, "WM218", WM_WARNING, at_line(s, line, id), "「%s」引用的 %s#%s 不存在",
                     "'%s' cites %s#%s, which does not exist", id, c->manual, c->anchor != NULL ? c->anchor : "");
    findings_mend(s->found, f, "改成手冊裡有的段落，或在標題後面加上 {#%s}。",
                  "Cite a section that the manual has, or add {#%s} to a heading.",
                  c->anchor != NULL ? c->anchor : "id");
}

static void check_cites(subject *s)
{
    const guide *g = s->g;
    if (s->limits.cite_exists == NULL)
        return;
    if (g->manual != NULL && !exists(s, g->manual, NULL)) {
        wm_finding *f = findings_add(s->found, "WM218", WM_WARNING, at_line(s, g->line, g->name), "沒有叫「%s」的手冊",
                                     "there is no manual '%s'", g->manual);
        findings_mend(s->found, f, "手冊放在 kb/manuals/%s.zh.md 與 .en.md。",
                      "A manual lies at kb/manuals/%s.zh.md and .en.md.", g->manual);
    }
    for (uint32_t i = 0; i < g->question_count; i++)
        check_cite(s, g->questions[i].line, g->questions[i].id, &g->questions[i].cite);
    for (uint32_t i = 0; i < g->fault_count; i++)
        check_cite(s, g->faults[i].line, g->faults[i].id, &g->faults[i].cite);
    for (uint32_t i = 0; i < g->action_count; i++)
        check_cite(s, g->actions[i].line, g->actions[i].id, &g->actions[i].cite);
}

/* ---- Reviews ---------------------------------------------------------------------------------------------------------------- */

/* Days since 1970-01-01 of a day of the Gregorian calendar (years are counted from March). */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* "2026-03-01"; loading saw to it that a date has this form. */
static int64_t days_of_date(const char *date)
{
    char *end;
    int year = (int)strtol(date, &end, 10), month = (int)strtol(end + 1, &end, 10),
        day = (int)strtol(end + 1, NULL, 10);
    return days_of(year, month, day);
}

static void check_review(subject *s)
{
    if (s->limits.now == 0 || s->g->reviewed == NULL || strlen(s->g->reviewed) != strlen("2026-03-01"))
        return;
    int64_t age = s->limits.now / 86400 - days_of_date(s->g->reviewed);
    if (age <= REVIEW_DAYS)
        return;
    wm_finding *f = findings_add(s->found, "WM219", WM_WARNING, at_line(s, s->g->line, s->g->name),
                                 "該複審了：上次是 %s，已經 %ld 天", "overdue for review: last on %s, %ld days ago",
                                 s->g->reviewed, (long)age);
    findings_mend(s->found, f, "照目前的系統再看一遍，然後改 reviewed。",
                  "Read it against today's systems, then change `reviewed`.");
}

void find_texts(subject *s)
{
    check_lengths(s);
    each_text(s, check_words);
    check_cites(s);
    check_review(s);
}
