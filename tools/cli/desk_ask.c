/* What a question looks like; the way so far; likely causes. Uses desk.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/words.h"

#define CAUSES_SHOWN ((size_t)3)
#define CAUSE_COLUMN ((size_t)44)
#define RULED_OUT    .005

/* ---- The outlook ----------------------------------------------------------------------------------------------------- */

void outlook_free(outlook *o)
{
    for (size_t i = 0; i < o->way_count; i++)
        free(o->way[i]);
    free(o->way);
    *o = (outlook){ .way = NULL };
}

static char *way_words(const desk *d, const wm_fact *fact)
{
    char number[32];
    ink words = { .at = NULL };
    ink_add(&words, d->lang, fact->presumed ? "%s（推定）" : "%s", fact->presumed ? "%s (presumed)" : "%s",
            fact_words(d, fact, number));
    char *copy = words.failed ? NULL : copied(ink_of(&words));
    ink_free(&words);
    return copy;
}

void outlook_take(desk *d)
{
    outlook *o = &d->outlook;
    wm_fact facts[PATH_MOST];
    outlook_free(o);
    size_t count = counted(d, wm_case_path(d->c, facts, PATH_MOST), PATH_MOST);
    o->way = calloc(count + 1, sizeof *o->way);
    for (size_t i = 0; o->way != NULL && i < count; i++) {
        o->way[o->way_count] = way_words(d, &facts[i]);
        o->way_count += o->way[o->way_count] != NULL;
    }
    o->cause_count = counted(d, wm_case_diagnosis(d->c, o->causes, CAUSES_MOST), CAUSES_MOST);
}

/* ---- The way -------------------------------------------------------------------------------------------------------- */

static void add_place(desk *d, sheet *s, const wm_step *step)
{
    ink *line = &s->line;
    if (step->kind == WM_ASK && step->verifies != NULL)
        ink_add(line, d->lang, BOLD "驗證" PLAIN, BOLD "verify" PLAIN);
    else if (step->kind == WM_ASK)
        ink_add(line, d->lang, BOLD "第 %zu 題" PLAIN, BOLD "question %zu" PLAIN, question_number(&d->unasked, d->c));
    else if (step->kind == WM_TRY && step->procedure)
        ink_add(line, d->lang, BOLD "步驟" PLAIN, BOLD "a step" PLAIN);
    else if (step->kind == WM_TRY)
        ink_add(line, d->lang, BOLD "處置" PLAIN, BOLD "remedy" PLAIN);
    else if (step->kind == WM_ESCALATE)
        ink_add(line, d->lang, BOLD "交接" PLAIN, BOLD "hand over" PLAIN);
    else
        ink_add(line, d->lang, BOLD "結束" PLAIN, BOLD "end" PLAIN);
}

static void add_answers(desk *d, sheet *s, size_t from)
{
    const outlook *o = &d->outlook;
    if (from > 0)
        ink_add(&s->line, d->lang, "先前 %zu 題 > ", "%zu earlier > ", from);
    for (size_t i = from; i < o->way_count; i++)
        ink_add(&s->line, d->lang, "%s > ", "%s > ", o->way[i]);
}

void compose_way(desk *d, sheet *s, const wm_step *step)
{
    size_t count = d->outlook.way_count, from = 0;
    do { /* as many of the latest answers as a row holds */
        ink_clear(&s->line);
        ink_add(&s->line, d->lang, DIM " 走過  ", DIM " Way  ");
        add_answers(d, s, from);
        add_place(d, s, step);
    } while (ink_width(ink_of(&s->line)) > s->width - 1 && ++from < count);
    sheet_end(s, RANK_WAY, 7);
    sheet_air(s);
}

/* ---- Causes --------------------------------------------------------------------------------------------------------- */

static void compose_ruled_out(desk *d, sheet *s, const wm_belief *causes, size_t count)
{
    size_t out = 0, named = 0;
    for (size_t i = 0; i < count; i++)
        out += causes[i].p < RULED_OUT;
    if (out == 0)
        return;
    ink_add(&s->line, d->lang, " 已排除 %zu 項：", " Ruled out, %zu: ", out);
    for (size_t i = 0; i < count && named < 4; i++) {
        if (causes[i].p >= RULED_OUT)
            continue;
        if (named++ > 0)
            ink_add(&s->line, d->lang, "、", "; ");
        ink_add(&s->line, d->lang, "%s", "%s", words_of(d, causes[i].text));
    }
    if (named < out)
        ink_add(&s->line, d->lang, " 等", "; and others");
    sheet_end(s, RANK_OUT, 3);
}

static void compose_cause(desk *d, sheet *s, const wm_belief *cause)
{
    ink_add(&s->line, d->lang, "   %s", "   %s", words_of(d, cause->text));
    if (ink_width(ink_of(&s->line)) + 2 > CAUSE_COLUMN)
        sheet_end(s, RANK_CAUSES, 5); /* its bar stands under a long name */
    ink_pad(&s->line, CAUSE_COLUMN);
    view_bar(s, cause->p);
    sheet_end(s, RANK_CAUSES, 3);
}

void compose_causes(desk *d, sheet *s)
{
    const wm_belief *causes = d->outlook.causes;
    size_t count = d->outlook.cause_count;
    if (count == 0 || sheet_is_low(s))
        return;
    sheet_blank(s);
    if (s->width >= 72) {
        sheet_line(s, RANK_CAUSES, 0, " 可能原因（依手冊）", " Likely causes (by the manual)");
        for (size_t i = 0; i < count && i < CAUSES_SHOWN; i++)
            compose_cause(d, s, &causes[i]);
    } else {
        char p[PERCENT_SIZE];
        sheet_line(s, RANK_CAUSES, 1, " 最可能：%s %s", " Likeliest: %s %s", words_of(d, causes[0].text),
                   percent(causes[0].p, p));
    }
    compose_ruled_out(d, s, causes, count);
}

/* ---- Questions --------------------------------------------------------------------------------------------------------- */

static void compose_how(desk *d, sheet *s, const wm_how *how)
{
    if (words_of(d, how->text)[0] != '\0')
        sheet_line(s, RANK_HOW, 3, how->run != NULL ? "   %s（c 複製）" : "   怎麼查：%s",
                   how->run != NULL ? "   %s (c copies)" : "   How to check: %s", words_of(d, how->text));
    else if (how->run != NULL)
        sheet_line(s, RANK_HOW, 3, "   執行（c 複製）", "   Run (c copies)");
    compose_run(s, RANK_HOW, 3, how->run);
}

/* The widest answer of this page, so that their signs stand in a column. */
static size_t sign_column(const desk *d, const wm_step *step)
{
    size_t widest = 0;
    for (size_t i = 0; i < step->option_count; i++) {
        size_t width = ink_width(words_of(d, step->options[i].text));
        widest = width > widest ? width : widest;
    }
    return 7 + (widest < 32 ? widest : 32) + 2;
}

static void compose_option(desk *d, sheet *s, const wm_option *o, size_t number, size_t column)
{
    const char *text = words_of(d, o->text);
    bool has_sign = o->sign != NULL && strcmp(o->sign, text) != 0;
    ink_add(&s->line, d->lang, BOLD "   [%zu]" PLAIN " %s", BOLD "   [%zu]" PLAIN " %s", number,
            text[0] != '\0' ? text : o->id);
    bool beside = has_sign && !sheet_is_narrow(s) && ink_width(ink_of(&s->line)) + 2 <= column;
    if (beside) {
        ink_pad(&s->line, column);
        ink_add(&s->line, d->lang, "%s", "%s", o->sign);
    }
    sheet_end(s, STAYS, beside ? column : 7);
    if (has_sign && !beside)
        sheet_line(s, RANK_ANSWER_SIGN, 9, "         %s", "         %s", o->sign);
}

static void compose_options(desk *d, sheet *s, const wm_step *step, size_t page)
{
    size_t first = page * KEYED, column = sign_column(d, step);
    for (size_t i = first; i < step->option_count && i < first + KEYED; i++)
        compose_option(d, s, &step->options[i], i - first + 1, column);
    if (step->option_count > KEYED)
        sheet_line(s, STAYS, 5, BOLD "   [0]" PLAIN " 其他答案（共 %zu 個）",
                   BOLD "   [0]" PLAIN " More answers (%zu in all)", step->option_count);
    ink_add(&s->line, d->lang, BOLD "   [u]" PLAIN " 不確定", BOLD "   [u]" PLAIN " Not sure");
    if (sheet_is_narrow(s) || column < 16)
        ink_raw(&s->line, "  ", 2);
    else
        ink_pad(&s->line, column);
    ink_add(&s->line, d->lang, DIM "沒關係，會往好查的方向走" PLAIN,
            DIM "That is fine: the walk goes on another way" PLAIN);
    sheet_end(s, STAYS, 5);
}

static void compose_field(desk *d, sheet *s, const wm_step *step, const char *field)
{
    const char *unit = words_of(d, step->unit);
    bool from = isfinite(step->min), to = isfinite(step->max);
    sheet_line(s, STAYS, 3, "   > %s" CURSOR " %s", "   > %s" CURSOR " %s", field, unit);
    if (from && to)
        sheet_line(s, STAYS, 3, DIM "   打數字，%g 到 %g，再按 Enter", DIM "   A number, %g to %g, then Enter",
                   step->min, step->max);
    else if (from)
        sheet_line(s, STAYS, 3, DIM "   打數字，%g 以上，再按 Enter", DIM "   A number, %g or more, then Enter",
                   step->min);
    else if (to)
        sheet_line(s, STAYS, 3, DIM "   打數字，%g 以下，再按 Enter", DIM "   A number, %g or less, then Enter",
                   step->max);
    else
        sheet_line(s, STAYS, 3, DIM "   打數字，再按 Enter", DIM "   A number, then Enter");
}

/* Whether the question had an answer before, stale by now. */
static bool was_answered(const desk *d, const char *id)
{
    for (size_t i = 0; i < wm_case_log_size(d->c); i++) {
        wm_event event;
        if (wm_case_log(d->c, i, &event) == WM_OK && event.kind == WM_EVENT_ANSWER && !event.retracted &&
            strcmp(event.id, id) == 0)
            return true;
    }
    return false;
}

static void compose_question(desk *d, sheet *s, const wm_step *step)
{
    const approval *a = step->verifies != NULL ? approval_of(d, step->verifies) : NULL;
    char at[TIME_SIZE];
    if (a != NULL) {
        sheet_line(s, RANK_MORE, 3, "   核准  %s，%s，%s", "   Approved  %s, %s, %s", a->who, approval_how(d, a),
                   time_of_day(a->at, at));
        sheet_blank(s);
    }
    if (step->contradiction)
        sheet_line(s, RANK_MORE, 1, AMBER " ! 這些答案互相矛盾，可能原因先照手冊排。按 l 看看有沒有答錯的。" PLAIN,
                   AMBER
                   " ! These answers contradict each other; causes are ranked as in the manual. l shows them." PLAIN);
    const char *text = words_of(d, step->text);
    if (step->verifies != NULL && was_answered(d, step->id))
        sheet_line(s, STAYS, 3, BOLD "   再問一次：%s", BOLD "   Once more: %s", text);
    else if (step->verifies != NULL)
        sheet_line(s, STAYS, 3, BOLD "   驗證：%s", BOLD "   To verify: %s", text);
    else
        sheet_line(s, STAYS, 3, BOLD "   %s", BOLD "   %s", text);
    sheet_blank(s);
}

void compose_ask(desk *d, sheet *s, const wm_step *step, size_t page, const char *field)
{
    bool low = sheet_is_low(s);
    if (!low)
        compose_way(d, s, step);
    compose_question(d, s, step);
    if (!low && words_of(d, step->say)[0] != '\0') {
        sheet_line(s, RANK_SAY, 3, "   可以這樣說：「%s」", "   You could say: \"%s\"", words_of(d, step->say));
        sheet_air(s);
    }
    if (!low && (step->how.run != NULL || words_of(d, step->how.text)[0] != '\0')) {
        compose_how(d, s, &step->how);
        sheet_blank(s);
    }
    if (step->input == WM_NUMBER)
        compose_field(d, s, step, field);
    if (step->input == WM_TEXT)
        sheet_line(s, RANK_MORE, 3, DIM "   貼上看到的文字，或按 / 照著打" PLAIN,
                   DIM "   Paste what it says, or press / and type it" PLAIN);
    compose_options(d, s, step, page);
    compose_causes(d, s);
}
