/* The way of least cost through a tree of ways: with an edit-distance row a
 * node, and order-free. Uses replay/align.h. */
#include "replay/align.h"

#include <string.h>

#define NEVER 20000u /* in rows: more than any cost, and far from the end of 16 bits */

/* ---- Room
 * -------------------------------------------------------------------------------------------------------------
 */

void align_room_init(align_room *a, wm_allocator allocator)
{
    *a = (align_room){ .allocator = allocator };
}

void align_room_free(align_room *a)
{
    if (a->steps)
        allocator_free(&a->allocator, a->steps, a->step_room * sizeof *a->steps);
    if (a->first)
        allocator_free(&a->allocator, a->first, a->key_room * sizeof *a->first);
    if (a->rows)
        allocator_free(&a->allocator, a->rows, a->row_room * sizeof *a->rows);
    if (a->levels)
        allocator_free(&a->allocator, a->levels, a->level_room * sizeof *a->levels);
    if (a->taken)
        allocator_free(&a->allocator, a->taken, a->taken_room * sizeof *a->taken);
}

/* Room for `needed` of `size` bytes, cleared; what was there before is not
 * kept. NULL: no memory. */
static void *fresh(align_room *a, void *list, size_t *room, size_t needed, size_t size)
{
    if (needed <= *room)
        return list;
    size_t wanted = *room ? *room : 64;
    while (wanted < needed)
        wanted *= 2;
    void *more = allocator_zero(&a->allocator, wanted, size);
    if (!more)
        return NULL;
    if (list)
        allocator_free(&a->allocator, list, *room * size);
    *room = wanted;
    return more;
}

static void forget(align_room *a)
{
    for (uint32_t i = 1; i <= a->count; i++)
        a->first[a->steps[i].key] = 0;
    a->count = a->others = 0;
    a->tried = false;
    a->fixed_key = NONE;
}

bool align_begin(align_room *a, const align_tree *t, size_t steps)
{
    forget(a);
    size_t keys = (size_t)t->answer_count + t->layout->remedy_count + 1, levels = (size_t)t->depth + 2;
    align_step *list = fresh(a, a->steps, &a->step_room, steps + 1, sizeof *list);
    if (!list)
        return false;
    a->steps = list;
    uint32_t *first = fresh(a, a->first, &a->key_room, keys, sizeof *first);
    if (!first)
        return false;
    a->first = first;
    align_level *stack = fresh(a, a->levels, &a->level_room, levels, sizeof *stack);
    if (!stack)
        return false;
    a->levels = stack;
    uint16_t *rows = fresh(a, a->rows, &a->row_room, levels * (steps + 1), sizeof *rows);
    if (!rows)
        return false;
    a->rows = rows;
    uint32_t *taken = fresh(a, a->taken, &a->taken_room, steps + 1, sizeof *taken);
    if (taken)
        a->taken = taken;
    return taken != NULL;
}

align_step *align_add(align_room *a, uint32_t key)
{
    align_step *s = &a->steps[++a->count];
    *s = (align_step){ .key = key, .spot = NONE, .branch = NONE, .came = CAME_ON, .extra = ALIGN_EXTRA };
    return s;
}

/* Recorded answers to questions of an any_order take its order, in the places
 * where they stand. */
static void put_in_order(align_room *a, const align_group *groups, uint32_t answer_count)
{
    for (uint32_t i = 2; i <= a->count; i++) {
        if (a->steps[i].key >= answer_count || !groups[a->steps[i].key].number)
            continue;
        for (uint32_t at = i, k = i - 1; k > 0; k--) {
            const align_group *mine = &groups[a->steps[at].key];
            const align_group *other = a->steps[k].key < answer_count ? &groups[a->steps[k].key] : NULL;
            if (!other || other->number != mine->number)
                continue;
            if (other->rank <= mine->rank)
                break;
            align_step moved = a->steps[k];
            a->steps[k] = a->steps[at];
            a->steps[at] = moved;
            at = k;
        }
    }
}

void align_ready(align_room *a, const align_tree *t)
{
    if (t->groups)
        put_in_order(a, t->groups, t->answer_count);
    for (uint32_t i = a->count; i > 0; i--) {
        align_step *s = &a->steps[i];
        s->next = a->first[s->key];
        a->first[s->key] = i;
        a->tried = a->tried || s->key >= t->answer_count;
    }
}

/* ---- Costs
 * --------------------------------------------------------------------------------------------------------------
 */

static inline uint32_t match_cost(const align_tree *t, const align_node *n, align_step *s)
{
    if (n->kind == ALIGN_ASK)
        return align_answer_cost(&t->spots[n->spot], n, s);
    if (n->fits & s->came)
        return 0;
    return n->recorded ? NEVER : ALIGN_CONTRADICTS;
}

static bool is_remedy(const align_tree *t, const align_node *n, uint32_t key)
{
    const align_conclusion *c = &t->conclusions[n->key];
    for (uint32_t i = 0; i < c->count; i++)
        if (t->remedies[c->first + i] == key)
            return true;
    return false;
}

static bool has_remedies(const align_room *a, const align_tree *t, const align_node *n)
{
    return a->tried && n->key != NONE && t->conclusions[n->key].count;
}

/* Neither the ticket's steps nor its end tell of what a node wants recorded. */
static bool is_shut(const align_room *a, const align_node *n)
{
    return n->recorded && !a->first[n->key] && a->fixed_key != n->key;
}

static align_result begin_result(const align_room *a, const align_tree *t)
{
    return (align_result){ .cost = UINT32_MAX,
                           .worst = t->least + ALIGN_EXTRA * (a->count + a->others),
                           .end = NONE,
                           .guide = NONE,
                           .fault = NONE };
}

static bool takes(const align_ends *ends, const align_tree *t, const align_node *n)
{
    return !ends || ends->takes(ends->context, t, n);
}

static void keep_end(const align_tree *t, uint32_t index, uint32_t cost, align_result *best)
{
    const align_node *n = &t->nodes[index];
    best->cost = cost;
    best->end = index;
    best->guide = n->key == NONE ? NONE : t->conclusions[n->key].guide;
    best->fault = n->key == NONE ? NONE : t->conclusions[n->key].fault;
}

/* Steps whose names no guide has are extra on every way. */
static align_result told(const align_room *a, align_result r)
{
    r.cost = r.end == NONE ? r.worst : r.cost + ALIGN_EXTRA * a->others;
    return r;
}

/* ---- In order
 * ------------------------------------------------------------------------------------------------------------
 */

static inline uint32_t lesser(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The row of a node that some step may be matched with. */
static void matched_row(align_room *a, const align_tree *t, const align_node *n, const align_level *from,
                        align_level *to, uint16_t *row)
{
    uint32_t before = from->row[0], skipped = n->recorded ? NEVER : n->skip;
    uint32_t least = row[0] = (uint16_t)lesser(before + skipped, NEVER);
    uint32_t left = least;
    for (uint32_t j = 1; j <= a->count; j++) {
        align_step *s = &a->steps[j];
        uint32_t above = from->row[j], cost = lesser(above + skipped, left + s->extra);
        if (s->key == n->key)
            cost = lesser(cost, before + match_cost(t, n, s));
        before = above;
        left = lesser(cost, NEVER);
        row[j] = (uint16_t)left;
        least = lesser(least, left);
    }
    to->row = row;
    to->more = from->more;
    to->lowest = least;
}

/* From here on, remedies of what was concluded cost nothing. */
static void remedied_row(align_room *a, const align_tree *t, const align_node *n, const align_level *from,
                         align_level *to, uint16_t *row)
{
    uint32_t left = row[0] = from->row[0];
    for (uint32_t j = 1; j <= a->count; j++) {
        const align_step *s = &a->steps[j];
        left = lesser(from->row[j], left + (is_remedy(t, n, s->key) ? 0 : s->extra));
        row[j] = (uint16_t)left;
    }
    to->row = row;
    to->more = from->more;
    to->lowest = from->lowest;
}

/* A node that no step may be matched with: its row is the one before, and what
 * skipping it costs. */
static void skipped_row(const align_node *n, const align_level *from, align_level *to)
{
    to->row = from->row;
    to->more = from->more + n->skip;
    to->lowest = from->lowest;
}

static void next_level(align_room *a, const align_tree *t, const align_node *n, align_level *top)
{
    uint16_t *row = a->rows + (size_t)(top + 1 - a->levels) * (a->count + 1);
    if (n->kind == ALIGN_REMEDIES || n->kind == ALIGN_END) {
        if (has_remedies(a, t, n))
            remedied_row(a, t, n, top, top + 1, row);
        else
            skipped_row(n, top, top + 1);
    } else if (a->first[n->key]) {
        matched_row(a, t, n, top, top + 1, row);
    } else {
        skipped_row(n, top, top + 1);
    }
    top[1].end = n->end;
}

static void first_level(align_room *a, const align_tree *t)
{
    uint32_t sum = 0;
    a->rows[0] = 0;
    for (uint32_t j = 1; j <= a->count; j++)
        a->rows[j] = (uint16_t)(sum += a->steps[j].extra);
    a->levels[0] = (align_level){ .row = a->rows, .end = t->count };
}

align_result align_ordered(align_room *a, const align_tree *t, const align_ends *ends)
{
    align_result best = begin_result(a, t);
    align_level *top = a->levels;
    first_level(a, t);
    for (uint32_t i = 0; i < t->count;) {
        const align_node *n = &t->nodes[i];
        while (i >= top->end)
            top--;
        if (is_shut(a, n)) {
            i = n->end;
            continue;
        }
        next_level(a, t, n, top);
        uint32_t least = top[1].more + (n->kind == ALIGN_END ? top[1].row[a->count] : top[1].lowest);
        if (n->kind == ALIGN_END && least < best.cost && least < NEVER && takes(ends, t, n))
            keep_end(t, i, least, &best);
        if (n->kind == ALIGN_END || least >= best.cost) {
            i = n->end;
            continue;
        }
        top++;
        i++;
    }
    return told(a, best);
}

/* ---- Whatever the order
 * ----------------------------------------------------------------------------------------------------
 */

/* The step that fits a node best: the first with its answer, else the first
 * "not sure". A contradicting one costs what skipping and an extra step cost.
 * 0: none. */
static uint32_t fitting(align_room *a, const align_tree *t, const align_node *n, uint32_t *cost)
{
    uint32_t unsure = 0;
    for (uint32_t j = a->first[n->key]; j; j = a->steps[j].next) {
        *cost = a->steps[j].used ? NEVER : match_cost(t, n, &a->steps[j]);
        if (*cost == 0)
            return j;
        if (*cost == ALIGN_UNSURE && !unsure)
            unsure = j;
    }
    *cost = ALIGN_UNSURE;
    return unsure;
}

static void next_sum(align_room *a, const align_tree *t, const align_node *n, align_level *top)
{
    align_level *to = &top[1];
    uint32_t cost = 0;
    *to = (align_level){ .more = top->more, .lowest = top->lowest, .end = n->end };
    if (n->kind != ALIGN_ASK && n->kind != ALIGN_TRY)
        return;
    to->took = fitting(a, t, n, &cost);
    if (to->took) {
        align_step *s = &a->steps[to->took];
        s->used = true;
        to->more += cost;
        to->lowest -= s->extra;
    } else {
        to->more += n->recorded && a->fixed_key != n->key ? NEVER : n->skip;
    }
}

/* What is left over at an end costs as extra steps; remedies of what the way
 * concluded don't. Where a way went on behind a conclusion, its remedies stand
 * in the middle of it. */
static uint32_t left_over(align_room *a, const align_tree *t, const align_node *n, const align_level *top)
{
    uint32_t sum = top->lowest;
    for (uint32_t j = 1; a->tried && j <= a->count; j++) {
        const align_step *s = &a->steps[j];
        bool is_free = has_remedies(a, t, n) && is_remedy(t, n, s->key);
        for (const align_level *l = a->levels + 1; !is_free && l <= top; l++)
            is_free = l->remedies && is_remedy(t, l->remedies, s->key);
        sum -= is_free && !s->used ? s->extra : 0;
    }
    return sum;
}

static void leave(align_room *a, align_level *top)
{
    if (top->took)
        a->steps[top->took].used = false;
}

static uint32_t keep_taken(align_room *a, const align_level *top)
{
    uint32_t count = 0;
    for (const align_level *l = a->levels + 1; l <= top; l++)
        if (l->took)
            a->taken[count++] = l->took;
    return count;
}

static uint32_t count_inversions(const uint32_t *list, uint32_t count)
{
    uint32_t found = 0;
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t k = 0; k < i; k++)
            found += list[k] > list[i];
    return found;
}

align_result align_unordered(align_room *a, const align_tree *t, const align_ends *ends)
{
    align_result best = begin_result(a, t);
    align_level *top = a->levels;
    uint32_t matched = 0;
    *top = (align_level){ .end = t->count };
    for (uint32_t j = 1; j <= a->count; j++)
        top->lowest += a->steps[j].extra;
    for (uint32_t i = 0; i < t->count;) {
        const align_node *n = &t->nodes[i];
        while (i >= top->end)
            leave(a, top--);
        next_sum(a, t, n, top);
        if (n->kind == ALIGN_END) {
            uint32_t cost = top->more + left_over(a, t, n, top);
            if (cost < best.cost && takes(ends, t, n)) {
                keep_end(t, i, cost, &best);
                matched = keep_taken(a, top);
            }
        }
        if (n->kind == ALIGN_END || top[1].more >= best.cost || top[1].more >= NEVER) {
            leave(a, &top[1]);
            i = n->end;
            continue;
        }
        top[1].remedies = n->kind == ALIGN_REMEDIES && has_remedies(a, t, n) ? n : NULL;
        top++;
        i++;
    }
    while (top > a->levels)
        leave(a, top--);
    best.inversions = count_inversions(a->taken, matched);
    return told(a, best);
}
