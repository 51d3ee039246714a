/* Noting the way of a ticket as it is walked. Uses replay/compare.h and walk/. */
#include <stdio.h>

#include "replay/compare.h"

static const wm_text unsure_words = { "不確定", "not sure" };

/* ---- Entries ------------------------------------------------------------------------------------------------------------ */

static bool is_same_value(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Every walk of a ticket begins at the root: what an earlier one passed is there already. A mark's node says all. */
static bool is_noted(const trail *t, const trail_entry *it)
{
    for (size_t i = 0; i < t->entries.count; i++) {
        const trail_entry *e = &VECTOR_AT(&t->entries, trail_entry, i);
        if (e->node == it->node && e->guide_number == it->guide_number && e->branch == it->branch &&
            e->place == it->place && strcmp(e->kind, it->kind) == 0 &&
            (it->is_mark || is_same_value(e->value, it->value)))
            return true;
    }
    return false;
}

static bool note(trail *t, const trail_entry *it)
{
    return vector_append(&t->entries, it, 1);
}

static trail_entry entry_at(const replayer *y, const char *kind, uint32_t guide_number, uint32_t node_index)
{
    const guide *g = y->index->set->guides[guide_number];
    return (trail_entry){ .kind = kind,
                          .guide = g->name,
                          .guide_number = guide_number,
                          .node = node_index,
                          .branch = NONE,
                          .place = NONE,
                          .file = node_index == NONE ? NULL : g->file,
                          .line = node_index == NONE ? 0 : g->nodes[node_index].line };
}

/* ---- Names and values ------------------------------------------------------------------------------------------------------ */

static const char *kept(trail *t, label name)
{
    return arena_string(&t->memory, name.s, name.size);
}

static const char *question_id(trail *t, const replayer *y, const facts_name *name)
{
    char room[NAME_ROOM];
    return kept(t, index_question_name(y->index, y->reader->t.guide, name, room, sizeof room));
}

static const char *action_id(trail *t, const replayer *y, const facts_name *name)
{
    char room[NAME_ROOM];
    return kept(t, index_action_name(y->index, y->reader->t.guide, name, room, sizeof room));
}

#define SHOWN 80 /* bytes of a text as it was given */

static const char *shown_text(trail *t, const fact_text *text)
{
    uint32_t size = text->raw_size < SHOWN ? text->raw_size : SHOWN;
    while (size && size < text->raw_size && ((unsigned char)text->raw[size] & 0xC0) == 0x80)
        size--;
    return arena_string(&t->memory, text->raw, size);
}

/* An answer as a person knows it: its id, a number, the text. */
static bool tell_value(trail *t, const question *q, const fact *v, trail_entry *out)
{
    char number[32];
    out->is_open = v->state != FACT_UNSURE && (q->kind == WM_NUMBER || v->answer >= q->answer_count);
    if (v->state == FACT_UNSURE) {
        out->value = "unsure";
        out->value_text = unsure_words;
    } else if (!out->is_open) {
        out->value = q->answers[v->answer].id;
        out->value_text = q->answers[v->answer].text;
    } else if (q->kind == WM_NUMBER) {
        snprintf(number, sizeof number, "%.15g", v->as.number);
        out->value = arena_string(&t->memory, number, strlen(number));
    } else {
        out->value = v->as.text ? shown_text(t, v->as.text) : "";
    }
    return out->value != NULL;
}

static bool tell_question(trail *t, const replayer *y, uint32_t place, const fact *v, trail_entry *out)
{
    facts_name name = facts_question_at(&y->f, place);
    const question *q = facts_question(&y->f, &name);
    out->id = question_id(t, y, &name);
    out->text = q->text;
    return out->id && (!v || v->state == FACT_NONE || tell_value(t, q, v, out));
}

/* ---- Marks ----------------------------------------------------------------------------------------------------------------- */

typedef struct reading {
    trail *t;
    const replayer *y;
    trail_entry *out;
    bool failed;
} reading;

/* The first question that a condition reads stands for it; all of them tell it from others. */
static void note_read(void *context, uint32_t place)
{
    reading *r = context;
    facts_name name = facts_question_at(&r->y->f, place);
    const char *id = question_id(r->t, r->y, &name);
    if (id && !r->out->id)
        r->failed = !tell_question(r->t, r->y, place, &r->y->f.answers[place], r->out) || r->failed;
    r->out->reads = id ? arena_format(&r->t->memory, "%s %s", r->out->reads, id) : NULL;
    if (!r->out->reads) {
        r->failed = true;
        r->out->reads = "";
    }
}

static bool note_when(trail *t, const replayer *y, const trace_entry *e, trail_entry *it)
{
    const guide *g = y->index->set->guides[e->guide];
    scene at = { g, layout_member(y->f.layout, e->guide), NULL, 1 };
    reading r = { t, y, it, false };
    it->branch = e->branch;
    it->is_mark = true;
    it->reads = "";
    if (e->what != TRUE_ || is_noted(t, it))
        return true;
    condition_places(&at, g->nodes[e->node].what, note_read, &r);
    trail_entry noted = *it;
    noted.place = NONE;
    return !r.failed && note(t, &noted);
}

static bool note_entered(trail *t, const replayer *y, const trace_entry *e, trail_entry *it)
{
    const guide *g = y->index->set->guides[e->guide];
    const node *n = &g->nodes[e->node];
    bool flow_entered = n->kind == NODE_GO || n->kind == NODE_AGAIN;
    if (!flow_entered && n->kind != NODE_SEE && n->kind != NODE_INCLUDE)
        return true;
    it->is_mark = true;
    it->branch = e->what; /* the round */
    it->kind = flow_entered ? "flow" : "include";
    it->id = flow_entered ? g->flows[n->what].name : y->index->set->guides[n->what]->name;
    if (!flow_entered)
        it->text = y->index->set->guides[n->what]->title;
    return is_noted(t, it) || note(t, it);
}

static bool note_otherwise(trail *t, trail_entry *it)
{
    it->is_mark = true;
    it->kind = "flow";
    it->id = "otherwise";
    return is_noted(t, it) || note(t, it);
}

/* ---- What a walk passed -------------------------------------------------------------------------------------------------------- */

static bool note_answered(trail *t, const replayer *y, const trace_entry *e, trail_entry *it)
{
    it->branch = e->branch;
    it->place = e->place;
    return tell_question(t, y, e->place, &y->f.answers[e->place], it) && (is_noted(t, it) || note(t, it));
}

static bool note_concluded(trail *t, const replayer *y, const trace_entry *e, trail_entry *it)
{
    const fault *of = &y->index->set->guides[e->guide]->faults[e->what];
    it->id = of->id;
    it->text = of->text;
    return is_noted(t, it) || note(t, it);
}

static bool note_passed(trail *t, const replayer *y, const trace_entry *e)
{
    trail_entry it;
    if (e->node == NONE)
        return true;
    switch ((trace_kind)e->kind) {
    case TRACE_ANSWERED:
    case TRACE_PRESUMED:
        it = entry_at(y, "ask", e->guide, e->node);
        return note_answered(t, y, e, &it);
    case TRACE_CONCLUDED:
    case TRACE_SUSPECTED:
        it = entry_at(y, "conclude", e->guide, e->node);
        return note_concluded(t, y, e, &it);
    case TRACE_WHEN:
        it = entry_at(y, "when", e->guide, e->node);
        return note_when(t, y, e, &it);
    case TRACE_ENTERED:
        it = entry_at(y, "flow", e->guide, e->node);
        return note_entered(t, y, e, &it);
    case TRACE_OTHERWISE:
        it = entry_at(y, "flow", e->guide, e->node);
        return note_otherwise(t, &it);
    default:
        return true;
    }
}

static bool note_walk(void *context, const replayer *y)
{
    trail *t = context;
    size_t count = y->way.count < y->way.capacity ? y->way.count : y->way.capacity;
    for (size_t i = 0; i < count; i++)
        if (!note_passed(t, y, &y->way.entries[i]))
            return false;
    return true;
}

/* An answer that no node passes: one that verifies, or that a guide without a flow asked for. */
static bool note_given(void *context, const replayer *y, uint32_t place, const fact *value)
{
    trail *t = context;
    if (y->step.verifies == NONE && y->step.node != NONE)
        return true;
    trail_entry it = entry_at(y, "ask", y->step.guide, NONE);
    it.place = place;
    return tell_question(t, y, place, value, &it) && note(t, &it);
}

static bool tell_action(trail *t, const replayer *y, const facts_name *name, trail_entry *out)
{
    out->id = action_id(t, y, name);
    out->text = facts_action(&y->f, name)->text;
    out->place = name->place;
    return out->id != NULL;
}

static bool note_tried(void *context, const replayer *y, const facts_name *name, wm_outcome outcome)
{
    static const char *const ids[] = { "done", "fixed", "failed", "skipped" };
    static const wm_text words[] = {
        { "做了", "done" }, { "修好了", "fixed" }, { "沒有用", "failed" }, { "略過", "skipped" }
    };
    trail *t = context;
    bool proposed = y->step.kind == WM_TRY; /* else it was verified by what no answer tells */
    trail_entry it = entry_at(y, "try", y->step.guide, proposed ? y->step.node : NONE);
    it.value = ids[outcome];
    it.value_text = words[outcome];
    return tell_action(t, y, name, &it) && note(t, &it);
}

/* ---- The end ----------------------------------------------------------------------------------------------------------------- */

static bool note_step(trail *t, const replayer *y)
{
    static const char *const kinds[] = { "ask", "try", "escalate", "resolved", "diagnosed" };
    const walk_step *s = &y->step;
    trail_entry it = entry_at(y, kinds[s->kind], s->guide, s->node);
    if (s->kind == WM_ASK && !tell_question(t, y, s->name.place, NULL, &it))
        return false;
    if (s->kind == WM_TRY && !tell_action(t, y, &s->name, &it))
        return false;
    if (s->kind == WM_ESCALATE) {
        it.id = y->index->set->guides[s->guide]->escalations[s->escalation].id;
        it.text = y->index->set->guides[s->guide]->escalations[s->escalation].text;
    }
    return note(t, &it);
}

bool trail_end(trail *t, const replayer *y)
{
    return y->reader->scan.wrong || y->reader->t.guide == NONE || y->now.why || note_step(t, y);
}

void trail_init(trail *t, wm_allocator allocator)
{
    arena_init(&t->memory, allocator);
    t->entries = vector_of(allocator, sizeof(trail_entry));
    t->watch = (replay_watch){ t, note_walk, note_given, note_tried };
}

void trail_free(trail *t)
{
    arena_free(&t->memory);
    vector_free(&t->entries);
}

void trail_reset(trail *t)
{
    arena_reset(&t->memory);
    t->entries.count = 0;
}
