/* What is drawn on a guide: a replay's traffic, a case's way; read from files. Uses waymark.h and draw/. */
#ifndef CLI_DRAW_OVERLAY_H
#define CLI_DRAW_OVERLAY_H

#include "cli/verbs.h"
#include "draw/draw.h"

typedef struct overlay {
    bool has_traffic;
    draw_traffic traffic; /* its arrays are the overlay's */
    double *nodes, *edges;
    wm_passed *walk; /* NULL: none */
    size_t walk_count;
} overlay;

/* Reads what --traffic and --walk name. EXIT_DONE, or another exit code after saying on stderr what is wrong. To be freed
 * in either case. */
int overlay_read(overlay *o, const invocation *use, const wm_rules *rules, const wm_graph *graph);
void overlay_free(overlay *o);

/* A whole file, at most `most` bytes, appended to *out. False after saying on stderr why not. */
bool read_whole(const invocation *use, const char *path, size_t most, bytes *out);

#endif
