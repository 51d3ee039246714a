/* WM201: branches and steps that no walk comes to, each with why and with the answers that lead up to it.
 * Only the first step of a dead part is told. Uses check/inside.h. */
#include <string.h>

#include "check/inside.h"

static const node_note *note_of(const subject *s, uint32_t node_index)
{
    return &s->paths->notes[node_index];
}

/* ---- Why ------------------------------------------------------------------------------------------------- */

/* How a branch is written. */
static const char *branch_words(subject *s, const node *n, const branch *b)
{
    uint64_t cells;
    const char *words;
    switch ((branch_kind)b->kind) {
    case BRANCH_ANSWER:
        return domain_words(s, n->what, cell_bit(b->what));
    case BRANCH_ON:
        words = condition_cells(s, b->what, n->what, &cells)
                    ? subject_format(s, "on(%s)", domain_words(s, n->what, cells))
                    : NULL;
        return words != NULL ? words : "on(…)";
    case BRANCH_UNSURE:
        return "unsure";
    case BRANCH_OTHER:
        return "other";
    default:
        return "";
    }
}

/* The answers that have a branch of their own. */
static uint64_t own_cells(const subject *s, const node *n)
{
    uint64_t own = 0;
    for (uint32_t i = 0; i < n->branch_count; i++)
        if (s->g->branches[n->first_branch + i].kind == BRANCH_ANSWER)
            own |= cell_bit(s->g->branches[n->first_branch + i].what);
    return own & s->domains[n->what].all;
}

/* What a branch takes by what is written in it; false where that is not known. */
static bool branch_cells(const subject *s, const node *n, const branch *b, uint64_t *out)
{
    uint64_t cells;
    if (!s->domains[n->what].exact)
        return false;
    if (b->kind == BRANCH_ON)
        return condition_cells(s, b->what, n->what, out);
    *out = b->kind == BRANCH_ANSWER ? cell_bit(b->what) : s->domains[n->what].all & ~own_cells(s, n);
    for (uint32_t i = 0; b->kind == BRANCH_OTHER && i < n->on_count; i++) {
        if (!condition_cells(s, s->g->branches[n->first_on + i].what, n->what, &cells))
            return false;
        *out &= ~cells;
    }
    return b->kind != BRANCH_UNSURE;
}

typedef enum reason { GOAL_HOLDS, KNOWN_OTHERWISE, OUT_OF_RANGE, TAKEN_EARLIER, NOTHING_LEFT, RULED_OUT } reason;

static reason why_dead(const subject *s, const node *n, const branch *b, uint64_t in)
{
    uint64_t cells = 0, goal;
    if (b->kind == BRANCH_UNSURE)
        return KNOWN_OTHERWISE;
    if (!branch_cells(s, n, b, &cells))
        return RULED_OUT;
    if (!(cells & s->domains[n->what].all) && b->kind != BRANCH_OTHER)
        return OUT_OF_RANGE;
    if (cells == 0)
        return NOTHING_LEFT;
    if (s->g->goal != NONE && condition_cells(s, s->g->goal, n->what, &goal) && !(cells & ~goal))
        return GOAL_HOLDS;
    if (!(in & SET_NONE) && !(cells & in))
        return KNOWN_OTHERWISE;
    return b->kind == BRANCH_ANSWER ? RULED_OUT : TAKEN_EARLIER;
}

/* ---- Words ------------------------------------------------------------------------------------------------ */

static wm_finding *say_branch(subject *s, finding_place at, const node *n, const branch *b, uint64_t in)
{
    const char *label = branch_words(s, n, b), *id = s->g->answer_families[n->what].id;
    const char *known = in & CELLS ? domain_words(s, n->what, in) : "unsure";
    switch (why_dead(s, n, b, in)) {
    case GOAL_HOLDS:
        return findings_add(s->found, "WM201", WM_ERROR, at,
                            "「%s」這個分支永遠走不到：%s 是這個答案時 goal 就成立，指引已經解決",
                            "this branch (%s) can never be taken: with that answer of %s the goal holds, and the guide "
                            "is resolved before",
                            label, id);
    case KNOWN_OTHERWISE:
        return findings_add(s->found, "WM201", WM_ERROR, at, "「%s」這個分支永遠走不到：%s 到這裡已經是 %s",
                            "this branch (%s) can never be taken: %s is already '%s' here", label, id, known);
    case OUT_OF_RANGE:
        return findings_add(s->found, "WM201", WM_ERROR, at, "「%s」這個分支永遠走不到：%s 不會有這樣的值",
                            "this branch (%s) can never be taken: %s has no such value", label, id);
    case TAKEN_EARLIER:
        return findings_add(
            s->found, "WM201", WM_ERROR, at, "「%s」這個分支永遠走不到：%s 的這些值，前面的分支都接走了",
            "this branch (%s) can never be taken: earlier branches take all these values of %s", label, id);
    case NOTHING_LEFT:
        return findings_add(s->found, "WM201", WM_ERROR, at, "「%s」這個分支永遠走不到：%s 的每個答案都有自己的分支",
                            "this branch (%s) can never be taken: every answer of %s has a branch", label, id);
    default:
        return findings_add(s->found, "WM201", WM_ERROR, at, "「%s」這個分支永遠走不到：走到 %s 之前的答案已經排除了它",
                            "this branch (%s) can never be taken: the answers on the way to %s rule it out", label, id);
    }
}

static void mend_branch(subject *s, wm_finding *f, reason why)
{
    switch (why) {
    case GOAL_HOLDS:
        findings_mend(s->found, f, "刪掉這個分支，或改 goal。", "Delete the branch, or change the goal.");
        break;
    case KNOWN_OTHERWISE:
        findings_mend(
            s->found, f, "刪掉這個分支；要在處置之後重問，用 ask(…, { as = \"…\" }) 另取名字。",
            "Delete the branch; to ask anew after a remedy, give it a name of its own: ask(…, { as = \"…\" }).");
        break;
    case OUT_OF_RANGE:
        findings_mend(s->found, f, "改條件裡的數字，或改問題的 min、max。",
                      "Change the condition's numbers, or the question's min and max.");
        break;
    case TAKEN_EARLIER:
        findings_mend(s->found, f, "把較窄的條件寫在前面，或刪掉這個分支。",
                      "Write the narrower condition first, or delete this branch.");
        break;
    case NOTHING_LEFT:
        findings_mend(s->found, f, "刪掉 other；「不確定」用 unsure。",
                      "Delete `other`; for \"not sure\" there is `unsure`.");
        break;
    default:
        findings_mend(s->found, f, "照附上的答案走一遍，改條件或刪掉這個分支。",
                      "Follow the answers given here; change the condition or delete the branch.");
    }
}

/* ---- Branches ----------------------------------------------------------------------------------------------- */

/* The place of a dead part: its first step, where no other way leads to that; else the branch itself. False
 * where that step was told already. */
static bool place_of(subject *s, uint32_t node_index, const branch *b, uint8_t *told, finding_place *out)
{
    uint32_t first = b->body.count > 0 ? s->g->links[b->body.first] : NONE;
    *out = at_line(s, b->line, node_id(s, node_index));
    if (first == NONE)
        return true;
    if (note_of(s, first)->first != NONE) {
        out->node = node_id(s, first);
        return true;
    }
    *out = at_node(s, first);
    return !told[first] && (told[first] = 1);
}

/* Where the goal holds, `resolve()` says what happens anyway. */
static bool is_harmless(const subject *s, const branch *b, reason why)
{
    return why == GOAL_HOLDS && (b->body.count == 0 || s->g->nodes[s->g->links[b->body.first]].kind == NODE_RESOLVE);
}

static void find_in_ask(subject *s, uint32_t node_index, uint8_t *told)
{
    const node *n = &s->g->nodes[node_index];
    uint64_t in = note_of(s, node_index)->in;
    for (uint32_t i = 0; i < n->branch_count; i++) {
        const branch *b = &s->g->branches[n->first_branch + i];
        finding_place at;
        if (s->paths->branch_taken[n->first_branch + i])
            continue;
        reason why = why_dead(s, n, b, in);
        if (is_harmless(s, b, why) || !place_of(s, node_index, b, told, &at))
            continue;
        wm_finding *f = say_branch(s, at, n, b, in);
        mend_branch(s, f, why);
        witness_add(s, f,
                    &(target){ .record = note_of(s, node_index)->first, .node = node_index, .family_index = NONE });
    }
}

/* The first question of a condition whose answer is known at a record; NONE: no such. */
static uint32_t known_family(const subject *s, uint32_t condition_, const record *r)
{
    const condition *c = &s->g->conditions[condition_];
    const constraint *known = &VECTOR_AT(&s->paths->constraints, constraint, r->first);
    uint32_t found = NONE;
    if (c->kind == COND_FIXED || c->kind == COND_FAILED || c->kind == COND_LUA)
        return NONE;
    if (c->kind != COND_ALL && c->kind != COND_ANY && c->kind != COND_NONE) {
        for (uint32_t i = 0; i < r->count; i++)
            if (known[i].variable == c->family && !(known[i].set & SET_NONE))
                return i;
        return NONE;
    }
    for (uint32_t i = 0; i < c->count && found == NONE; i++)
        found = known_family(s, s->g->parts[c->first + i], r);
    return found;
}

static void find_in_when(subject *s, uint32_t node_index, uint8_t *told)
{
    const node *n = &s->g->nodes[node_index];
    const node_note *note = note_of(s, node_index);
    const record *r = &VECTOR_AT(&s->paths->records, record, note->first);
    finding_place at;
    if (note->held || !place_of(s, node_index, &s->g->branches[n->first_branch], told, &at))
        return;
    uint32_t known = known_family(s, n->what, r);
    wm_finding *f;
    if (known == NONE) {
        f = findings_add(s->found, "WM201", WM_ERROR, at, "這裡永遠走不到：when 的條件不可能成立",
                         "this can never be reached: the condition of the `when` can't hold");
    } else {
        const constraint *c = &VECTOR_AT(&s->paths->constraints, constraint, r->first + known);
        const char *words = c->set & CELLS ? domain_words(s, c->variable, c->set) : "unsure";
        f = findings_add(s->found, "WM201", WM_ERROR, at, "這裡永遠走不到：when 的條件不可能成立，%s 到這裡已經是 %s",
                         "this can never be reached: the condition of the `when` can't hold, %s is already '%s' here",
                         s->g->answer_families[c->variable].id, words);
    }
    mend_branch(s, f, RULED_OUT);
    witness_add(s, f, &(target){ .record = note->first, .node = node_index, .family_index = NONE });
}

/* ---- Steps behind others -------------------------------------------------------------------------------------- */

static void find_in_block(subject *s, block b, uint8_t *told)
{
    for (uint32_t i = 1; i < b.count; i++) {
        uint32_t before = s->g->links[b.first + i - 1], at = s->g->links[b.first + i];
        if (note_of(s, before)->first == NONE || note_of(s, at)->first != NONE)
            continue;
        if (!told[at]) {
            wm_finding *f = findings_add(s->found, "WM201", WM_ERROR, at_node(s, at),
                                         "這一步永遠走不到：前一步「%s」之後不會再往下走",
                                         "this step is never reached: nothing goes on behind '%s'", node_id(s, before));
            findings_mend(s->found, f, "刪掉它，或移到前一步之前。", "Delete it, or move it before that step.");
            witness_add(s, f, &(target){ .record = note_of(s, before)->first, .node = before, .family_index = NONE });
        }
        told[at] = 1;
        return;
    }
}

void find_dead(subject *s)
{
    const guide *g = s->g;
    uint8_t *told = subject_zero(s, g->node_count, 1);
    if (told == NULL || s->paths == NULL || s->paths->overrun)
        return;
    for (uint32_t i = 0; i < g->node_count; i++) {
        const node *n = &g->nodes[i];
        if (note_of(s, i)->first == NONE)
            continue;
        if (n->kind == NODE_ASK)
            find_in_ask(s, i, told);
        else if (n->kind == NODE_WHEN)
            find_in_when(s, i, told);
        for (uint32_t k = 0; k < node_blocks(n); k++)
            if (n->kind == NODE_ANY_ORDER || s->paths->branch_taken[n->first_branch + k])
                find_in_block(s, node_block(g, n, k), told);
    }
    for (uint32_t f = 0; f < g->flow_count; f++)
        find_in_block(s, g->flows[f].body, told);
}
