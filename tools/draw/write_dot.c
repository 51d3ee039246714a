/* A picture as DOT, for Graphviz: for people who go on with it, with words and colours; and for its layout alone, without. Uses draw/write.h. */
#include <string.h>

#include "draw/write.h"

#define POINTS 72.0 /* an inch; a pixel of ours is a point of Graphviz's */

/* A quoted DOT string; line ends become \n. */
static void put_quoted(bytes *out, const char *text)
{
    bytes_text(out, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            bytes_text(out, "\\n");
        else if (*text == '"' || *text == '\\')
            bytes_format(out, *text == '"' ? "\\\"" : "\\\\");
        else
            bytes_put(out, (unsigned char)*text < 0x20 ? " " : text, 1);
    }
    bytes_text(out, "\"");
}

/* `plain`: only how large it is. Wires then end at its frame, whatever shape is drawn into that. */
static void put_box(bytes *out, const box *b, size_t index, bool plain)
{
    const look *l = &looks[b->shape];
    if (plain) {
        bytes_format(out, "  b%zu [width=%.4f,height=%.4f];\n", index, b->width / POINTS, b->height / POINTS);
        return;
    }
    bytes_format(out, "  b%zu [%s,width=%.4f,height=%.4f,label=", index, l->dot, b->width / POINTS, b->height / POINTS);
    put_quoted(out, b->lines);
    if (b->shape != SHAPE_WORDS)
        bytes_format(out, ",fillcolor=\"%s\",color=\"%s\",penwidth=%s", b->lit ? COLOUR_SOFT : l->fill,
                     b->lit     ? COLOUR_PINE
                     : b->stops ? COLOUR_BRICK
                                : l->line,
                     b->lit ? "3" : "1.3");
    if (b->number > 0)
        bytes_format(out, ",xlabel=\"%u\"", b->number);
    if (b->shape == SHAPE_WORDS)
        bytes_format(out, ",fontcolor=\"%s\"", b->lit ? COLOUR_PINE : COLOUR_QUIET);
    bytes_text(out, "];\n");
}

static void put_column(bytes *out, const picture *p, size_t column)
{
    size_t count = 0;
    for (size_t i = 0; i < p->box_count; i++)
        count += p->boxes[i].column == column;
    if (count < 2)
        return;
    bytes_text(out, "  { rank=same;");
    for (size_t i = 0; i < p->box_count; i++)
        if (p->boxes[i].column == column)
            bytes_format(out, " b%zu;", i);
    bytes_text(out, " }\n");
}

static void put_wire(bytes *out, const wire *w)
{
    bytes_format(out, "  b%zu -> b%zu [penwidth=%.2f,arrowhead=%s,color=\"%s\"%s%s];\n", w->from, w->to, w->thick,
                 w->arrow ? "normal" : "none", w->lit ? COLOUR_PINE : COLOUR_EDGE, w->dashed ? ",style=dashed" : "",
                 w->back ? ",constraint=false" : "");
}

static void put_all(bytes *out, const picture *p, bool plain)
{
    for (size_t i = 0; i < p->box_count; i++)
        put_box(out, &p->boxes[i], i, plain);
    for (size_t i = 0; i < p->box_count; i++)
        if (p->boxes[i].column == i)
            put_column(out, p, i);
    for (size_t i = 0; i < p->wire_count; i++)
        put_wire(out, &p->wires[i]);
    bytes_text(out, "}\n");
}

#define GRAPH_HEAD "digraph guide {\n  graph [rankdir=LR, nodesep=0.16, ranksep=0.3, "

void write_dot(bytes *out, const picture *p)
{
    bytes_text(out,
               GRAPH_HEAD "bgcolor=white, forcelabels=true, labelloc=t, fontname=\"" FONTS "\", fontsize=18, label=");
    put_quoted(out, p->title);
    bytes_text(out, "];\n  node [fixedsize=true, fontname=\"" FONTS "\", fontsize=14, fontcolor=\"" COLOUR_INK
                    "\"];\n  edge [arrowsize=0.7];\n");
    put_all(out, p, false);
}

void write_layout(bytes *out, const picture *p)
{
    bytes_text(out, GRAPH_HEAD
               "fontname=Helvetica];\n  node [fixedsize=true, shape=box, label=\"\"];\n  edge [arrowsize=0.7];\n");
    put_all(out, p, true);
}
