/* A flowchart as every reader gives it and the writer takes it: boxes and arrows. Uses waymark.h and draw/bytes.h. */
#ifndef AUTHOR_CHART_H
#define AUTHOR_CHART_H

#include "draw/bytes.h"
#include "waymark.h"

#define CHART_MOST_BOXES  4000u
#define CHART_MOST_ARROWS 16000u
#define CHART_MOST_TEXT   2000u             /* bytes of a text; what is longer is cut */
#define CHART_MOST_BYTES  ((size_t)4 << 20) /* of a file */
#define NO_BOX            SIZE_MAX

typedef struct chart_box {
    char *id;                      /* as the file names it */
    char *text;                    /* one line of UTF-8 */
    char *more;                    /* a longer text, or what to do about it; NULL: none */
    char *text_other, *more_other; /* the same in the other language; NULL: the source lacks it */
    char *place;                   /* in a manual: its list, item and part; the same in its translation. NULL: none */
    char *cite;                    /* a heading's anchor in the manual; NULL: none */
    bool decision;                 /* drawn as one */
    bool terminal;                 /* drawn as a beginning or an end */
    bool hand_over;                /* said to be one */
    bool begins;                   /* said to be the first */
} chart_box;

typedef struct chart_arrow {
    size_t from, to;
    char *text; /* "" where nothing is written at it */
    bool aside; /* dashed: something to be done besides */
} chart_arrow;

typedef struct chart {
    char *title;       /* NULL: none */
    char *title_other; /* in the other language; NULL: the source lacks it */
    char *manual;      /* that the cites are of; NULL: none */
    bool opaque;       /* ids are a program's, and say nothing */
    chart_box *boxes;
    size_t box_count, box_room;
    chart_arrow *arrows;
    size_t arrow_count, arrow_room;
    bool failed;   /* there was no memory */
    bool full;     /* more boxes or arrows than there may be */
    wm_text wrong; /* why a file can't be read; both NULL: it could */
    size_t line;   /* where, or 0 */
} chart;

/* Adds a box, or finds the one that has the id; a text replaces an earlier one (NULL: it stays). Texts become one line:
 * control characters are blanks, what is not UTF-8 a sign. NO_BOX: no memory, or too many. */
size_t chart_add_box(chart *c, const char *id, const char *text);
size_t chart_find_box(const chart *c, const char *id);
/* Adds an arrow and gives it, or NULL. */
chart_arrow *chart_add_arrow(chart *c, size_t from, size_t to, const char *text);
/* A text as charts hold it, to be freed; NULL where there is no memory. */
char *chart_text(const char *text, size_t size);
/* Puts such a text in the place of *to (of the chart, or NULL). False (and c->failed) where there is no memory. */
bool chart_set_text(chart *c, char **to, const char *text, size_t size);
/* Says why the file can't be read; the first time counts. Gives false. */
bool chart_refuse(chart *c, size_t line, const char *zh, const char *en);
void chart_free(chart *c);

/* The readers: false where the text is no such chart (wrong, line), or there was no memory (failed). */
bool read_dot(chart *c, const char *text, size_t size);
bool read_mermaid(chart *c, const char *text, size_t size);
bool read_drawio(chart *c, const char *text, size_t size);
bool read_json(chart *c, const char *text, size_t size);
/* Numbered steps of a manual; cites are its headings' anchors. */
bool read_markdown(chart *c, const char *text, size_t size);
/* Takes the other language's texts from the same manual's translation: of the boxes that have the same place and shape in both.
 * False where there was no memory. */
bool chart_pair(chart *c, const chart *translation);
/* What was read, put into the form that is written: one beginning, nothing aside. False where there is no box. */
bool chart_settle(chart *c);

#endif
