/* A guide's picture before it is laid out: boxes, the words between them, and wires. Uses waymark.h.
 *
 * The main way runs straight down, branches go to the right (columns): a column is a chain of boxes below one another.
 * What is written at a wire is a box, too, so that nothing that is laid out can cover it. Steps that only lead elsewhere
 * (`go`) are left out; an end that several wires lead to is drawn once for each. */
#ifndef DRAW_PICTURE_H
#define DRAW_PICTURE_H

#include "draw/draw.h"

#define NO_BOX SIZE_MAX

typedef enum shape {
    SHAPE_QUESTION,  /* rounded box */
    SHAPE_CONDITION, /* hexagon */
    SHAPE_REMEDY,    /* box with corners */
    SHAPE_CAUSE,     /* pill */
    SHAPE_FINDING,   /* dashed pill */
    SHAPE_HANDOVER,  /* arrow plate */
    SHAPE_SOLVED,    /* pill with two lines */
    SHAPE_GUIDE,     /* dashed box */
    SHAPE_ORDER,     /* hexagon: any order, once more */
    SHAPE_WORDS,     /* none: what is written at a wire */
    SHAPE_COUNT
} shape;

typedef struct box {
    shape shape;
    size_t node; /* of the graph, or NO_BOX */
    char *full;  /* all of its text */
    char *lines; /* the same as it is shown, lines separated by '\n' */
    size_t rows;
    double width, height; /* pixels */
    size_t column;        /* of the boxes that stand below one another, or NO_BOX */
    bool lit;             /* the walk passed it */
    unsigned number;      /* in what order, from 1; 0: not */
    bool stops;           /* tickets stop here */
    double x, y;          /* its centre, once it is laid out */
} box;

typedef struct wire {
    size_t from, to;          /* boxes */
    bool arrow, dashed, back; /* back: must not shape the layout */
    bool lit;
    double thick;   /* pixels */
    double *points; /* once it is laid out: x, y of a cubic Bézier's 3n + 1 points */
    size_t point_count;
} wire;

typedef struct picture {
    wm_lang lang;
    char *title, *name;
    box *boxes;
    size_t box_count, box_room;
    wire *wires;
    size_t wire_count, wire_room;
    double width, height; /* once it is laid out */
    bool has_traffic, has_walk;
} picture;

/* Makes the picture of a graph. NULL where there is no memory. */
picture *picture_new(const wm_graph *graph, const draw_what *what);
void picture_free(picture *p);

#endif
