/* What the desk's views have in common: the head, waiting for a press, fields. Uses desk.h, desk_tty.h, words.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "cli/desk.h"
#include "cli/desk_tty.h"
#include "cli/words.h"

/* ---- Small parts ----------------------------------------------------------------------------------------------- */

char *copied(const char *text)
{
    return text != NULL ? copy_of(text) : NULL;
}

size_t counted(desk *d, size_t count, size_t cap)
{
    if (count != WM_NO_COUNT)
        return count < cap ? count : cap;
    d->left = d->fault = d->no_memory = true;
    return 0;
}

void set_copy(char **at, const char *text)
{
    char *copy = copied(text);
    free(*at);
    *at = copy;
}

const char *words_of(const desk *d, wm_text text)
{
    return wm_text_in(text, d->lang);
}

static bool ends_with(const char *s, const char *end)
{
    size_t length = strlen(s), tail = strlen(end);
    return length >= tail && strcmp(s + length - tail, end) == 0;
}

const char *between_words(const desk *d, const char *what)
{
    bool asks = ends_with(what, "？") || ends_with(what, "?");
    if (asks)
        return d->lang == WM_EN ? " " : "";
    return d->lang == WM_EN ? ": " : "：";
}

const char *fact_words(const desk *d, const wm_fact *fact, char number[32])
{
    if (fact->is_number) {
        snprintf(number, 32, "%.10g", fact->number);
        return number;
    }
    if (fact->answer == NULL)
        return d->lang == WM_EN ? "not sure" : "不確定";
    const char *said = words_of(d, fact->answer_text);
    return said[0] != '\0' ? said : fact->answer;
}

#define BAR_COLUMNS ((size_t)20)

void view_bar(sheet *s, double p)
{
    char shown[PERCENT_SIZE];
    size_t full = (size_t)(p * (double)BAR_COLUMNS + .5);
    full = full > BAR_COLUMNS ? BAR_COLUMNS : full;
    ink_raw(&s->line, BAR, 1);
    ink_repeat(&s->line, '#', full);
    ink_raw(&s->line, PLAIN, 1);
    ink_repeat(&s->line, '.', BAR_COLUMNS - full);
    ink_repeat(&s->line, ' ', 7 > strlen(percent(p, shown)) ? 7 - strlen(shown) : 1);
    ink_show(&s->line, shown);
}

void view_error(desk *d, const wm_error *error)
{
    if (error->where[0] != '\0')
        view_note(d, "%s：%s", "%s: %s", error->where, wm_error_what(error, d->lang));
    else
        view_note(d, "%s", "%s", wm_error_what(error, d->lang));
}

/* ---- A screen ------------------------------------------------------------------------------------------------------- */

/* As much of it as the head has room for. */
static void add_title(sheet *s, const char *title)
{
    size_t used = ink_width(ink_of(&s->head_left)) + ink_width(ink_of(&s->head_right)) + 6;
    size_t room = s->width > used ? s->width - used : 0;
    if (ink_width(title) > room && room < 12)
        return;
    ink_raw(&s->head_left, "  ", 2);
    if (ink_width(title) <= room) {
        ink_show(&s->head_left, title);
        return;
    }
    ink_raw(&s->head_left, title, ink_fit(title, room - 3));
    ink_raw(&s->head_left, "...", 3);
}

static void compose_head(desk *d, sheet *s)
{
    wm_guide_info info;
    const char *priority = d->c != NULL ? priority_of(d, d->about.impact, d->about.urgency) : NULL;
    clock_left left;
    ink_add(&s->head_left, d->lang, "路標", "Waymark");
    if (d->store.number[0] != '\0')
        ink_add(&s->head_left, d->lang, "  %s", "  %s", d->store.number);
    if (priority != NULL)
        ink_add(&s->head_left, d->lang, "  %s", "  %s", priority);
    if (d->c != NULL && clock_of(d, &left))
        clock_words(d, &left, true, &s->head_right);
    else
        ink_add(&s->head_right, d->lang, "t English", "t 中文");
    if (d->c != NULL && wm_rules_find_guide(d->rules, wm_case_guide(d->c), &info))
        add_title(s, words_of(d, info.title));
}

sheet *view_begin(desk *d, size_t *scroll)
{
    size_t columns, rows;
    tty_size(&columns, &rows);
    d->no_scroll = 0;
    sheet_begin(&d->sheet, d->lang, columns, rows, scroll != NULL ? scroll : &d->no_scroll);
    compose_head(d, &d->sheet);
    return &d->sheet;
}

static void compose_note(desk *d)
{
    sheet *s = &d->sheet;
    const char *why = wm_text_in(wm_errno_words(d->store.trouble), d->lang);
    if (d->store.trouble != 0)
        ink_add(&s->note, d->lang, AMBER " ! 沒有存到檔案：%s。可以繼續走，但現在離開會遺失還沒存的答案。" PLAIN,
                AMBER " ! Not saved: %s. You can go on, but leaving now loses what is not saved yet." PLAIN, why);
    if (d->note.size > 0) {
        ink_raw(&s->note, " ", 1);
        ink_raw(&s->note, ink_of(&d->note), d->note.size);
    }
    if (d->wrong.size == 0)
        return;
    ink keys = s->keys;
    s->keys = (ink){ .at = NULL };
    ink_raw(&s->keys, "\n", 1);
    ink_raw(&s->keys, ink_of(&d->wrong), d->wrong.size);
    ink_raw(&s->keys, ink_of(&keys), keys.size);
    ink_free(&keys);
}

static bool was_scrolled(sheet *s, size_t *scroll, const press *p)
{
    size_t page = s->height > 8 ? s->height - 7 : 1;
    if (scroll == NULL)
        return false;
    if (p->kind == PRESS_PAGE_DOWN || (p->kind == PRESS_CHAR && p->key == ' '))
        *scroll += page;
    else if (p->kind == PRESS_PAGE_UP)
        *scroll -= *scroll < page ? *scroll : page;
    else
        return false;
    return true;
}

/* Milliseconds until the time left reads otherwise; -1 where none is shown. */
static int until_next_minute(const desk *d)
{
    clock_left left;
    return d->c != NULL && clock_of(d, &left) ? (int)(60 - time_now() % 60) * 1000 : -1;
}

void view_wait(desk *d, size_t *scroll, press *p)
{
    *p = (press){ .kind = PRESS_LEAVE };
    compose_note(d);
    if (!sheet_draw(&d->sheet)) {
        d->left = d->fault = d->no_memory = true;
        return;
    }
    do {
        if (!tty_read(&d->keys, until_next_minute(d), p)) {
            *p = (press){ .kind = PRESS_RESIZE }; /* the same screen, with another time left */
            return;
        }
    } while (p->kind == PRESS_NONE);
    if (p->kind == PRESS_LEAVE)
        d->left = true;
    if (p->kind == PRESS_RESIZE) {
        sheet_forget(&d->sheet);
        return;
    }
    ink_clear(&d->note);
    ink_clear(&d->wrong);
    if (was_scrolled(&d->sheet, scroll, p))
        *p = (press){ .kind = PRESS_NONE };
}

void view_wrong(desk *d, const press *p)
{
    if (p->kind == PRESS_RESIZE || p->kind == PRESS_NONE || p->kind == PRESS_LEAVE)
        return;
    ink_clear(&d->wrong);
    if (p->kind == PRESS_CHAR) {
        char glyph[8] = "";
        utf8proc_ssize_t size = utf8proc_encode_char(p->code, (utf8proc_uint8_t *)glyph);
        glyph[size > 0 ? size : 0] = '\0';
        ink_add(&d->wrong, d->lang, "沒有「%s」這個鍵，可以按：", "No key \"%s\" here:", glyph);
    } else {
        ink_add(&d->wrong, d->lang, "這裡可以按：", "Keys here:");
    }
}

bool view_common(desk *d, const press *p)
{
    if (p->kind != PRESS_CHAR || (p->key != 't' && p->key != 'q'))
        return false;
    if (p->key == 't')
        d->lang = d->lang == WM_EN ? WM_ZH : WM_EN;
    else
        d->left = true;
    return true;
}

size_t press_number(const press *p, size_t count)
{
    if (p->kind != PRESS_CHAR || p->key < '1' || p->key > '9')
        return 0;
    size_t number = (size_t)(p->key - '0');
    return number <= count ? number : 0;
}

/* ---- Pages ---------------------------------------------------------------------------------------------------------- */

size_t page_size(size_t count, size_t page)
{
    size_t first = page * KEYED, left = count > first ? count - first : 0;
    return left < KEYED ? left : KEYED;
}

void page_key(sheet *s, size_t count, size_t page)
{
    size_t pages = (count + KEYED - 1) / KEYED;
    if (pages > 1)
        sheet_key(s, "0 下一頁（%zu/%zu）", "0 next page (%zu/%zu)", page + 1, pages);
}

bool page_press(const press *p, size_t count, size_t *page)
{
    if (p->kind != PRESS_CHAR || p->key != '0' || count <= KEYED)
        return false;
    *page = (*page + 1) % ((count + KEYED - 1) / KEYED);
    return true;
}

/* ---- Fields ----------------------------------------------------------------------------------------------------------- */

#define FIELD_MOST ((size_t)65536)

/* Takes the last character away, with what combines with it. */
static void rub_out(ink *line)
{
    while (line->size > 0) {
        utf8proc_int32_t c = 0;
        do
            line->size--;
        while (line->size > 0 && ((unsigned char)line->at[line->size] & 0xC0) == 0x80);
        (void)utf8proc_iterate((const utf8proc_uint8_t *)line->at + line->size, -1, &c);
        line->at[line->size] = '\0';
        if (c != 0x200D && utf8proc_charwidth(c) > 0)
            return;
    }
}

bool field_press(ink *line, const press *p)
{
    char glyph[8];
    switch (p->kind) {
    case PRESS_CHAR: {
        utf8proc_ssize_t size = utf8proc_encode_char(p->code, (utf8proc_uint8_t *)glyph);
        if (size > 0 && line->size < FIELD_MOST)
            ink_raw(line, glyph, (size_t)size);
        return true;
    }
    case PRESS_PASTE:
        if (line->size + strlen(p->text) < FIELD_MOST * 2)
            ink_raw(line, p->text, strlen(p->text));
        return true;
    case PRESS_BACKSPACE:
        rub_out(line);
        return true;
    case PRESS_CLEAR:
        ink_clear(line);
        return true;
    default:
        return false;
    }
}

/* Without blanks around it; a copy. */
static char *trimmed(const char *text)
{
    while (*text == ' ' || *text == '\n' || *text == '\t')
        text++;
    size_t size = strlen(text);
    while (size > 0 && strchr(" \n\t", text[size - 1]) != NULL)
        size--;
    char *copy = copied(text);
    if (copy != NULL)
        copy[size] = '\0';
    return copy;
}

char *view_field(desk *d, wm_text title, wm_text hint, const char *first)
{
    ink line = { .at = NULL };
    char *taken = NULL;
    if (first != NULL)
        ink_raw(&line, first, strlen(first));
    for (bool open = true; open && !d->left;) {
        press p;
        sheet *s = view_begin(d, NULL);
        sheet_line(s, STAYS, 1, BOLD " %s", BOLD " %s", words_of(d, title));
        sheet_blank(s);
        sheet_line(s, STAYS, 5, "   > %s" CURSOR, "   > %s" CURSOR, ink_of(&line));
        sheet_blank(s);
        if (words_of(d, hint)[0] != '\0')
            sheet_line(s, RANK_HOW, 1, " %s", " %s", words_of(d, hint));
        sheet_key(s, "Enter 送出", "Enter sends");
        sheet_key(s, "Ctrl-U 清掉", "Ctrl-U clears");
        sheet_key(s, "Esc 不打了", "Esc leaves it");
        view_wait(d, NULL, &p);
        if (p.kind == PRESS_ENTER && line.size > 0)
            taken = trimmed(ink_of(&line));
        open = taken == NULL && p.kind != PRESS_ESCAPE && p.kind != PRESS_LEAVE;
        if (open && !field_press(&line, &p))
            view_wrong(d, &p);
    }
    ink_free(&line);
    if (taken != NULL && taken[0] == '\0') {
        free(taken);
        return NULL;
    }
    return taken;
}
