/* What follows what in a picture: a graph's edges without the steps that only lead elsewhere, with their words, counts and
 * the way that was walked. Uses draw/draw.h. */
#ifndef DRAW_LINKS_H
#define DRAW_LINKS_H

#include "draw/draw.h"

typedef struct link {
    size_t from, to; /* nodes of the graph */
    bytes words;     /* in the language; may be empty */
    bool dashed;     /* by default: nothing was chosen */
    bool lit;
    bool counted;
    double count; /* tickets */
} link;

typedef struct links {
    link *items;
    size_t count, room;
    size_t start;      /* the first step that is drawn, or WM_NO_PLACE */
    bool *lit;         /* of each node: the walk passed it */
    unsigned *numbers; /* of each node: in what order, from 1; 0: not */
    double *stops;     /* of each node: tickets that stop there; below 0: not known */
    double most;       /* the largest count */
    bool failed;       /* there was no memory */
} links;

void links_make(links *l, const wm_graph *graph, const draw_what *what);
void links_free(links *l);

#endif
