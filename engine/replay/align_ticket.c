/* A ticket's recorded steps against its guide's tree of ways: which of them count, and what of the result is told. Uses
 * replay/replayer.h and replay/align.h. */
#include "replay/align_ticket.h"

/* ---- Trees, shared by threads ------------------------------------------------------------------------------------------- */

bool align_forest_init(align_forest *f, const replay_index *index, wm_allocator allocator)
{
    *f = (align_forest){ .index = index, .allocator = allocator };
    if (pthread_mutex_init(&f->lock, NULL) != 0)
        return false;
    f->trees = allocator_zero(&allocator, (size_t)index->set->guide_count + 1, sizeof *f->trees);
    if (!f->trees)
        pthread_mutex_destroy(&f->lock);
    return f->trees != NULL;
}

void align_forest_free(align_forest *f)
{
    if (!f->trees)
        return;
    for (uint32_t i = 0; i < f->index->set->guide_count; i++)
        align_tree_free(f->trees[i]);
    allocator_free(&f->allocator, f->trees, ((size_t)f->index->set->guide_count + 1) * sizeof *f->trees);
    pthread_mutex_destroy(&f->lock);
    f->trees = NULL;
}

const align_tree *align_forest_tree(align_forest *f, uint32_t guide_number)
{
    pthread_mutex_lock(&f->lock);
    if (!f->trees[guide_number])
        f->trees[guide_number] = align_tree_new(f->index, guide_number, f->allocator);
    const align_tree *t = f->trees[guide_number];
    pthread_mutex_unlock(&f->lock);
    return t;
}

/* ---- One thread's ----------------------------------------------------------------------------------------------------------- */

aligner *aligner_new(align_forest *forest, bool any_order, wm_allocator allocator)
{
    size_t guides = (size_t)forest->index->set->guide_count + 1;
    aligner *a = allocator_zero(&allocator, 1, sizeof *a);
    if (!a)
        return NULL;
    a->forest = forest;
    a->any_order = any_order;
    align_room_init(&a->room, allocator);
    a->trees = allocator_zero(&allocator, guides, sizeof *a->trees);
    if (a->trees)
        return a;
    aligner_free(a);
    return NULL;
}

void aligner_free(aligner *a)
{
    if (!a)
        return;
    wm_allocator allocator = a->room.allocator;
    if (a->trees)
        allocator_free(&allocator, a->trees, ((size_t)a->forest->index->set->guide_count + 1) * sizeof *a->trees);
    align_room_free(&a->room);
    allocator_free(&allocator, a, sizeof *a);
}

static const align_tree *tree_of(aligner *a, uint32_t guide_number)
{
    if (!a->trees[guide_number])
        a->trees[guide_number] = align_forest_tree(a->forest, guide_number);
    return a->trees[guide_number];
}

/* ---- What a ticket says of an action ---------------------------------------------------------------------------------------- */

/* Whether an answer verifies an action: its `verify` reads it, or a goal does; without either, it is `solved`. */
static bool verifies(const replayer *y, const facts_name *tried, uint32_t place)
{
    const rule_set *set = y->index->set;
    const layout *l = &set->layouts[y->reader->t.guide];
    const family *f = &set->guides[tried->guide]->remedy_families[tried->family];
    const action *a = family_action(set, set->guides[tried->guide], f);
    const member *m = layout_member(l, f->declared);
    if (index_is_held(&y->index->of[y->reader->t.guide], place))
        return true;
    if (!m || a->verify == NONE)
        return place == SLOT_SOLVED - SHARED_SLOT;
    scene at = { set->guides[f->declared], m, NULL, 1 };
    uint32_t named = index_round_place(at.guide, m, place, tried->round);
    return named != NONE && condition_mentions(NULL, &at, a->verify, named);
}

/* An action that was carried out fixed where the ticket says that it resolved the case; a procedure's step was simply done. */
static uint8_t came_of(const replayer *y, const told_step *told)
{
    switch (told->outcome) {
    case WM_FIXED:
        return CAME_FIXED;
    case WM_FAILED:
        return CAME_FAILED;
    case WM_SKIPPED:
        return CAME_ON;
    case WM_DONE:
        break;
    }
    if (!y->reader->t.action.s)
        return CAME_ON;
    if (is_recorded_action(y, &told->name))
        return CAME_FIXED;
    return y->index->set->guides[told->name.guide]->kind == WM_PROCEDURE ? CAME_ON : CAME_FAILED;
}

/* The action that resolved the case by the ticket's end, where no step tells of it: it was done, and not recorded. */
static void note_resolved(replayer *y, align_room *room, const align_tree *t)
{
    const span *s = &y->reader->t.action;
    index_name found;
    if (!s->s || !index_action(y->index, y->reader->t.guide, s->s, s->size, &found))
        return;
    uint32_t key = t->answer_count + found.name.place;
    for (uint32_t i = 1; i <= room->count; i++)
        if (room->steps[i].key == key)
            return;
    room->fixed_key = key;
}

/* ---- Steps ------------------------------------------------------------------------------------------------------------------ */

/* The latest recorded action, while nothing but answers that verify it stands behind it. */
typedef struct latest {
    const told_step *told;
    align_step *step;
    bool failed; /* by its answers */
} latest;

/* What an answer to verify an action says came of it: one that it is solved by decides; one that its own `verify` reads may tell that it failed. */
static uint8_t came_by(const replayer *y, const facts_name *tried, uint32_t place, const fact *value)
{
    const rule_set *set = y->index->set;
    const family *f = &set->guides[tried->guide]->remedy_families[tried->family];
    const guide *home = set->guides[f->declared];
    const member *m = layout_member(&set->layouts[y->reader->t.guide], f->declared);
    const action *a = family_action(set, set->guides[tried->guide], f);
    if (value->state != FACT_KNOWN || !m)
        return CAME_EITHER;
    if (place == SLOT_SOLVED - SHARED_SLOT)
        return value->answer == ANSWER_YES ? CAME_FIXED : CAME_FAILED;
    uint32_t named = a->verify == NONE ? NONE : index_round_place(home, m, place, tried->round);
    for (uint32_t i = 0; named != NONE && i < home->answer_family_count; i++)
        if (slot_place(home->answer_families[i].slot, m->answers) == named &&
            align_value_truth(home, a->verify, i, value) == FALSE_)
            return CAME_FAILED;
    return CAME_EITHER;
}

/* Answers right behind an action that verify it are no steps of the tree: they cost nothing where it does not have them.
 * What came of an action that was carried out is theirs to say. */
static void add_answer(replayer *y, align_room *room, const told_step *told, latest *l)
{
    align_step *s = align_add(room, told->place);
    s->value = told->value;
    if (l->told && !verifies(y, &l->told->name, told->place))
        l->told = NULL;
    if (!l->told)
        return;
    s->extra = 0;
    if (l->told->outcome == WM_DONE && !l->failed)
        l->step->came = came_by(y, &l->told->name, told->place, &told->value);
    l->failed = l->step->came == CAME_FAILED;
}

static void add_steps(replayer *y, align_room *room, const align_tree *t)
{
    const reader *r = y->reader;
    latest l = { NULL, NULL, false };
    for (uint32_t i = 0; i < r->t.told_count; i++) {
        const told_step *told = &r->told[i];
        if (told->place == NONE) {
            room->others++;
            l.told = NULL;
        } else if (told->is_try) {
            l = (latest){ told, align_add(room, t->answer_count + told->place), false };
            l.step->came = came_of(y, told);
            l.step->done = told->outcome == WM_SKIPPED ? NULL : &told->name;
            l.step->outright = told->outcome == WM_FAILED;
        } else {
            add_answer(y, room, told, &l);
        }
    }
}

static fact fact_of(const setting *s)
{
    fact made = { .state = FACT_KNOWN, .answer = s->answer };
    if (!s->text)
        made = (fact){ .state = FACT_KNOWN, .answer = NO_ANSWER, .as.number = s->number };
    return made;
}

/* An earlier answer goes out of force by an action that was carried out. False: it stays. */
static bool make_stale(const replayer *y, align_step *asked, const align_step *tried, uint32_t number)
{
    const setting *set;
    if (!reader_affects(y->reader, tried->done, asked->key, tried->outright, &set) &&
        (tried->outright || !verifies(y, tried->done, asked->key)))
        return false;
    if (asked->stale && !asked->unset)
        asked->unset = number;
    if (!asked->stale && set)
        asked->set = fact_of(set);
    if (!asked->stale)
        asked->stale = number;
    return true;
}

static bool is_turning(const align_tree *t, uint32_t place)
{
    return (t->turning[place / 64] >> (place % 64) & 1) != 0;
}

/* An action may set what nobody asked. */
static bool add_settings(const replayer *y, align_room *room, const align_tree *t, uint32_t number)
{
    const rule_set *set = y->index->set;
    const facts_name *tried = room->steps[number].done;
    const guide *g = set->guides[tried->guide];
    const family *f = &g->remedy_families[tried->family];
    const action *a = family_action(set, g, f);
    const member *m = layout_member(t->layout, f->declared);
    for (uint32_t i = 0; m && i < a->set_count; i++) {
        align_setting s = { index_place_in_round(set->guides[f->declared], m, a->sets[i].slot, tried->round), number };
        if (!vector_append(&room->settings, &s, 1))
            return false;
    }
    return true;
}

static bool add_all_settings(const replayer *y, align_room *room, const align_tree *t)
{
    for (uint32_t j = 1; j <= room->count; j++)
        if (room->steps[j].done && !add_settings(y, room, t, j))
            return false;
    return true;
}

static bool sets_any(const align_room *room, uint32_t number)
{
    for (size_t i = 0; i < room->settings.count; i++)
        if (VECTOR_AT(&room->settings, align_setting, i).step == number)
            return true;
    return false;
}

/* Whether the user was stuck at a procedure's step. */
static bool is_stuck(const replayer *y, const align_step *tried)
{
    return tried->done && (tried->came & (CAME_FAILED | CAME_EITHER)) &&
           y->index->set->guides[tried->done->guide]->kind == WM_PROCEDURE;
}

/* … and conditions read answers that come behind them: a walk may turn. Where the user was stuck and something fixed, the guide that was opened
 * may be found to be mended behind any step. */
static void note_turning(replayer *y, align_room *room, const align_tree *t)
{
    bool stuck = false, fixed = false;
    for (uint32_t j = 1; j <= room->count; j++) {
        align_step *s = &room->steps[j];
        s->turns = s->key < t->answer_count ? is_turning(t, s->key) : sets_any(room, j) || t->tries_turn;
        for (uint32_t i = 1; s->done && i < j; i++)
            if (room->steps[i].key < t->answer_count && make_stale(y, &room->steps[i], s, j))
                s->turns = true;
        stuck = stuck || is_stuck(y, s);
        fixed = fixed || (s->done && s->came & (CAME_FIXED | CAME_EITHER));
        s->turns = s->turns || (stuck && fixed);
        room->turns = room->turns || s->turns;
    }
}

static bool align(replayer *y, const align_tree *t, replayed *n)
{
    aligner *a = y->aligner;
    if (!reader_fold_all(y->reader) || !align_begin(&a->room, t, y->reader->t.told_count))
        return false;
    add_steps(y, &a->room, t);
    note_resolved(y, &a->room, t);
    align_ready(&a->room, t);
    if (!add_all_settings(y, &a->room, t))
        return false;
    note_turning(y, &a->room, t);
    align_result r = a->any_order ? align_unordered(&a->room, t, NULL) : align_ordered(&a->room, t, NULL);
    n->cost = r.cost;
    n->worst = r.worst;
    n->inversions = r.inversions;
    if (r.fault != NONE)
        n->aligned_fault = y->index->of[r.guide].faults[r.fault];
    return true;
}

static void count(const replayer *y)
{
    const replayed *n = &y->now;
    uint64_t *sums = y->tally.guides[y->reader->t.guide].figures.sums;
    if (n->unaligned != ALIGN_FINE) {
        sums[SUM_UNALIGNED] += TALLY_UNITS;
        return;
    }
    sums[SUM_ALIGNED] += TALLY_UNITS;
    sums[SUM_COST] += n->cost * (uint64_t)(TALLY_UNITS / 2);
    sums[SUM_WORST] += n->worst * (uint64_t)(TALLY_UNITS / 2);
}

bool align_ticket(replayer *y)
{
    replayed *n = &y->now;
    const ticket *t = &y->reader->t;
    n->aligned = t->guide != NONE && n->verdict != VERDICT_ERROR;
    n->aligned_fault.s = NULL;
    if (!n->aligned)
        return true;
    const align_tree *tree = tree_of(y->aligner, t->guide);
    if (!tree)
        return false;
    n->unaligned = (uint8_t)tree->state;
    if (n->unaligned == ALIGN_FINE && t->told_count > ALIGN_STEPS)
        n->unaligned = ALIGN_TOO_MANY_STEPS;
    if (n->unaligned == ALIGN_FINE && !align(y, tree, n))
        return false;
    count(y);
    return true;
}

/* ---- The line ----------------------------------------------------------------------------------------------------------------- */

static char *put_text(char *to, const char *s)
{
    size_t size = strlen(s);
    memcpy(to, s, size);
    return to + size;
}

static char *put_halves(char *to, uint32_t halves)
{
    to = put_count(to, halves / 2);
    return halves % 2 ? put_text(to, ".5") : to;
}

/* At most ALIGN_LINE bytes, and the fault's name. */
char *put_alignment(char *to, const replayer *y)
{
    static const char *const why[] = { "", "no_flow", "too_many_ways", "too_many_steps" };
    const replayed *n = &y->now;
    to = put_text(to, ",\"alignment\":");
    if (!n->aligned)
        return put_text(to, "null");
    if (n->unaligned != ALIGN_FINE) {
        to = put_text(to, "{\"cost\":null,\"worst\":null,\"fault\":null,\"why\":\"");
        to = put_text(to, why[n->unaligned]);
        return put_text(to, "\"}");
    }
    to = put_halves(put_text(to, "{\"cost\":"), n->cost);
    to = put_halves(put_text(to, ",\"worst\":"), n->worst);
    to = put_text(to, ",\"fault\":");
    if (n->aligned_fault.s) {
        *to++ = '"';
        to = put_label(to, n->aligned_fault.s, n->aligned_fault.size);
        *to++ = '"';
    } else {
        to = put_text(to, "null");
    }
    if (y->aligner->any_order)
        to = put_count(put_text(to, ",\"inversions\":"), n->inversions);
    *to++ = '}';
    return to;
}
