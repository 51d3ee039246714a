/* Adding tallies and writing them. Uses replay/tally.h. */
#include "replay/tally.h"

#include <stdio.h>

#include "replay/cards.h"

const char *const verdict_words[VERDICT_COUNT] = { "agree",    "disagree", "incomplete", "unrecorded",
                                                   "no_guide", "error",    "invalid" };

/* ---- Making ----------------------------------------------------------------------------------------------------- */

static bool make_hits(arena *memory, size_t count, hits *out)
{
    *out = (hits){ arena_zero(memory, count + 1, sizeof *out->counts), count };
    return out->counts != NULL;
}

static bool make_guide(tally *t, const guide *g, guide_tally *out)
{
    size_t edges = 0, ends = 0;
    for (uint32_t i = 0; i < g->branch_count; i++)
        edges += branch_is_edge(&g->branches[i]);
    for (uint32_t i = 0; i < g->node_count; i++)
        ends += node_is_end(&g->nodes[i]);
    out->name = g->name;
    return make_hits(&t->memory, g->node_count, &out->nodes) && make_hits(&t->memory, edges, &out->edges) &&
           make_hits(&t->memory, ends, &out->ends);
}

bool tally_init(tally *t, const rule_set *set, const char *rules_hash, wm_allocator allocator)
{
    *t = (tally){ .allocator = allocator, .guide_count = set->guide_count };
    arena_init(&t->memory, allocator);
    snprintf(t->rules, sizeof t->rules, "%s", rules_hash);
    t->guides = arena_zero(&t->memory, (size_t)set->guide_count + 1, sizeof *t->guides);
    bool made = t->guides != NULL;
    for (uint32_t i = 0; made && i < set->guide_count; i++)
        made = make_guide(t, set->guides[i], &t->guides[i]);
    if (!made)
        tally_free(t);
    return made;
}

void tally_free(tally *t)
{
    cards_free(t);
    arena_free(&t->memory);
    *t = (tally){ 0 };
}

/* ---- Adding ----------------------------------------------------------------------------------------------------- */

static bool add_figures(figures *to, const figures *from)
{
    bool fits = tally_count(&to->unknown_facts, from->unknown_facts);
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        fits = tally_count(&to->verdicts[i], from->verdicts[i]) && fits;
    for (size_t i = 0; i < SUM_COUNT; i++)
        fits = tally_count(&to->sums[i], from->sums[i]) && fits;
    if (from->questions_max > to->questions_max)
        to->questions_max = from->questions_max;
    return fits;
}

static bool add_hits(hits *to, const hits *from)
{
    bool fits = true;
    for (size_t i = 0; i < to->count; i++)
        fits = tally_count(&to->counts[i], from->counts[i]) && fits;
    return fits;
}

static bool add_guide(guide_tally *to, const guide_tally *from)
{
    return add_figures(&to->figures, &from->figures) && add_hits(&to->nodes, &from->nodes) &&
           add_hits(&to->edges, &from->edges) && add_hits(&to->ends, &from->ends);
}

wm_status tally_add(tally *to, const tally *from)
{
    bool fits = tally_count(&to->no_guide, from->no_guide) && tally_count(&to->invalid, from->invalid);
    for (size_t i = 0; fits && i < to->guide_count; i++)
        fits = add_guide(&to->guides[i], &from->guides[i]);
    if (!fits)
        return WM_BAD_INPUT;
    return to->cards && from->cards ? cards_add(to->cards, from->cards, to->guide_count) : WM_OK;
}

static bool sum_up(const tally *t, figures *sum)
{
    bool fits = true;
    *sum = (figures){ .verdicts = { [VERDICT_NO_GUIDE] = t->no_guide, [VERDICT_INVALID] = t->invalid } };
    for (size_t i = 0; i < t->guide_count; i++)
        fits = add_figures(sum, &t->guides[i].figures) && fits;
    return fits;
}

figures tally_sum(const tally *t)
{
    figures sum;
    (void)sum_up(t, &sum);
    return sum;
}

bool tally_is_sound(const tally *t)
{
    figures sum;
    uint64_t tickets = 0;
    bool sound = sum_up(t, &sum);
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        sound = tally_count(&tickets, sum.verdicts[i]) && sound;
    for (size_t i = 0; i < t->guide_count; i++) {
        const uint64_t *sums = t->guides[i].figures.sums;
        sound = sound && sums[SUM_COST] <= sums[SUM_WORST] && sums[SUM_TOP3] <= sums[SUM_BELIEVED];
        sound = sound && (!i || strcmp(t->guides[i - 1].name, t->guides[i].name) < 0);
    }
    return sound && (!t->cards || cards_are_sound(t->cards, t->guide_count));
}

uint64_t figures_tickets(const figures *f)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        sum += f->verdicts[i];
    return sum;
}

bool tally_matches(const tally *a, const tally *b)
{
    bool same = strcmp(a->rules, b->rules) == 0 && a->guide_count == b->guide_count;
    for (size_t i = 0; same && i < a->guide_count; i++) {
        const guide_tally *x = &a->guides[i], *y = &b->guides[i];
        same = strcmp(x->name, y->name) == 0 && x->nodes.count == y->nodes.count && x->edges.count == y->edges.count &&
               x->ends.count == y->ends.count;
        same = same && (!a->cards || !b->cards ||
                        (a->cards[i].fault_count == b->cards[i].fault_count &&
                         a->cards[i].remedy_count == b->cards[i].remedy_count));
    }
    return same;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

static void key(writing *o, const char *name)
{
    out_text(o, ",\"");
    out_text(o, name);
    out_text(o, "\":");
}

static void count_of(writing *o, const char *name, uint64_t number)
{
    key(o, name);
    out_count(o, number);
}

static void ratio_of(writing *o, const char *name, uint64_t part, uint64_t whole)
{
    key(o, name);
    out_ratio(o, part, whole);
}

static void write_minutes(writing *o, const figures *f)
{
    key(o, "minutes");
    out_text(o, "{\"as_written\":");
    out_ratio(o, f->sums[SUM_AS_WRITTEN], f->sums[SUM_TIMED]);
    ratio_of(o, "reranked", f->sums[SUM_RERANKED], f->sums[SUM_TIMED]);
    out_text(o, ",\"basis\":\"model-implied\"");
    if (f->sums[SUM_RECORDED])
        ratio_of(o, "recorded", f->sums[SUM_MINUTES], f->sums[SUM_RECORDED]);
    out_text(o, "}");
}

/* What was not asked for was not counted, and is not told. */
static void write_figures(writing *o, const figures *f)
{
    uint64_t walked = f->verdicts[VERDICT_AGREE] + f->verdicts[VERDICT_DISAGREE] + f->verdicts[VERDICT_INCOMPLETE] +
                      f->verdicts[VERDICT_UNRECORDED];
    out_text(o, "\"tickets\":");
    out_count(o, figures_tickets(f));
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        count_of(o, verdict_words[i], f->verdicts[i]);
    count_of(o, "unknown_facts", f->unknown_facts);
    key(o, "questions");
    out_text(o, "{\"mean\":");
    out_ratio(o, f->sums[SUM_QUESTIONS], walked * TALLY_UNITS);
    count_of(o, "max", f->questions_max);
    out_text(o, "}");
    if (f->sums[SUM_WORST])
        ratio_of(o, "fitness", f->sums[SUM_WORST] - f->sums[SUM_COST], f->sums[SUM_WORST]);
    if (f->sums[SUM_UNALIGNED])
        count_of(o, "unaligned", f->sums[SUM_UNALIGNED] / TALLY_UNITS);
    if (f->sums[SUM_BELIEVED]) {
        ratio_of(o, "top3", f->sums[SUM_TOP3], f->sums[SUM_BELIEVED]);
        ratio_of(o, "brier", f->sums[SUM_BRIER], f->sums[SUM_BELIEVED]);
    }
    if (f->sums[SUM_TIMED])
        write_minutes(o, f);
}

typedef struct covered {
    uint64_t hit, all;
} covered;

static void cover(covered *c, const hits *h)
{
    c->all += h->count;
    for (size_t i = 0; i < h->count; i++)
        c->hit += h->counts[i] != 0;
}

static void write_covered(writing *o, const char *name, const covered *c)
{
    out_text(o, "\"");
    out_text(o, name);
    out_text(o, "\":[");
    out_count(o, c->hit);
    out_text(o, ",");
    out_count(o, c->all);
    out_text(o, "]");
}

static void write_coverage(writing *o, const guide_tally *guides, size_t count)
{
    covered nodes = { 0, 0 }, edges = { 0, 0 }, ends = { 0, 0 };
    for (size_t i = 0; i < count; i++) {
        cover(&nodes, &guides[i].nodes);
        cover(&edges, &guides[i].edges);
        cover(&ends, &guides[i].ends);
    }
    key(o, "coverage");
    out_text(o, "{");
    write_covered(o, "nodes", &nodes);
    out_text(o, ",");
    write_covered(o, "edges", &edges);
    out_text(o, ",");
    write_covered(o, "ends", &ends);
    out_text(o, "}");
}

static void write_hits(writing *o, const char *name, const hits *h)
{
    out_text(o, "\"");
    out_text(o, name);
    out_text(o, "\":[");
    for (size_t i = 0; i < h->count; i++) {
        if (i)
            out_text(o, ",");
        out_count(o, h->counts[i]);
    }
    out_text(o, "]");
}

const char *const tally_sum_names[SUM_COUNT] = { "questions",  "aligned",  "cost",     "worst",
                                                 "believed",   "top3",     "brier",    "timed",
                                                 "as_written", "reranked", "recorded", "recorded_minutes",
                                                 "unaligned" };

/* In 10⁻⁹, whatever it is counted in. */
static void write_sum(writing *o, const figures *f, sum_kind kind)
{
    out_count(o, f->sums[kind]);
    if (sum_is_of_minutes(kind) && f->sums[kind])
        out_text(o, "000");
}

static void write_guide(writing *o, const guide_tally *g, const card_deck *cards)
{
    out_string(o, g->name, strlen(g->name));
    out_text(o, ":{");
    write_figures(o, &g->figures);
    write_coverage(o, g, 1);
    out_text(o, ",\"hits\":{");
    write_hits(o, "nodes", &g->nodes);
    out_text(o, ",");
    write_hits(o, "edges", &g->edges);
    out_text(o, ",");
    write_hits(o, "ends", &g->ends);
    out_text(o, "},\"sums\":{");
    for (size_t i = 0; i < SUM_COUNT; i++) {
        out_text(o, i ? ",\"" : "\"");
        out_text(o, tally_sum_names[i]);
        out_text(o, "\":");
        write_sum(o, &g->figures, (sum_kind)i);
    }
    out_text(o, "}");
    if (cards) {
        out_text(o, ",");
        cards_write(o, cards);
    }
    out_text(o, "}");
}

void tally_write(writing *o, const tally *t)
{
    figures sum = tally_sum(t);
    out_text(o, "{\"rules\":");
    out_string(o, t->rules, strlen(t->rules));
    out_text(o, ",");
    write_figures(o, &sum);
    write_coverage(o, t->guides, t->guide_count);
    out_text(o, ",\"guides\":{");
    for (size_t i = 0; i < t->guide_count; i++) {
        if (i)
            out_text(o, ",");
        write_guide(o, &t->guides[i], t->cards ? &t->cards[i] : NULL);
    }
    out_text(o, "}}");
}
