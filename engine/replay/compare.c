/* Replaying tickets through two rule sets at once, and gathering what changed. Uses replay/compare.h. */
#include "replay/compare.h"

#include <stdlib.h>

#include "base/error.h"

/* What all threads share. */
typedef struct compare {
    const replay_job *job;
    const compare_old *old;
    comparison *out;
    tally *old_tally;
} compare;

/* One rule set's further walk of a changed ticket, its way noted. */
typedef struct teller {
    replayer *y;
    char *line; /* INPUT_ROOM: replaying spoils the line, and what was found lies in it */
    trail way;
} teller;

/* What one thread has. */
typedef struct comparer {
    compare *shared;
    replayer *old;
    teller old_way, new_way; /* made at the first change */
    char *line;              /* INPUT_ROOM, as a teller's */
    vector changes;          /* those that it found */
    arena room;              /* what their strings live in */
    uint64_t tickets, fewer, more, both;
    int64_t asked_more;
} comparer;

/* ---- What changed ------------------------------------------------------------------------------------------------------- */

static bool is_same_label(const label *a, const label *b)
{
    if (!a->s || !b->s)
        return a->s == b->s;
    return a->size == b->size && memcmp(a->s, b->s, a->size) == 0;
}

static verdict verdict_of(const replayer *y)
{
    return y->reader->scan.wrong ? VERDICT_INVALID : y->now.verdict;
}

static const label *guide_name(const replayer *y, uint32_t number)
{
    static const label none = { NULL, 0 };
    return number == NONE ? &none : &y->index->of[number].name;
}

static bool is_invalid(const replayer *y)
{
    return y->reader->scan.wrong != SCAN_FINE;
}

static bool is_changed(const replayer *a, const replayer *b)
{
    const replayed *x = &a->now, *y = &b->now;
    if (is_invalid(a) || is_invalid(b))
        return is_invalid(a) != is_invalid(b);
    return x->verdict != y->verdict || x->end != y->end || x->asked != y->asked ||
           !is_same_label(&x->fault, &y->fault) || !is_same_label(&x->action, &y->action) ||
           !is_same_label(&x->escalate, &y->escalate) ||
           !is_same_label(guide_name(a, a->reader->t.guide), guide_name(b, b->reader->t.guide)) ||
           !is_same_label(guide_name(a, x->fault_guide), guide_name(b, y->fault_guide));
}

static bool is_walked(const replayer *y)
{
    verdict v = verdict_of(y);
    return v == VERDICT_AGREE || v == VERDICT_DISAGREE || v == VERDICT_INCOMPLETE || v == VERDICT_UNRECORDED;
}

static wm_change change_of(verdict before, verdict after)
{
    bool failed_before = before != VERDICT_AGREE && before != VERDICT_UNRECORDED;
    bool failed_after = after != VERDICT_AGREE && after != VERDICT_UNRECORDED;
    if (failed_before && after == VERDICT_AGREE)
        return WM_BETTER;
    return before == VERDICT_AGREE && failed_after ? WM_WORSE : WM_DIFFERENT;
}

static void count_questions(comparer *c, const replayer *new_one)
{
    if (!is_walked(c->old) || !is_walked(new_one))
        return;
    int64_t more = (int64_t)new_one->now.asked - (int64_t)c->old->now.asked;
    c->both++;
    c->asked_more += more;
    c->more += more > 0;
    c->fewer += more < 0;
}

/* ---- Telling a change --------------------------------------------------------------------------------------------------- */

/* Copies of strings that a trail or a line had; NULL stays NULL. False where there is no memory. */
static bool keep(arena *room, const char **s)
{
    if (*s)
        *s = arena_string(room, *s, strlen(*s));
    return *s != NULL;
}

static bool keep_all(arena *room, const char **const *strings, size_t count)
{
    bool kept = true;
    for (size_t i = 0; kept && i < count; i++)
        kept = !*strings[i] || keep(room, strings[i]);
    return kept;
}

/* The words of an action by the name that the ticket's line has for it. */
static wm_text action_text(const replayer *y, const label *l)
{
    char padded[NAME_ROOM + SCAN_PADDING] = { 0 };
    index_name found;
    if (l->size >= NAME_ROOM)
        return (wm_text){ NULL, NULL };
    memcpy(padded, l->s, l->size);
    if (!index_action(y->index, y->reader->t.guide, padded, l->size, &found))
        return (wm_text){ NULL, NULL };
    return facts_action(&y->f, &found.name)->text;
}

static bool keep_label(arena *room, const label *l, const char **out)
{
    if (l->s)
        *out = arena_string(room, l->s, l->size);
    return !l->s || *out;
}

static bool tell_result(arena *room, const replayer *y, wm_replayed *out)
{
    static const char *const ends[] = { NULL, "resolved", "escalated", "diagnosed", "incomplete" };
    const replayed *n = &y->now;
    *out = (wm_replayed){ .verdict = verdict_words[verdict_of(y)] };
    if (is_invalid(y))
        return true;
    out->end = ends[n->end];
    out->asked = n->asked;
    if (y->reader->t.guide != NONE)
        out->guide = y->index->set->guides[y->reader->t.guide]->name;
    if (n->fault_number != NONE)
        out->fault_text = y->index->set->guides[n->fault_guide]->faults[n->fault_number].text;
    if (n->action.s)
        out->action_text = action_text(y, &n->action);
    if (n->escalate.s)
        out->escalate_text = y->index->set->guides[y->step.guide]->escalations[y->step.escalation].text;
    return keep_label(room, &n->fault, &out->fault) && keep_label(room, &n->action, &out->action) &&
           keep_label(room, &n->escalate, &out->escalate);
}

static const char *tell_where(arena *room, const char *file, uint32_t line)
{
    return arena_format(room, "%s:%u", file, (unsigned)line);
}

static bool tell_node(arena *room, const parting *p, wm_deciding_node *out)
{
    *out = (wm_deciding_node){ .guide = p->guide, .kind = p->kind, .id = p->id, .text = p->text };
    if (p->file && p->line && !(out->where = tell_where(room, p->file, p->line)))
        return false;
    if (p->old_file && p->old_line && !(out->was = tell_where(room, p->old_file, p->old_line)))
        return false;
    const char **const strings[] = { &out->id };
    return keep_all(room, strings, 1);
}

static bool tell_change(comparer *c, const parting *p, uint64_t order, change *out)
{
    const replayer *a = c->old_way.y, *b = c->new_way.y;
    const span *id = is_invalid(b) ? &a->reader->t.id : &b->reader->t.id;
    wm_changed_ticket *t = &out->ticket;
    *out = (change){ .ticket = { .change = change_of(verdict_of(a), verdict_of(b)),
                                 .fact = p->fact,
                                 .answer = p->answer,
                                 .fact_text = p->fact_text,
                                 .answer_text = p->answer_text,
                                 .answer_open = p->answer_open,
                                 .next_before = p->before,
                                 .next_after = p->after },
                     .order = order };
    t->id = arena_string(&c->room, id->s, id->size);
    const char **const strings[] = { &t->fact, &t->answer, &t->next_before.id, &t->next_after.id };
    return t->id && tell_result(&c->room, a, &t->before) && tell_result(&c->room, b, &t->after) &&
           keep_all(&c->room, strings, 4) && tell_node(&c->room, p, &out->node);
}

/* ---- The second walk ----------------------------------------------------------------------------------------------------- */

/* A line as it was read, and padding. */
static bool replay_copy(replayer *y, char *to, const char *line, size_t size)
{
    char *behind;
    memcpy(to, line, size);
    memset(to + size, 0, SCAN_PADDING);
    return replayer_line(y, to, to + size, &behind, NULL);
}

static bool make_teller(comparer *c, teller *t, const replay_index *index, const replay_host *host)
{
    const replay_job *job = c->shared->job;
    replay_wishes wishes = { .whole = true, .lang = job->wishes.lang };
    if (!t->line)
        t->line = allocator_alloc(&job->allocator, INPUT_ROOM);
    if (!t->y)
        t->y = replayer_new(index, host, &wishes, "", job->allocator);
    if (!t->line || !t->y)
        return false;
    t->y->watch = &t->way.watch;
    return true;
}

static bool walk_again(teller *t, const char *line, size_t size)
{
    trail_reset(&t->way);
    return replay_copy(t->y, t->line, line, size) && trail_end(&t->way, t->y);
}

static void free_teller(const comparer *c, teller *t)
{
    replayer_free(t->y);
    trail_free(&t->way);
    if (t->line)
        allocator_free(&c->shared->job->allocator, t->line, INPUT_ROOM);
}

static bool note_change(comparer *c, uint64_t order, const char *line, size_t size)
{
    const compare *s = c->shared;
    teller *a = &c->old_way, *b = &c->new_way;
    parting p;
    change made;
    return make_teller(c, a, s->old->index, s->old->host) && make_teller(c, b, s->job->index, s->job->host) &&
           walk_again(a, line, size) && walk_again(b, line, size) &&
           find_parting(&b->way.memory, a->y, &a->way, b->y, &b->way, &p) && tell_change(c, &p, order, &made) &&
           vector_append(&c->changes, &made, 1);
}

/* ---- Following the job ---------------------------------------------------------------------------------------------------- */

static bool follow(void *worker, const replayer *y, uint64_t order, const char *line, const char *limit)
{
    comparer *c = worker;
    const char *feed = memchr(line, '\n', (size_t)(limit - line));
    size_t size = (size_t)((feed ? feed + 1 : limit) - line);
    if (!replay_copy(c->old, c->line, line, size))
        return false;
    c->tickets++;
    count_questions(c, y);
    return !is_changed(c->old, y) || note_change(c, order, line, size);
}

static void count_too_long(void *worker)
{
    comparer *c = worker;
    c->old->tally.invalid++;
    c->tickets++;
}

static void free_comparer(comparer *c)
{
    const wm_allocator *allocator = &c->shared->job->allocator;
    replayer_free(c->old);
    free_teller(c, &c->old_way);
    free_teller(c, &c->new_way);
    vector_free(&c->changes);
    arena_free(&c->room);
    if (c->line)
        allocator_free(allocator, c->line, INPUT_ROOM);
    allocator_free(allocator, c, sizeof *c);
}

static void *begin(void *context)
{
    compare *s = context;
    const replay_job *job = s->job;
    replay_wishes wishes = { .beliefs = job->wishes.beliefs, .lang = job->wishes.lang };
    comparer *c = allocator_zero(&job->allocator, 1, sizeof *c);
    if (!c)
        return NULL;
    c->shared = s;
    trail_init(&c->old_way.way, job->allocator);
    trail_init(&c->new_way.way, job->allocator);
    c->changes = vector_of(job->allocator, sizeof(change));
    arena_init(&c->room, job->allocator);
    c->line = allocator_alloc(&job->allocator, INPUT_ROOM);
    c->old = replayer_new(s->old->index, s->old->host, &wishes, s->old->rules_hash, job->allocator);
    if (c->line && c->old)
        return c;
    free_comparer(c);
    return NULL;
}

static void add_sums(comparison *out, const comparer *c)
{
    out->sum.tickets += c->tickets;
    out->sum.fewer += c->fewer;
    out->sum.more += c->more;
    out->both += c->both;
    out->asked_more += c->asked_more;
}

/* What the changes' strings live in goes on living. */
static bool end(void *worker, bool counts)
{
    comparer *c = worker;
    comparison *out = c->shared->out;
    bool kept = true;
    if (counts) {
        add_sums(out, c);
        kept = tally_add(c->shared->old_tally, replayer_tally(c->old)) == WM_OK &&
               vector_append(&out->changes, c->changes.data, c->changes.count) &&
               vector_append(&out->rooms, &c->room, 1);
        if (kept)
            arena_init(&c->room, c->shared->job->allocator);
    }
    free_comparer(c);
    return kept;
}

/* ---- Gathering by node ------------------------------------------------------------------------------------------------------ */

static int compare_names(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

/* A name does not tell nodes apart: a question may be asked, and read by a `when`, in several places. */
static int compare_nodes(const wm_deciding_node *a, const wm_deciding_node *b)
{
    const char *const left[] = { a->guide, a->kind, a->id, a->where, a->was };
    const char *const right[] = { b->guide, b->kind, b->id, b->where, b->was };
    int order = 0;
    for (size_t i = 0; !order && i < sizeof left / sizeof *left; i++)
        order = compare_names(left[i], right[i]);
    return order;
}

/* By node, then worse before better before different, then as the tickets came. */
static int compare_changes(const void *left, const void *right)
{
    const change *a = *(const change *const *)left, *b = *(const change *const *)right;
    int order = compare_nodes(&a->node, &b->node);
    if (!order)
        order = (int)a->ticket.change - (int)b->ticket.change;
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int compare_weight(const void *left, const void *right)
{
    const wm_deciding_node *a = left, *b = right;
    if (a->worse != b->worse)
        return a->worse < b->worse ? 1 : -1;
    if (a->ticket_count != b->ticket_count)
        return a->ticket_count < b->ticket_count ? 1 : -1;
    return compare_nodes(a, b);
}

static void count_change(comparison *c, wm_deciding_node *n, wm_change which)
{
    n->worse += which == WM_WORSE;
    n->better += which == WM_BETTER;
    n->different += which == WM_DIFFERENT;
    c->sum.worse += which == WM_WORSE;
    c->sum.better += which == WM_BETTER;
    c->sum.different += which == WM_DIFFERENT;
}

/* Runs of changes of the same node. */
static void make_nodes(comparison *c, const change *const *sorted, const wm_changed_ticket **tickets)
{
    for (size_t i = 0; i < c->changes.count; i++) {
        wm_deciding_node *n = c->node_count ? &c->nodes[c->node_count - 1] : NULL;
        if (!n || compare_nodes(n, &sorted[i]->node) != 0) {
            n = &c->nodes[c->node_count++];
            *n = sorted[i]->node;
            n->tickets = &tickets[i];
        }
        tickets[i] = &sorted[i]->ticket;
        n->ticket_count++;
        count_change(c, n, sorted[i]->ticket.change);
    }
}

bool comparison_group(comparison *c)
{
    size_t count = c->changes.count;
    const change **sorted = arena_zero(&c->memory, count + 1, sizeof(const change *));
    const wm_changed_ticket **tickets = arena_zero(&c->memory, count + 1, sizeof(const wm_changed_ticket *));
    c->nodes = arena_zero(&c->memory, count + 1, sizeof *c->nodes);
    if (!sorted || !tickets || !c->nodes)
        return false;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &VECTOR_AT(&c->changes, change, i);
    qsort(sorted, count, sizeof(const change *), compare_changes);
    make_nodes(c, sorted, tickets);
    qsort(c->nodes, c->node_count, sizeof *c->nodes, compare_weight);
    c->sum.changed = count;
    c->sum.questions_change = c->both ? (double)c->asked_more / (double)c->both : 0;
    return true;
}

/* ---- The whole ---------------------------------------------------------------------------------------------------------------- */

void comparison_init(comparison *c, wm_allocator allocator)
{
    *c = (comparison){ .changes = vector_of(allocator, sizeof(change)), .rooms = vector_of(allocator, sizeof(arena)) };
    arena_init(&c->memory, allocator);
}

void comparison_free(comparison *c)
{
    for (size_t i = 0; i < c->rooms.count; i++)
        arena_free(&VECTOR_AT(&c->rooms, arena, i));
    vector_free(&c->rooms);
    vector_free(&c->changes);
    arena_free(&c->memory);
}

wm_status compare_run(const replay_job *job, const compare_old *old, tally *new_tally, tally *old_tally,
                      comparison *out, wm_error *error)
{
    compare s = { .job = job, .old = old, .out = out, .old_tally = old_tally };
    replay_follower follower = { &s, begin, follow, count_too_long, end };
    replay_job both = *job;
    both.follower = &follower;
    *new_tally = (tally){ 0 };
    if (!tally_init(old_tally, old->index->set, old->rules_hash, job->allocator))
        return error_no_memory(error);
    wm_status status = replay_run(&both, new_tally, error);
    if (status == WM_OK && !comparison_group(out)) {
        status = error_no_memory(error);
        tally_free(new_tally);
    }
    if (status != WM_OK)
        tally_free(old_tally);
    return status;
}
