/* A picture as a Mermaid flowchart: what is written at a wire is its label. Uses draw/write.h. */
#include <string.h>

#include "draw/write.h"

/* Text in quotes; signs that Mermaid or HTML would read are written as its entities (#quot; …). */
static void put_text(bytes *out, const char *text)
{
    bytes_text(out, "\"");
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20)
            bytes_text(out, " ");
        else if (strchr("\"#<>&;`\\|{}[]()", c) != NULL)
            bytes_format(out, "#%u;", (unsigned)c);
        else
            bytes_put(out, text, 1);
    }
    bytes_text(out, "\"");
}

static void put_box(bytes *out, const box *b, size_t index)
{
    const char *signs = looks[b->shape].mermaid, *blank = strchr(signs, ' ');
    if (blank == NULL)
        return;
    bytes_format(out, "  b%zu%.*s", index, (int)(blank - signs), signs);
    put_text(out, b->full);
    bytes_format(out, "%s\n", blank + 1);
    if (b->lit || b->stops)
        bytes_format(out, "  class b%zu %s\n", index, b->lit ? "walked" : "stops");
}

/* The wire that goes on from a box of words. */
static const wire *behind(const picture *p, size_t words)
{
    for (size_t i = 0; i < p->wire_count; i++)
        if (p->wires[i].from == words)
            return &p->wires[i];
    return NULL;
}

void write_mermaid(bytes *out, const picture *p)
{
    size_t count = 0;
    bytes_text(out, "flowchart TD\n"
                    "  classDef walked fill:" COLOUR_SOFT ",stroke:" COLOUR_PINE ",stroke-width:3px\n"
                    "  classDef stops stroke:" COLOUR_BRICK "\n");
    for (size_t i = 0; i < p->box_count; i++)
        put_box(out, &p->boxes[i], i);
    for (size_t i = 0; i < p->wire_count; i++) {
        const wire *w = &p->wires[i], *next = w;
        bool words = p->boxes[w->to].shape == SHAPE_WORDS;
        if (p->boxes[w->from].shape == SHAPE_WORDS || (words && (next = behind(p, w->to)) == NULL))
            continue;
        bytes_format(out, "  b%zu %s", w->from, w->dashed ? "-.->" : "-->");
        if (words) {
            bytes_text(out, "|");
            put_text(out, p->boxes[w->to].full);
            bytes_text(out, "|");
        }
        bytes_format(out, " b%zu\n", next->to);
        if (w->thick > 1.5)
            bytes_format(out, "  linkStyle %zu stroke-width:%.1fpx%s\n", count, w->thick,
                         w->lit ? ",stroke:" COLOUR_PINE : "");
        count++;
    }
}
