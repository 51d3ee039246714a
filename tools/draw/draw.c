/* Drawing a guide. Uses draw/write.h and draw/child.h. */
#include "draw/draw.h"

#include "draw/child.h"
#include "draw/write.h"

#define DOT_SECONDS 20.0
#define DOT_MOST    ((size_t)48 << 20)

typedef void write_picture(bytes *out, const picture *p);

static draw_result write_as(bytes *out, const wm_graph *graph, const draw_what *what, write_picture *write)
{
    picture *p = picture_new(graph, what);
    if (p == NULL)
        return DRAW_NO_MEMORY;
    write(out, p);
    picture_free(p);
    return out->failed ? DRAW_NO_MEMORY : DRAW_OK;
}

draw_result draw_dot(bytes *out, const wm_graph *graph, const draw_what *what)
{
    return write_as(out, graph, what, write_dot);
}

draw_result draw_mermaid(bytes *out, const wm_graph *graph, const draw_what *what)
{
    return write_as(out, graph, what, write_mermaid);
}

/* ---- Laid out ------------------------------------------------------------------------------------------------ */

static draw_result run_dot(const bytes *dot, bytes *json)
{
    static const char *const argv[] = { "dot", "-Tjson0", NULL };
    const child_limits limits = { DOT_SECONDS, DOT_MOST };
    switch (child_run(argv, dot->data, dot->size, &limits, json)) {
    case CHILD_OK:
        return DRAW_OK;
    case CHILD_NO_MEMORY:
        return DRAW_NO_MEMORY;
    case CHILD_ABSENT:
        return DRAW_NO_DOT;
    default:
        return DRAW_DOT_FAILED;
    }
}

/* From the cache where it is there and can be read, else by `dot`. */
static draw_result lay_out(picture *p, const bytes *dot)
{
    bytes json = { 0 };
    bool no_memory = false;
    bool kept = cache_read(dot->data, dot->size, &json) && layout_read(p, json.data, json.size, &no_memory);
    draw_result result = DRAW_OK;
    if (!kept) {
        bytes_free(&json);
        result = run_dot(dot, &json);
        if (result == DRAW_OK && (json.size == 0 || !layout_read(p, json.data, json.size, &no_memory)))
            result = no_memory ? DRAW_NO_MEMORY : DRAW_DOT_FAILED;
        if (result == DRAW_OK)
            cache_write(dot->data, dot->size, json.data, json.size);
    }
    bytes_free(&json);
    return result;
}

draw_result draw_svg(bytes *out, const wm_graph *graph, const draw_what *what)
{
    bytes dot = { 0 };
    picture *p = picture_new(graph, what);
    if (p == NULL)
        return DRAW_NO_MEMORY;
    write_layout(&dot, p);
    draw_result result = dot.failed ? DRAW_NO_MEMORY : lay_out(p, &dot);
    if (result == DRAW_OK)
        write_svg(out, p);
    bytes_free(&dot);
    picture_free(p);
    return result == DRAW_OK && out->failed ? DRAW_NO_MEMORY : result;
}
