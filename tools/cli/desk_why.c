/* Why this step: what it tells apart, where each answer leads, and what speaks for and against it. Uses desk.h, words.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/words.h"

/* ---- Where each answer leads ------------------------------------------------------------------------------------------ */

/* A branch as it stands in the table: the answer, what comes then, the likeliest cause with its probability. */
typedef struct branch_row {
    ink answer, then, cause;
} branch_row;

static const char *next_words(const desk *d, wm_step_kind kind)
{
    static const wm_text names[] = {
        [WM_ASK] = { "", "" },
        [WM_TRY] = { "處置：", "remedy: " },
        [WM_ESCALATE] = { "交接：", "hand over: " },
        [WM_RESOLVED] = { "已解決", "solved" },
        [WM_DIAGNOSED] = { "診斷完成", "diagnosed" },
    };
    return words_of(d, names[kind]);
}

static bool has_text(wm_step_kind kind)
{
    return kind != WM_RESOLVED && kind != WM_DIAGNOSED;
}

static void take_row(const desk *d, const wm_branch_note *b, branch_row *row)
{
    char p[PERCENT_SIZE];
    const char *answer = words_of(d, b->text);
    *row = (branch_row){ .answer = { .at = NULL } };
    ink_add(&row->answer, d->lang, "%s", "%s", answer[0] != '\0' ? answer : b->answer);
    ink_add(&row->then, d->lang, "%s%s", "%s%s", next_words(d, b->next),
            has_text(b->next) ? words_of(d, b->next_text) : "");
    if (b->likeliest != NULL)
        ink_add(&row->cause, d->lang, "%s  %s", "%s  %s", words_of(d, b->likeliest_text), percent(b->p, p));
}

static void free_row(branch_row *row)
{
    ink_free(&row->answer);
    ink_free(&row->then);
    ink_free(&row->cause);
}

/* Where the columns of the table stand; cause 0: there is no room for it, and it stands in a second line. */
typedef struct columns {
    size_t then, cause;
} columns;

static size_t wider(size_t a, size_t b)
{
    return a > b ? a : b;
}

static columns columns_for(const desk *d, const wm_why *why, size_t width)
{
    size_t answer = 0, then = 0, cause = 0;
    for (size_t i = 0; i < why->branch_count; i++) {
        branch_row row;
        take_row(d, &why->branches[i], &row);
        answer = wider(answer, ink_width(ink_of(&row.answer)));
        then = wider(then, ink_width(ink_of(&row.then)));
        cause = wider(cause, ink_width(ink_of(&row.cause)));
        free_row(&row);
    }
    answer = wider(answer, d->lang == WM_EN ? 16 : 6);
    columns c = { 3 + answer + 2, 3 + answer + 2 + then + 2 };
    if (c.cause + cause >= width)
        c.cause = 0;
    if (c.then + 24 > width) /* a narrow window: all of it one below the other */
        c.then = 5;
    return c;
}

static void compose_row(desk *d, sheet *s, const branch_row *row, columns c)
{
    ink_add(&s->line, d->lang, "   " BOLD "%s" PLAIN, "   " BOLD "%s" PLAIN, ink_of(&row->answer));
    if (ink_width(ink_of(&s->line)) + 2 > c.then)
        sheet_end(s, STAYS, 5);
    ink_pad(&s->line, c.then);
    ink_raw(&s->line, ink_of(&row->then), row->then.size);
    if (row->cause.size > 0 && c.cause == 0) {
        sheet_end(s, STAYS, c.then);
        ink_pad(&s->line, c.then);
        ink_add(&s->line, d->lang, "  最可能：", "  likeliest: ");
    } else {
        ink_pad(&s->line, c.cause);
    }
    ink_raw(&s->line, ink_of(&row->cause), row->cause.size);
    sheet_end(s, STAYS, c.then);
}

static void compose_branches(desk *d, sheet *s, const wm_why *why)
{
    if (why->branch_count == 0)
        return;
    columns c = columns_for(d, why, s->width);
    ink_add(&s->line, d->lang, " 若回答", " If the answer is");
    if (c.then > 5) {
        ink_pad(&s->line, c.then);
        ink_add(&s->line, d->lang, "接著", "then");
    }
    if (c.cause > 0) {
        ink_pad(&s->line, c.cause);
        ink_add(&s->line, d->lang, "最可能的原因", "likeliest cause");
    }
    sheet_end(s, STAYS, 1);
    for (size_t i = 0; i < why->branch_count; i++) {
        branch_row row;
        take_row(d, &why->branches[i], &row);
        compose_row(d, s, &row, c);
        free_row(&row);
    }
    sheet_blank(s);
}

/* ---- The rest of it ----------------------------------------------------------------------------------------------------- */

static void compose_cite(desk *d, sheet *s, wm_cite cite)
{
    const char *title = words_of(d, cite.title);
    if (cite.manual == NULL)
        return;
    sheet_line(s, STAYS, 1, " 手冊", " Manual");
    sheet_line(s, STAYS, 5, "   %s，%s（m 打開這一節）", "   %s, %s (m opens it)", cite.manual,
               title[0] != '\0'      ? title
               : cite.anchor != NULL ? cite.anchor
                                     : "");
    sheet_blank(s);
}

/* The library's own sentence for the citation: it stands above, with the section's title. */
static bool is_of_cite(const wm_why *why, const wm_text *line)
{
    return why->cite.manual != NULL && line->en != NULL && strncmp(line->en, "The manual: ", 12) == 0;
}

static void compose_lines(desk *d, sheet *s, const wm_why *why)
{
    bool any = false;
    for (size_t i = 0; i < why->line_count; i++) {
        if (is_of_cite(why, &why->lines[i]))
            continue;
        if (!any)
            sheet_line(s, STAYS, 1, " 依據", " Grounds");
        any = true;
        sheet_line(s, STAYS, 5, "   - %s", "   - %s", words_of(d, why->lines[i]));
    }
}

static void compose_title(sheet *s, wm_step_kind kind, const char *title)
{
    if (kind == WM_ASK)
        sheet_line(s, STAYS, 1, BOLD " 為什麼問「%s」" PLAIN, BOLD " Why \"%s\"" PLAIN, title);
    else if (kind == WM_TRY)
        sheet_line(s, STAYS, 1, BOLD " 為什麼做「%s」" PLAIN, BOLD " Why this remedy: %s" PLAIN, title);
    else
        sheet_line(s, STAYS, 1, BOLD " 為什麼是「%s」" PLAIN, BOLD " Why this end: %s" PLAIN, title);
    sheet_blank(s);
}

/* *cite: the section that it names; the rule set's. */
static void compose_why(desk *d, sheet *s, wm_step_kind kind, const char *title, wm_cite *cite)
{
    wm_why why;
    wm_error error;
    compose_title(s, kind, title);
    if (wm_case_why(d->c, &why, &error) != WM_OK) {
        sheet_line(s, STAYS, 3, "   %s", "   %s", wm_error_what(&error, d->lang));
        return;
    }
    if (words_of(d, why.sentence)[0] != '\0') {
        sheet_line(s, STAYS, 3, "   %s", "   %s", words_of(d, why.sentence));
        sheet_blank(s);
    }
    *cite = why.cite;
    compose_branches(d, s, &why);
    compose_cite(d, s, why.cite);
    compose_lines(d, s, &why);
}

/* ---- Keys --------------------------------------------------------------------------------------------------------------- */

/* An answer given right here. True where the view is over. */
static bool answer_press(desk *d, const press *p)
{
    wm_step step;
    if (wm_case_step(d->c, &step, NULL) != WM_OK || step.kind != WM_ASK || step.input == WM_NUMBER)
        return false;
    size_t number = press_number(p, step.option_count);
    bool unsure = p->kind == PRESS_CHAR && p->key == 'u';
    if (number == 0 && !unsure)
        return false;
    char *id = copied(step.id), *answer = unsure ? NULL : copied(step.options[number - 1].id);
    wm_value value = { .kind = unsure ? WM_VALUE_UNSURE : WM_VALUE_TEXT, .text = answer };
    if (id != NULL && (unsure || answer != NULL))
        (void)case_answer(d, id, &value);
    free(id);
    free(answer);
    return true;
}

/* A conclusion is called by its cause. */
static char *title_of(const desk *d, const wm_step *step)
{
    bool ends = step->kind == WM_RESOLVED || step->kind == WM_DIAGNOSED;
    return copied(words_of(d, ends && step->fault != NULL ? step->fault_text : step->text));
}

static void add_why_keys(sheet *s, bool asks, bool takes_keys, size_t answers, bool cited)
{
    if (takes_keys && answers > 0)
        sheet_numbers(s, answers, "直接回答", "answer now");
    if (takes_keys)
        sheet_key(s, "u 不確定", "u not sure");
    if (cited)
        sheet_key(s, "m 手冊", "m manual");
    if (asks)
        sheet_key(s, "Enter 回到這一題", "Enter back to the question");
    else
        sheet_key(s, "Enter 回去", "Enter goes back");
}

void view_why(desk *d)
{
    size_t scroll = 0;
    for (bool open = true; open && !d->left;) {
        press p;
        wm_step step = { .kind = WM_ASK };
        (void)wm_case_step(d->c, &step, NULL);
        wm_cite cite = { .manual = NULL };
        bool asks = step.kind == WM_ASK, takes_keys = asks && step.input != WM_NUMBER;
        size_t answers = page_size(step.option_count, 0);
        char *title = title_of(d, &step);
        sheet *s = view_begin(d, &scroll);
        compose_why(d, s, step.kind, title != NULL ? title : "", &cite);
        add_why_keys(s, asks, takes_keys, answers, cite.manual != NULL);
        free(title);
        view_wait(d, &scroll, &p);
        open = p.kind != PRESS_ENTER && p.kind != PRESS_ESCAPE && p.kind != PRESS_BACKSPACE &&
               !(p.kind == PRESS_CHAR && p.key == '?') && !answer_press(d, &p);
        if (open && p.kind == PRESS_CHAR && p.key == 'm' && cite.manual != NULL)
            view_manual(d, cite);
        else if (open && !view_common(d, &p))
            view_wrong(d, &p);
    }
}
