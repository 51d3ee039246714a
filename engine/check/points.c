/* The places of a walk, interned: equal descriptions are one place. Uses check/points.h. */
#include "check/points.h"

#include <string.h>

point *point_at(const paths *p, uint32_t index)
{
    return &VECTOR_AT(&p->points, point, index);
}

static uint32_t hash_of(const point *at)
{
    uint64_t h = (uint64_t)at->node << 32 | at->next;
    h ^= (uint64_t)at->flow * UINT64_C(0x9E3779B97F4A7C15) + at->kind + 4u * at->taken + 8u * at->any;
    h *= UINT64_C(0xFF51AFD7ED558CCD);
    return (uint32_t)(h >> 32);
}

static bool is_same(const point *a, const point *b)
{
    return a->kind == b->kind && a->taken == b->taken && a->any == b->any && a->node == b->node && a->next == b->next &&
           a->flow == b->flow;
}

static void put(const paths *p, uint32_t index)
{
    uint32_t mask = p->table_size - 1, at = hash_of(point_at(p, index)) & mask;
    while (p->table[at] != NONE)
        at = (at + 1) & mask;
    p->table[at] = index;
}

/* Tables are left in scratch memory: together they are no more than twice the last one. */
static bool grow(paths *p)
{
    uint32_t size = p->table_size ? 2 * p->table_size : 256;
    uint32_t *table = subject_zero(p->s, size, sizeof *table);
    if (table == NULL)
        return false;
    memset(table, 0xFF, size * sizeof *table);
    p->table = table;
    p->table_size = size;
    for (uint32_t i = 0; i < p->points.count; i++)
        put(p, i);
    return true;
}

static const uint64_t *reads_of(paths *p, const point *at)
{
    const shape *of = p->s->shape;
    if (of->reads == NULL || at->kind == POINT_END)
        return of->end_reads;
    uint64_t *words = subject_zero(p->s, of->words, sizeof *words);
    const uint64_t *behind = point_at(p, at->next)->reads, *own = of->reads + (size_t)at->node * of->words;
    for (uint32_t i = 0; words != NULL && i < of->words; i++)
        words[i] = own[i] | behind[i];
    return words;
}

static uint32_t intern(paths *p, point made)
{
    if (2 * (p->points.count + 1) > p->table_size && !grow(p))
        return NONE;
    uint32_t mask = p->table_size - 1, at = hash_of(&made) & mask;
    for (; p->table[at] != NONE; at = (at + 1) & mask)
        if (is_same(point_at(p, p->table[at]), &made))
            return p->table[at];
    made.reads = reads_of(p, &made);
    made.newest = NONE;
    point *kept = p->s->failed ? NULL : vector_push(&p->points);
    if (kept == NULL) {
        p->s->failed = true;
        return NONE;
    }
    *kept = made;
    return p->table[at] = (uint32_t)p->points.count - 1;
}

uint32_t point_of_end(paths *p, uint32_t flow_index, bool taken)
{
    return intern(
        p, (point){ .kind = POINT_END, .taken = taken, .node = NONE, .next = NONE, .flow = flow_index, .base = NONE });
}

static uint32_t base_of(const paths *p, uint32_t next)
{
    return point_at(p, next)->kind == POINT_END ? next : point_at(p, next)->base;
}

static uint32_t before(paths *p, point_kind kind, uint32_t node_index, uint32_t next, bool any)
{
    if (next == NONE)
        return NONE;
    p->work++;
    uint32_t base = base_of(p, next);
    return intern(p, (point){ .kind = (uint8_t)kind,
                              .any = any,
                              .node = node_index,
                              .next = next,
                              .flow = point_at(p, next)->flow,
                              .base = base });
}

uint32_t point_of_step(paths *p, uint32_t node_index, uint32_t next, bool any)
{
    return before(p, POINT_STEP, node_index, next, any);
}

uint32_t point_of_block(paths *p, block b, uint32_t next, bool any)
{
    for (uint32_t i = b.count; i > 0; i--)
        next = point_of_step(p, p->s->g->links[b.first + i - 1], next, any);
    return next;
}

uint32_t point_of_any_order(paths *p, uint32_t node_index, block asks, uint32_t next)
{
    return point_of_block(p, asks, before(p, POINT_ANY_END, node_index, next, false), true);
}
