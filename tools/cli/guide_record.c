/* Line mode: the summary at the end, for the record. Uses waymark.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/guide.h"
#include "cli/test.h"
#include "cli/words.h"

static void show_guide(const walker *w)
{
    wm_guide_info info;
    if (wm_rules_find_guide(w->rules, wm_case_guide(w->c), &info))
        say(stdout, w->lang, "判斷樹：%s（%s）\n", "Guide: %s (%s)\n", wm_text_in(info.title, w->lang), info.name);
    if (w->said != NULL)
        say(stdout, w->lang, "使用者說：%s\n", "The user said: %s\n", w->said);
}

void keep_note(walker *w, size_t index, const char *what, const char *came)
{
    const char *middle = between(w, what);
    size_t size = strlen(what) + strlen(middle) + strlen(came) + 1;
    note *n = calloc(1, sizeof *n);
    char *text = malloc(size);
    if (n == NULL || text == NULL) {
        free(n);
        free(text);
        return;
    }
    snprintf(text, size, "%s%s%s", what, middle, came);
    *n = (note){ .index = index, .text = text, .next = w->notes };
    w->notes = n;
}

/* The note of an event, where it was not taken back. */
static const char *note_of(const walker *w, size_t index)
{
    wm_event event;
    if (wm_case_log(w->c, index, &event) != WM_OK || event.retracted)
        return NULL;
    for (const note *n = w->notes; n != NULL; n = n->next) {
        if (n->index == index)
            return n->text;
    }
    return NULL;
}

/* In the order in which it was done; what was taken back is left out. */
static void show_events(const walker *w)
{
    size_t number = 0;
    for (size_t i = 0; i < wm_case_log_size(w->c); i++) {
        const char *text = note_of(w, i);
        if (text != NULL)
            say(stdout, w->lang, "%zu. %s\n", "%zu. %s\n", ++number, text);
    }
}

/* An outcome's id in words. */
static const char *outcome_words(const walker *w, const char *id)
{
    static const struct {
        const char *id;
        wm_text text;
    } outcomes[] = {
        { "done", { "做好了", "done" } },
        { "fixed", { "修好了", "fixed it" } },
        { "failed", { "沒有用", "did not help" } },
        { "skipped", { "略過", "skipped" } },
    };
    for (size_t i = 0; id != NULL && i < sizeof outcomes / sizeof outcomes[0]; i++) {
        if (strcmp(outcomes[i].id, id) == 0)
            return wm_text_in(outcomes[i].text, w->lang);
    }
    return id != NULL ? id : "";
}

static const char *approver_of(const walker *w, const char *action)
{
    for (const approval *a = w->approvals; a != NULL; a = a->next) {
        if (strcmp(a->action, action) == 0)
            return a->who;
    }
    return NULL;
}

/* Verified, or known not to help: what the events alone don't say. */
static bool is_decided(const wm_fact *tried)
{
    return tried->answer != NULL && (strcmp(tried->answer, "fixed") == 0 || strcmp(tried->answer, "failed") == 0);
}

static void show_tried(walker *w)
{
    size_t count = wm_case_tried(w->c, NULL, 0);
    wm_fact *facts = calloc(count + 1, sizeof *facts);
    size_t there = facts != NULL ? wm_case_tried(w->c, facts, count) : 0;
    for (size_t i = 0; i < there && i < count; i++) {
        const char *who = approver_of(w, facts[i].id);
        if (who == NULL && !is_decided(&facts[i]))
            continue;
        say(stdout, w->lang, "處置：%s：%s", "Remedy: %s: %s", wm_text_in(facts[i].text, w->lang),
            outcome_words(w, facts[i].answer));
        if (who != NULL)
            say(stdout, w->lang, "（%s 核准）", " (approved by %s)", who);
        putchar('\n');
    }
    free(facts);
}

static const char *resolved_words(const walker *w)
{
    static const wm_text solved = { "已解決", "solved" }, complete = { "完成", "complete" };
    wm_guide_info info = { .kind = WM_DIAGNOSIS };
    (void)wm_rules_find_guide(w->rules, wm_case_guide(w->c), &info);
    return wm_text_in(info.kind == WM_DIAGNOSIS ? solved : complete, w->lang);
}

static void show_result(const walker *w, const wm_step *step)
{
    const char *fault = step->fault != NULL ? wm_text_in(step->fault_text, w->lang) : NULL;
    const char *team = wm_text_in(step->to_text, w->lang);
    if (w->handed_to != NULL)
        say(stdout, w->lang, "結果：交接給%s", "Result: handed over to %s", w->handed_to);
    else if (step->kind == WM_RESOLVED)
        say(stdout, w->lang, "結果：%s", "Result: %s", resolved_words(w));
    else if (step->kind == WM_ESCALATE && w->over)
        say(stdout, w->lang, "結果：交接給%s", "Result: handed over to %s", team[0] != '\0' ? team : step->to);
    else if (step->kind == WM_ESCALATE)
        say(stdout, w->lang, "結果：還沒交接，該交給%s", "Result: not handed over yet; goes to %s",
            team[0] != '\0' ? team : step->to);
    else if (step->kind == WM_DIAGNOSED)
        say(stdout, w->lang, "結果：診斷完成", "Result: diagnosed");
    else
        say(stdout, w->lang, "結果：還沒走完", "Result: not finished");
    if (fault != NULL)
        say(stdout, w->lang, "；原因：%s%s", "; cause: %s%s", fault,
            !step->presumed    ? ""
            : w->lang == WM_EN ? " (presumed)"
                               : "（推定）");
    putchar('\n');
}

void show_record(walker *w)
{
    wm_step step;
    wm_error error;
    if (!w->over)
        say(stdout, w->lang, "沒有暫存：這一版還沒有案件庫，需要時請抄下這份紀錄。\n",
            "Not saved: this build has no case store yet. Keep this record if you need it.\n");
    say(stdout, w->lang, "紀錄\n", "Record\n");
    show_guide(w);
    show_events(w);
    show_tried(w);
    if (wm_case_step(w->c, &step, &error) == WM_OK)
        show_result(w, &step);
}

/* ---- As a walk --------------------------------------------------------------------------------------------------- */

bool record_walk(walker *w, const char *file)
{
    const char *line;
    char id[40];
    wm_error error;
    time_t now = time(NULL);
    struct tm utc;
    if (wm_case_log_size(w->c) == 0)
        return true; /* nothing was answered: there is nothing to record */
    strftime(id, sizeof id, "walk-%Y%m%d-%H%M%S", gmtime_r(&now, &utc));
    if (wm_case_as_walk(w->c, id, &line, &error) != WM_OK) {
        show_error(w, &error);
        return false;
    }
    bool wrote = append_walk(file, line);
    if (wrote)
        say(stdout, w->lang, "%s：加了走法 %s\n", "%s: added the walk %s\n", file, id);
    else
        say(stderr, w->lang, "waymark：寫不進 %s：%s\n", "waymark: can't write %s: %s\n", file,
            wm_text_in(wm_errno_words(errno), w->lang));
    return wrote;
}
