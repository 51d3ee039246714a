/* The desk's screen: what stands on it, laid out for the window, and only what changed is written.
 * Uses desk_text.h.
 *
 * A screen is composed anew for each press: a head, a body of blocks, a foot of keys. Every block has a rank:
 * 0 stays, others leave together, the highest first, where the window is too low. What then is still too
 * long is scrolled. */
#ifndef CLI_DESK_SHEET_H
#define CLI_DESK_SHEET_H

#include "cli/desk_text.h"

/* Ranks of blocks, in the order in which they leave. */
enum { STAYS, RANK_ANSWER_SIGN, RANK_HOW, RANK_SAY, RANK_WAY, RANK_CAUSES, RANK_MORE, RANK_OUT, RANK_BLANK, RANK_AIR };

typedef struct sheet_row {
    char *text;
    int rank;
} sheet_row;

typedef struct sheet {
    wm_lang lang;
    size_t columns, height; /* of the window */
    size_t width;           /* of the text: at most 80 */
    bool colour;
    ink line; /* under construction */
    sheet_row *body;
    size_t count, room;
    ink head_left, head_right, note, keys;
    size_t *scroll; /* the first row of the body that is shown; the view's */
    bool failed;    /* no memory */
    char **shown;   /* what the terminal has, a row each */
    size_t shown_count;
} sheet;

/* A new screen; `scroll` is kept in what is there. */
void sheet_begin(sheet *s, wm_lang lang, size_t columns, size_t rows, size_t *scroll);
/* Ends the line under construction, wrapped; further lines are indented by `hang`. */
void sheet_end(sheet *s, int rank, size_t hang);
/* An empty row; rows of air leave first, then the others. */
void sheet_air(sheet *s);
void sheet_blank(sheet *s);
/* A whole line. */
#define sheet_line(s, rank, hang, ...) (ink_add(&(s)->line, (s)->lang, __VA_ARGS__), sheet_end(s, rank, hang))
/* One key of the foot: "u 不確定". */
#define sheet_key(s, ...) (ink_raw(&(s)->keys, "\n", 1), ink_add(&(s)->keys, (s)->lang, __VA_ARGS__))
/* The number keys: "1-3 回答", "1 回答". */
void sheet_numbers(sheet *s, size_t count, const char *zh, const char *en);
/* Further keys stand in a row below. */
void sheet_key_row(sheet *s);
/* Whether the window is too narrow for two columns, or too low for more than the question. */
bool sheet_is_narrow(const sheet *s);
bool sheet_is_low(const sheet *s);
/* Draws it: what differs from what the terminal shows. False: no memory. */
bool sheet_draw(sheet *s);
/* The terminal shows nothing that we know. */
void sheet_forget(sheet *s);
void sheet_free(sheet *s);

#endif
