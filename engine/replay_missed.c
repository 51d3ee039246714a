/* What no ticket of a replay came by: steps, branches of asks and ends, with their lines. Part of the façade. */
#include "facade.h"

#include "prove/prove.h"
#include "replay/tally.h"

static void count_reached(const hits *h, uint64_t out[2])
{
    out[1] = h->count;
    for (size_t i = 0; i < h->count; i++)
        out[0] += h->counts[i] != 0;
}

typedef struct listing {
    const rule_set *set;
    uint32_t guide;
    arena *memory;
    wm_coverage *out;
    wm_missed *list;
    bool fine;
} listing;

static void add(listing *l, wm_text what, uint32_t line)
{
    wm_missed *to = &l->list[l->out->missed_count];
    to->what = what;
    to->where = arena_format(l->memory, "%s:%u", l->set->guides[l->guide]->file, (unsigned)line);
    l->fine = what.zh && what.en && to->where;
    l->out->missed_count += l->fine;
}

/* The branches of an ask that was reached. */
static void add_branches(listing *l, const uint64_t *edge_of, const hits *edges, uint32_t node_index)
{
    const guide *g = l->set->guides[l->guide];
    const node *n = &g->nodes[node_index];
    for (uint32_t i = n->first_branch; l->fine && i < n->first_branch + n->branch_count; i++)
        if (branch_is_edge(&g->branches[i]) && !edges->counts[edge_of[i]])
            add(l, cover_branch_words(l->set, l->guide, node_index, i, l->memory), g->branches[i].line);
}

bool replay_missed(const rule_set *set, const tally *t, uint32_t guide_number, arena *memory, wm_coverage *out)
{
    const guide *g = set->guides[guide_number];
    const guide_tally *of = &t->guides[guide_number];
    listing l = { set, guide_number, memory, out, NULL, true };
    uint64_t *edge_of = arena_zero(memory, (size_t)g->branch_count + 1, sizeof *edge_of), edges = 0;
    *out = (wm_coverage){ .guide = g->name, .walks = (size_t)figures_tickets(&of->figures) };
    l.list = arena_zero(memory, (size_t)g->node_count + g->branch_count + 1, sizeof *l.list);
    if (!edge_of || !l.list)
        return false;
    for (uint32_t i = 0; i < g->branch_count; i++) {
        edge_of[i] = edges;
        edges += branch_is_edge(&g->branches[i]);
    }
    count_reached(&of->nodes, out->nodes);
    count_reached(&of->edges, out->edges);
    count_reached(&of->ends, out->ends);
    for (uint32_t i = 0; l.fine && i < g->node_count; i++) {
        if (!of->nodes.counts[i])
            add(&l, cover_node_words(set, guide_number, i, memory), g->nodes[i].line);
        else if (g->nodes[i].kind == NODE_ASK)
            add_branches(&l, edge_of, &of->edges, i);
    }
    out->missed = l.list;
    return l.fine;
}

static void write_missed(writing *o, const wm_missed *m, wm_lang lang)
{
    const char *what = wm_text_in(m->what, lang);
    out_text(o, "{\"where\":");
    out_string(o, m->where, strlen(m->where));
    out_text(o, ",\"what\":");
    out_string(o, what, strlen(what));
    out_text(o, "}");
}

bool replay_missed_write(writing *o, const rule_set *set, const tally *t, wm_lang lang, arena *memory)
{
    const char *between = "";
    out_text(o, "\"missed\":{");
    for (uint32_t i = 0; i < t->guide_count; i++) {
        wm_coverage c;
        if (!figures_tickets(&t->guides[i].figures))
            continue;
        if (!replay_missed(set, t, i, memory, &c))
            return false;
        if (!c.missed_count)
            continue;
        out_text(o, between);
        out_string(o, c.guide, strlen(c.guide));
        out_text(o, ":[");
        for (size_t k = 0; k < c.missed_count; k++) {
            out_text(o, k ? "," : "");
            write_missed(o, &c.missed[k], lang);
        }
        out_text(o, "]");
        between = ",";
    }
    out_text(o, "}");
    return true;
}
