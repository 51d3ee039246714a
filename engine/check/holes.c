/* WM206, WM208, WM209: ways that end in nothing, answers that nobody thought of, intervals that overlap.
 * Uses check/inside.h. */
#include "check/inside.h"

/* ---- Dead ends -------------------------------------------------------------------------------------------------- */

static void find_dead_end(subject *s, uint32_t node_index)
{
    const node_note *note = &s->paths->notes[node_index];
    if (note->dead_end == NONE)
        return;
    const char *id = node_id(s, node_index);
    wm_finding *f;
    if (s->g->nodes[node_index].kind == NODE_CONCLUDE)
        f = findings_add(s->found, "WM206", WM_ERROR, at_node(s, node_index),
                         "死路：結論是「%s」，但沒有處置可做，也沒有升級",
                         "dead end: '%s' is concluded, and there is neither a remedy nor a hand-over", id);
    else
        f = findings_add(s->found, "WM206", WM_ERROR, at_node(s, node_index),
                         "死路：走完「%s」之後沒有處置可做，也沒有升級",
                         "dead end: behind '%s' there is neither a remedy nor a hand-over", id);
    findings_mend(s->found, f, "宣告一個 escalation，把主流程的 otherwise 寫成 escalate。",
                  "Declare an escalation and let the main flow's `otherwise` be `escalate`.");
    witness_or_nothing(
        s, f, &(target){ .record = note->dead_end, .kind = TARGET_END, .node = node_index, .family_index = NONE });
}

/* ---- Answers without a branch --------------------------------------------------------------------------------------- */

static bool tells_answers_apart(const guide *g, const node *n)
{
    for (uint32_t i = 0; i < n->branch_count; i++)
        if (g->branches[n->first_branch + i].kind != BRANCH_UNSURE)
            return true;
    return false;
}

static void find_missing(subject *s, uint32_t node_index)
{
    const node *n = &s->g->nodes[node_index];
    const node_note *note = &s->paths->notes[node_index];
    uint64_t cells = n->kind == NODE_ASK ? note->falls & s->domains[n->what].all : 0;
    if (n->other != NONE || cells == 0 || s->g->kind != WM_DIAGNOSIS || !tells_answers_apart(s->g, n))
        return;
    const char *id = node_id(s, node_index), *words = domain_words(s, n->what, cells);
    wm_finding *f;
    if (s->domains[n->what].q->kind == WM_NUMBER)
        f = findings_add(s->found, "WM208", WM_WARNING, at_node(s, node_index),
                         "「%s」的區間漏了 %s：這些值會直接走到流程的 otherwise",
                         "the intervals of '%s' miss %s: these values fall through to the flow's `otherwise`", id,
                         words);
    else
        f = findings_add(s->found, "WM208", WM_WARNING, at_node(s, node_index),
                         "「%s」的答案沒有分支：%s，會直接走到流程的 otherwise",
                         "answers of '%s' have no branch: %s fall through to the flow's `otherwise`", id, words);
    findings_mend(s->found, f, "補上分支；要是本來就該走 otherwise，寫成 other = …，讀的人才知道是故意的。",
                  "Add the branch; if it is meant to end in `otherwise`, write `other = …`, so that readers see it.");
    witness_or_nothing(s, f,
                       &(target){ .record = note->fell != NONE ? note->fell : note->first,
                                  .kind = TARGET_BRANCH,
                                  .node = node_index,
                                  .branch = NONE,
                                  .family_index = n->what,
                                  .set = cells });
}

/* ---- Overlaps ------------------------------------------------------------------------------------------------------------ */

#define ONS_COMPARED 128u

/* What two conditions both take, where neither takes all that the other does: those are plain cascades. */
static uint64_t overlap(const subject *s, const node *n, uint32_t i, uint32_t k)
{
    uint64_t a, b;
    if (!condition_cells(s, s->g->branches[n->first_on + i].what, n->what, &a) ||
        !condition_cells(s, s->g->branches[n->first_on + k].what, n->what, &b))
        return 0;
    return (a & ~b) && (b & ~a) ? a & b : 0;
}

static uint64_t own_answers(const subject *s, const node *n)
{
    uint64_t own = 0;
    for (uint32_t k = 0; n->by_answer != NONE && k < s->domains[n->what].q->answer_count; k++)
        if (branch_of_answer(s->g, n, k) != NONE)
            own |= cell_bit(k);
    return own;
}

static void say_overlap(subject *s, uint32_t node_index, uint32_t k, uint64_t cells)
{
    const node *n = &s->g->nodes[node_index];
    const char *id = node_id(s, node_index), *words = domain_words(s, n->what, cells);
    uint32_t line = s->g->conditions[s->g->branches[n->first_on + k].what].line;
    wm_finding *f = findings_add(
        s->found, "WM209", WM_WARNING, at_line(s, line, id),
        "「%s」的條件重疊：%s 同時符合前面的條件，會走前面那個分支",
        "conditions of '%s' overlap: %s also meets an earlier one, and the earlier branch is taken", id, words);
    findings_mend(s->found, f, "把界線接齊，讓每個值只符合一個條件。",
                  "Let the bounds meet, so that every value meets one condition.");
    witness_add(
        s, f,
        &(target){
            .record = s->paths->notes[node_index].first, .node = node_index, .family_index = n->what, .set = cells });
}

static void find_overlaps(subject *s, uint32_t node_index)
{
    const node *n = &s->g->nodes[node_index];
    if (n->kind != NODE_ASK || s->paths->notes[node_index].first == NONE || n->on_count < 2)
        return;
    uint64_t own = own_answers(s, n), in = s->paths->notes[node_index].in;
    for (uint32_t k = 1; k < n->on_count && k < ONS_COMPARED; k++) {
        uint64_t cells = 0;
        for (uint32_t i = 0; i < k && cells == 0; i++)
            cells = overlap(s, n, i, k) & ~own & in;
        if (cells != 0 && s->paths->branch_taken[n->first_on + k])
            say_overlap(s, node_index, k, cells);
    }
}

void find_holes(subject *s)
{
    if (s->paths == NULL)
        return;
    for (uint32_t i = 0; i < s->g->node_count; i++) {
        find_dead_end(s, i);
        find_missing(s, i);
        find_overlaps(s, i);
    }
}
