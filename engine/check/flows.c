/* WM204, WM205: flows that nothing leads to, and entries that are passed over because the walk is still
 * within the flow or guide. Uses check/inside.h. */
#include <string.h>

#include "check/inside.h"

#define MEND_ENTRY "只留一個方向，或在這裡直接 escalate。", "Keep one direction only, or hand over here."

/* ---- Unreachable flows ------------------------------------------------------------------------------------------ */

static void find_unreached(subject *s)
{
    for (uint32_t i = 0; i < s->g->flow_count; i++) {
        const flow *f = &s->g->flows[i];
        if (s->shape->flow_reached[i] || f->name == NULL)
            continue;
        wm_finding *found = findings_add(s->found, "WM204", WM_WARNING, at_line(s, f->line, f->name),
                                         "流程「%s」走不到：沒有 go、again 或 otherwise 通到這裡",
                                         "flow '%s' is never reached: no go, again or otherwise leads to it", f->name);
        findings_mend(s->found, found, "加上 go \"%s\"，或刪掉這個流程。",
                      "Add go \"%s\" where it belongs, or delete the flow.", f->name);
    }
}

/* ---- Cycles within a guide ---------------------------------------------------------------------------------------- */

/* The flows that the walk is within at a passed-over entry, from that flow on: "a → b → a". */
static const char *ring_of(subject *s, uint32_t record_index, uint32_t flow_index)
{
    const char *name = s->g->flows[flow_index].name, *words = name;
    uint32_t last = NONE;
    for (uint32_t i = record_index; i != NONE && words != NULL; i = VECTOR_AT(&s->paths->records, record, i).parent) {
        const record *r = &VECTOR_AT(&s->paths->records, record, i);
        uint32_t at = VECTOR_AT(&s->paths->points, point, r->point).flow;
        if (at == last)
            continue;
        last = at;
        words = subject_format(s, "%s → %s", s->g->flows[at].name != NULL ? s->g->flows[at].name : "flow", words);
        if (at == flow_index)
            break;
    }
    return words;
}

static void say_passed(subject *s, uint32_t node_index)
{
    const node *n = &s->g->nodes[node_index];
    const node_note *note = &s->paths->notes[node_index];
    const char *id = node_id(s, node_index), *ring = ring_of(s, note->passed, n->what);
    if (ring == NULL)
        return;
    wm_finding *f = findings_add(
        s->found, "WM205", WM_ERROR, at_node(s, node_index), "繞回原處：走到這裡時還在流程「%s」裡，go 會被略過（%s）",
        "cycle: the walk is still within flow '%s' here, so this `go` is passed over (%s)", id, ring);
    findings_mend(s->found, f, "要重來一輪，用 again \"%s\" { at_most = … }；否則改走別的路。",
                  "To go round again, write again \"%s\" { at_most = … }; else lead elsewhere.", id);
    const target there = { .record = note->passed, .kind = TARGET_WITHIN, .node = node_index, .family_index = NONE };
    if (note->entered)
        witness_or_nothing(s, f, &there);
    else
        witness_add(s, f, &there); /* never anything but passed over */
}

/* The guide that a step enters, or NONE. */
static uint32_t leads_to(const rule_set *set, const guide *g, const node *n)
{
    if (n->kind == NODE_SEE || n->kind == NODE_INCLUDE)
        return n->what;
    if (n->kind == NODE_TRY && g->kind == WM_PROCEDURE)
        return family_action(set, g, &g->remedy_families[n->what])->stuck;
    return NONE;
}

static void say_self(subject *s, uint32_t node_index)
{
    finding_place at = at_line(s, s->g->nodes[node_index].line, s->g->name);
    wm_finding *f = findings_add(s->found, "WM205", WM_ERROR, at, "繞回原處：指引「%s」進入自己，這一步永遠會被略過",
                                 "cycle: guide '%s' enters itself, so this step is always passed over", s->g->name);
    findings_mend(s->found, f, MEND_ENTRY);
    const target there = {
        .record = s->paths->notes[node_index].first, .kind = TARGET_WITHIN, .node = node_index, .family_index = NONE
    };
    witness_add(s, f, &there);
}

static void find_cycles(subject *s)
{
    if (s->paths == NULL)
        return;
    for (uint32_t i = 0; i < s->g->node_count; i++) {
        if (s->g->nodes[i].kind == NODE_GO && s->paths->notes[i].passed != NONE)
            say_passed(s, i);
        else if (leads_to(s->set, s->g, &s->g->nodes[i]) == s->g->index)
            say_self(s, i);
    }
}

void find_flows(subject *s)
{
    find_unreached(s);
    find_cycles(s);
}

/* ---- Cycles among guides --------------------------------------------------------------------------------------------- */

typedef struct station {
    uint32_t guide, node;
} station;

/* A walk over the guides, depth first in order of name: an entry of a guide that the way is within closes a
 * ring. Each is told once, where it closes. Such a finding has no witness: a witness's answers are given in a case of the
 * finding's own guide, and there this step is taken; it is passed over in cases of the guide that it leads to. */
typedef struct tour {
    const rule_set *set;
    uint32_t only;
    arena scratch;
    findings *found;
    uint8_t *state;    /* a guide: 0 new, 1 on the way, 2 done */
    uint32_t *told_by; /* a guide: the guide from which a ring to it was told last, plus one */
    station *way;
    uint32_t length;
} tour;

static const char *ring_words(tour *t, uint32_t to)
{
    const char *words = t->set->guides[to]->name;
    for (uint32_t i = t->length; i > 0 && words != NULL; i--) {
        words = arena_format(&t->scratch, "%s → %s", t->set->guides[t->way[i - 1].guide]->name, words);
        if (t->way[i - 1].guide == to || t->length - i > 12)
            break;
    }
    return words;
}

static bool say_ring(tour *t, const guide *g, uint32_t node_index, uint32_t to)
{
    const char *name = t->set->guides[to]->name, *words = ring_words(t, to);
    finding_place at = { g->file, g->nodes[node_index].line, g->name, name };
    if (words == NULL)
        return false;
    wm_finding *f =
        findings_add(t->found, "WM205", WM_WARNING, at, "繞回原處：從「%s」開始的案件走到這裡，這一步會被略過（%s）",
                     "cycle: in a case that came from '%s', this step is passed over (%s)", name, words);
    findings_mend(t->found, f, MEND_ENTRY);
    return f != NULL;
}

static bool enter_guide(tour *t, uint32_t guide_index)
{
    t->state[guide_index] = 1;
    t->way[t->length++] = (station){ guide_index, 0 };
    return true;
}

static bool tour_step(tour *t)
{
    station *at = &t->way[t->length - 1];
    const guide *g = t->set->guides[at->guide];
    if (at->node == g->node_count) {
        t->state[at->guide] = 2;
        t->length--;
        return true;
    }
    uint32_t node_index = at->node++, to = leads_to(t->set, g, &g->nodes[node_index]);
    if (to == NONE || to == at->guide || t->state[to] == 2)
        return true; /* a guide that enters itself is told with its own steps */
    if (t->state[to] == 0)
        return enter_guide(t, to);
    if ((t->only != NONE && t->only != g->index) || t->told_by[to] == g->index + 1)
        return true;
    t->told_by[to] = g->index + 1;
    return say_ring(t, g, node_index, to);
}

bool find_rings(const rule_set *set, uint32_t only, wm_allocator allocator, findings *found)
{
    tour t = { .set = set, .only = only, .found = found };
    arena_init(&t.scratch, allocator);
    t.state = arena_zero(&t.scratch, (size_t)set->guide_count + 1, sizeof *t.state);
    t.told_by = arena_zero(&t.scratch, (size_t)set->guide_count + 1, sizeof *t.told_by);
    t.way = arena_zero(&t.scratch, (size_t)set->guide_count + 1, sizeof *t.way);
    bool kept = t.state != NULL && t.told_by != NULL && t.way != NULL;
    for (uint32_t i = 0; kept && i < set->guide_count; i++) {
        if (t.state[i] == 0)
            enter_guide(&t, i);
        while (kept && t.length > 0)
            kept = tour_step(&t);
    }
    arena_free(&t.scratch);
    return kept;
}
