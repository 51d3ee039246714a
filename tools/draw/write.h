/* Writing a picture: as DOT, as Mermaid, as SVG; and its layout. Inside draw/ only. */
#ifndef DRAW_WRITE_H
#define DRAW_WRITE_H

#include "draw/picture.h"

#define COLOUR_INK   "#1A2420"
#define COLOUR_QUIET "#4B5852"
#define COLOUR_PAPER "#FFFFFF"
#define COLOUR_EDGE  "#74827B"
#define COLOUR_PINE  "#0E5F55" /* the way that was walked */
#define COLOUR_BLAZE "#B5520E" /* its numbers, and nothing else */
#define COLOUR_BRICK "#9B2C1F" /* where tickets stop */
#define COLOUR_SOFT  "#DCEDE8" /* walked */

/* The fonts that a picture asks for, first to last. */
#define FONTS "Noto Sans TC, Noto Sans CJK TC, PingFang TC, Microsoft JhengHei UI, DejaVu Sans, sans-serif"

/* How a shape looks: what it is filled with, its line, whether that is dashed. */
typedef struct look {
    const char *fill, *line;
    bool dashed;
    const char *dot;     /* Graphviz's shape and style */
    const char *mermaid; /* the signs around a text, "[" "]" separated by a blank */
    wm_text legend;
} look;
extern const look looks[SHAPE_COUNT];

void write_dot(bytes *out, const picture *p);
/* The same without words and shapes: what `dot` needs to lay it out. */
void write_layout(bytes *out, const picture *p);
void write_mermaid(bytes *out, const picture *p);
void write_svg(bytes *out, const picture *p);
/* Text for XML: <, >, &, quotes; what XML 1.0 can't hold becomes a sign. */
void write_escaped(bytes *out, const char *text, size_t size);

/* Places boxes and wires by what `dot -Tjson0` says of write_layout's text. False where it is not that. */
bool layout_read(picture *p, const char *json, size_t size, bool *no_memory);
/* Its work kept: `key` is the text that was laid out. Appends what is kept; false where nothing is. */
bool cache_read(const char *key, size_t key_size, bytes *out);
/* Keeps it; where that can't be done, nothing is kept. */
void cache_write(const char *key, size_t key_size, const char *data, size_t size);

#endif
