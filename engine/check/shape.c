/* What stands below each node: whether two parts are the same, what they look at, whether they hand over,
 * and which flows are reached at all. Children before parents, no recursion. Uses check/inside.h. */
#include <string.h>

#include "check/inside.h"

/* More than this many words, and every variable counts as looked at everywhere. */
#define READS_MAX      (1u << 21)
#define FLOWS_FOLLOWED 64u

/* ---- Order ---------------------------------------------------------------------------------------- */

typedef struct visit {
    uint32_t node, block, link;
} visit;

/* The next child of a node that is being visited, or NONE. */
static uint32_t next_child(const guide *g, visit *v)
{
    const node *n = &g->nodes[v->node];
    for (; v->block < node_blocks(n); v->block++, v->link = 0) {
        block b = node_block(g, n, v->block);
        if (v->link < b.count)
            return g->links[b.first + v->link++];
    }
    return NONE;
}

static void order_below(const guide *g, uint32_t root, uint8_t *seen, visit *stack, uint32_t *order, uint32_t *count)
{
    uint32_t depth = 0;
    if (seen[root])
        return;
    seen[root] = 1;
    stack[depth++] = (visit){ root, 0, 0 };
    while (depth > 0) {
        uint32_t child = next_child(g, &stack[depth - 1]);
        if (child == NONE) {
            order[(*count)++] = stack[--depth].node;
        } else if (!seen[child]) {
            seen[child] = 1;
            stack[depth++] = (visit){ child, 0, 0 };
        }
    }
}

static bool make_order(subject *s, shape *of)
{
    uint8_t *seen = subject_zero(s, s->g->node_count, 1);
    visit *stack = subject_zero(s, s->g->node_count, sizeof *stack);
    uint32_t *order = subject_zero(s, s->g->node_count, sizeof *order);
    if (s->failed)
        return false;
    for (uint32_t i = 0; i < s->g->node_count; i++)
        order_below(s->g, i, seen, stack, order, &of->order_count);
    of->order = order;
    return true;
}

/* ---- Sameness (hash-consing by 64-bit hashes) ------------------------------------------------------- */

/* Both are spread before they meet: kinds and indices are small, and 3 ^ 8 is 7 ^ 12. */
static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ (v + 1) * UINT64_C(0xBF58476D1CE4E5B9)) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static uint64_t mix_double(uint64_t h, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return mix(h, bits);
}

static uint64_t hash_condition(const guide *g, uint32_t condition_)
{
    const condition *c = &g->conditions[condition_];
    uint64_t h = mix(mix(c->kind, c->family), c->count);
    switch (c->kind) {
    case COND_ALL:
    case COND_ANY:
    case COND_NONE:
        for (uint32_t i = 0; i < c->count; i++)
            h = mix(h, hash_condition(g, g->parts[c->first + i]));
        return h;
    case COND_IS:
        for (uint32_t i = 0; i < c->count; i++)
            h = mix(h, g->sets[c->first + i]);
        return h;
    case COND_CONTAINS:
        for (uint32_t i = 0; i < c->word_size; i++)
            h = mix(h, (unsigned char)c->word[i]);
        return h;
    case COND_BELOW:
        return mix_double(h, c->high);
    case COND_AT_LEAST:
        return mix_double(h, c->low);
    case COND_BETWEEN:
        return mix_double(mix_double(h, c->low), c->high);
    default:
        return h;
    }
}

uint64_t shape_block(const subject *s, block b)
{
    uint64_t h = 0;
    for (uint32_t i = 0; i < b.count; i++)
        h = mix(h, s->shape->hash[s->g->links[b.first + i]]);
    return h;
}

static uint64_t hash_node(const subject *s, const shape *of, const node *n)
{
    const guide *g = s->g;
    uint64_t h = mix(mix(n->kind + 1u, n->kind == NODE_WHEN ? 0 : n->what), n->at_most);
    if (n->kind == NODE_WHEN)
        h = mix(h, hash_condition(g, n->what));
    for (uint32_t i = 0; i < node_blocks(n); i++) {
        const branch *b = &g->branches[n->first_branch + i];
        h = mix(h, b->kind + 11u);
        if (b->kind == BRANCH_ANSWER)
            h = mix(h, b->what);
        if (b->kind == BRANCH_ON)
            h = mix(h, hash_condition(g, b->what));
        for (uint32_t k = 0; k < b->body.count; k++)
            h = mix(h, of->hash[g->links[b->body.first + k]]);
        h = mix(h, 7);
    }
    return h;
}

/* ---- What is looked at ------------------------------------------------------------------------------- */

static void add_bit(uint64_t *words, uint32_t variable)
{
    words[variable / 64] |= UINT64_C(1) << variable % 64;
}

static bool add_words(uint64_t *to, const uint64_t *from, uint32_t count)
{
    bool more = false;
    for (uint32_t i = 0; i < count; i++) {
        more = more || (from[i] & ~to[i]) != 0;
        to[i] |= from[i];
    }
    return more;
}

static void read_condition(const guide *g, uint32_t condition_, uint64_t *words)
{
    const condition *c = &g->conditions[condition_];
    if (c->kind == COND_ALL || c->kind == COND_ANY || c->kind == COND_NONE) {
        for (uint32_t i = 0; i < c->count; i++)
            read_condition(g, g->parts[c->first + i], words);
    } else if (c->kind != COND_FIXED && c->kind != COND_FAILED && c->kind != COND_LUA) {
        add_bit(words, c->family);
    }
}

static void read_settings(const subject *s, const node *n, uint64_t *words)
{
    const family *of = &s->g->remedy_families[n->what];
    const action *a = family_action(s->set, s->g, of);
    uint32_t family_index;
    uint64_t cell;
    for (uint32_t i = 0; of->declared == s->g->index && i < a->set_count; i++)
        if (domain_of_setting(s, &a->sets[i], &family_index, &cell))
            add_bit(words, family_index);
}

static void read_node(const subject *s, const shape *of, const node *n, uint64_t *words)
{
    const guide *g = s->g;
    if (n->kind == NODE_ASK)
        add_bit(words, n->what);
    if (n->kind == NODE_TRY) {
        add_bit(words, variable_of_remedy(g, n->what));
        read_settings(s, n, words);
    }
    if (n->kind == NODE_WHEN)
        read_condition(g, n->what, words);
    for (uint32_t i = 0; n->kind == NODE_ASK && i < n->on_count; i++)
        read_condition(g, g->branches[n->first_on + i].what, words);
    if (n->kind == NODE_GO || n->kind == NODE_AGAIN)
        add_words(words, of->flow_reads + (size_t)n->what * of->words, of->words);
    for (uint32_t i = 0; i < node_blocks(n); i++) {
        block b = node_block(g, n, i);
        for (uint32_t k = 0; k < b.count; k++)
            add_words(words, of->reads + (size_t)g->links[b.first + k] * of->words, of->words);
    }
}

static bool read_flows(const subject *s, shape *of)
{
    const guide *g = s->g;
    bool more = false;
    for (uint32_t i = 0; i < of->order_count; i++)
        read_node(s, of, &g->nodes[of->order[i]], of->reads + (size_t)of->order[i] * of->words);
    for (uint32_t f = 0; f < g->flow_count; f++) {
        uint64_t *words = of->flow_reads + (size_t)f * of->words;
        const flow *at = &g->flows[f];
        for (uint32_t k = 0; k < at->body.count; k++)
            more |= add_words(words, of->reads + (size_t)g->links[at->body.first + k] * of->words, of->words);
        if (at->otherwise != NONE) {
            const uint64_t *end = of->reads + (size_t)at->otherwise * of->words;
            more |= add_words(words, end, of->words);
            add_words(of->end_reads, end, of->words);
        }
    }
    return more;
}

static bool make_reads(subject *s, shape *of)
{
    const guide *g = s->g;
    of->words = (of->variables + 63) / 64;
    if (g->flow_count > FLOWS_FOLLOWED || (uint64_t)(g->node_count + g->flow_count) * of->words > READS_MAX)
        return true;
    of->reads = subject_zero(s, (size_t)g->node_count * of->words, sizeof *of->reads);
    of->flow_reads = subject_zero(s, (size_t)g->flow_count * of->words, sizeof *of->flow_reads);
    of->end_reads = subject_zero(s, of->words, sizeof *of->end_reads);
    for (uint32_t i = 0; !s->failed && i <= g->flow_count && read_flows(s, of); i++)
        continue;
    return !s->failed;
}

/* ---- Handing over, flows reached ------------------------------------------------------------------------- */

static bool block_hands_over(const guide *g, const shape *of, block b)
{
    for (uint32_t i = 0; i < b.count; i++)
        if (of->hands_over[g->links[b.first + i]])
            return true;
    return false;
}

static bool flow_hands_over(const guide *g, const shape *of, uint32_t flow_index)
{
    const flow *f = &g->flows[flow_index];
    return block_hands_over(g, of, f->body) || (f->otherwise != NONE && of->hands_over[f->otherwise]);
}

/* Rounds over all nodes until nothing is added: as many as flows lead to each other, and few in practice. */
static void make_hands_over(const guide *g, shape *of)
{
    bool more = true;
    for (uint32_t round = 0; more && round <= FLOWS_FOLLOWED; round++) {
        more = false;
        for (uint32_t i = 0; i < of->order_count; i++) {
            const node *n = &g->nodes[of->order[i]];
            bool hands = n->kind == NODE_ESCALATE || n->kind == NODE_SEE || n->kind == NODE_INCLUDE;
            if (n->kind == NODE_GO || n->kind == NODE_AGAIN)
                hands = round == FLOWS_FOLLOWED || flow_hands_over(g, of, n->what);
            for (uint32_t k = 0; k < node_blocks(n) && !hands; k++)
                hands = block_hands_over(g, of, node_block(g, n, k));
            more = more || hands != (of->hands_over[of->order[i]] != 0);
            of->hands_over[of->order[i]] |= hands;
        }
    }
}

/* Nodes are numbered flow by flow, and a step that flows share belongs to all: each flow is walked once. */
static void reach_flow(const guide *g, shape *of, uint32_t flow_index, uint8_t *seen, uint32_t *stack, uint32_t *todo)
{
    const flow *f = &g->flows[flow_index];
    uint32_t depth = 0;
    for (uint32_t i = 0; i <= f->body.count; i++) {
        uint32_t root = i < f->body.count ? g->links[f->body.first + i] : f->otherwise;
        if (root != NONE && !seen[root])
            seen[stack[depth++] = root] = 1;
    }
    while (depth > 0) {
        const node *n = &g->nodes[stack[--depth]];
        if ((n->kind == NODE_GO || n->kind == NODE_AGAIN) && !of->flow_reached[n->what]) {
            of->flow_reached[n->what] = true;
            todo[++todo[0]] = n->what;
        }
        for (uint32_t k = 0; k < node_blocks(n); k++)
            for (uint32_t i = 0; i < node_block(g, n, k).count; i++) {
                uint32_t child = g->links[node_block(g, n, k).first + i];
                if (!seen[child])
                    seen[stack[depth++] = child] = 1;
            }
    }
}

static bool make_flows(subject *s, shape *of)
{
    const guide *g = s->g;
    uint8_t *seen = subject_zero(s, g->node_count, 1);
    uint32_t *stack = subject_zero(s, g->node_count, sizeof *stack);
    uint32_t *todo = subject_zero(s, (size_t)g->flow_count + 2, sizeof *todo); /* [0]: how many */
    of->flow_reached = subject_zero(s, g->flow_count, sizeof *of->flow_reached);
    if (s->failed)
        return false;
    if (g->has_flow) {
        of->flow_reached[0] = true;
        todo[++todo[0]] = 0;
    }
    while (todo[0] > 0)
        reach_flow(g, of, todo[todo[0]--], seen, stack, todo);
    return true;
}

uint32_t branch_of_answer(const guide *g, const node *n, uint32_t answer_index)
{
    return n->by_answer == NONE ? NONE : g->answer_branch[n->by_answer + answer_index];
}

bool shape_make(subject *s)
{
    shape *of = subject_zero(s, 1, sizeof *of);
    if (of == NULL)
        return false;
    of->variables = variable_proposed(s->g) + 1;
    of->hash = subject_zero(s, s->g->node_count, sizeof *of->hash);
    of->hands_over = subject_zero(s, s->g->node_count, 1);
    if (s->failed || !make_order(s, of))
        return false;
    for (uint32_t i = 0; i < of->order_count; i++)
        of->hash[of->order[i]] = hash_node(s, of, &s->g->nodes[of->order[i]]);
    make_hands_over(s->g, of);
    s->shape = of;
    return make_reads(s, of) && make_flows(s, of);
}
