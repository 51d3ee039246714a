/* The desk's screen: laying out and drawing. Uses desk_sheet.h, desk_tty.h. */
#include "cli/desk_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk_tty.h"

#define TEXT_WIDTH ((size_t)80)
#define LOW_HEIGHT ((size_t)16)

/* ---- Composing ------------------------------------------------------------------------------------------------ */

bool sheet_is_narrow(const sheet *s)
{
    return s->width < TEXT_WIDTH;
}

bool sheet_is_low(const sheet *s)
{
    return s->height < LOW_HEIGHT;
}

static void drop_rows(sheet *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->body[i].text);
    s->count = 0;
}

void sheet_begin(sheet *s, wm_lang lang, size_t columns, size_t rows, size_t *scroll)
{
    drop_rows(s);
    if (columns != s->columns || rows != s->height)
        sheet_forget(s);
    s->lang = lang;
    s->columns = columns;
    s->height = rows > 0 ? rows : 1;
    s->width = columns < TEXT_WIDTH ? columns : TEXT_WIDTH;
    s->scroll = scroll;
    ink *parts[] = { &s->line, &s->head_left, &s->head_right, &s->note, &s->keys };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        ink_clear(parts[i]);
}

static bool room_for_row(sheet *s)
{
    if (s->count < s->room)
        return true;
    size_t room = s->room > 0 ? s->room * 2 : 64;
    sheet_row *body = realloc(s->body, room * sizeof *body);
    if (body == NULL)
        return false;
    s->body = body;
    s->room = room;
    return true;
}

typedef struct destination {
    sheet *sheet;
    int rank;
} destination;

static void add_row(void *context, const char *line, size_t size)
{
    const destination *to = context;
    sheet *s = to->sheet;
    char *copy = malloc(size + 1);
    if (copy == NULL || !room_for_row(s)) {
        free(copy);
        s->failed = true;
        return;
    }
    memcpy(copy, line, size + 1);
    s->body[s->count++] = (sheet_row){ copy, to->rank };
}

void sheet_end(sheet *s, int rank, size_t hang)
{
    destination to = { s, rank };
    if (s->line.failed || !ink_wrap(ink_of(&s->line), s->width - (s->width > 40), hang, add_row, &to))
        s->failed = true;
    ink_clear(&s->line);
}

void sheet_blank(sheet *s)
{
    add_row(&(destination){ s, RANK_BLANK }, "", 0);
}

void sheet_air(sheet *s)
{
    add_row(&(destination){ s, RANK_AIR }, "", 0);
}

void sheet_numbers(sheet *s, size_t count, const char *zh, const char *en)
{
    ink_raw(&s->keys, "\n", 1);
    if (count > 1)
        ink_add(&s->keys, s->lang, "1-%zu ", "1-%zu ", count);
    else
        ink_raw(&s->keys, "1 ", 2);
    ink_add(&s->keys, s->lang, "%s", "%s", s->lang == WM_EN ? en : zh);
}

void sheet_key_row(sheet *s)
{
    if (s->keys.size > 0)
        ink_raw(&s->keys, "\n\v", 2);
}

/* ---- Fitting ------------------------------------------------------------------------------------------------------ */

static void drop_row(sheet *s, size_t at)
{
    free(s->body[at].text);
    memmove(s->body + at, s->body + at + 1, (s->count - at - 1) * sizeof *s->body);
    s->count--;
}

static int highest_rank(const sheet *s)
{
    int rank = STAYS;
    for (size_t i = 0; i < s->count; i++)
        rank = s->body[i].rank > rank ? s->body[i].rank : rank;
    return rank;
}

/* Blank rows leave one by one from the bottom, other blocks as a whole. */
static void fit_body(sheet *s, size_t height)
{
    while (s->count > height) {
        int rank = highest_rank(s);
        if (rank == STAYS)
            return;
        for (size_t i = s->count; i > 0 && (rank < RANK_BLANK || s->count > height); i--) {
            if (s->body[i - 1].rank == rank)
                drop_row(s, i - 1);
        }
    }
}

/* ---- The foot -------------------------------------------------------------------------------------------------------- */

/* Adds a key to the last row where it fits, or to a new one; false where there is no room for it. */
static bool add_key(sheet *s, ink *rows, size_t *count, size_t most, const char *name, size_t size, bool anew)
{
    ink key = { .at = NULL };
    ink_raw(&key, name, size);
    size_t width = ink_width(ink_of(&key));
    bool fits = !anew && *count > 0 && ink_width(ink_of(&rows[*count - 1])) + 2 + width <= s->width;
    bool room = fits || *count < most;
    if (!fits && room)
        ++*count;
    if (room) {
        ink_raw(&rows[*count - 1], "  ", fits ? 2 : 1);
        ink_raw(&rows[*count - 1], ink_of(&key), key.size);
    }
    s->failed = s->failed || key.failed;
    ink_free(&key);
    return room;
}

/* The keys, two blanks between them, in as many rows as they need; a key is never broken. */
static size_t foot_rows(sheet *s, ink *rows, size_t most)
{
    size_t count = 0;
    bool anew = true;
    for (const char *at = ink_of(&s->keys); *at != '\0';) {
        at += *at == '\n';
        size_t size = strcspn(at, "\n");
        if (*at == '\v')
            anew = true;
        else
            anew = !add_key(s, rows, &count, most, at, size, anew);
        at += size;
    }
    return count;
}

/* ---- Drawing ------------------------------------------------------------------------------------------------------------ */

/* A frame under construction: rows of the window, and where its cursor is. */
typedef struct frame {
    ink bytes;
    size_t row, cursor_row, cursor_column;
    bool cursor;
} frame;

static const char *sequence_of(char mark)
{
    switch (mark) {
    case '\002':
        return "\033[0;1m";
    case '\003':
        return "\033[0;2m";
    case '\004':
        return "\033[0;33m";
    case '\005':
        return "\033[0;31m";
    case '\006':
        return "\033[0;35m";
    case '\016':
        return "\033[0;42m";
    default:
        return "\033[0m";
    }
}

static void emit_row(frame *f, const char *row, bool colour)
{
    bool in_bar = false;
    for (; *row != '\0'; row++) {
        bool mark = *row > 0 && *row < ' ';
        if (mark && *row != CURSOR[0] && colour)
            ink_raw(&f->bytes, sequence_of(*row), strlen(sequence_of(*row)));
        if (mark && *row != CURSOR[0])
            in_bar = *row == BAR[0];
        if (!mark)
            ink_raw(&f->bytes, in_bar && colour && *row == '#' ? " " : row, 1);
    }
}

static void note_cursor(frame *f, const char *row)
{
    const char *at = strchr(row, CURSOR[0]);
    if (at == NULL)
        return;
    size_t all = ink_width(row), after = ink_width(at);
    f->cursor = true;
    f->cursor_row = f->row;
    f->cursor_column = all - after;
}

/* The next row of the window; written where the terminal shows another. */
static void draw_row(sheet *s, frame *f, const char *row)
{
    char place[32];
    size_t at = f->row;
    note_cursor(f, row);
    f->row++;
    if (at >= s->shown_count || (s->shown[at] != NULL && strcmp(s->shown[at], row) == 0))
        return;
    snprintf(place, sizeof place, "\033[%zu;1H", at + 1);
    ink_raw(&f->bytes, place, strlen(place));
    emit_row(f, row, s->colour);
    ink_raw(&f->bytes, s->colour ? "\033[0m\033[K" : "\033[K", s->colour ? 7 : 3);
    free(s->shown[at]);
    size_t size = strlen(row) + 1;
    s->shown[at] = malloc(size);
    if (s->shown[at] != NULL)
        memcpy(s->shown[at], row, size); /* without: it is written again next time */
}

static void draw_rule(sheet *s, frame *f)
{
    ink rule = { .at = NULL };
    ink_raw(&rule, DIM " ", 2);
    ink_repeat(&rule, '-', s->width > 2 ? s->width - 2 : 0);
    draw_row(s, f, ink_of(&rule));
    ink_free(&rule);
}

static void draw_head(sheet *s, frame *f)
{
    ink head = { .at = NULL };
    size_t right = ink_width(ink_of(&s->head_right)), left = ink_width(ink_of(&s->head_left));
    ink_raw(&head, DIM " ", 2);
    ink_raw(&head, ink_of(&s->head_left), ink_fit(ink_of(&s->head_left), s->width - 2));
    if (left + right + 4 <= s->width) {
        ink_pad(&head, s->width - 1 - right);
        ink_raw(&head, ink_of(&s->head_right), s->head_right.size);
    }
    draw_row(s, f, ink_of(&head));
    draw_rule(s, f);
    s->failed = s->failed || head.failed;
    ink_free(&head);
}

/* The part of the body that is scrolled to; its last row says how much follows. */
static void draw_body(sheet *s, frame *f, size_t height)
{
    fit_body(s, height);
    size_t most = s->count > height ? s->count - height + 1 : 0;
    if (*s->scroll > most || height < 2)
        *s->scroll = height < 2 ? 0 : most;
    bool more = s->count > height && *s->scroll + height - 1 < s->count && height > 1;
    for (size_t i = 0; i + more < height; i++)
        draw_row(s, f, *s->scroll + i < s->count ? s->body[*s->scroll + i].text : "");
    if (!more)
        return;
    ink_clear(&s->line);
    ink_add(&s->line, s->lang, DIM " （還有 %zu 行，按空白鍵或 PgDn）", DIM " (%zu more lines: space or PgDn)",
            s->count - *s->scroll - (height - 1));
    draw_row(s, f, ink_of(&s->line));
}

static void finish_frame(sheet *s, frame *f)
{
    char place[48];
    if (f->cursor && f->cursor_row < s->height) {
        snprintf(place, sizeof place, "\033[%zu;%zuH\033[?25h", f->cursor_row + 1, f->cursor_column + 1);
        ink_raw(&f->bytes, place, strlen(place));
    }
    if (f->bytes.failed)
        s->failed = true;
    tty_write(ink_of(&f->bytes), f->bytes.size);
}

/* The rows of the terminal that are known, made for this window. */
static bool know_rows(sheet *s)
{
    if (s->shown_count == s->height)
        return true;
    s->shown = calloc(s->height, sizeof *s->shown);
    s->shown_count = s->shown != NULL ? s->height : 0;
    return s->shown != NULL;
}

enum { FOOT_MOST = 4, NOTE_MOST = 4 };

/* What is told above the keys, in rows. */
typedef struct note_rows {
    ink rows[NOTE_MOST];
    size_t count;
} note_rows;

static void add_note(void *context, const char *line, size_t size)
{
    note_rows *notes = context;
    if (notes->count < NOTE_MOST)
        ink_raw(&notes->rows[notes->count++], line, size);
}

bool sheet_draw(sheet *s)
{
    ink foot[FOOT_MOST] = { { .at = NULL } };
    frame f = { .bytes = { .at = NULL } };
    bool anew = s->shown_count != s->height;
    if (!know_rows(s))
        return false;
    ink_raw(&f.bytes, "\033[?25l", 6);
    if (anew)
        ink_raw(&f.bytes, "\033[0m\033[2J", 8);
    size_t foot_count = foot_rows(s, foot, s->height > 4 ? FOOT_MOST : 1);
    note_rows notes = { .count = 0 };
    if (s->note.size > 0 && !ink_wrap(ink_of(&s->note), s->width - 1, 2, add_note, &notes))
        s->failed = true;
    bool framed = !sheet_is_low(s);
    size_t frame_rows = (framed ? 3u : 0u) + notes.count + foot_count;
    if (framed)
        draw_head(s, &f);
    draw_body(s, &f, s->height > frame_rows ? s->height - frame_rows : 1);
    for (size_t i = 0; i < notes.count; i++) {
        draw_row(s, &f, ink_of(&notes.rows[i]));
        ink_free(&notes.rows[i]);
    }
    if (framed)
        draw_rule(s, &f);
    for (size_t i = 0; i < foot_count; i++) {
        draw_row(s, &f, ink_of(&foot[i]));
        ink_free(&foot[i]);
    }
    finish_frame(s, &f);
    ink_free(&f.bytes);
    return !s->failed;
}

void sheet_forget(sheet *s)
{
    for (size_t i = 0; i < s->shown_count; i++)
        free(s->shown[i]);
    free(s->shown);
    s->shown = NULL;
    s->shown_count = 0;
}

void sheet_free(sheet *s)
{
    drop_rows(s);
    sheet_forget(s);
    free(s->body);
    ink *parts[] = { &s->line, &s->head_left, &s->head_right, &s->note, &s->keys };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        ink_free(parts[i]);
}
