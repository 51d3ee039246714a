/* Which steps and branches walks came by, and what these are in words. Uses prove/prove.h and walk/. */
#include "prove/prove.h"

#include <stdlib.h>

bool covers_init(covers *c, const rule_set *set, wm_allocator allocator)
{
    *c = (covers){ .set = set, .allocator = allocator };
    c->of = allocator_zero(&allocator, (size_t)set->guide_count + 1, sizeof *c->of);
    return c->of != NULL;
}

static size_t counts_of(const guide *g)
{
    return (size_t)g->node_count + g->branch_count + 1;
}

void covers_free(covers *c)
{
    for (uint32_t i = 0; c->of && i < c->set->guide_count; i++)
        if (c->of[i].nodes)
            allocator_free(&c->allocator, c->of[i].nodes, counts_of(c->set->guides[i]) * sizeof *c->of[i].nodes);
    if (c->of)
        allocator_free(&c->allocator, c->of, ((size_t)c->set->guide_count + 1) * sizeof *c->of);
    *c = (covers){ 0 };
}

static cover *cover_of(covers *c, uint32_t guide_index)
{
    cover *of = &c->of[guide_index];
    const guide *g = c->set->guides[guide_index];
    if (of->nodes)
        return of;
    of->nodes = allocator_zero(&c->allocator, counts_of(g), sizeof *of->nodes);
    of->branches = of->nodes ? of->nodes + g->node_count : NULL;
    return of->nodes ? of : NULL;
}

static bool count_node(covers *c, uint32_t guide_index, uint32_t node_index)
{
    cover *of = cover_of(c, guide_index);
    if (of && node_index != NONE)
        of->nodes[node_index]++;
    return of != NULL;
}

static bool count_entry(covers *c, const trace_entry *e)
{
    switch ((trace_kind)e->kind) {
    case TRACE_ANSWERED:
    case TRACE_PRESUMED:
        if (!count_node(c, e->guide, e->node))
            return false;
        if (e->branch != NONE)
            c->of[e->guide].branches[e->branch]++;
        return true;
    case TRACE_ON:
    case TRACE_RETURNED:
    case TRACE_NOT_APPLICABLE:
        return true;
    default:
        return count_node(c, e->guide, e->node);
    }
}

bool covers_count(covers *c, const walker *w)
{
    size_t kept = w->way.count < w->way.capacity ? w->way.count : w->way.capacity;
    for (size_t i = 0; i < kept; i++)
        if (!count_entry(c, &w->way.entries[i]))
            return false;
    return count_node(c, w->step.guide, w->step.node);
}

/* ---- Sums ---------------------------------------------------------------------------------------------------------- */

static bool is_end(const node *n)
{
    return n->kind == NODE_CONCLUDE || n->kind == NODE_ESCALATE || n->kind == NODE_RESOLVE;
}

/* An any_order is passed where one of its asks is. */
static bool node_passed(const guide *g, const cover *of, uint32_t node_index)
{
    const node *n = &g->nodes[node_index];
    if (!of->nodes || of->nodes[node_index] || n->kind != NODE_ANY_ORDER)
        return of->nodes && of->nodes[node_index];
    block body = g->branches[n->first_branch].body;
    for (uint32_t i = 0; i < body.count; i++)
        if (of->nodes[g->links[body.first + i]])
            return true;
    return false;
}

static int by_line(const void *a, const void *b)
{
    const missed *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return x->kind != y->kind ? (int)x->kind - (int)y->kind : (x->branch > y->branch) - (x->branch < y->branch);
}

static bool sum_branches(const guide *g, const cover *of, uint32_t node_index, cover_sum *out, vector *list)
{
    const node *n = &g->nodes[node_index];
    for (uint32_t b = n->first_branch; n->kind == NODE_ASK && b < n->first_branch + n->branch_count; b++) {
        bool passed = of->branches && of->branches[b];
        out->edges[0] += passed;
        out->edges[1]++;
        missed m = { MISSED_EDGE, node_index, b, g->branches[b].line };
        if (!passed && list && !vector_append(list, &m, 1))
            return false;
    }
    return true;
}

bool covers_sum(const covers *c, uint32_t guide_index, cover_sum *out, vector *list)
{
    const guide *g = c->set->guides[guide_index];
    const cover *of = &c->of[guide_index];
    *out = (cover_sum){ 0 };
    for (uint32_t i = 0; i < g->node_count; i++) {
        bool passed = node_passed(g, of, i);
        out->nodes[0] += passed;
        out->ends[0] += passed && is_end(&g->nodes[i]);
        out->ends[1] += is_end(&g->nodes[i]);
        missed m = { MISSED_NODE, i, NONE, g->nodes[i].line };
        if (!passed && list && !vector_append(list, &m, 1))
            return false;
        if (!sum_branches(g, of, i, out, list))
            return false;
    }
    out->nodes[1] = g->node_count;
    if (list && list->count)
        qsort(list->data, list->count, list->size, by_line);
    return true;
}

/* ---- Words --------------------------------------------------------------------------------------------------------- */

/* As it is written: the language's own words need no translation. */
wm_text cover_node_words(const rule_set *set, uint32_t guide_index, uint32_t node_index, arena *a)
{
    static const char *const kinds[] = { "ask",     "when", "try", "conclude", "suspect",   "escalate",
                                         "resolve", "go",   "see", "include",  "any_order", "again" };
    const guide *g = set->guides[guide_index];
    const node *n = &g->nodes[node_index];
    const char *name = node_thing_name(set, g, n); /* the main flow has none, either */
    const char *words = arena_format(a, "%s%s%s", kinds[n->kind], name ? " " : "", name ? name : "");
    return (wm_text){ words, words };
}

wm_text cover_branch_words(const rule_set *set, uint32_t guide_index, uint32_t node_index, uint32_t branch_index,
                           arena *a)
{
    const guide *g = set->guides[guide_index];
    const branch *b = &g->branches[branch_index];
    const node *n = &g->nodes[node_index];
    const question *q = family_question(set, g, &g->answer_families[n->what]);
    const char *id = g->answer_families[n->what].id, *words;
    if (b->kind == BRANCH_ANSWER)
        words = arena_format(a, "ask %s: %s", id, b->what < q->answer_count ? q->answers[b->what].id : "?");
    else if (b->kind == BRANCH_ON)
        words = arena_format(a, "ask %s: on(…)", id);
    else
        words = arena_format(a, "ask %s: %s", id, b->kind == BRANCH_UNSURE ? "unsure" : "other");
    return (wm_text){ words, words };
}
