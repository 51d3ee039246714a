/* Why this question: what it tells apart, and where each answer leads. Uses desk.h, words.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/words.h"

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

static void compose_branch(desk *d, sheet *s, const wm_branch_note *b)
{
    char p[PERCENT_SIZE];
    const char *answer = words_of(d, b->text);
    ink_add(&s->line, d->lang, "   " BOLD "%s" PLAIN, "   " BOLD "%s" PLAIN, answer[0] != '\0' ? answer : b->answer);
    sheet_end(s, STAYS, 5);
    sheet_line(s, STAYS, 9, "     接著  %s%s", "     then  %s%s", next_words(d, b->next), words_of(d, b->next_text));
    if (b->likeliest != NULL)
        sheet_line(s, RANK_MORE, 9, "     最可能  %s，%s", "     likeliest  %s, %s", words_of(d, b->likeliest_text),
                   percent(b->p, p));
}

static void compose_pass(desk *d, sheet *s, const wm_pass_note *pass)
{
    static const wm_text names[] = {
        [WM_PASS_UNKNOWN] = { "條件要的事還不知道", "a condition waits for a fact" },
        [WM_PASS_FALSE] = { "條件不成立", "a condition does not hold" },
        [WM_PASS_WITHIN] = { "還在裡面，不再進去", "the walk is still within it" },
        [WM_PASS_AT_MOST] = { "次數用完了", "it had its rounds" },
        [WM_PASS_SKIPPED] = { "處置略過了", "the remedy was skipped" },
        [WM_PASS_PRESUMED] = { "不確定，照可能性推定", "not sure, decided by belief" },
        [WM_PASS_ELSEWHERE] = { "不適用於這個環境", "does not hold for this environment" },
    };
    sheet_line(s, RANK_CAUSES, 5, "   已經略過  %s%s%s", "   passed over  %s%s%s", pass->id,
               d->lang == WM_EN ? ": " : "：", words_of(d, names[pass->kind]));
}

static void compose_why(desk *d, sheet *s, const char *title)
{
    wm_why why;
    wm_error error;
    sheet_line(s, STAYS, 1, BOLD " 為什麼：「%s」" PLAIN, BOLD " Why: \"%s\"" PLAIN, title);
    sheet_blank(s);
    if (wm_case_why(d->c, &why, &error) != WM_OK) {
        sheet_line(s, STAYS, 3, "   %s", "   %s", wm_error_what(&error, d->lang));
        return;
    }
    if (words_of(d, why.sentence)[0] != '\0') {
        sheet_line(s, STAYS, 3, "   %s", "   %s", words_of(d, why.sentence));
        sheet_blank(s);
    }
    if (why.branch_count > 0)
        sheet_line(s, STAYS, 1, " 若回答", " If the answer is");
    for (size_t i = 0; i < why.branch_count; i++)
        compose_branch(d, s, &why.branches[i]);
    for (size_t i = 0; i < why.pass_count; i++) {
        if (why.passes[i].id != NULL)
            compose_pass(d, s, &why.passes[i]);
    }
    if (why.cite.manual != NULL)
        sheet_line(s, RANK_MORE, 1, " 手冊  %s #%s（m 打開這一節）", " Manual  %s #%s (m opens it)", why.cite.manual,
                   why.cite.anchor != NULL ? why.cite.anchor : "");
}

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

void view_why(desk *d)
{
    size_t scroll = 0;
    for (bool open = true; open && !d->left;) {
        press p;
        wm_step step = { .kind = WM_ASK };
        (void)wm_case_step(d->c, &step, NULL);
        wm_cite cite = step.cite;
        bool asks = step.kind == WM_ASK && step.input != WM_NUMBER;
        size_t answers = step.option_count < KEYED ? step.option_count : KEYED;
        char *title = copied(words_of(d, step.text));
        sheet *s = view_begin(d, &scroll);
        compose_why(d, s, title != NULL ? title : "");
        free(title);
        if (asks && answers > 0)
            sheet_numbers(s, answers, "直接回答", "answer now");
        if (asks)
            sheet_key(s, "u 不確定", "u not sure");
        sheet_key(s, "m 手冊", "m manual");
        sheet_key(s, "Enter 回到這一題", "Enter back to the question");
        view_wait(d, &scroll, &p);
        open = p.kind != PRESS_ENTER && p.kind != PRESS_ESCAPE && p.kind != PRESS_BACKSPACE &&
               !(p.kind == PRESS_CHAR && p.key == '?') && !answer_press(d, &p);
        if (open && p.kind == PRESS_CHAR && p.key == 'm')
            view_manual(d, cite);
        else if (open && !view_common(d, &p))
            view_wrong(d, &p);
    }
}
