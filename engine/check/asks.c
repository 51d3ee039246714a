/* WM202, WM203: questions asked again though known, actions tried again, questions and conditions that
 * decide nothing. Uses check/inside.h. */
#include "check/inside.h"

/* ---- Where an ask leads ------------------------------------------------------------------------------------- */

typedef struct leads {
    uint64_t first; /* hash of one continuation */
    uint32_t count; /* 0, 1, or more */
    bool dead;      /* some branch is never taken */
} leads;

static void add_lead(leads *l, uint64_t hash)
{
    if (l->count == 0)
        l->first = hash;
    if (l->count == 0 || l->first != hash)
        l->count++;
}

/* The different ways on behind an ask; without "not sure" where only answers count. */
static leads leads_of(const subject *s, uint32_t node_index, bool with_unsure)
{
    const node *n = &s->g->nodes[node_index];
    leads l = { 0, 0, false };
    for (uint32_t i = 0; i < n->branch_count; i++) {
        const branch *b = &s->g->branches[n->first_branch + i];
        bool taken = s->paths->branch_taken[n->first_branch + i];
        l.dead = l.dead || !taken;
        if (taken && (with_unsure || b->kind != BRANCH_UNSURE))
            add_lead(&l, shape_block(s, b->body));
    }
    if (s->paths->notes[node_index].through)
        add_lead(&l, 0);
    return l;
}

/* ---- Asked again ---------------------------------------------------------------------------------------------- */

static bool is_asked_again(const subject *s, uint32_t node_index)
{
    const node_note *note = &s->paths->notes[node_index];
    return note->first != NONE && !(note->in & SET_NONE) && leads_of(s, node_index, false).count <= 1;
}

static void say_asked_again(subject *s, uint32_t node_index)
{
    const node_note *note = &s->paths->notes[node_index];
    const char *id = node_id(s, node_index);
    uint64_t cells = note->in & CELLS;
    wm_finding *f;
    if (cells != 0 && !(cells & (cells - 1)))
        f = findings_add(s->found, "WM202", WM_WARNING, at_node(s, node_index),
                         "重複詢問「%s」：到這裡已經知道是 %s，不會再問",
                         "'%s' is asked again though it is known: it is '%s' here, so nobody is asked", id,
                         domain_words(s, s->g->nodes[node_index].what, cells));
    else
        f = findings_add(s->found, "WM202", WM_WARNING, at_node(s, node_index),
                         "重複詢問「%s」：到這裡一定已經回答過，不會再問",
                         "'%s' is asked again though every way here has its answer, so nobody is asked", id);
    findings_mend(s->found, f, "刪掉這一問；要在處置之後重問，用 ask(\"%s\", { as = \"…\" }) 另取名字。",
                  "Delete it; to ask anew after a remedy, give it a name of its own: ask(\"%s\", { as = \"…\" }).", id);
    witness_add(s, f, &(target){ .record = note->first, .node = node_index, .family_index = NONE });
}

static void find_tried_again(subject *s, uint32_t node_index)
{
    const node_note *note = &s->paths->notes[node_index];
    const char *id = node_id(s, node_index);
    if (note->first == NONE || (note->in & REMEDY_UNTRIED))
        return;
    wm_finding *f = findings_add(s->found, "WM202", WM_WARNING, at_node(s, node_index),
                                 "重複處置「%s」：到這裡一定已經做過，會直接跳過",
                                 "'%s' is tried again: every way here has its outcome, so it is passed over", id);
    findings_mend(s->found, f, "刪掉這一步；真的要再做一次，用 try(\"%s\", { as = \"…\" }) 另取名字。",
                  "Delete it; to do it once more, give it a name of its own: try(\"%s\", { as = \"…\" }).", id);
    witness_add(s, f, &(target){ .record = note->first, .node = node_index, .family_index = NONE });
}

/* ---- Decides nothing -------------------------------------------------------------------------------------------- */

static void mark_condition(const guide *g, uint32_t condition_, uint8_t *read)
{
    const condition *c = &g->conditions[condition_];
    if (c->kind == COND_ALL || c->kind == COND_ANY || c->kind == COND_NONE) {
        for (uint32_t i = 0; i < c->count; i++)
            mark_condition(g, g->parts[c->first + i], read);
    } else if (c->kind != COND_FIXED && c->kind != COND_FAILED && c->kind != COND_LUA) {
        read[c->family] = 1;
    }
}

static void mark_slot(const guide *g, uint32_t slot_number, uint8_t *read)
{
    for (uint32_t i = 0; i < g->answer_family_count; i++)
        if (g->answer_families[i].slot == slot_number)
            read[i] = 1;
}

/* An `on` of an ask is that ask's own branch, and no other reader of its answer. */
static void mark_ons(const guide *g, const node *n, uint8_t *read)
{
    uint8_t own = read[n->what];
    for (uint32_t i = 0; i < n->on_count; i++)
        mark_condition(g, g->branches[n->first_on + i].what, read);
    read[n->what] = own;
}

static void mark_conditions(const guide *g, uint8_t *read)
{
    for (uint32_t i = 0; i < g->node_count; i++) {
        if (g->nodes[i].kind == NODE_ASK)
            mark_ons(g, &g->nodes[i], read);
        else if (g->nodes[i].kind == NODE_WHEN)
            mark_condition(g, g->nodes[i].what, read);
    }
    for (uint32_t i = 0; i < g->action_count; i++)
        if (g->actions[i].verify != NONE)
            mark_condition(g, g->actions[i].verify, read);
    if (g->goal != NONE)
        mark_condition(g, g->goal, read);
    if (g->applies != NONE)
        mark_condition(g, g->applies, read);
}

/* The families whose answers something looks at besides their own ask's branches. */
static uint8_t *families_read(subject *s)
{
    const guide *g = s->g;
    uint8_t *read = subject_zero(s, g->answer_family_count, 1);
    if (read != NULL)
        mark_conditions(g, read);
    for (uint32_t i = 0; read != NULL && i < g->escalation_count; i++)
        for (uint32_t k = 0; k < g->escalations[i].evidence_count; k++)
            mark_slot(g, g->escalations[i].evidence[k], read);
    for (uint32_t i = 0; read != NULL && i < g->answer_family_count; i++) {
        const family *of = &g->answer_families[i];
        const question *q = s->domains[i].q;
        read[i] |= of->of == NONE || of->declared != g->index || q->share || q->environment || q->given_count > 0;
    }
    for (uint32_t i = 0; read != NULL && i < g->node_count; i++)
        if (g->nodes[i].kind == NODE_ASK && s->paths->notes[i].first != NONE && leads_of(s, i, true).count > 1)
            read[g->nodes[i].what] = 1;
    return read;
}

static void find_idle_ask(subject *s, uint32_t node_index, const uint8_t *read)
{
    const node *n = &s->g->nodes[node_index];
    leads l = leads_of(s, node_index, true);
    if (s->g->kind != WM_DIAGNOSIS || s->g->function_count > 0 || read[n->what] || l.count != 1 || l.dead)
        return;
    const char *id = node_id(s, node_index);
    wm_finding *f;
    if (n->branch_count > 0)
        f = findings_add(s->found, "WM203", WM_WARNING, at_node(s, node_index), "「%s」問了也沒差：每個答案之後都一樣",
                         "'%s' decides nothing: what follows is the same for every answer", id);
    else
        f = findings_add(s->found, "WM203", WM_WARNING, at_node(s, node_index), "「%s」問了也沒差：答案後來沒有用到",
                         "'%s' decides nothing: nothing looks at its answer later", id);
    findings_mend(
        s->found, f, "刪掉這一問，或讓答案走不同的路；要給接手的人看，寫進 evidence。",
        "Delete it, or let its answers lead to different steps; if the next team needs it, list it as evidence.");
    witness_add(s, f,
                &(target){ .record = s->paths->notes[node_index].first, .node = node_index, .family_index = NONE });
}

static void find_idle_when(subject *s, uint32_t node_index)
{
    const node_note *note = &s->paths->notes[node_index];
    if (!note->held || note->missed)
        return;
    wm_finding *f = findings_add(
        s->found, "WM203", WM_WARNING, at_line(s, s->g->nodes[node_index].line, node_id(s, node_index)),
        "這個 when 沒有作用：條件到這裡一定成立", "this `when` decides nothing: its condition always holds here");
    findings_mend(s->found, f, "把裡面的步驟直接寫出來。", "Write its steps without the `when`.");
    witness_add(s, f, &(target){ .record = note->first, .node = node_index, .family_index = NONE });
}

void find_idle_asks(subject *s)
{
    if (s->paths == NULL || s->paths->overrun)
        return;
    const uint8_t *read = families_read(s);
    for (uint32_t i = 0; read != NULL && i < s->g->node_count; i++) {
        const node *n = &s->g->nodes[i];
        if (n->kind == NODE_TRY)
            find_tried_again(s, i);
        if (s->paths->notes[i].first == NONE)
            continue;
        if (n->kind == NODE_WHEN)
            find_idle_when(s, i);
        else if (n->kind == NODE_ASK && is_asked_again(s, i))
            say_asked_again(s, i);
        else if (n->kind == NODE_ASK)
            find_idle_ask(s, i, read);
    }
}
