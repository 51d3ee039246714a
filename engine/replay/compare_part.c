/* Where the ways of a ticket through two rule sets part, and the fact that decides there. Uses replay/compare.h. */
#include "replay/compare.h"

/* ---- Telling entries apart ------------------------------------------------------------------------------------------------ */

static bool is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Questions and actions are known by their names wherever they stand; faults and hand-overs are their guide's. */
static bool is_same_node(const trail_entry *a, const trail_entry *b)
{
    bool named = strcmp(a->kind, "ask") == 0 || strcmp(a->kind, "try") == 0;
    return strcmp(a->kind, b->kind) == 0 && is_same(a->id, b->id) && is_same(a->reads, b->reads) &&
           (named || strcmp(a->guide, b->guide) == 0);
}

static bool is_same_entry(const trail_entry *a, const trail_entry *b)
{
    return is_same_node(a, b) && is_same(a->value, b->value);
}

/* The entry at a place of a way, or NULL behind its end. */
static const trail_entry *entry(const trail *t, size_t at)
{
    return at < t->entries.count ? &VECTOR_AT(&t->entries, trail_entry, at) : NULL;
}

static size_t next_step(const trail *t, size_t from)
{
    while (from < t->entries.count && VECTOR_AT(&t->entries, trail_entry, from).is_mark)
        from++;
    return from;
}

/* ---- Telling what was found ------------------------------------------------------------------------------------------------ */

static wm_named_step named(const trail_entry *e)
{
    return e ? (wm_named_step){ e->kind, e->id, e->text } : (wm_named_step){ "error", NULL, { NULL, NULL } };
}

static void tell_fact(parting *out, const trail_entry *e)
{
    out->fact = e->id;
    out->fact_text = e->text;
    out->answer = e->value;
    out->answer_text = e->value_text;
    out->answer_open = e->is_open;
}

/* Either may be NULL, not both: the node is only in the other's way. */
static void tell_node(parting *out, const trail_entry *old_one, const trail_entry *new_one)
{
    const trail_entry *e = new_one ? new_one : old_one;
    out->guide = e->guide;
    out->kind = e->kind;
    out->id = e->id;
    out->text = e->text;
    if (new_one && new_one->line) {
        out->file = new_one->file;
        out->line = new_one->line;
    }
    if (old_one && old_one->line) {
        out->old_file = old_one->file;
        out->old_line = old_one->line;
    }
}

static void tell_start(parting *out, const replayer *old_one, const replayer *new_one)
{
    const guide *a = old_one->index->set->guides[old_one->reader->t.guide];
    const guide *b = new_one->index->set->guides[new_one->reader->t.guide];
    out->guide = b->name;
    out->kind = "start";
    out->text = b->title;
    out->file = b->file;
    out->line = b->has_flow ? b->flows[0].line : b->line;
    out->old_file = a->file;
    out->old_line = a->has_flow ? a->flows[0].line : a->line;
}

/* ---- Results that no way explains ----------------------------------------------------------------------------------------- */

static bool has_guide(const replayer *y)
{
    return !y->reader->scan.wrong && y->reader->t.guide != NONE;
}

static const guide *guide_of(const replayer *y)
{
    return has_guide(y) ? y->index->set->guides[y->reader->t.guide] : NULL;
}

static wm_named_step led_to(const replayer *y)
{
    const guide *g = guide_of(y);
    if (y->reader->scan.wrong)
        return (wm_named_step){ .kind = "invalid" };
    return g ? (wm_named_step){ "guide", g->name, g->title } : (wm_named_step){ .kind = "no_guide" };
}

static bool tell_guide(const replayer *old_one, const replayer *new_one, parting *out)
{
    const guide *a = guide_of(old_one), *b = guide_of(new_one), *any = b ? b : a;
    if (a && b && strcmp(a->name, b->name) == 0)
        return false;
    *out = (parting){ .guide = any ? any->name : NULL,
                      .kind = "guide",
                      .text = any ? any->title : (wm_text){ NULL, NULL },
                      .before = led_to(old_one),
                      .after = led_to(new_one) };
    return true;
}

static wm_named_step last_step(const trail *t, const replayer *y)
{
    if (y->now.why)
        return (wm_named_step){ .kind = "error" };
    return named(t->entries.count ? entry(t, t->entries.count - 1) : NULL);
}

static char *copy_of(arena *room, const label *l)
{
    return arena_string(room, l->s, l->size);
}

/* A fact that only one of them can take, or a walk that only one gets through. */
static bool tell_error(arena *room, const replayer *old_one, const trail *old_way, const replayer *new_one,
                       const trail *new_way, parting *out)
{
    const replayer *wrong = new_one->now.why ? new_one : old_one;
    const ticket *t = &wrong->reader->t;
    *out = (parting){ .guide = guide_of(new_one)->name,
                      .kind = t->wrong ? "fact" : "error",
                      .before = last_step(old_way, old_one),
                      .after = last_step(new_way, new_one) };
    if (!t->wrong)
        return true;
    out->id = out->fact = copy_of(room, &t->wrong_name);
    out->answer = copy_of(room, &t->wrong_value);
    return out->id && out->answer;
}

static wm_named_step fault_of(const replayer *y)
{
    const replayed *n = &y->now;
    if (n->fault_number == NONE)
        return (wm_named_step){ .kind = "conclude" };
    const fault *f = &y->index->set->guides[n->fault_guide]->faults[n->fault_number];
    return (wm_named_step){ "conclude", f->id, f->text };
}

/* The same way to the same end: beliefs tell another fault, or the end is judged otherwise. */
static void tell_same_way(const replayer *old_one, const trail *old_way, const replayer *new_one, const trail *new_way,
                          parting *out)
{
    const trail_entry *a = entry(old_way, old_way->entries.count - 1), *b = entry(new_way, new_way->entries.count - 1);
    wm_named_step before = fault_of(old_one), after = fault_of(new_one);
    tell_node(out, a, b);
    bool believed = !is_same(before.id, after.id);
    out->kind = believed ? "belief" : "end";
    out->before = believed ? before : named(a);
    out->after = believed ? after : named(b);
}

/* ---- Where two ways part ---------------------------------------------------------------------------------------------------- */

/* What both walks passed last. */
typedef struct common {
    const trail_entry *old_one, *new_one; /* NULL: nothing yet */
} common;

/* Marks behind the last common step, up to the steps that differ. */
typedef struct gap {
    const trail *way;
    size_t from, to;
} gap;

static const trail_entry *mark(const gap *g, size_t number)
{
    return number < g->to - g->from ? entry(g->way, g->from + number) : NULL;
}

static bool is_when(const trail_entry *e)
{
    return e && strcmp(e->kind, "when") == 0;
}

/* A `when` that only one of them took decides; else the last mark that both passed, else the step before. */
static bool tell_mark(gap old_gap, gap new_gap, common *last, parting *out)
{
    size_t k = 0;
    const trail_entry *a = mark(&old_gap, 0), *b = mark(&new_gap, 0);
    for (; a && b && is_same_node(a, b); a = mark(&old_gap, k), b = mark(&new_gap, k)) {
        *last = (common){ a, b };
        if (is_when(a))
            tell_fact(out, b);
        k++;
    }
    if (!is_when(a) && !is_when(b))
        return false;
    const trail_entry *decides = is_when(b) ? b : a;
    tell_node(out, is_when(b) ? NULL : a, is_when(b) ? b : NULL);
    tell_fact(out, decides);
    return true;
}

static void part(const replayer *old_one, gap old_gap, const replayer *new_one, gap new_gap, common last, parting *out)
{
    const trail_entry *a = entry(old_gap.way, old_gap.to), *b = entry(new_gap.way, new_gap.to);
    if (a && b && is_same_node(a, b)) { /* the same question, taken otherwise */
        tell_node(out, a, b);
        if (b->value)
            tell_fact(out, b);
        a = entry(old_gap.way, next_step(old_gap.way, old_gap.to + 1));
        b = entry(new_gap.way, next_step(new_gap.way, new_gap.to + 1));
    } else if (!tell_mark(old_gap, new_gap, &last, out)) {
        if (last.new_one)
            tell_node(out, last.old_one, last.new_one);
        else
            tell_start(out, old_one, new_one);
    }
    out->before = named(a);
    out->after = named(b);
}

/* The first steps that differ, or false where none does. */
static bool follow_both(const replayer *old_one, const trail *old_way, const replayer *new_one, const trail *new_way,
                        parting *out)
{
    common last = { NULL, NULL };
    size_t i = 0, k = 0;
    for (;;) {
        size_t a = next_step(old_way, i), b = next_step(new_way, k);
        const trail_entry *x = entry(old_way, a), *y = entry(new_way, b);
        if (!x && !y)
            return false;
        if (!x || !y || !is_same_entry(x, y)) {
            part(old_one, (gap){ old_way, i, a }, new_one, (gap){ new_way, k, b }, last, out);
            return true;
        }
        last = (common){ x, y };
        if (y->value)
            tell_fact(out, y);
        i = a + 1;
        k = b + 1;
    }
}

bool find_parting(arena *room, const replayer *old_one, const trail *old_way, const replayer *new_one,
                  const trail *new_way, parting *out)
{
    *out = (parting){ 0 };
    if (tell_guide(old_one, new_one, out))
        return true;
    if (old_one->now.why || new_one->now.why)
        return tell_error(room, old_one, old_way, new_one, new_way, out);
    if (!follow_both(old_one, old_way, new_one, new_way, out))
        tell_same_way(old_one, old_way, new_one, new_way, out);
    return true;
}
