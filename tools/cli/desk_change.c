/* The way so far; changing any answer, with what would follow shown before it is confirmed. Uses desk.h, words.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/words.h"

#define ROWS_SHOWN ((size_t)8)

typedef struct change {
    wm_fact *facts; /* the way; anew for each screen */
    size_t count, at;
    wm_case *looked;  /* a copy of the case, to look at questions while the facts stand */
    size_t looked_at; /* the question that was looked at; SIZE_MAX: none */
    wm_step asked;    /* that question */
    size_t page;      /* of its answers */
    char *value;      /* what it would become: an option's id or what was typed; NULL: nothing chosen */
    bool unsure;      /* it would become "not sure" */
} change;

/* ---- What could be answered ------------------------------------------------------------------------------------------ */

static void drop_choice(change *c)
{
    free(c->value);
    c->value = NULL;
    c->unsure = false;
}

/* What the question at hand takes as an answer. */
static void look_at_question(desk *d, change *c)
{
    if (c->looked_at == c->at)
        return;
    drop_choice(c);
    c->page = 0;
    c->looked_at = c->at;
    if (c->looked == NULL)
        c->looked = case_copy(d, NULL);
    if (c->looked == NULL || wm_case_question(c->looked, c->facts[c->at].id, &c->asked, NULL) != WM_OK)
        c->asked = (wm_step){ .kind = WM_ASK, .input = WM_TEXT };
}

static bool take_facts(desk *d, change *c)
{
    free(c->facts);
    c->facts = calloc(PATH_MOST, sizeof *c->facts);
    c->count = c->facts != NULL ? counted(d, wm_case_path(d->c, c->facts, PATH_MOST), PATH_MOST) : 0;
    if (c->at >= c->count)
        c->at = c->count > 0 ? c->count - 1 : 0;
    return c->count > 0;
}

/* ---- What would follow --------------------------------------------------------------------------------------------------- */

static wm_value chosen_value(const change *c)
{
    wm_value value = { .kind = c->unsure ? WM_VALUE_UNSURE : WM_VALUE_TEXT, .text = c->value };
    char *end = NULL;
    if (!c->unsure && c->asked.input == WM_NUMBER) {
        value.kind = WM_VALUE_NUMBER;
        value.number = strtod(c->value, &end);
    }
    return value;
}

static void compose_what_if(desk *d, sheet *s, const change *c)
{
    wm_error error;
    wm_step step;
    wm_belief first;
    char p[PERCENT_SIZE];
    wm_answer answer = { .question = c->facts[c->at].id, .value = chosen_value(c) };
    sheet_blank(s);
    wm_case *copy = case_copy(d, NULL);
    if (copy == NULL)
        return;
    if (wm_case_what_if(copy, &answer, 1, &step, &error) != WM_OK) {
        sheet_line(s, STAYS, 3, "   %s", "   %s", wm_error_what(&error, d->lang));
        wm_case_free(copy);
        return;
    }
    sheet_line(s, STAYS, 1, " 若這樣改", " If it becomes that");
    if (c->count > 1)
        sheet_line(s, RANK_MORE, 3, "   其他 %zu 個答案都留著。", "   the other %zu answers stay;", c->count - 1);
    sheet_line(s, STAYS, 3, "   下一步：%s", "   next comes: %s", words_of(d, step.text));
    if (wm_case_answer_value(copy, answer.question, &answer.value, NULL, NULL) == WM_OK &&
        counted(d, wm_case_diagnosis(copy, &first, 1), 1) > 0)
        sheet_line(s, STAYS, 3, "   可能原因第一名：%s（%s）", "   likeliest cause: %s (%s)", words_of(d, first.text),
                   percent(first.p, p));
    wm_case_free(copy);
}

/* ---- The screen ----------------------------------------------------------------------------------------------------------- */

static void compose_fact(desk *d, sheet *s, const change *c, size_t i)
{
    const wm_fact *fact = &c->facts[i];
    char number[32], at[TIME_SIZE] = "";
    const char *who = fact->by == NULL                 ? ""
                      : strcmp(fact->by, "paste") != 0 ? fact->by
                      : d->lang == WM_EN               ? "pasted"
                                                       : "貼上";
    ink_add(&s->line, d->lang, i == c->at ? BOLD " > %2zu. %s" PLAIN : "   %2zu. %s",
            i == c->at ? BOLD " > %2zu. %s" PLAIN : "   %2zu. %s", i + 1, words_of(d, fact->text));
    if (ink_width(ink_of(&s->line)) > 40 && s->width >= 72)
        sheet_end(s, STAYS, 7);
    if (s->width >= 72)
        ink_pad(&s->line, 42);
    else
        ink_raw(&s->line, "  ", 2);
    ink_add(&s->line, d->lang, fact->presumed ? "%s（推定）" : "%s", fact->presumed ? "%s (presumed)" : "%s",
            fact_words(d, fact, number));
    if (s->width >= 72 && ink_width(ink_of(&s->line)) < 61) {
        ink_pad(&s->line, 61);
        ink_add(&s->line, d->lang, DIM " %s %s" PLAIN, DIM " %s %s" PLAIN,
                fact->at != 0 ? time_of_day(fact->at, at) : "", who);
    }
    sheet_end(s, STAYS, 9);
}

static void compose_list(desk *d, sheet *s, const change *c)
{
    size_t first = c->at >= ROWS_SHOWN ? c->at - ROWS_SHOWN + 1 : 0;
    sheet_line(s, RANK_SAY, 1, " 走過的路。改一題，其他答案都會留著。",
               " The way so far. Change one answer and all the others stay.");
    sheet_blank(s);
    if (first > 0)
        sheet_line(s, RANK_MORE, 3, "   （前面還有 %zu 項）", "   (%zu before these)", first);
    for (size_t i = first; i < c->count && i < first + ROWS_SHOWN; i++)
        compose_fact(d, s, c, i);
    if (first + ROWS_SHOWN < c->count)
        sheet_line(s, RANK_MORE, 3, "   （後面還有 %zu 項）", "   (%zu after these)", c->count - first - ROWS_SHOWN);
    sheet_blank(s);
}

static bool is_chosen(const change *c, const char *id)
{
    return c->value != NULL && strcmp(c->value, id) == 0;
}

static void compose_choices(desk *d, sheet *s, const change *c)
{
    const char *now = c->facts[c->at].answer;
    size_t first = c->page * KEYED;
    sheet_line(s, STAYS, 1, " 第 %zu 項改成", " Change item %zu to", c->at + 1);
    for (size_t i = first; i < first + page_size(c->asked.option_count, c->page); i++) {
        const wm_option *o = &c->asked.options[i];
        bool is_now = now != NULL && strcmp(now, o->id) == 0;
        if (ink_width(ink_of(&s->line)) + ink_width(words_of(d, o->text)) + 16 > s->width)
            sheet_end(s, STAYS, 3);
        ink_add(&s->line, d->lang, is_chosen(c, o->id) ? BOLD "  >[%zu] %s" PLAIN : "   [%zu] %s",
                is_chosen(c, o->id) ? BOLD "  >[%zu] %s" PLAIN : "   [%zu] %s", i - first + 1, words_of(d, o->text));
        if (is_now)
            ink_add(&s->line, d->lang, "（現在）", " (now)");
    }
    ink_add(&s->line, d->lang, c->unsure ? BOLD "  >[u] 不確定" PLAIN : "   [u] 不確定",
            c->unsure ? BOLD "  >[u] Not sure" PLAIN : "   [u] Not sure");
    sheet_end(s, STAYS, 3);
    if (c->value != NULL || c->unsure)
        compose_what_if(d, s, c);
}

static void compose_change(desk *d, const change *c)
{
    sheet *s = view_begin(d, NULL);
    compose_list(d, s, c);
    compose_choices(d, s, c);
    sheet_key(s, "上下鍵 選題", "Up/Down choose");
    if (c->asked.option_count > 0)
        sheet_numbers(s, page_size(c->asked.option_count, c->page), "改成", "change to");
    page_key(s, c->asked.option_count, c->page);
    if (c->asked.input != WM_CHOICE || c->asked.option_count == 0)
        sheet_key(s, "e 打字", "e type");
    sheet_key(s, "Enter 確定", "Enter confirm");
    sheet_key(s, "Backspace 收回這個答案", "Backspace take back");
    sheet_key(s, "Esc 不改", "Esc keep");
}

/* ---- Keys ----------------------------------------------------------------------------------------------------------------------- */

static void confirm(desk *d, change *c)
{
    wm_value value = chosen_value(c);
    char *id = copied(c->facts[c->at].id), *what = copied(words_of(d, c->facts[c->at].text));
    bool changed = id != NULL && what != NULL && case_answer(d, id, &value);
    if (changed && c->count == 1)
        view_note(d, "已改「%s」。", "Changed \"%s\".", what);
    else if (changed)
        view_note(d, "已改「%s」，其他 %zu 個答案都留著。", "Changed \"%s\"; the other %zu answers stay.", what,
                  c->count - 1);
    free(id);
    free(what);
}

static void type_value(desk *d, change *c)
{
    static const wm_text hint = { "打答案的文字、數字或代號", "The answer's words, a number, or its id" };
    wm_text title = c->facts[c->at].text;
    char *typed = view_field(d, title, hint, NULL);
    for (size_t i = 0; typed != NULL && i < c->asked.option_count; i++) {
        const wm_option *o = &c->asked.options[i];
        if (same_word(typed, words_of(d, o->text)))
            set_copy(&typed, o->id);
    }
    if (typed == NULL)
        return;
    drop_choice(c);
    c->value = typed;
}

static bool value_press(desk *d, change *c, const press *p)
{
    size_t number = press_number(p, page_size(c->asked.option_count, c->page));
    if (number > 0) {
        drop_choice(c);
        c->value = copied(c->asked.options[c->page * KEYED + number - 1].id);
    } else if (page_press(p, c->asked.option_count, &c->page)) {
        return true;
    } else if (p->kind == PRESS_CHAR && p->key == 'u') {
        drop_choice(c);
        c->unsure = true;
    } else if (p->kind == PRESS_CHAR && (p->key == 'e' || p->key == '/')) {
        type_value(d, c);
    } else {
        return false;
    }
    return true;
}

/* False where the view is over. */
static bool change_press(desk *d, change *c, const press *p)
{
    if (p->kind == PRESS_ESCAPE || (p->kind == PRESS_CHAR && p->key == 'l'))
        return false;
    if (p->kind == PRESS_UP) {
        c->at -= c->at > 0;
    } else if (p->kind == PRESS_DOWN) {
        c->at += c->at + 1 < c->count;
    } else if (p->kind == PRESS_ENTER) {
        if (c->value == NULL && !c->unsure)
            return false;
        confirm(d, c);
        return false;
    } else if (p->kind == PRESS_BACKSPACE) {
        char *id = copied(c->facts[c->at].id);
        if (id != NULL && case_retract(d, id))
            view_note(d, "收回了，其他答案都留著。", "Taken back; all others stay.");
        free(id);
        return false;
    } else if (!value_press(d, c, p) && !view_common(d, p)) {
        view_wrong(d, p);
    }
    return true;
}

void view_change(desk *d)
{
    change c = { .looked_at = SIZE_MAX };
    c.at = SIZE_MAX - 1; /* the latest */
    for (bool open = true; open && !d->left;) {
        press p;
        if (!take_facts(d, &c)) {
            view_note(d, "還沒有答案可以改。", "There is no answer to change yet.");
            break;
        }
        look_at_question(d, &c);
        compose_change(d, &c);
        view_wait(d, NULL, &p);
        if (!d->left && p.kind != PRESS_RESIZE)
            open = change_press(d, &c, &p);
    }
    drop_choice(&c);
    wm_case_free(c.looked);
    free(c.facts);
}
