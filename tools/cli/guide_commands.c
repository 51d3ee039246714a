/* Line mode: what can be typed at any step. Uses waymark.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/guide.h"
#include "cli/words.h"

/* ---- ? ------------------------------------------------------------------------------------------------------ */

static const char *next_words(wm_step_kind kind, wm_lang lang)
{
    static const wm_text names[] = {
        [WM_ASK] = { "問：", "ask: " },
        [WM_TRY] = { "處置：", "remedy: " },
        [WM_ESCALATE] = { "交接：", "hand over: " },
        [WM_RESOLVED] = { "已解決", "solved" },
        [WM_DIAGNOSED] = { "診斷完成", "diagnosed" },
    };
    return wm_text_in(names[kind], lang);
}

static void show_branch(const walker *w, const wm_branch_note *b)
{
    char p[PERCENT_SIZE];
    const char *answer = wm_text_in(b->text, w->lang);
    bool ends = b->next == WM_RESOLVED || b->next == WM_DIAGNOSED; /* the word for it says all */
    say(stdout, w->lang, "  %s > %s%s", "  %s > %s%s", answer[0] != '\0' ? answer : b->answer,
        next_words(b->next, w->lang), ends ? "" : wm_text_in(b->next_text, w->lang));
    if (b->likeliest != NULL)
        say(stdout, w->lang, "；最可能：%s，%s", "; likeliest: %s, %s", wm_text_in(b->likeliest_text, w->lang),
            percent(b->p, p));
    putchar('\n');
}

/* The library's own sentence for the citation: the manual stands above. */
static bool is_of_cite(const wm_why *why, const wm_text *line)
{
    return why->cite.manual != NULL && line->en != NULL && strncmp(line->en, "The manual: ", 12) == 0;
}

static void show_lines(const walker *w, const wm_why *why)
{
    bool any = false;
    for (size_t i = 0; i < why->line_count; i++) {
        if (is_of_cite(why, &why->lines[i]))
            continue;
        if (!any)
            say(stdout, w->lang, "依據：\n", "Grounds:\n");
        any = true;
        say(stdout, w->lang, "  - %s\n", "  - %s\n", wm_text_in(why->lines[i], w->lang));
    }
}

static void show_why(walker *w)
{
    wm_why why;
    wm_error error;
    if (wm_case_why(w->c, &why, &error) != WM_OK) {
        show_error(w, &error);
        return;
    }
    if (wm_text_in(why.sentence, w->lang)[0] != '\0')
        say(stdout, w->lang, "為什麼：%s\n", "Why: %s\n", wm_text_in(why.sentence, w->lang));
    if (why.branch_count > 0)
        say(stdout, w->lang, "若回答：\n", "If the answer is:\n");
    for (size_t i = 0; i < why.branch_count; i++)
        show_branch(w, &why.branches[i]);
    show_cite(w, why.cite);
    show_lines(w, &why);
}

/* ---- b ------------------------------------------------------------------------------------------------------ */

/* The words of a question or action that has an answer or outcome in force; its name where none is found. */
static char *words_of(walker *w, const char *id)
{
    const char *found = id;
    size_t answers = wm_case_facts(w->c, NULL, 0), actions = wm_case_tried(w->c, NULL, 0);
    size_t most = answers > actions ? answers : actions;
    wm_fact *facts = calloc(most + 1, sizeof *facts);
    if (facts == NULL)
        return copy_of(id);
    for (int pass = 0; pass < 2 && found == id; pass++) {
        size_t count = pass == 0 ? wm_case_facts(w->c, facts, most) : wm_case_tried(w->c, facts, most);
        for (size_t i = 0; i < count && i < most; i++) {
            if (strcmp(facts[i].id, id) == 0)
                found = wm_text_in(facts[i].text, w->lang);
        }
    }
    char *copy = copy_of(found);
    free(facts);
    return copy;
}

/* The name of the latest event that still counts; a copy, NULL where there is none. */
static char *latest_event(const walker *w)
{
    for (size_t i = wm_case_log_size(w->c); i > 0; i--) {
        wm_event event;
        if (wm_case_log(w->c, i - 1, &event) == WM_OK && event.kind != WM_EVENT_RETRACT && !event.retracted)
            return copy_of(event.id);
    }
    return NULL;
}

static void go_back(walker *w)
{
    wm_error error;
    char *id = latest_event(w);
    char *text = id != NULL ? words_of(w, id) : NULL;
    if (id == NULL || text == NULL)
        say(stdout, w->lang, "還沒有可以收回的答案。\n", "There is no answer to take back.\n");
    else if (wm_case_retract(w->c, id, &error) == WM_OK)
        say(stdout, w->lang, "收回：%s\n", "Taken back: %s\n", text);
    else
        show_error(w, &error);
    free(id);
    free(text);
}

/* ---- l ------------------------------------------------------------------------------------------------------ */

/* Reads a new answer, by the question's own answers where the walk asks it. */
static void change_answer(walker *w, const char *id, const char *text)
{
    wm_error error;
    wm_step step;
    wm_case *before = case_retell(w->rules, w->c, id, &error);
    bool asked = before != NULL && wm_case_step(before, &step, &error) == WM_OK && step.kind == WM_ASK &&
                 strcmp(step.id, id) == 0;
    if (!asked)
        step = (wm_step){ .kind = WM_ASK, .input = WM_TEXT };
    say(stdout, w->lang, "改答：%s\n", "Change: %s\n", text);
    show_options(w, &step);
    typed given = { .text = NULL };
    while (ask_line(w, "新的答案（Enter 不改）： ", "New answer (Enter: leave it): ") && w->line[0] != '\0') {
        bool taken = typed_answer(w, &step, &given);
        if (taken)
            record_answer(w, id, text, &given);
        typed_free(&given);
        if (taken)
            break;
    }
    wm_case_free(before);
}

static void list_path(walker *w, const wm_fact *facts, size_t count)
{
    char number[32];
    say(stdout, w->lang, "走過的路。改一題，其他答案都會留著。\n",
        "The way so far. Change one answer and all the others stay.\n");
    for (size_t i = 0; i < count; i++) {
        say(stdout, w->lang, "%zu) ", "%zu) ", i + 1);
        show_answered(w, wm_text_in(facts[i].text, w->lang), answer_words(w, &facts[i], number));
        if (facts[i].presumed)
            say(stdout, w->lang, "（推定）", " (presumed)");
        putchar('\n');
    }
}

static void choose_and_change(walker *w, const wm_fact *facts, size_t count)
{
    for (;;) {
        if (!ask_line(w, "改第幾項（Enter 不改）： ", "Which one (Enter: none): ") || w->line[0] == '\0')
            return;
        size_t number = number_of_line(w->line, count);
        if (number == 0) {
            say(stdout, w->lang, "沒有第 %s 項。\n", "There is no number %s.\n", w->line);
            continue;
        }
        char *id = copy_of(facts[number - 1].id), *text = copy_of(wm_text_in(facts[number - 1].text, w->lang));
        if (id != NULL && text != NULL)
            change_answer(w, id, text);
        free(id);
        free(text);
        return;
    }
}

static void change_answers(walker *w)
{
    size_t count = wm_case_path(w->c, NULL, 0);
    wm_fact *facts = calloc(count + 1, sizeof *facts);
    if (count == 0 || facts == NULL) {
        say(stdout, w->lang, "還沒有答案可以改。\n", "There is no answer to change yet.\n");
    } else {
        (void)wm_case_path(w->c, facts, count);
        list_path(w, facts, count);
        choose_and_change(w, facts, count);
    }
    free(facts);
}

/* ---- The others ---------------------------------------------------------------------------------------------- */

static void show_help(const walker *w)
{
    say(stdout, w->lang,
        "回答：打號碼、答案的代號，或答案的文字；要打的字和下面的相同時，前面加 =。\n"
        "u      不確定；會換一題比較好查的，或照可能性往下走\n"
        "?      為什麼問這題：每個答案會走到哪裡\n"
        "b      上一步：收回最近的一個答案或結果\n"
        "l      走過的路，改任何一題\n"
        "h      交接\n"
        "q      離開，印出紀錄\n",
        "Answer: a number, an answer's id, or its words; with = before it where it is one of these:\n"
        "u      not sure; an easier question comes next, or the walk goes on by what is likeliest\n"
        "?      why this question: where each answer leads\n"
        "b      back: takes back the latest answer or outcome\n"
        "l      the way so far; change any answer\n"
        "h      hand over\n"
        "q      leave, and print the record\n");
}

void run_key(walker *w, key k)
{
    switch (k) {
    case KEY_WHY:
        show_why(w);
        break;
    case KEY_BACK:
        go_back(w);
        break;
    case KEY_LIST:
        change_answers(w);
        break;
    case KEY_HAND_OVER:
        hand_over(w);
        break;
    case KEY_HELP:
        show_help(w);
        break;
    case KEY_QUIT:
        w->left = true;
        break;
    case KEY_NONE:
    case KEY_UNSURE:
        break;
    }
}
