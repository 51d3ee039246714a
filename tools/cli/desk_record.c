/* The summary for the record, in plain lines: on the screen at the end, and on stdout afterwards. Uses desk.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"

#define LINE(out, d, ...) ink_add(out, (d)->lang, __VA_ARGS__)

static const char *outcome_words(const desk *d, wm_outcome outcome)
{
    static const wm_text names[] = {
        [WM_DONE] = { "做好了", "done" },
        [WM_FIXED] = { "修好了", "fixed it" },
        [WM_FAILED] = { "沒有用", "did not help" },
        [WM_SKIPPED] = { "略過", "skipped" },
    };
    return words_of(d, names[outcome]);
}

/* What a name is among these facts; NULL: nothing. */
static const wm_fact *fact_of(const wm_fact *facts, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(facts[i].id, id) == 0)
            return &facts[i];
    }
    return NULL;
}

static void write_answer(desk *d, ink *out, const wm_event *e, const wm_fact *fact, size_t number)
{
    char shown[32], at[TIME_SIZE];
    const char *what = fact != NULL ? words_of(d, fact->text) : e->id;
    const char *came = fact != NULL ? fact_words(d, fact, shown) : e->value.kind == WM_VALUE_TEXT ? e->value.text : "";
    LINE(out, d, "%zu. %s  %s%s%s", "%zu. %s  %s%s%s", number, e->at != 0 ? time_of_day(e->at, at) : "", what,
         between_words(d, what), came);
    if (e->value.kind == WM_VALUE_TEXT && fact != NULL && fact->answer != NULL &&
        strcmp(fact->answer, e->value.text) != 0)
        LINE(out, d, "（「%s」）", " (\"%s\")", e->value.text);
    ink_raw(out, "\n", 1);
}

static void write_outcome(desk *d, ink *out, const wm_event *e, const wm_fact *fact, size_t number)
{
    const approval *a = approval_of(d, e->id);
    char at[TIME_SIZE];
    LINE(out, d, "%zu. %s  處置：%s：%s", "%zu. %s  Remedy: %s: %s", number, e->at != 0 ? time_of_day(e->at, at) : "",
         fact != NULL ? words_of(d, fact->text) : e->id, outcome_words(d, e->outcome));
    if (a != NULL)
        LINE(out, d, "（%s核准，%s）", " (approved by %s, %s)", a->who, approval_how(d, a));
    ink_raw(out, "\n", 1);
}

/* An event in the words that it had when it was recorded: the case is walked again, event by event. */
static void write_event(desk *d, ink *out, wm_case *again, const wm_event *e, wm_fact *facts, size_t number)
{
    bool answer = e->kind == WM_EVENT_ANSWER;
    size_t count =
        counted(d, answer ? wm_case_facts(again, facts, PATH_MOST) : wm_case_tried(again, facts, PATH_MOST), PATH_MOST);
    const wm_fact *fact = fact_of(facts, count, e->id);
    if (answer)
        write_answer(d, out, e, fact, number);
    else
        write_outcome(d, out, e, fact, number);
}

/* Whether the question was answered anew before anything else was done about it. */
static bool is_replaced(const desk *d, size_t index, const wm_event *e)
{
    for (size_t i = index + 1; e->kind == WM_EVENT_ANSWER && i < wm_case_log_size(d->c); i++) {
        wm_event later;
        if (wm_case_log(d->c, i, &later) != WM_OK || later.retracted || later.kind == WM_EVENT_RETRACT)
            continue;
        if (later.kind == WM_EVENT_OUTCOME)
            return false;
        if (strcmp(later.id, e->id) == 0)
            return true;
    }
    return false;
}

static void write_events(desk *d, ink *out)
{
    wm_fact *facts = calloc(PATH_MOST, sizeof *facts);
    wm_case *again = NULL;
    size_t number = 0;
    if (facts == NULL || wm_case_new(&again, d->rules, wm_case_guide(d->c), NULL) != WM_OK)
        out->failed = true;
    for (size_t i = 0; again != NULL && i < wm_case_log_size(d->c); i++) {
        wm_event e;
        if (wm_case_log(d->c, i, &e) != WM_OK || case_repeat(again, &e, NULL) != WM_OK)
            continue;
        if (!e.retracted && e.kind != WM_EVENT_RETRACT && !is_replaced(d, i, &e))
            write_event(d, out, again, &e, facts, ++number);
    }
    wm_case_free(again);
    free(facts);
}

static void write_cause(desk *d, ink *out)
{
    wm_step step;
    if (wm_case_step(d->c, &step, NULL) == WM_OK && step.fault != NULL)
        LINE(out, d, step.presumed ? "推定原因：%s\n" : "原因：%s\n",
             step.presumed ? "Presumed cause: %s\n" : "Cause: %s\n", words_of(d, step.fault_text));
}

static const char *code_words(const desk *d, const char *code)
{
    for (size_t i = 0; i < CLOSE_CODES; i++) {
        if (strcmp(close_codes[i].zh, code) == 0)
            return words_of(d, close_codes[i]);
    }
    return code;
}

static void write_result(desk *d, ink *out)
{
    const dossier *a = &d->about;
    if (a->end == ENDED_SOLVED)
        LINE(out, d, "結果：結案，%s\n", "Result: closed, %s\n",
             a->code != NULL    ? code_words(d, a->code)
             : d->lang == WM_EN ? "diagnosed"
                                : "診斷完成");
    else if (a->end == ENDED_HANDED_OVER)
        LINE(out, d, "結果：交接給%s\n", "Result: handed over to %s\n", a->team != NULL ? team_words(d, a->team) : "");
    else if (a->end == ENDED_INCIDENT)
        LINE(out, d, "結果：已知事件 %s\n", "Result: known incident %s\n", a->incident != NULL ? a->incident : "");
    else
        LINE(out, d, "結果：還沒走完\n", "Result: not finished\n");
}

/* What an escalation would want and the case does not have. */
static void write_missing(desk *d, ink *out)
{
    wm_step step;
    if (d->about.end != ENDED_HANDED_OVER || wm_case_step(d->c, &step, NULL) != WM_OK || step.kind != WM_ESCALATE)
        return;
    for (size_t i = 1; i <= evidence_missing_count(&step); i++)
        LINE(out, d, "還缺：%s\n", "Missing: %s\n", words_of(d, evidence_missing(&step, i)->text));
}

void record_write(desk *d, ink *out)
{
    wm_guide_info info;
    LINE(out, d, "案件 %s\n", "Case %s\n", d->store.number[0] != '\0' ? d->store.number : "-");
    if (d->c != NULL && wm_rules_find_guide(d->rules, wm_case_guide(d->c), &info))
        LINE(out, d, "判斷樹：%s（%s）\n", "Guide: %s (%s)\n", words_of(d, info.title), info.name);
    if (d->about.said != NULL)
        LINE(out, d, "使用者說：%s\n", "The user said: %s\n", d->about.said);
    if (d->c != NULL) {
        write_events(d, out);
        write_cause(d, out);
        write_missing(d, out);
    }
    write_result(d, out);
}

void view_record(desk *d)
{
    size_t scroll = 0;
    for (bool open = true; open && !d->left;) {
        press p;
        ink record = { .at = NULL };
        record_write(d, &record);
        sheet *s = view_begin(d, &scroll);
        for (const char *at = ink_of(&record); *at != '\0';) {
            size_t size = strcspn(at, "\n");
            ink_raw(&s->line, " ", 1);
            ink_raw(&s->line, at, size);
            sheet_end(s, STAYS, 5);
            at += size + (at[size] == '\n');
        }
        s->failed = s->failed || record.failed;
        ink_free(&record);
        sheet_key(s, "Enter 下一件", "Enter next case");
        sheet_key(s, "Backspace 重新打開", "Backspace opens it again");
        sheet_key(s, "q 離開", "q leave");
        view_wait(d, &scroll, &p);
        if (p.kind == PRESS_BACKSPACE) {
            d->about.end = ENDED_NOT;
            view_case(d);
            return;
        }
        open = p.kind != PRESS_ENTER;
        if (open && !view_common(d, &p))
            view_wrong(d, &p);
    }
}
