/* From a graph's edges to a picture's links. Uses draw/links.h. */
#include "draw/links.h"

#include <stdlib.h>
#include <string.h>

#define MOST_HOPS 64u /* flows that only go to other flows */

static const wm_graph_node *node_of(const wm_graph *g, size_t index)
{
    return &g->nodes[index];
}

/* The first of a node's edges; they lie together. */
static size_t first_edge(const wm_graph *g, size_t from)
{
    size_t low = 0, high = g->edge_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (g->edges[middle].from < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- Counts ------------------------------------------------------------------------------------------------ */

/* What is known of the tickets at each edge; below 0: nothing yet. */
typedef struct counts {
    const wm_graph *graph;
    const draw_traffic *traffic;
    double *of;
} counts;

static bool is_known(const counts *c, size_t edge)
{
    return c->of[edge] >= 0;
}

/* A node that exactly one uncounted edge leads to gives that edge what the others leave. True where it did. */
static bool settle_into(counts *c, size_t node, const size_t *unknown, const size_t *last)
{
    if (unknown[node] != 1)
        return false;
    double left = c->traffic->nodes[node];
    for (size_t i = 0; i < c->graph->edge_count; i++)
        if (c->graph->edges[i].to == node && i != last[node])
            left -= c->of[i];
    c->of[last[node]] = left > 0 ? left : 0;
    return true;
}

/* One round over all nodes. */
static bool settle(counts *c, size_t *unknown, size_t *last)
{
    const wm_graph *g = c->graph;
    bool any = false;
    memset(unknown, 0, g->node_count * sizeof *unknown);
    for (size_t i = 0; i < g->edge_count; i++) {
        if (!is_known(c, i)) {
            unknown[g->edges[i].to]++;
            last[g->edges[i].to] = i;
        }
    }
    for (size_t i = 0; i < g->node_count; i++)
        if (i != g->start)
            any = settle_into(c, i, unknown, last) || any;
    return any;
}

static void count_edges(links *l, const wm_graph *g, const draw_traffic *traffic, double *of)
{
    counts c = { g, traffic, of };
    size_t *unknown = calloc(g->node_count + 1, sizeof *unknown), *last = calloc(g->node_count + 1, sizeof *last);
    for (size_t i = 0; i < g->edge_count; i++) {
        size_t place = g->edges[i].place;
        of[i] = traffic != NULL && place < traffic->edge_count ? traffic->edges[place] : -1;
    }
    l->failed = l->failed || unknown == NULL || last == NULL;
    for (unsigned round = 0; round < 16 && !l->failed && traffic != NULL && settle(&c, unknown, last); round++)
        ;
    free(unknown);
    free(last);
}

/* Tickets that came to a question, and took none of its ways. */
static void count_stops(links *l, const wm_graph *g, const draw_traffic *traffic, const double *of)
{
    for (size_t i = 0; i < g->node_count; i++) {
        l->stops[i] = -1;
        if (traffic == NULL || g->nodes[i].kind != WM_NODE_ASK)
            continue;
        double left = traffic->nodes[i];
        bool all = true;
        for (size_t e = first_edge(g, i); e < g->edge_count && g->edges[e].from == i; e++) {
            all = all && of[e] >= 0;
            left -= of[e];
        }
        if (all)
            l->stops[i] = left > 0 ? left : 0;
    }
}

/* ---- Links ------------------------------------------------------------------------------------------------- */

static link *link_between(const links *l, size_t from, size_t to)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->items[i].from == from && l->items[i].to == to)
            return &l->items[i];
    return NULL;
}

static link *add_link(links *l, size_t from, size_t to)
{
    if (l->count == l->room) {
        size_t room = l->room != 0 ? 2 * l->room : 64;
        link *items = realloc(l->items, room * sizeof *items);
        if (items == NULL) {
            l->failed = true;
            return NULL;
        }
        l->items = items;
        l->room = room;
    }
    l->items[l->count] = (link){ .from = from, .to = to, .dashed = true };
    return &l->items[l->count++];
}

static void add_words(link *k, const char *words, wm_lang lang)
{
    if (words[0] == '\0' || (k->words.data != NULL && strstr(k->words.data, words) != NULL))
        return;
    if (k->words.size > 0)
        bytes_text(&k->words, lang == WM_EN ? ", " : "、");
    bytes_text(&k->words, words);
}

static void join(links *l, const wm_graph_edge *edge, size_t from, size_t to, double count, wm_lang lang)
{
    link *k = link_between(l, from, to);
    bool is_new = k == NULL;
    if (is_new)
        k = add_link(l, from, to);
    if (k == NULL)
        return;
    add_words(k, wm_text_in(edge->text, lang), lang);
    k->dashed = k->dashed && (edge->otherwise || edge->kind == WM_EDGE_UNFIXED);
    k->counted = (is_new || k->counted) && count >= 0;
    k->count += count > 0 ? count : 0;
    l->failed = l->failed || k->words.failed;
}

/* Follows an edge through the steps that only lead elsewhere. */
static void follow(links *l, const wm_graph *g, const wm_graph_edge *edge, size_t to, double count, wm_lang lang,
                   unsigned hops)
{
    if (node_of(g, to)->kind != WM_NODE_GO) {
        join(l, edge, edge->from, to, count, lang);
        return;
    }
    size_t first = first_edge(g, to);
    for (size_t e = first; e < g->edge_count && g->edges[e].from == to && hops < MOST_HOPS; e++) {
        wm_graph_edge passed = *edge;
        bool only = e == first && (e + 1 >= g->edge_count || g->edges[e + 1].from != to);
        passed.otherwise = passed.otherwise || g->edges[e].otherwise;
        follow(l, g, &passed, g->edges[e].to, only ? count : -1, lang, hops + 1);
    }
}

static size_t first_drawn(const wm_graph *g)
{
    size_t at = g->start;
    for (unsigned hops = 0; at < g->node_count && node_of(g, at)->kind == WM_NODE_GO && hops < MOST_HOPS; hops++) {
        size_t e = first_edge(g, at);
        at = e < g->edge_count && g->edges[e].from == at ? g->edges[e].to : WM_NO_PLACE;
    }
    return at;
}

/* Where remedies are used up a case is handed over, or goes on: that is drawn only where the picture would lack the step
 * without it. Whether it is there: anything else leads to it, or to a hand-over to the same. */
static bool is_there(const wm_graph *g, size_t node)
{
    const wm_graph_node *n = &g->nodes[node];
    for (size_t i = 0; i < g->edge_count; i++) {
        const wm_graph_node *to = &g->nodes[g->edges[i].to];
        bool same = to == n || (n->kind == WM_NODE_ESCALATE && to->kind == n->kind && strcmp(to->id, n->id) == 0);
        if (same && g->edges[i].kind != WM_EDGE_UNFIXED && g->nodes[g->edges[i].from].reached)
            return true;
    }
    return false;
}

static void make_links(links *l, const wm_graph *g, const double *of, wm_lang lang)
{
    for (size_t i = 0; i < g->edge_count && !l->failed; i++) {
        const wm_graph_edge *e = &g->edges[i];
        if (!g->nodes[e->from].reached || g->nodes[e->from].kind == WM_NODE_GO)
            continue;
        if (e->kind == WM_EDGE_UNFIXED && is_there(g, e->to))
            continue;
        follow(l, g, e, e->to, of[i], lang, 0);
    }
    l->start = first_drawn(g);
    for (size_t i = 0; i < l->count; i++)
        if (l->items[i].counted && l->items[i].count > l->most)
            l->most = l->items[i].count;
}

/* ---- The way ------------------------------------------------------------------------------------------------- */

/* Lights a way between two passed steps; between them may lie what a walk does not mention: a condition that did not
 * hold, the head of questions in any order. */
static bool light(links *l, const wm_graph *g, size_t from, size_t to, unsigned depth)
{
    link *k = link_between(l, from, to);
    if (k != NULL) {
        k->lit = true;
        return true;
    }
    for (size_t i = 0; i < l->count && depth < 4; i++) {
        size_t over = l->items[i].to;
        if (l->items[i].from != from ||
            (g->nodes[over].kind != WM_NODE_WHEN && g->nodes[over].kind != WM_NODE_ANY_ORDER))
            continue;
        if (light(l, g, over, to, depth + 1)) {
            l->items[i].lit = l->lit[over] = true;
            return true;
        }
    }
    return false;
}

static void light_way(links *l, const wm_graph *g, const wm_passed *walk, size_t count)
{
    size_t before = WM_NO_PLACE;
    unsigned number = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = walk[i].node;
        if (at >= g->node_count || g->nodes[at].kind == WM_NODE_GO)
            continue;
        if (!l->lit[at] || l->numbers[at] == 0)
            l->numbers[at] = ++number;
        l->lit[at] = true;
        if (before != WM_NO_PLACE)
            light(l, g, before, at, 0);
        before = at;
    }
}

void links_make(links *l, const wm_graph *graph, const draw_what *what)
{
    *l = (links){ .start = WM_NO_PLACE };
    double *of = calloc(graph->edge_count + 1, sizeof *of);
    l->lit = calloc(graph->node_count + 1, sizeof *l->lit);
    l->numbers = calloc(graph->node_count + 1, sizeof *l->numbers);
    l->stops = calloc(graph->node_count + 1, sizeof *l->stops);
    l->failed = of == NULL || l->lit == NULL || l->numbers == NULL || l->stops == NULL;
    const draw_traffic *traffic = what->traffic;
    if (traffic != NULL && traffic->node_count < graph->node_count)
        traffic = NULL;
    if (!l->failed) {
        count_edges(l, graph, traffic, of);
        count_stops(l, graph, traffic, of);
        make_links(l, graph, of, what->lang);
    }
    if (!l->failed && what->walk != NULL)
        light_way(l, graph, what->walk, what->walk_count);
    free(of);
}

void links_free(links *l)
{
    for (size_t i = 0; i < l->count; i++)
        bytes_free(&l->items[i].words);
    free(l->items);
    free(l->lit);
    free(l->numbers);
    free(l->stops);
    *l = (links){ 0 };
}
