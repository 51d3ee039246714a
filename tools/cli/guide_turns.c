/* Line mode: one turn for each kind of step. Uses waymark.h. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/guide.h"
#include "cli/words.h"

/* ---- What turns share -------------------------------------------------------------------------------------- */

void show_error(walker *w, const wm_error *error)
{
    if (error->where[0] != '\0')
        say(stdout, w->lang, "%s：%s\n", "%s: %s\n", error->where, wm_error_what(error, w->lang));
    else
        say(stdout, w->lang, "%s\n", "%s\n", wm_error_what(error, w->lang));
}

static wm_by now_by(void)
{
    return (wm_by){ .at = (int64_t)time(NULL) };
}

/* The likeliest cause after an event. */
static void show_likeliest(const walker *w)
{
    wm_belief belief;
    char p[PERCENT_SIZE];
    size_t ranked = wm_case_diagnosis(w->c, &belief, 1);
    if (ranked > 0 && ranked != WM_NO_COUNT)
        say(stdout, w->lang, "可能原因第一名：%s，%s。", " Likeliest: %s, %s.", wm_text_in(belief.text, w->lang),
            percent(belief.p, p));
}

static void say_noted(walker *w, const char *question, const char *answer)
{
    keep_note(w, wm_case_log_size(w->c) - 1, question, answer);
    say(stdout, w->lang, "記下：", "Noted: ");
    show_answered(w, question, answer);
    say(stdout, w->lang, "。", ".");
    show_likeliest(w);
    putchar('\n');
}

void record_answer(walker *w, const char *question, const char *question_text, const typed *given)
{
    wm_error error;
    wm_by by = now_by();
    bool asked = is_asked(w->c, question);
    wm_status status = wm_case_answer_value(w->c, question, &given->value, &by, &error);
    wm_value number = { .kind = WM_VALUE_NUMBER };
    if (status == WM_OUT_OF_RANGE && given->value.kind == WM_VALUE_TEXT && number_of(given->value.text, &number.number))
        status = wm_case_answer_value(w->c, question, &number, &by, &error);
    if (status != WM_OK) {
        show_error(w, &error);
        return;
    }
    if (!asked)
        (void)unasked_add(&w->unasked, wm_case_log_size(w->c) - 1);
    say_noted(w, question_text, given->shown);
}

/* The keys are told once. */
static const char *with_hint(walker *w, const char *hinted, const char *plain)
{
    return w->hinted ? plain : hinted;
}

bool was_command(walker *w)
{
    key k = key_of_line(w->line);
    if (k == KEY_NONE || k == KEY_UNSURE)
        return false;
    run_key(w, k);
    return true;
}

/* ---- Questions ---------------------------------------------------------------------------------------------- */

static void answer_step(walker *w, const wm_step *step, typed *given)
{
    char *id = copy_of(step->id), *text = copy_of(wm_text_in(step->text, w->lang));
    if (id != NULL && text != NULL)
        record_answer(w, id, text, given);
    free(id);
    free(text);
    typed_free(given);
}

static void take_ask(walker *w, const wm_step *step, const standing *s)
{
    show_ask(w, step, s);
    for (;;) {
        typed given;
        const char *zh = with_hint(w, "回答（? 為什麼，b 上一步，l 改答案，h 交接）： ", "回答： ");
        const char *en = with_hint(w, "Answer (? why, b back, l change, h hand over): ", "Answer: ");
        w->hinted = true;
        if (!ask_line(w, zh, en) || was_command(w))
            return;
        if (typed_answer(w, step, &given)) {
            answer_step(w, step, &given);
            return;
        }
        typed_free(&given);
    }
}

/* ---- Approval ------------------------------------------------------------------------------------------------ */

static bool is_approved(const walker *w, const char *action)
{
    for (const approval *a = w->approvals; a != NULL; a = a->next) {
        if (strcmp(a->action, action) == 0)
            return true;
    }
    return false;
}

static void note_approval(walker *w, const char *action, const char *who)
{
    approval *a = calloc(1, sizeof *a);
    if (a == NULL)
        return;
    a->action = copy_of(action);
    a->who = copy_of(who);
    if (a->action == NULL || a->who == NULL) {
        free(a->action);
        free(a->who);
        free(a);
        return;
    }
    a->next = w->approvals;
    w->approvals = a;
    say(stdout, w->lang, "記下：由 %s 核准。\n", "Noted: approved by %s.\n", who);
}

static void skip_action(walker *w, const char *action);

/* Who approved it, and that it was looked at. False where a command was given, it was skipped, or
 * nothing was confirmed: the turn then begins anew. */
static bool take_approval(walker *w, const wm_step *step)
{
    say(stdout, w->lang, "先取得核准：主管或值班的核准人同意了才動手。\n",
        "Approval first: your lead, or whoever is on duty to approve, has to agree before it is done.\n");
    if (!ask_line(w, "核准人（打姓名；s 略過這個處置）： ", "Approved by (a name; s skips this remedy): "))
        return false;
    if (same_word(w->line, "s")) {
        skip_action(w, step->id);
        return false;
    }
    if (w->line[0] == '\0' || was_command(w))
        return false;
    char *who = copy_of(w->line);
    bool confirmed = who != NULL && ask_line(w, "我核對過對象和要改的內容（打 yes 確認）： ",
                                             "I checked the target and what will change (type yes): ");
    if (confirmed && same_word(w->line, "yes"))
        note_approval(w, step->id, who);
    else if (confirmed)
        say(stdout, w->lang, "還沒有核准，先不做。\n", "Not approved yet: nothing is done.\n");
    free(who);
    return confirmed && is_approved(w, step->id);
}

/* ---- Remedies ------------------------------------------------------------------------------------------------ */

static void record_outcome(walker *w, const char *action, const char *text, wm_outcome outcome, const char *shown)
{
    wm_error error;
    wm_by by = now_by();
    if (wm_case_outcome_by(w->c, action, outcome, &by, &error) == WM_OK)
        say_noted(w, text, shown);
    else
        show_error(w, &error);
}

static void give_outcome(walker *w, const wm_step *step, wm_outcome outcome, const char *shown)
{
    char *id = copy_of(step->id), *text = copy_of(wm_text_in(step->text, w->lang));
    if (id != NULL && text != NULL)
        record_outcome(w, id, text, outcome, shown);
    free(id);
    free(text);
}

static void skip_action(walker *w, const char *action)
{
    wm_step step;
    wm_error error;
    if (wm_case_step(w->c, &step, &error) == WM_OK && step.kind == WM_TRY && strcmp(step.id, action) == 0)
        give_outcome(w, &step, WM_SKIPPED, w->lang == WM_EN ? "skipped" : "略過");
}

/* The three outcomes in the words of the step: a remedy, one that others carry out, a procedure's. */
static const wm_text *outcome_words(const wm_step *step)
{
    static const wm_text own[] = { { "做好了，去驗證", "Done, verify it" },
                                   { "做了，沒有用", "Done, it did not help" },
                                   { "做不到，略過", "Can't be done, skip" } };
    static const wm_text theirs[] = { { "他們做好了，去驗證", "They did it, verify it" },
                                      { "他們做了，沒有用", "They did it, it did not help" },
                                      { "等不到，略過", "Not to be had, skip" } };
    static const wm_text procedure[] = { { "做到了", "Done" }, { "卡住了", "Stuck" }, { "略過", "Skip" } };
    return step->procedure ? procedure : step->risk == WM_HANDOVER ? theirs : own;
}

static void take_outcome(walker *w, const wm_step *step)
{
    static const wm_outcome outcomes[] = { WM_DONE, WM_FAILED, WM_SKIPPED };
    static const char *const ids[] = { "done", "failed", "skipped" };
    const wm_text *choices = outcome_words(step);
    for (size_t i = 0; i < 3; i++)
        say(stdout, w->lang, "%zu) %s\n", "%zu) %s\n", i + 1, wm_text_in(choices[i], w->lang));
    for (;;) {
        if (!ask_line(w, "結果： ", "Outcome: ") || was_command(w))
            return;
        size_t number = number_of_line(w->line, 3);
        for (size_t i = 0; i < 3 && number == 0; i++) {
            if (same_word(w->line, ids[i]))
                number = i + 1;
        }
        if (number > 0) {
            give_outcome(w, step, outcomes[number - 1], wm_text_in(choices[number - 1], w->lang));
            return;
        }
        say(stdout, w->lang, "沒有 %s 這個選項，請打 1、2 或 3。\n", "There is no choice %s: type 1, 2 or 3.\n",
            w->line);
    }
}

static void take_try(walker *w, const wm_step *step, const standing *s)
{
    show_try(w, step, s);
    if (step->risk == WM_HANDOVER)
        say(stdout, w->lang, "這個處置不由一線執行，請交給負責的單位做。\n",
            "The first line does not carry this out: leave it to the team in charge.\n");
    if (step->risk == WM_APPROVAL && !is_approved(w, step->id) && !take_approval(w, step))
        return;
    take_outcome(w, step);
}

/* ---- Ends ---------------------------------------------------------------------------------------------------- */

static const wm_evidence *missing_evidence(const wm_step *step, size_t number)
{
    for (size_t i = 0; i < step->evidence_count; i++) {
        const wm_evidence *e = &step->evidence[i];
        if ((!e->known || e->unsure) && --number == 0)
            return e;
    }
    return NULL;
}

size_t missing_count(const wm_step *step)
{
    size_t missing = 0;
    for (size_t i = 0; i < step->evidence_count; i++)
        missing += !step->evidence[i].known || step->evidence[i].unsure;
    return missing;
}

void add_evidence(walker *w, const wm_step *step, size_t number)
{
    const wm_evidence *e = missing_evidence(step, number);
    if (e == NULL)
        return;
    char *id = copy_of(e->id), *text = copy_of(wm_text_in(e->text, w->lang));
    if (id != NULL && text != NULL) {
        say(stdout, w->lang, "補上：%s\n", "Add: %s\n", text);
        if (ask_line(w, "答案（Enter 不補）： ", "Answer (Enter: leave it): ") && w->line[0] != '\0') {
            typed given = { .value = { .kind = WM_VALUE_TEXT, .text = w->line }, .shown = w->line };
            if (key_of_line(w->line) == KEY_UNSURE) {
                given.value.kind = WM_VALUE_UNSURE;
                given.shown = w->lang == WM_EN ? "Not sure" : "不確定";
            }
            record_answer(w, id, text, &given);
        }
    }
    free(id);
    free(text);
}

static void take_end(walker *w, const wm_step *step)
{
    show_end(w, step);
    size_t missing = missing_count(step);
    for (;;) {
        bool asked = missing > 0
                         ? ask_line(w, "Enter 結束，或打號碼補上（b 上一步，l 改答案）： ",
                                    "Enter to finish, a number to add (b back, l change): ")
                         : ask_line(w, "Enter 結束（b 上一步，l 改答案）： ", "Enter to finish (b back, l change): ");
        if (!asked || was_command(w))
            return;
        if (w->line[0] == '\0') {
            w->over = true;
            return;
        }
        size_t number = number_of_line(w->line, missing);
        if (number > 0) {
            add_evidence(w, step, number);
            return;
        }
        say(stdout, w->lang, "沒有 %s 這個選項。\n", "There is no choice %s.\n", w->line);
    }
}

/* ---- A turn -------------------------------------------------------------------------------------------------- */

static standing standing_of(walker *w)
{
    standing s = { .number = question_number(&w->unasked, w->c) };
    wm_belief belief;
    size_t ranked = wm_case_diagnosis(w->c, &belief, 1);
    if (ranked > 0 && ranked != WM_NO_COUNT) {
        s.fault = copy_of(belief.fault);
        s.p = belief.p;
    }
    return s;
}

void take_turn(walker *w)
{
    wm_step step;
    wm_error error;
    standing s = standing_of(w);
    if (wm_case_step(w->c, &step, &error) != WM_OK) {
        show_error(w, &error);
        w->fault = true;
    } else if (step.kind == WM_ASK) {
        take_ask(w, &step, &s);
    } else if (step.kind == WM_TRY) {
        take_try(w, &step, &s);
    } else {
        take_end(w, &step);
    }
    free(s.fault);
}
