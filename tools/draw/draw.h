/* Pictures of guides: DOT and Mermaid by ourselves, SVG laid out by Graphviz's `dot` in a child process, whose work is
 * cached. Uses waymark.h, cJSON, utf8proc and POSIX.
 *
 * What is drawn on the guide: the traffic of a replay, the way of a case. */
#ifndef DRAW_DRAW_H
#define DRAW_DRAW_H

#include "draw/bytes.h"
#include "waymark.h"

/* A replay's counts of one guide, in its order (a tally's "hits"). */
typedef struct draw_traffic {
    const double *nodes, *edges;
    size_t node_count, edge_count;
} draw_traffic;

typedef struct draw_what {
    wm_lang lang;
    const draw_traffic *traffic; /* or NULL */
    const wm_passed *walk;       /* steps that a case passed, oldest first; or NULL */
    size_t walk_count;
} draw_what;

typedef enum draw_result {
    DRAW_OK,
    DRAW_NO_MEMORY,
    DRAW_NO_DOT,    /* `dot` is not there */
    DRAW_DOT_FAILED /* it was, and gave nothing that can be used, or took too long */
} draw_result;

/* Appends the picture to *out. The texts are XML, DOT and Mermaid as a whole, UTF-8. */
draw_result draw_dot(bytes *out, const wm_graph *graph, const draw_what *what);
draw_result draw_mermaid(bytes *out, const wm_graph *graph, const draw_what *what);
draw_result draw_svg(bytes *out, const wm_graph *graph, const draw_what *what);

#endif
