/* The writer: a flowchart as a guide in the rule language, which loads and passes check. Uses author/chart.h. */
#ifndef AUTHOR_WRITE_GUIDE_H
#define AUTHOR_WRITE_GUIDE_H

#include "author/chart.h"

typedef struct guide_terms {
    const char *name;   /* of the guide: valid */
    const char *source; /* what it was made from, for the first line; NULL: nothing */
    const char *team;   /* that takes over; of kb/teams.json, if there is one */
} guide_terms;

#define MISSED_MOST 5u

typedef struct guide_counts {
    size_t questions, causes, remedies, handovers;
    size_t missed;                    /* boxes that nothing leads to from the start: not written */
    size_t missed_boxes[MISSED_MOST]; /* … which, of the chart: the first ones */
    size_t start;                     /* the box that it begins with */
} guide_counts;

/* What stands before a text in the language that the source lacks. */
#define MARK_ZH WM_TO_TRANSLATE_ZH
#define MARK_EN WM_TO_TRANSLATE_EN " "

/* Appends the guide. False where there is no memory. */
bool write_guide(bytes *out, const chart *c, const guide_terms *terms, guide_counts *counts);
/* A small guide to begin with, and its manual in a language. */
void write_first_guide(bytes *out, const guide_terms *terms, const char *manual);
void write_first_manual(bytes *out, const guide_terms *terms, wm_lang lang);
/* A Lua string in quotes: nothing in it is Lua. */
void write_string(bytes *out, const char *text);

#endif
