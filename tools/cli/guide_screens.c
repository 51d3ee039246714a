/* Line mode: what a step looks like, one fact a line. Uses waymark.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/guide.h"
#include "cli/words.h"

/* ---- Small parts -------------------------------------------------------------------------------------- */

static const char *words(const walker *w, wm_text text)
{
    return wm_text_in(text, w->lang);
}

static bool has_words(const walker *w, wm_text text)
{
    return words(w, text)[0] != '\0';
}

/* A labelled line, where there is something to say. */
static void show_line(const walker *w, const char *zh, const char *en, wm_text text)
{
    if (has_words(w, text))
        say(stdout, w->lang, "%s：%s\n", "%s: %s\n", w->lang == WM_EN ? en : zh, words(w, text));
}

void show_cite(const walker *w, wm_cite cite)
{
    if (cite.manual == NULL)
        return;
    const char *anchor = cite.anchor != NULL ? cite.anchor : "";
    say(stdout, w->lang, "手冊：%s%s%s\n", "Manual: %s%s%s\n", cite.manual, anchor[0] != '\0' ? "#" : "", anchor);
}

static bool ends_with(const char *s, const char *end)
{
    size_t length = strlen(s), tail = strlen(end);
    return length >= tail && strcmp(s + length - tail, end) == 0;
}

const char *between(const walker *w, const char *what)
{
    bool asks = ends_with(what, "？") || ends_with(what, "?");
    if (asks)
        return w->lang == WM_EN ? " " : "";
    return w->lang == WM_EN ? ": " : "：";
}

void show_answered(const walker *w, const char *question, const char *answer)
{
    say(stdout, w->lang, "%s%s%s", "%s%s%s", question, between(w, question), answer);
}

const char *answer_words(const walker *w, const wm_fact *fact, char number[32])
{
    if (fact->is_number) {
        snprintf(number, 32, "%.10g", fact->number);
        return number;
    }
    if (fact->answer == NULL)
        return w->lang == WM_EN ? "Not sure" : "不確定";
    return has_words(w, fact->answer_text) ? words(w, fact->answer_text) : fact->answer;
}

/* A command, which may have several lines, each as it is to be typed. */
static void show_run(const walker *w, const char *indent, const char *run)
{
    char *copy = copy_of(run);
    if (copy == NULL)
        say(stdout, w->lang, "%s（記憶體不足，印不出來）\n", "%s(out of memory: not shown)\n", indent);
    for (char *at = copy; at != NULL && *at != '\0';) {
        size_t size = strcspn(at, "\n");
        bool last = at[size] == '\0';
        at[size] = '\0';
        say(stdout, w->lang, "%s%s\n", "%s%s\n", indent, at);
        at += size + !last;
    }
    free(copy);
}

/* What to do, and the command under it. */
static void show_how(const walker *w, const char *zh, const char *en, const wm_how *how)
{
    if (!has_words(w, how->text) && how->run == NULL)
        return;
    const char *label = w->lang == WM_EN ? en : zh;
    if (!has_words(w, how->text) && strchr(how->run, '\n') == NULL) {
        say(stdout, w->lang, "%s：%s\n", "%s: %s\n", label, how->run);
        return;
    }
    say(stdout, w->lang, "%s：%s\n", "%s: %s\n", label, words(w, how->text));
    if (how->run != NULL)
        show_run(w, "    ", how->run);
}

/* ---- A question --------------------------------------------------------------------------------------- */

void show_options(const walker *w, const wm_step *step)
{
    for (size_t i = 0; i < step->option_count; i++) {
        const wm_option *o = &step->options[i];
        say(stdout, w->lang, "%zu) %s", "%zu) %s", i + 1, words(w, o->text));
        if (o->sign != NULL && strcmp(o->sign, words(w, o->text)) != 0)
            say(stdout, w->lang, "（%s）", " (%s)", o->sign);
        putchar('\n');
    }
    say(stdout, w->lang, "u) 不確定\n", "u) Not sure\n");
}

static void show_range(const walker *w, const wm_step *step)
{
    const char *unit = words(w, step->unit);
    bool from = isfinite(step->min), to = isfinite(step->max);
    if (from && to)
        say(stdout, w->lang, "打數字，%g 到 %g %s\n", "A number, %g to %g %s\n", step->min, step->max, unit);
    else if (from)
        say(stdout, w->lang, "打數字，%g 以上 %s\n", "A number, %g or more %s\n", step->min, unit);
    else if (to)
        say(stdout, w->lang, "打數字，%g 以下 %s\n", "A number, %g or less %s\n", step->max, unit);
    else
        say(stdout, w->lang, "打數字 %s\n", "A number %s\n", unit);
}

static void show_contradiction(const walker *w, const wm_step *step)
{
    if (step->contradiction)
        say(stdout, w->lang, "這些答案互相矛盾，可能原因先照手冊排。打 l 看看有沒有答錯的，或走到底交接。\n",
            "These answers contradict each other, so causes are ranked as in the manual. Type l to see whether one is "
            "wrong.\n");
}

/* Whether the question had an answer before, stale by now. */
static bool was_answered(const walker *w, const char *id)
{
    for (size_t i = 0; i < wm_case_log_size(w->c); i++) {
        wm_event event;
        if (wm_case_log(w->c, i, &event) == WM_OK && event.kind == WM_EVENT_ANSWER && !event.retracted &&
            strcmp(event.id, id) == 0)
            return true;
    }
    return false;
}

void show_ask(const walker *w, const wm_step *step, const standing *s)
{
    show_contradiction(w, step);
    if (step->verifies != NULL && was_answered(w, step->id))
        say(stdout, w->lang, "再問一次：%s\n", "Once more: %s\n", words(w, step->text));
    else if (step->verifies != NULL)
        say(stdout, w->lang, "驗證：%s\n", "To verify: %s\n", words(w, step->text));
    else
        say(stdout, w->lang, "第 %zu 題：%s\n", "Question %zu: %s\n", s->number, words(w, step->text));
    if (has_words(w, step->say))
        say(stdout, w->lang, "可以這樣說：「%s」\n", "You could say: \"%s\"\n", words(w, step->say));
    show_how(w, "怎麼查", "How to check", &step->how);
    if (step->input == WM_NUMBER)
        show_range(w, step);
    if (step->input == WM_TEXT)
        say(stdout, w->lang, "照著打，或貼上看到的文字\n", "Type or paste what it says\n");
    show_options(w, step);
}

/* ---- A remedy, a step of a procedure ---------------------------------------------------------------------- */

static void show_title(const walker *w, const wm_step *step)
{
    static const wm_text risks[] = {
        [WM_SELF] = { "自行", "do it yourself" },
        [WM_APPROVAL] = { "需核准", "needs approval" },
        [WM_HANDOVER] = { "僅升級", "hand-over only" },
    };
    say(stdout, w->lang, "%s：%s（%s，約 %g 分鐘）\n", "%s: %s (%s, about %g min)\n",
        step->procedure ? (w->lang == WM_EN ? "Step" : "步驟") : (w->lang == WM_EN ? "Remedy" : "處置"),
        words(w, step->text), words(w, risks[step->risk]), step->cost);
    if (step->wait > 0)
        say(stdout, w->lang, "做完要再等約 %g 分鐘\n", "Then wait about %g min\n", step->wait);
    if (step->workaround)
        say(stdout, w->lang, "這是暫行對策，根本原因還在\n", "This is a workaround: the root cause stays\n");
}

static void show_because(const walker *w, const wm_step *step, const standing *s)
{
    char p[PERCENT_SIZE];
    if (step->fault == NULL)
        return;
    say(stdout, w->lang, "因為：%s", "Because: %s", words(w, step->fault_text));
    if (s->fault != NULL && strcmp(s->fault, step->fault) == 0)
        say(stdout, w->lang, "（%s%s）", " (%s%s)", step->presumed ? (w->lang == WM_EN ? "presumed, " : "推定，") : "",
            percent(s->p, p));
    putchar('\n');
}

static void show_steps(const walker *w, const wm_step *step)
{
    if (step->step_count > 0)
        say(stdout, w->lang, "做法：\n", "How:\n");
    for (size_t i = 0; i < step->step_count; i++) {
        const wm_how *how = &step->steps[i];
        bool one_line = how->run != NULL && strchr(how->run, '\n') == NULL;
        const char *first = has_words(w, how->text) || !one_line ? words(w, how->text) : how->run;
        say(stdout, w->lang, "  %zu. %s\n", "  %zu. %s\n", i + 1, first);
        if (how->run != NULL && first != how->run)
            show_run(w, "     ", how->run);
    }
}

void show_try(const walker *w, const wm_step *step, const standing *s)
{
    show_contradiction(w, step);
    show_title(w, step);
    show_because(w, step, s);
    show_line(w, "注意安全", "Safety", step->safety);
    show_steps(w, step);
    show_line(w, "要復原", "To undo", step->undo);
    show_cite(w, step->cite);
    if (!step->procedure)
        say(stdout, w->lang, "做好後會再驗證，驗證過了才算修好\n",
            "Once done it is verified; only that counts as solved\n");
}

/* ---- Ends -------------------------------------------------------------------------------------------------- */

static void show_evidence(const walker *w, const wm_step *step)
{
    size_t missing = 0, number = 0;
    for (size_t i = 0; i < step->evidence_count; i++)
        missing += !step->evidence[i].known || step->evidence[i].unsure;
    if (step->evidence_count > 0)
        say(stdout, w->lang, "佐證：有 %zu 項，還缺 %zu 項\n", "Evidence: %zu there, %zu missing\n",
            step->evidence_count - missing, missing);
    for (size_t i = 0; i < step->evidence_count; i++) {
        const wm_evidence *e = &step->evidence[i];
        if (!e->known || e->unsure)
            say(stdout, w->lang, "%zu) 缺  %s\n", "%zu) missing  %s\n", ++number, words(w, e->text));
    }
    for (size_t i = 0; i < step->evidence_count; i++) {
        const wm_evidence *e = &step->evidence[i];
        if (!e->known || e->unsure)
            continue;
        say(stdout, w->lang, "   有  ", "   there    ");
        show_answered(w, words(w, e->text),
                      has_words(w, e->answer_text) ? words(w, e->answer_text)
                      : e->answer != NULL          ? e->answer
                                                   : "");
        putchar('\n');
    }
}

static void show_escalation(const walker *w, const wm_step *step)
{
    const char *team = has_words(w, step->to_text) ? words(w, step->to_text) : step->to;
    say(stdout, w->lang, "交接：%s", "Hand over: %s", words(w, step->text));
    if (strcmp(team, words(w, step->text)) != 0)
        say(stdout, w->lang, "（%s）", " (%s)", team);
    putchar('\n');
    if (step->level > 0)
        say(stdout, w->lang, "層級：第 %d 線\n", "Level: %d\n", step->level);
    if (step->fault != NULL)
        show_line(w, step->presumed ? "推定原因" : "原因", step->presumed ? "Presumed cause" : "Cause",
                  step->fault_text);
    show_evidence(w, step);
    if (has_words(w, step->say))
        say(stdout, w->lang, "可以這樣說：「%s」\n", "You could say: \"%s\"\n", words(w, step->say));
}

static void show_resolved(const walker *w, const wm_step *step)
{
    wm_guide_info info = { .kind = WM_DIAGNOSIS };
    (void)wm_rules_find_guide(w->rules, wm_case_guide(w->c), &info);
    if (step->not_applicable)
        say(stdout, w->lang, "這份判斷樹不適用於這個環境。\n", "This guide does not hold for this environment.\n");
    else if (info.kind == WM_ENVIRONMENT)
        say(stdout, w->lang, "系統環境都問完了。\n", "The environment is complete.\n");
    else if (info.kind == WM_PROCEDURE)
        say(stdout, w->lang, "操作步驟都做完了。\n", "All steps are done.\n");
    else
        say(stdout, w->lang, "已解決。\n", "Solved.\n");
    if (step->fault != NULL)
        show_line(w, step->presumed ? "推定原因" : "原因", step->presumed ? "Presumed cause" : "Cause",
                  step->fault_text);
}

static void show_diagnosed(const walker *w, const wm_step *step)
{
    show_line(w, step->presumed ? "推定原因" : "診斷", step->presumed ? "Presumed cause" : "Diagnosis",
              step->fault_text);
    if (step->action == NULL)
        say(stdout, w->lang, "這份判斷樹沒有更多處置。\n", "The guide has no further remedy.\n");
    else
        say(stdout, w->lang, "下一個處置：%s\n", "Next remedy: %s\n", step->action);
}

void show_end(const walker *w, const wm_step *step)
{
    show_contradiction(w, step);
    if (step->kind == WM_ESCALATE)
        show_escalation(w, step);
    else if (step->kind == WM_RESOLVED)
        show_resolved(w, step);
    else
        show_diagnosed(w, step);
    if (step->kind == WM_RESOLVED)
        show_line(w, "告訴使用者", "Tell the user", step->tell);
    show_cite(w, step->cite);
}
