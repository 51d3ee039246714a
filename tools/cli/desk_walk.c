/* The walk at the desk: one step a screen, and its keys. Uses desk.h, desk_tty.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/desk_tty.h"

#define TWICE 400 /* milliseconds in which a second Backspace is the same one */

/* What a step's screen remembers while it is the step. */
typedef struct standing {
    char *id; /* of the step that this is about */
    size_t scroll, page, code;
    bool unhappy, over;
    ink field; /* a number that is being typed */
} standing;

/* ---- Keys -------------------------------------------------------------------------------------------------------- */

static bool has_command(const wm_step *step)
{
    for (size_t i = 0; i < step->step_count; i++) {
        if (step->steps[i].run != NULL)
            return true;
    }
    return step->how.run != NULL;
}

/* What is not needed on every call stands above the row of the usual keys. */
static void add_other_keys(sheet *s, const wm_step *step, bool has_priorities)
{
    if (sheet_is_low(s) || s->width < 56)
        return;
    sheet_key(s, "/ 貼訊息", "/ message");
    sheet_key(s, "s 說明稿", "s script");
    if (step->cite.manual != NULL)
        sheet_key(s, "m 手冊", "m manual");
    if (has_command(step))
        sheet_key(s, "c 複製指令", "c copy the command");
    if (step->kind != WM_ASK && step->kind != WM_TRY)
        sheet_key(s, "? 為什麼", "? why");
    if (has_priorities)
        sheet_key(s, "p 急迫性", "p priority");
    sheet_key(s, "t English", "t 中文");
    sheet_key_row(s);
}

static void add_common_keys(sheet *s, const wm_step *step)
{
    sheet_key(s, "Backspace 上一步", "Backspace back");
    if (step->kind == WM_ASK || step->kind == WM_TRY)
        sheet_key(s, "? 為什麼", "? why");
    sheet_key(s, "l 改答案", "l change");
    if (step->kind != WM_ESCALATE)
        sheet_key(s, "h 交接", "h hand over");
    sheet_key(s, "q 離開", "q leave");
}

static void add_escalate_keys(sheet *s, const standing *st, const wm_step *step)
{
    size_t missing = evidence_missing_count(step);
    sheet_key(s, "Enter 交接", "Enter hands over");
    if (missing > 0)
        sheet_numbers(s, page_size(missing, st->page), "補佐證", "add evidence");
    page_key(s, missing, st->page);
}

static void add_keys(desk *d, sheet *s, const standing *st, const wm_step *step)
{
    size_t answers = page_size(step->option_count, st->page);
    bool approved = step->kind != WM_TRY || step->risk != WM_APPROVAL || approval_of(d, step->id) != NULL;
    add_other_keys(s, step, d->priorities != NULL);
    if (step->kind == WM_ASK && answers > 0)
        sheet_numbers(s, answers, "回答", "answer");
    if (step->kind == WM_ASK && step->input == WM_NUMBER)
        sheet_key(s, "打數字 Enter", "number, Enter");
    if (step->kind == WM_ASK)
        sheet_key(s, "u 不確定", "u not sure");
    if (step->kind == WM_TRY && approved)
        sheet_key(s, "1-3 結果", "1-3 outcome");
    if (step->kind == WM_TRY && !approved)
        sheet_key(s, "Enter 核准  3 略過", "Enter approval  3 skip");
    if (step->kind == WM_ESCALATE)
        add_escalate_keys(s, st, step);
    if (step->kind == WM_RESOLVED)
        sheet_key(s, "Enter 結案  1-4 代碼  y/n 使用者", "Enter close  1-4 code  y/n user");
    if (step->kind == WM_DIAGNOSED)
        sheet_key(s, "Enter 結案", "Enter closes");
    add_common_keys(s, step);
}

/* ---- Answers -------------------------------------------------------------------------------------------------------- */

/* What a step holds is gone after the next call: its names are copied. */
static void give(desk *d, const char *question, const char *answer)
{
    char *id = copied(question), *value = copied(answer);
    wm_value given = { .kind = value != NULL ? WM_VALUE_TEXT : WM_VALUE_UNSURE, .text = value };
    if (id != NULL && (answer == NULL || value != NULL))
        (void)case_answer(d, id, &given);
    free(id);
    free(value);
}

static bool ask_press(desk *d, standing *st, const wm_step *step, const press *p)
{
    size_t first = st->page * KEYED, number = press_number(p, page_size(step->option_count, st->page));
    bool digits = step->input == WM_NUMBER;
    if (digits && p->kind == PRESS_CHAR && p->key != 0 && strchr("0123456789.-", p->key) != NULL) {
        ink_raw(&st->field, &p->key, 1);
    } else if (digits && p->kind == PRESS_BACKSPACE && st->field.size > 0) {
        st->field.at[--st->field.size] = '\0';
    } else if (digits && p->kind == PRESS_ENTER && st->field.size > 0) {
        (void)case_typed(d, step, ink_of(&st->field));
        ink_clear(&st->field);
    } else if (!digits && number > 0) {
        give(d, step->id, step->options[first + number - 1].id);
    } else if (page_press(p, step->option_count, &st->page)) {
        return true;
    } else if (p->kind == PRESS_CHAR && p->key == 'u') {
        give(d, step->id, NULL);
    } else {
        return false;
    }
    return true;
}

static bool try_press(desk *d, const wm_step *step, const press *p)
{
    static const wm_outcome outcomes[] = { WM_DONE, WM_FAILED, WM_SKIPPED };
    bool approved = step->risk != WM_APPROVAL || approval_of(d, step->id) != NULL;
    size_t number = press_number(p, 3);
    if (!approved && (p->kind == PRESS_ENTER || number == 1 || number == 2)) {
        (void)view_approval(d);
        return true;
    }
    if (number == 0)
        return false;
    char *id = copied(step->id);
    if (id != NULL)
        (void)case_outcome(d, id, outcomes[number - 1]);
    free(id);
    return true;
}

/* ---- Ends ------------------------------------------------------------------------------------------------------------- */

static void end_case(desk *d, standing *st, ending how)
{
    d->about.end = how;
    (void)store_end(d);
    st->over = true;
}

static bool resolved_press(desk *d, standing *st, const press *p)
{
    size_t number = press_number(p, CLOSE_CODES);
    if (number > 0)
        st->code = number - 1;
    else if (p->kind == PRESS_CHAR && (p->key == 'y' || p->key == 'n'))
        st->unhappy = p->key == 'n';
    else if (p->kind != PRESS_ENTER)
        return false;
    else if (st->unhappy)
        view_note(d, "使用者不滿意，先不結案：Backspace 上一步，h 交接，或 q 離開，案件留著。",
                  "Not satisfied, so it stays open: Backspace goes back, h hands over, q leaves and keeps it.");
    else {
        set_copy(&d->about.code, close_codes[st->code].zh);
        end_case(d, st, ENDED_SOLVED);
    }
    return true;
}

/* Text for a piece of evidence that is missing. */
void evidence_add(desk *d, const wm_evidence *e)
{
    char *id = copied(e->id), *zh = copied(e->text.zh), *en = copied(e->text.en);
    wm_text hint = { "照著打或貼上，再按 Enter", "Type or paste it, then Enter" };
    char *typed = id != NULL ? view_field(d, (wm_text){ zh, en }, hint, NULL) : NULL;
    wm_step step = { .kind = WM_ASK, .input = WM_TEXT, .id = id };
    if (typed != NULL)
        (void)case_typed(d, &step, typed);
    free(typed);
    free(id);
    free(zh);
    free(en);
}

static bool escalate_press(desk *d, standing *st, const wm_step *step, const press *p)
{
    size_t missing = evidence_missing_count(step), number = press_number(p, page_size(missing, st->page));
    if (number > 0) {
        evidence_add(d, evidence_missing(step, st->page * KEYED + number));
        st->page = 0;
        return true;
    }
    if (page_press(p, missing, &st->page))
        return true;
    if (p->kind != PRESS_ENTER)
        return false;
    set_copy(&d->about.escalation, step->id);
    set_copy(&d->about.team, step->to);
    end_case(d, st, ENDED_HANDED_OVER);
    return true;
}

static bool diagnosed_press(desk *d, standing *st, const press *p)
{
    if (p->kind != PRESS_ENTER)
        return false;
    end_case(d, st, ENDED_SOLVED);
    return true;
}

/* ---- One step ----------------------------------------------------------------------------------------------------------- */

static void go_back(desk *d)
{
    int64_t now = tty_milliseconds();
    bool twice = d->back_at != 0 && now - d->back_at < TWICE;
    d->back_at = now;
    if (!twice)
        case_back(d);
}

/* Keys that every step has. */
static bool walk_press(desk *d, standing *st, const wm_step *step, const press *p)
{
    if (p->kind == PRESS_BACKSPACE)
        go_back(d);
    else if (p->kind == PRESS_PASTE)
        view_message(d, p->text);
    else if (p->kind != PRESS_CHAR)
        return false;
    else if (p->key == '?')
        view_why(d);
    else if (p->key == 'l')
        view_change(d);
    else if (p->key == 's')
        view_script(d);
    else if (p->key == 'p')
        view_priority(d);
    else if (p->key == 'm')
        view_manual(d, step->cite);
    else if (p->key == 'c')
        copy_command(d, step);
    else if (p->key == '/' || p->key == 'e')
        view_message(d, NULL);
    else if (p->key == 'h' && step->kind != WM_ESCALATE)
        st->over = view_hand_over(d);
    else
        return false;
    return true;
}

static bool step_press(desk *d, standing *st, const wm_step *step, const press *p)
{
    switch (step->kind) {
    case WM_ASK:
        return ask_press(d, st, step, p);
    case WM_TRY:
        return try_press(d, step, p);
    case WM_ESCALATE:
        return escalate_press(d, st, step, p);
    case WM_RESOLVED:
        return resolved_press(d, st, p);
    case WM_DIAGNOSED:
        return diagnosed_press(d, st, p);
    }
    return false;
}

/* Another step begins with a fresh screen. */
static void stand_at(desk *d, standing *st, const wm_step *step)
{
    const char *id = step->id != NULL ? step->id : "";
    if (st->id != NULL && strcmp(st->id, id) == 0)
        return;
    set_copy(&st->id, id);
    st->scroll = st->page = 0;
    st->code = step->workaround ? 1 : 0;
    st->unhappy = false;
    ink_clear(&st->field);
    d->copied = 0;
}

static void compose_step(desk *d, standing *st, const wm_step *step)
{
    sheet *s = view_begin(d, &st->scroll);
    if (step->kind == WM_ASK)
        compose_ask(d, s, step, st->page, ink_of(&st->field));
    else if (step->kind == WM_TRY)
        compose_try(d, s, step);
    else
        compose_end(d, s, step, st->page, st->code, st->unhappy);
    add_keys(d, s, st, step);
}

static bool take_turn(desk *d, standing *st)
{
    wm_step step;
    wm_error error;
    press p;
    outlook_take(d);
    if (wm_case_step(d->c, &step, &error) != WM_OK) {
        view_error(d, &error);
        d->fault = d->left = true;
        return false;
    }
    stand_at(d, st, &step);
    compose_step(d, st, &step);
    view_wait(d, &st->scroll, &p);
    if (d->left || p.kind == PRESS_RESIZE || p.kind == PRESS_NONE)
        return true;
    if (!step_press(d, st, &step, &p) && !walk_press(d, st, &step, &p) && !view_common(d, &p))
        view_wrong(d, &p);
    return !st->over;
}

void view_case(desk *d)
{
    standing st = { .id = NULL };
    while (!d->left && take_turn(d, &st))
        continue;
    free(st.id);
    ink_free(&st.field);
    if (d->about.end != ENDED_NOT && !d->left)
        view_record(d);
}
