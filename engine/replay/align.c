/* The way of least cost through a tree of ways: with an edit-distance row a node, and order-free. Uses replay/align.h. */
#include "replay/align.h"

#include <string.h>

#define NEVER 20000u /* in rows: more than any cost, and far from the end of 16 bits */

/* ---- Room ------------------------------------------------------------------------------------------------------- */

void align_room_init(align_room *a, wm_allocator allocator)
{
    *a = (align_room){ .allocator = allocator, .settings = vector_of(allocator, sizeof(align_setting)) };
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
    if (a->turned)
        allocator_free(&a->allocator, a->turned, a->turned_room * sizeof *a->turned);
    if (a->paid)
        allocator_free(&a->allocator, a->paid, a->paid_room * sizeof *a->paid);
    vector_free(&a->settings);
}

/* Room for `needed` of `size` bytes, cleared; what was there before is not kept. NULL: no memory. */
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
    a->count = a->others = a->began = 0;
    a->settings.count = 0;
    a->tried = a->turns = false;
    a->fixed_key = NONE;
}

static bool ready_to_turn(align_room *a, size_t keys, size_t steps)
{
    align_turn *turned = fresh(a, a->turned, &a->turned_room, steps + 1, sizeof *turned);
    if (!turned)
        return false;
    a->turned = turned;
    a->paid_words = keys / 64 + 1;
    uint64_t *paid = fresh(a, a->paid, &a->paid_room, (steps + 1) * a->paid_words, sizeof *paid);
    if (paid)
        a->paid = paid;
    return paid != NULL;
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
    return taken != NULL && ready_to_turn(a, keys, steps);
}

align_step *align_add(align_room *a, uint32_t key)
{
    align_step *s = &a->steps[++a->count];
    *s = (align_step){ .key = key, .spot = NONE, .branch = NONE, .came = CAME_ON, .extra = ALIGN_EXTRA };
    return s;
}

/* The any_order that a step answers a question of, or NULL. What was asked again, or to verify an action, stays behind what
 * made it be asked. */
static const align_group *group_of(const align_room *a, const align_tree *t, uint32_t number)
{
    const align_step *s = &a->steps[number];
    bool is_one = s->key < t->answer_count && t->groups[s->key].number && s->extra && !s->again;
    return is_one ? &t->groups[s->key] : NULL;
}

static void note_again(align_room *a)
{
    for (uint32_t i = 1; i <= a->count; i++) {
        a->steps[i].again = a->first[a->steps[i].key] != 0;
        a->first[a->steps[i].key] = i;
    }
    for (uint32_t i = 1; i <= a->count; i++)
        a->first[a->steps[i].key] = 0;
}

/* Recorded answers to questions of an any_order take its order, in the places where they stand. */
static void put_in_order(align_room *a, const align_tree *t)
{
    note_again(a);
    for (uint32_t i = 2; i <= a->count; i++) {
        const align_group *mine = group_of(a, t, i);
        for (uint32_t at = i, k = i - 1; mine && k > 0; k--) {
            const align_group *other = group_of(a, t, k);
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
        put_in_order(a, t);
    for (uint32_t i = a->count; i > 0; i--) {
        align_step *s = &a->steps[i];
        s->next = a->first[s->key];
        a->first[s->key] = i;
        a->tried = a->tried || s->key >= t->answer_count;
    }
}

/* ---- Costs ------------------------------------------------------------------------------------------------------ */

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
    const align_conclusion *c = n->key == NONE ? NULL : &t->conclusions[n->key];
    return c && c->count && (a->tried || c->fault == NONE);
}

/* Something in a guide fixed it, by a step. */
static bool is_mended_by(const align_room *a, uint32_t guide_number, uint32_t by)
{
    for (uint32_t j = 1; j <= by; j++) {
        const align_step *s = &a->steps[j];
        if (s->done && s->done->guide == guide_number && s->came & (CAME_FIXED | CAME_EITHER))
            return true;
    }
    return false;
}

/* Neither the ticket's steps nor its end tell of what a node wants recorded. `by`: a step. */
static bool is_shut(const align_room *a, const align_node *n, uint32_t by)
{
    if (n->kind == ALIGN_MENDED)
        return !is_mended_by(a, n->key, by);
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

/* ---- In order --------------------------------------------------------------------------------------------------- */

static inline uint32_t lesser(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The user was stuck at a step of a procedure, and what it opened was mended, then or for an earlier step. */
static bool is_mended(const align_room *a, const align_node *n, uint32_t known, uint32_t at)
{
    if (n->kind != ALIGN_TRY || n->spot == NONE || !(a->steps[known].came & (CAME_FAILED | CAME_EITHER)))
        return false;
    for (uint32_t j = 1; j <= at; j++) {
        const align_step *s = &a->steps[j];
        if (s->done && s->done->guide != n->spot && s->came & (CAME_FIXED | CAME_EITHER))
            return true;
    }
    return false;
}

/* Skipped before, or set by an action and never asked. */
static bool is_paid(const align_room *a, uint32_t key)
{
    return (a->paid[a->began * a->paid_words + key / 64] >> (key % 64) & 1) != 0;
}

/* What a walk that begins anew pays for passing a node whose question was answered, or whose action was tried: nothing,
 * the way that it went; another way it can't go. Where the answer is in force no more, it should have been asked. */
static uint32_t pass_cost(align_room *a, const align_tree *t, const align_node *n, uint32_t known, uint32_t at)
{
    align_step *s = &a->steps[known], made = { .spot = NONE, .value = s->set };
    bool stale = s->stale && s->stale <= at, unset = s->unset && s->unset <= at;
    if (!known || (stale && (unset || made.value.state == FACT_NONE)))
        return n->recorded ? NEVER : is_paid(a, n->key) ? 0 : n->skip;
    uint32_t cost = match_cost(t, n, stale ? &made : s);
    return cost <= ALIGN_UNSURE || is_mended(a, n, known, at) ? 0 : NEVER;
}

/* The row of a node that some step may be matched with; `anew`: of a walk that begins anew. */
static inline void matched_row(align_room *a, const align_tree *t, const align_node *n, const align_level *from,
                               align_level *to, uint16_t *row, bool anew)
{
    uint32_t before = from->row[0], known = 0, skip = n->recorded ? NEVER : n->skip;
    uint32_t least = row[0] = (uint16_t)lesser(before + (anew ? pass_cost(a, t, n, 0, 0) : skip), NEVER);
    uint32_t left = least;
    for (uint32_t j = 1; j <= a->count; j++) {
        align_step *s = &a->steps[j];
        known = s->key == n->key ? j : known;
        uint32_t above = from->row[j], passed = anew ? pass_cost(a, t, n, known, j) : skip;
        uint32_t cost = lesser(above + passed, left + s->extra);
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

/* A node that no step may be matched with: its row is the one before, and what skipping it costs. */
static void skipped_row(const align_room *a, const align_node *n, const align_level *from, align_level *to)
{
    bool is_step = n->kind == ALIGN_ASK || n->kind == ALIGN_TRY;
    to->row = from->row;
    to->more = from->more + (a->began && is_step && is_paid(a, n->key) ? 0 : n->skip);
    to->lowest = from->lowest;
}

static void next_level(align_room *a, const align_tree *t, const align_node *n, align_level *top)
{
    uint16_t *row = a->rows + (size_t)(top + 1 - a->levels) * (a->count + 1);
    if (n->kind == ALIGN_MENDED) {
        skipped_row(a, n, top, top + 1);
    } else if (n->kind == ALIGN_REMEDIES || n->kind == ALIGN_END) {
        if (has_remedies(a, t, n))
            remedied_row(a, t, n, top, top + 1, row);
        else
            skipped_row(a, n, top, top + 1);
    } else if (a->first[n->key] && a->began) {
        matched_row(a, t, n, top, top + 1, row, true);
    } else if (a->first[n->key]) {
        matched_row(a, t, n, top, top + 1, row, false);
    } else {
        skipped_row(a, n, top, top + 1);
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
    for (uint32_t j = 0; a->turns && j <= a->count; j++)
        a->turned[j] = (align_turn){ .cost = NEVER };
    a->began = 0;
    a->looked = 0;
}

/* A way may be left behind each step that turns. Of equal ones, one that has the step: what it skipped to come there is
 * not paid for again. */
static void note_turns(align_room *a, const align_tree *t, const align_level *at, uint32_t index)
{
    const align_node *n = &t->nodes[index];
    bool is_step = n->kind == ALIGN_ASK || n->kind == ALIGN_TRY;
    for (uint32_t j = a->began + 1; j <= a->count; j++) {
        uint32_t cost = at->row[j] + at->more;
        bool matched = is_step && n->key == a->steps[j].key;
        align_turn *of = &a->turned[j];
        if (a->steps[j].turns && (cost < of->cost || (cost == of->cost && matched && !of->matched)))
            *of = (align_turn){ cost, index, a->began, matched };
    }
}

/* Whether a way that was left behind a step had to skip a node on it: what it should have asked or tried before. */
static bool was_skipped(const align_room *a, const align_node *n, uint32_t behind)
{
    uint32_t known = 0;
    if (n->kind != ALIGN_ASK && n->kind != ALIGN_TRY)
        return false;
    for (uint32_t j = a->first[n->key]; j && j <= behind; j = a->steps[j].next)
        known = j;
    return !known || (a->steps[known].stale && a->steps[known].stale < behind);
}

static void pay(align_room *a, const align_tree *t, uint32_t behind)
{
    const align_turn *from = &a->turned[behind];
    uint64_t *paid = &a->paid[behind * a->paid_words];
    if (from->began)
        memcpy(paid, &a->paid[from->began * a->paid_words], a->paid_words * sizeof *paid);
    else
        memset(paid, 0, a->paid_words * sizeof *paid);
    for (uint32_t i = 0; i <= from->node;) {
        const align_node *n = &t->nodes[i];
        bool is_above = n->end > from->node;
        if (is_above && was_skipped(a, n, behind))
            paid[n->key / 64] |= (uint64_t)1 << (n->key % 64);
        i = is_above ? i + 1 : n->end;
    }
    for (size_t i = 0; i < a->settings.count; i++) {
        const align_setting *set = &VECTOR_AT(&a->settings, align_setting, i);
        if (set->step <= behind)
            paid[set->key / 64] |= (uint64_t)1 << (set->key % 64);
    }
}

static void begin_anew(align_room *a, const align_tree *t, uint32_t behind)
{
    uint32_t left = a->turned[behind].cost;
    pay(a, t, behind);
    a->began = behind;
    a->levels[0].lowest = left;
    for (uint32_t j = 0; j < behind; j++)
        a->rows[j] = NEVER;
    for (uint32_t j = behind; j <= a->count; j++) {
        left = j > behind ? lesser(left + a->steps[j].extra, NEVER) : left;
        a->rows[j] = (uint16_t)left;
    }
}

static void descend(align_room *a, const align_tree *t, const align_ends *ends, align_result *best)
{
    align_level *top = a->levels;
    for (uint32_t i = 0; i < t->count;) {
        const align_node *n = &t->nodes[i];
        while (i >= top->end)
            top--;
        if (is_shut(a, n, a->began)) {
            i = n->end;
            continue;
        }
        next_level(a, t, n, top);
        if (a->turns && top[1].row != top->row) {
            note_turns(a, t, &top[1], i);
            a->looked += a->count + 1;
        }
        uint32_t least = top[1].more + (n->kind == ALIGN_END ? top[1].row[a->count] : top[1].lowest);
        if (n->kind == ALIGN_END && least < best->cost && least < NEVER && takes(ends, t, n))
            keep_end(t, i, least, best);
        if (n->kind == ALIGN_END || least >= best->cost) {
            i = n->end;
            continue;
        }
        top++;
        i++;
    }
}

align_result align_ordered(align_room *a, const align_tree *t, const align_ends *ends)
{
    align_result best = begin_result(a, t);
    uint32_t walks = 0;
    first_level(a, t);
    descend(a, t, ends, &best);
    for (uint32_t j = 1; a->turns && j <= a->count && walks < ALIGN_WALKS && a->looked < ALIGN_CELLS; j++) {
        if (!a->steps[j].turns || a->turned[j].cost >= best.cost || a->turned[j].cost == NEVER)
            continue;
        begin_anew(a, t, j);
        descend(a, t, ends, &best);
        walks++;
    }
    return told(a, best);
}

/* ---- Whatever the order ----------------------------------------------------------------------------------------- */

/* The step that fits a node best: the first with its answer, else the first "not sure". A contradicting one costs what
 * skipping and an extra step cost. 0: none. */
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

/* What is left over at an end costs as extra steps; remedies of what the way concluded don't. Where a way went on behind a
 * conclusion, its remedies stand in the middle of it. */
static uint32_t left_over(align_room *a, const align_tree *t, const align_node *n, const align_level *top)
{
    uint32_t sum = top->lowest;
    for (uint32_t j = 1; (a->tried || t->groups) && j <= a->count; j++) {
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
        if (n->kind == ALIGN_MENDED && is_shut(a, n, a->count)) {
            i = n->end;
            continue;
        }
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
