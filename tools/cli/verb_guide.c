/* `waymark guide`, and `waymark` alone: a walk in plain lines on stdin and stdout. Uses waymark.h. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/desk_run.h"
#include "cli/guide.h"
#include "cli/places.h"
#include "cli/words.h"

#define CHOICES_MAX ((size_t)9)
#define FOUND_MAX   ((size_t)64)

/* ---- Choosing a guide ---------------------------------------------------------------------------------------- */

/* Reads a number of `count`, or u. -1: u, or one left. */
static ptrdiff_t choose_number(walker *w, size_t count, bool with_none)
{
    for (;;) {
        if (!ask_line(w, "請選： ", "Choose: "))
            return -1;
        key k = key_of_line(w->line);
        if (k == KEY_QUIT || k == KEY_HELP) {
            run_key(w, k);
            if (w->left)
                return -1;
            continue;
        }
        if (with_none && k == KEY_UNSURE)
            return -1;
        size_t number = number_of_line(w->line, count);
        if (number > 0)
            return (ptrdiff_t)number - 1;
        if (with_none)
            say(stdout, w->lang, "沒有 %s，請打 1 到 %zu 或 u。\n", "There is no %s: type 1 to %zu, or u.\n", w->line,
                count);
        else
            say(stdout, w->lang, "沒有 %s，請打 1 到 %zu。\n", "There is no %s: type 1 to %zu.\n", w->line, count);
    }
}

/* All guides. The names returned are the rule set's. */
static const char *choose_of_all(walker *w)
{
    wm_guide_info info;
    size_t count = wm_rules_guide_count(w->rules);
    say(stdout, w->lang, "所有的判斷樹：\n", "All guides:\n");
    for (size_t i = 0; i < count; i++) {
        if (wm_rules_guide(w->rules, i, &info) == WM_OK)
            say(stdout, w->lang, "%zu) %s（%s）\n", "%zu) %s (%s)\n", i + 1, wm_text_in(info.title, w->lang),
                info.name);
    }
    ptrdiff_t at = choose_number(w, count, false);
    return at >= 0 && wm_rules_guide(w->rules, (size_t)at, &info) == WM_OK ? info.name : NULL;
}

static const char *choose_by_text(walker *w)
{
    wm_choice choices[CHOICES_MAX];
    char p[PERCENT_SIZE];
    size_t count = wm_rules_choose(w->rules, w->said, choices, CHOICES_MAX);
    if (count > CHOICES_MAX)
        count = count == WM_NO_COUNT ? 0 : CHOICES_MAX;
    if (count == 0) {
        say(stdout, w->lang, "這些話還對不到判斷樹。\n", "No guide goes by these words.\n");
        return choose_of_all(w);
    }
    say(stdout, w->lang, "看起來是：\n", "It looks like:\n");
    for (size_t i = 0; i < count; i++)
        say(stdout, w->lang, "%zu) %s（%s）\n", "%zu) %s (%s)\n", i + 1, wm_text_in(choices[i].title, w->lang),
            percent(choices[i].score, p));
    say(stdout, w->lang, "u) 都不是\n", "u) None of these\n");
    ptrdiff_t at = choose_number(w, count, true);
    if (at < 0)
        return w->left ? NULL : choose_of_all(w);
    return choices[at].guide;
}

/* By what the user said, or from the list; NULL where the user left. */
static const char *choose_guide(walker *w)
{
    for (;;) {
        if (!ask_line(w, "使用者怎麼說？ ", "What did the user say? "))
            return NULL;
        key k = key_of_line(w->line);
        if (k == KEY_QUIT || k == KEY_HELP) {
            run_key(w, k);
            if (w->left)
                return NULL;
            continue;
        }
        if (w->line[0] == '\0')
            return choose_of_all(w);
        wm_guide_info info;
        if (wm_rules_find_guide(w->rules, w->line, &info))
            return info.name;
        w->said = copy_of(w->line);
        return w->said != NULL ? choose_by_text(w) : choose_of_all(w);
    }
}

/* ---- Walking --------------------------------------------------------------------------------------------------- */

/* Facts in what the user said are taken, and shown. */
static void take_what_was_said(walker *w)
{
    wm_fact facts[FOUND_MAX];
    char number[32];
    size_t found = 0;
    wm_error error;
    wm_by by = { .at = (int64_t)time(NULL) };
    size_t before = wm_case_log_size(w->c);
    if (w->said == NULL)
        return;
    if (wm_case_say(w->c, w->said, &by, facts, FOUND_MAX, &found, &error) != WM_OK) {
        show_error(w, &error);
        return;
    }
    for (size_t i = 0; i < found && i < FOUND_MAX; i++) {
        const char *text = wm_text_in(facts[i].text, w->lang), *answer = answer_words(w, &facts[i], number);
        say(stdout, w->lang, "已經知道：", "Known already: ");
        show_answered(w, text, answer);
        putchar('\n');
        (void)unasked_add(&w->unasked, before + i); /* nothing was asked yet */
        keep_note(w, before + i, text, answer);
    }
}

static int walk_case(walker *w, const invocation *use)
{
    const char *file = use->values[OPTION_RECORD];
    take_what_was_said(w);
    if (use->values[OPTION_WATCH] != NULL) {
        w->watch = watch_begin(rules_folder(use));
        watch_show_findings(w);
    }
    while (!w->left && !w->over && !w->fault) {
        take_turn(w);
        if (w->stale)
            watch_reload(w, use);
    }
    show_record(w);
    bool kept = file == NULL || record_walk(w, file);
    return w->fault || !kept ? EXIT_FAULT : EXIT_DONE;
}

static int walk_guide(walker *w, const invocation *use, const char *name)
{
    wm_error error;
    wm_status status = wm_case_new(&w->c, w->rules, name, &error);
    if (status == WM_OK)
        return walk_case(w, use);
    say(stderr, w->lang, "waymark：%s\n", "waymark: %s\n", wm_error_what(&error, w->lang));
    return status == WM_UNKNOWN || status == WM_BAD_INPUT ? EXIT_WRONG_USE : EXIT_FAULT;
}

static int choose_and_walk(walker *w, const invocation *use)
{
    say(stdout, w->lang, "路標 Waymark。打 help 看用法，打 q 離開。\n", "Waymark. Type help for help, q to leave.\n");
    const char *name = use->operand_count > 0 ? use->operands[0] : choose_guide(w);
    return name != NULL ? walk_guide(w, use, name) : EXIT_DONE;
}

static void free_walker(walker *w)
{
    while (w->approvals != NULL) {
        approval *next = w->approvals->next;
        free(w->approvals->action);
        free(w->approvals->who);
        free(w->approvals);
        w->approvals = next;
    }
    while (w->notes != NULL) {
        note *next = w->notes->next;
        free(w->notes->text);
        free(w->notes);
        w->notes = next;
    }
    watch_end(w->watch);
    unasked_free(&w->unasked);
    free(w->handed_to);
    wm_case_free(w->c);
    wm_rules_free(w->rules);
    free(w->said);
    free(w);
}

int run_guide(const invocation *use)
{
    bool plain = use->values[OPTION_WATCH] != NULL || use->values[OPTION_RECORD] != NULL;
    if (!plain && desk_is_wanted(use))
        return run_desk(use);
    if (use->values[OPTION_CASE] != NULL) {
        say(stderr, use->lang, "waymark：--case 要在終端機上用；逐行模式不存案件。\n",
            "waymark: --case takes a terminal; plain lines keep no case.\n");
        return EXIT_WRONG_USE;
    }
    wm_rules *rules = NULL;
    int result = rules_open_for_walk(use, &rules);
    if (result != EXIT_DONE)
        return result;
    walker *w = calloc(1, sizeof *w);
    if (w != NULL) {
        w->lang = use->lang;
        w->rules = rules;
        w->echo = isatty(STDIN_FILENO) == 0;
        result = choose_and_walk(w, use);
        free_walker(w);
    } else {
        say(stderr, use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
        wm_rules_free(rules);
        result = EXIT_FAULT;
    }
    return result;
}
