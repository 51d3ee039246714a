/* Making boxes and wires of links. Uses draw/picture.h. */
#include "draw/picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/links.h"
#include "draw/wrap.h"

#define MOST_WIDE  178.0 /* of a line in a box: twelve Chinese characters */
#define MOST_WORDS 136.0 /* of a line at a wire */
#define LEAST_WIDE 112.0
#define THIN       1.3
#define LIT        5.0
#define THICKEST   11.0

typedef struct maker {
    const wm_graph *graph;
    const draw_what *what;
    links links;
    picture *p;
    size_t *box_of; /* of each node: its box, or NO_BOX */
    size_t *led;    /* of each node: how many links lead to it */
    bool *leads;    /* of each node: whether any link starts there */
    size_t *down;   /* of each node: the link that goes straight down, or NO_BOX */
    size_t *parent; /* of each node: the link by which it was found first, or NO_BOX */
    size_t *order;  /* nodes as they were found */
    size_t found;
    bool *back; /* of each link: it leads to where it came from */
    bool failed;
} maker;

/* ---- Boxes --------------------------------------------------------------------------------------------------- */

static shape shape_of(wm_node_kind kind)
{
    switch (kind) {
    case WM_NODE_WHEN:
        return SHAPE_CONDITION;
    case WM_NODE_TRY:
        return SHAPE_REMEDY;
    case WM_NODE_CONCLUDE:
        return SHAPE_CAUSE;
    case WM_NODE_SUSPECT:
        return SHAPE_FINDING;
    case WM_NODE_ESCALATE:
        return SHAPE_HANDOVER;
    case WM_NODE_RESOLVE:
        return SHAPE_SOLVED;
    case WM_NODE_SEE:
    case WM_NODE_INCLUDE:
        return SHAPE_GUIDE;
    case WM_NODE_ANY_ORDER:
    case WM_NODE_AGAIN:
        return SHAPE_ORDER;
    default:
        return SHAPE_QUESTION;
    }
}

static void put_node_text(const maker *m, bytes *out, const wm_graph_node *n)
{
    bool en = m->what->lang == WM_EN;
    const char *text = wm_text_in(n->text, m->what->lang);
    if (n->kind == WM_NODE_RESOLVE)
        bytes_text(out, en ? "Solved" : "已解決");
    else if (n->kind == WM_NODE_ANY_ORDER)
        bytes_text(out, en ? "In any order" : "順序不拘");
    else if (n->kind == WM_NODE_AGAIN)
        bytes_format(out, en ? "Once more, %u at most" : "再來一輪，最多 %u 次", n->at_most);
    else if (n->kind == WM_NODE_SEE)
        bytes_format(out, en ? "Guide: %s" : "判斷樹：%s", text);
    else if (n->kind == WM_NODE_INCLUDE)
        bytes_format(out, en ? "First the guide: %s" : "先走判斷樹：%s", text);
    else
        bytes_format(out, "%s%s", text, n->kind == WM_NODE_WHEN ? (en ? "?" : "？") : "");
    if (n->kind == WM_NODE_TRY && n->risk == WM_APPROVAL)
        bytes_text(out, en ? " (needs approval)" : "（需核准）");
    if (n->kind == WM_NODE_TRY && n->risk == WM_HANDOVER)
        bytes_text(out, en ? " (hand-over only)" : "（僅升級）");
}

/* Room around the lines, by shape: what slants or is round needs more. */
static void give_size(box *b, double widest)
{
    static const double sides[SHAPE_COUNT] = {
        [SHAPE_QUESTION] = 24, [SHAPE_CONDITION] = 56, [SHAPE_REMEDY] = 30, [SHAPE_CAUSE] = 36, [SHAPE_FINDING] = 36,
        [SHAPE_HANDOVER] = 44, [SHAPE_SOLVED] = 40,    [SHAPE_GUIDE] = 24,  [SHAPE_ORDER] = 56, [SHAPE_WORDS] = 8,
    };
    bool words = b->shape == SHAPE_WORDS;
    b->width = ceil(widest + sides[b->shape]);
    if (!words && b->width < LEAST_WIDE)
        b->width = LEAST_WIDE;
    b->height = (double)b->rows * WRAP_LINE + (words ? 4 : 18);
}

/* A box with its text; takes over `text`, which it empties. */
static size_t add_box(maker *m, shape kind, size_t node, bytes *text)
{
    picture *p = m->p;
    if (p->box_count == p->box_room) {
        size_t room = p->box_room != 0 ? 2 * p->box_room : 64;
        box *boxes = realloc(p->boxes, room * sizeof *boxes);
        m->failed = m->failed || boxes == NULL;
        p->boxes = boxes != NULL ? boxes : p->boxes;
        p->box_room = boxes != NULL ? room : p->box_room;
    }
    bytes lines = { 0 };
    box b = { .shape = kind, .node = node, .column = NO_BOX };
    double widest;
    m->failed = m->failed || bytes_string(text) == NULL;
    if (!m->failed)
        wrap_text(&lines, bytes_string(text), kind == SHAPE_WORDS ? MOST_WORDS : MOST_WIDE, &b.rows, &widest);
    bytes_text(&lines, "");
    bytes_text(text, "");
    if (m->failed || lines.failed || text->failed) {
        m->failed = true;
        bytes_free(&lines);
        bytes_free(text);
        return NO_BOX;
    }
    b.full = text->data;
    b.lines = lines.data;
    *text = (bytes){ 0 };
    give_size(&b, widest);
    p->boxes[p->box_count] = b;
    return p->box_count++;
}

static size_t add_node_box(maker *m, size_t node, bool lit, double stops)
{
    bytes text = { 0 };
    put_node_text(m, &text, &m->graph->nodes[node]);
    if (stops > 0)
        bytes_format(&text, m->what->lang == WM_EN ? " (%.0f stop here)" : "（%.0f 件停在這裡）", stops);
    size_t index = add_box(m, shape_of(m->graph->nodes[node].kind), node, &text);
    if (index == NO_BOX)
        return index;
    box *b = &m->p->boxes[index];
    b->lit = lit;
    b->number = lit ? m->links.numbers[node] : 0;
    b->stops = stops > 0;
    return index;
}

/* The box at the far end of a link: that of its node, or one of its own where several lead to the same end. */
static size_t box_behind(maker *m, const link *k)
{
    if (!m->leads[k->to] && m->led[k->to] > 1)
        return add_node_box(m, k->to, k->lit, 0);
    return m->box_of[k->to];
}

/* ---- Wires ---------------------------------------------------------------------------------------------------- */

static void add_wire(maker *m, wire w)
{
    picture *p = m->p;
    if (w.from == NO_BOX || w.to == NO_BOX)
        return;
    if (p->wire_count == p->wire_room) {
        size_t room = p->wire_room != 0 ? 2 * p->wire_room : 64;
        wire *wires = realloc(p->wires, room * sizeof *wires);
        if (wires == NULL) {
            m->failed = true;
            return;
        }
        p->wires = wires;
        p->wire_room = room;
    }
    p->wires[p->wire_count++] = w;
}

/* Tickets are told by the area of the stroke's end, so that ten times as many don't hide the rest. */
static double thickness(const maker *m, const link *k)
{
    if (k->counted && m->links.most > 0 && m->what->traffic != NULL)
        return k->count > 0 ? THIN + (THICKEST - THIN) * sqrt(k->count / m->links.most) : THIN;
    return k->lit ? LIT : THIN;
}

static size_t add_words(maker *m, const link *k)
{
    bytes text = { 0 };
    bool counted = k->counted && m->what->traffic != NULL;
    bytes_text(&text, k->words.size > 0 ? k->words.data : "");
    if (counted)
        bytes_format(&text, m->what->lang == WM_EN ? "%s%.0f" : "%s%.0f 件", k->words.size > 0 ? " · " : "", k->count);
    if (text.size == 0 && !text.failed) {
        bytes_free(&text);
        return NO_BOX;
    }
    size_t index = add_box(m, SHAPE_WORDS, NO_BOX, &text);
    if (index != NO_BOX)
        m->p->boxes[index].lit = k->lit;
    return index;
}

static void add_link(maker *m, size_t index)
{
    const link *k = &m->links.items[index];
    size_t from = m->box_of[k->from], to = box_behind(m, k), words = add_words(m, k);
    bool tree = m->parent[k->to] == index, down = m->down[k->from] == index;
    if (m->failed || from == NO_BOX || to == NO_BOX)
        return;
    bool same_column =
        !tree && m->p->boxes[from].column != NO_BOX && m->p->boxes[from].column == m->p->boxes[to].column;
    wire w = { .from = from,
               .to = to,
               .arrow = true,
               .dashed = k->dashed && !k->lit,
               .back = m->back[index] || same_column,
               .lit = k->lit,
               .thick = thickness(m, k) };
    if (words == NO_BOX) {
        add_wire(m, w);
        return;
    }
    if (down)
        m->p->boxes[words].column = m->p->boxes[from].column;
    wire first = w;
    first.to = words;
    first.arrow = first.back = false;
    w.from = words;
    add_wire(m, first);
    add_wire(m, w);
}

/* ---- Columns --------------------------------------------------------------------------------------------------- */

/* The links of each node, in order: first[n] .. first[n + 1] of `of`. */
typedef struct fan {
    size_t *first, *of;
} fan;

static bool fan_make(fan *f, const maker *m)
{
    size_t nodes = m->graph->node_count, at = 0;
    f->first = calloc(nodes + 2, sizeof *f->first);
    f->of = calloc(m->links.count + 1, sizeof *f->of);
    if (f->first == NULL || f->of == NULL)
        return false;
    for (size_t i = 0; i < m->links.count; i++)
        f->first[m->links.items[i].from + 2]++;
    for (size_t i = 2; i < nodes + 2; i++)
        f->first[i] += f->first[i - 1];
    for (; at < m->links.count; at++)
        f->of[f->first[m->links.items[at].from + 1]++] = at;
    return true;
}

typedef enum mark { UNSEEN = 0, OPEN, DONE } mark;

/* Finds every node from the start, depth first as written: by which link first, and which links lead back. */
static void search(maker *m, const fan *f, unsigned char *marks, size_t *stack, size_t *next)
{
    size_t depth = 0, start = m->links.start;
    stack[depth++] = start;
    marks[start] = OPEN;
    next[start] = f->first[start];
    m->order[m->found++] = start;
    while (depth > 0) {
        size_t at = stack[depth - 1];
        if (next[at] == f->first[at + 1]) {
            marks[at] = DONE;
            depth--;
            continue;
        }
        size_t index = f->of[next[at]++], to = m->links.items[index].to;
        m->back[index] = marks[to] == OPEN;
        if (marks[to] != UNSEEN)
            continue;
        marks[to] = OPEN;
        m->parent[to] = index;
        next[to] = f->first[to];
        m->order[m->found++] = to;
        stack[depth++] = to;
    }
}

/* The way down from each node is where most of what is left lies. */
static void choose_down(maker *m, size_t *sizes)
{
    for (size_t i = m->found; i-- > 1;) {
        size_t node = m->order[i], link_index = m->parent[node], from = m->links.items[link_index].from;
        sizes[node]++;
        sizes[from] += sizes[node];
        if (!m->leads[node])
            continue;
        size_t best = m->down[from];
        if (best == NO_BOX || sizes[node] > sizes[m->links.items[best].to])
            m->down[from] = link_index;
    }
}

static void find_ways(maker *m)
{
    size_t count = m->graph->node_count + 1;
    fan f = { 0 };
    unsigned char *marks = calloc(count, 1);
    size_t *stack = calloc(count, sizeof *stack), *next = calloc(count, sizeof *next);
    bool made = fan_make(&f, m) && marks != NULL && stack != NULL && next != NULL;
    if (made && m->links.start < m->graph->node_count) {
        search(m, &f, marks, stack, next);
        memset(next, 0, count * sizeof *next);
        choose_down(m, next);
    }
    m->failed = m->failed || !made;
    free(f.first);
    free(f.of);
    free(marks);
    free(stack);
    free(next);
}

/* ---- All of it --------------------------------------------------------------------------------------------------- */

static bool is_shared_end(const maker *m, size_t node)
{
    return !m->leads[node] && m->led[node] > 1;
}

static void make_boxes(maker *m)
{
    for (size_t i = 0; i < m->found && !m->failed; i++) {
        size_t node = m->order[i], link_index = m->parent[node];
        if (is_shared_end(m, node))
            continue;
        size_t index = m->box_of[node] = add_node_box(m, node, m->links.lit[node], m->links.stops[node]);
        if (index == NO_BOX)
            return;
        size_t from = link_index != NO_BOX ? m->links.items[link_index].from : NO_BOX;
        bool below = from != NO_BOX && m->down[from] == link_index && m->box_of[from] != NO_BOX;
        m->p->boxes[index].column = below ? m->p->boxes[m->box_of[from]].column : index;
    }
}

static bool maker_init(maker *m)
{
    size_t nodes = m->graph->node_count + 1;
    m->p = calloc(1, sizeof *m->p);
    m->box_of = malloc(nodes * sizeof *m->box_of);
    m->led = calloc(nodes, sizeof *m->led);
    m->leads = calloc(nodes, sizeof *m->leads);
    m->down = malloc(nodes * sizeof *m->down);
    m->parent = malloc(nodes * sizeof *m->parent);
    m->order = calloc(nodes, sizeof *m->order);
    links_make(&m->links, m->graph, m->what);
    m->back = calloc(m->links.count + 1, sizeof *m->back);
    if (m->links.failed || !m->p || !m->box_of || !m->led || !m->leads || !m->down || !m->parent || !m->order ||
        !m->back)
        return false;
    for (size_t i = 0; i < nodes; i++)
        m->box_of[i] = m->down[i] = m->parent[i] = NO_BOX;
    for (size_t i = 0; i < m->links.count; i++) {
        m->led[m->links.items[i].to]++;
        m->leads[m->links.items[i].from] = true;
    }
    return true;
}

static void maker_free(maker *m)
{
    links_free(&m->links);
    free(m->box_of);
    free(m->led);
    free(m->leads);
    free(m->down);
    free(m->parent);
    free(m->order);
    free(m->back);
}

static char *copy_of(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

picture *picture_new(const wm_graph *graph, const draw_what *what)
{
    maker m = { .graph = graph, .what = what };
    bool made = maker_init(&m);
    if (made) {
        m.p->lang = what->lang;
        m.p->has_traffic = what->traffic != NULL;
        m.p->has_walk = what->walk != NULL;
        m.p->title = copy_of(wm_text_in(graph->title, what->lang));
        m.p->name = copy_of(graph->guide);
        find_ways(&m);
        make_boxes(&m);
    }
    for (size_t i = 0; made && i < m.found && !m.failed; i++)
        for (size_t k = 0; k < m.links.count && !m.failed; k++)
            if (m.links.items[k].from == m.order[i])
                add_link(&m, k);
    made = made && !m.failed && m.p->title != NULL && m.p->name != NULL;
    maker_free(&m);
    if (made)
        return m.p;
    picture_free(m.p);
    return NULL;
}

void picture_free(picture *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->box_count; i++) {
        free(p->boxes[i].full);
        free(p->boxes[i].lines);
    }
    for (size_t i = 0; i < p->wire_count; i++)
        free(p->wires[i].points);
    free(p->boxes);
    free(p->wires);
    free(p->title);
    free(p->name);
    free(p);
}
