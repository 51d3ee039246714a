/* A message that is pasted or typed at any time: what it says, where it leads, and only then taken. Uses desk.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"

#define FOUND_MOST ((size_t)16)
#define ELSEWHERE  ((size_t)3)

typedef struct message {
    const char *text;
    char *lines[FOUND_MOST]; /* what it tells: 「畫面出現什麼訊息？連線逾時」 */
    size_t line_count;
    char *next;                  /* what would be asked then */
    bool fits_question;          /* the step is a text question that can take it as it is */
    wm_choice others[ELSEWHERE]; /* other guides */
    size_t other_count;
} message;

/* ---- Where it leads ----------------------------------------------------------------------------------------------- */

static char *fact_line(const desk *d, const wm_fact *fact)
{
    ink line = { .at = NULL };
    char number[32];
    const char *what = words_of(d, fact->text);
    ink_add(&line, d->lang, "%s%s%s", "%s%s%s", what, between_words(d, what), fact_words(d, fact, number));
    char *copy = line.failed ? NULL : copied(ink_of(&line));
    ink_free(&line);
    return copy;
}

/* Tries it on a copy of the case. */
static void look_inside(desk *d, message *m)
{
    wm_fact facts[FOUND_MOST];
    wm_step step;
    size_t found = 0;
    wm_case *c = case_copy(d, NULL);
    if (c == NULL)
        return;
    if (wm_case_say(c, m->text, NULL, facts, FOUND_MOST, &found, NULL) == WM_OK) {
        for (size_t i = 0; i < found && i < FOUND_MOST; i++)
            m->lines[m->line_count++] = fact_line(d, &facts[i]);
    }
    if (m->line_count > 0 && wm_case_step(c, &step, NULL) == WM_OK)
        m->next = copied(words_of(d, step.text));
    wm_case_free(c);
}

static void look_elsewhere(desk *d, message *m)
{
    wm_choice choices[ELSEWHERE + 1];
    size_t count = counted(d, wm_rules_choose(d->rules, m->text, choices, ELSEWHERE + 1), ELSEWHERE + 1);
    for (size_t i = 0; i < count && m->other_count < ELSEWHERE; i++) {
        if (strcmp(choices[i].guide, wm_case_guide(d->c)) != 0)
            m->others[m->other_count++] = choices[i];
    }
}

static void forget(message *m)
{
    for (size_t i = 0; i < m->line_count; i++)
        free(m->lines[i]);
    free(m->next);
    *m = (message){ .text = m->text };
}

static void look(desk *d, message *m)
{
    wm_step step;
    forget(m);
    look_inside(d, m);
    look_elsewhere(d, m);
    m->fits_question =
        wm_case_step(d->c, &step, NULL) == WM_OK && step.kind == WM_ASK && step.input == WM_TEXT && m->line_count == 0;
}

/* ---- The screen ------------------------------------------------------------------------------------------------------ */

static void compose_message(desk *d, sheet *s, const message *m)
{
    size_t number = 0;
    sheet_line(s, STAYS, 1, BOLD " 貼上的訊息" PLAIN, BOLD " The message" PLAIN);
    ink_raw(&s->line, "   ", 3);
    size_t most = ink_fit(m->text, s->width * 4);
    char *beginning = copied(m->text);
    if (beginning != NULL) {
        beginning[most] = '\0';
        ink_add(&s->line, d->lang, "%s%s", "%s%s", beginning, m->text[most] != '\0' ? " ..." : "");
    }
    free(beginning);
    sheet_end(s, RANK_SAY, 3);
    sheet_blank(s);
    if (m->line_count == 0)
        sheet_line(s, STAYS, 1, " 這份判斷樹裡沒有題目認得這段文字。", " No question of this guide knows these words.");
    else
        sheet_line(s, STAYS, 1, " 看得出來", " It tells");
    for (size_t i = 0; i < m->line_count; i++)
        sheet_line(s, STAYS, 5, "   %s", "   %s", m->lines[i] != NULL ? m->lines[i] : "");
    sheet_blank(s);
    if (m->line_count > 0)
        sheet_line(s, STAYS, 7, BOLD "   [%zu]" PLAIN " 記下，接著：%s", BOLD "   [%zu]" PLAIN " Note it; next: %s",
                   ++number, m->next != NULL ? m->next : "");
    if (m->fits_question)
        sheet_line(s, STAYS, 7, BOLD "   [%zu]" PLAIN " 當作這一題的答案",
                   BOLD "   [%zu]" PLAIN " Take it as this question's answer", ++number);
    for (size_t i = 0; i < m->other_count; i++)
        sheet_line(s, STAYS, 7, BOLD "   [%zu]" PLAIN " 改走「%s」，知道的事都帶過去",
                   BOLD "   [%zu]" PLAIN " Go on in \"%s\"; what is known goes along", ++number,
                   words_of(d, m->others[i].title));
}

static void take_choice(desk *d, const message *m, size_t number)
{
    if (m->line_count > 0 && number-- == 1) {
        size_t found = case_say(d, m->text);
        view_note(d, "記下 %zu 件事。", "Facts noted: %zu.", found);
        return;
    }
    wm_step step;
    if (m->fits_question && number-- == 1) {
        if (wm_case_step(d->c, &step, NULL) == WM_OK && step.kind == WM_ASK)
            (void)case_typed(d, &step, m->text);
        return;
    }
    if (number >= 1 && number <= m->other_count && case_switch(d, m->others[number - 1].guide, m->text))
        view_note(d, "改走這份判斷樹，知道的事都帶過來了。", "Going on in this guide; what was known came along.");
}

static size_t choices_of(const message *m)
{
    return (m->line_count > 0) + (size_t)m->fits_question + m->other_count;
}

static void offer(desk *d, message *m)
{
    size_t scroll = 0;
    for (bool open = true; open && !d->left;) {
        press p;
        look(d, m);
        sheet *s = view_begin(d, &scroll);
        compose_message(d, s, m);
        size_t count = choices_of(m);
        if (count > 1)
            sheet_numbers(s, count, "選擇", "choose");
        if (count > 0)
            sheet_key(s, "Enter 選第一個", "Enter the first");
        sheet_key(s, "Esc 不用這段文字", "Esc leaves it out");
        view_wait(d, &scroll, &p);
        size_t number = p.kind == PRESS_ENTER && count > 0 ? 1 : press_number(&p, count);
        if (number > 0)
            take_choice(d, m, number);
        open = number == 0 && p.kind != PRESS_ESCAPE && p.kind != PRESS_BACKSPACE && p.kind != PRESS_ENTER;
        if (open && !view_common(d, &p))
            view_wrong(d, &p);
    }
}

void view_message(desk *d, const char *text)
{
    static const wm_text title = { "打字或貼上訊息", "Type or paste a message" },
                         hint = { "錯誤訊息照原文，不用翻譯。會先告訴您它說了什麼，再決定要不要記下。",
                                  "Error messages as they are. You see what it tells before anything is noted." };
    char *said = text != NULL ? copied(text) : view_field(d, title, hint, NULL);
    message m = { .text = said };
    if (said != NULL)
        offer(d, &m);
    forget(&m);
    free(said);
}
