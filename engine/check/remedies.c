/* WM210–WM215: what is odd about remedies, conclusions and hand-overs. Uses check/inside.h. */
#include <math.h>
#include <string.h>

#include "check/inside.h"

/* ---- Steps behind a remedy ------------------------------------------------------------------------------------- */

static void find_left_behind(subject *s, uint32_t node_index)
{
    const node_note *note = &s->paths->notes[node_index];
    if (s->g->nodes[node_index].kind != NODE_TRY || note->first == NONE || note->stays || !note->followed)
        return;
    const char *id = node_id(s, node_index);
    wm_finding *f = findings_add(s->found, "WM210", WM_WARNING, at_node(s, node_index),
                                 "「%s」做完之後，它的 sets 會讓流程離開這個分支：後面的步驟只有略過它才走得到",
                                 "once '%s' is done, its `sets` lead away from this branch: the steps behind it are "
                                 "reached only if it is skipped",
                                 id);
    findings_mend(s->found, f, "把後面的步驟移到新答案的分支，或移到 ask 之後。",
                  "Move those steps to the branch of the new answer, or behind the `ask`.");
    witness_add(s, f, &(target){ .record = note->first, .node = node_index, .family_index = NONE });
}

/* ---- Conclusions that nothing repairs ------------------------------------------------------------------------------ */

/* Whether some flow's end hands over. A conclusion goes to its flow's otherwise, then to its callers'. */
static bool ends_hand_over(const subject *s)
{
    const guide *g = s->g;
    bool hands = g->cheapest_escalation != NONE &&
                 (g->flows[0].otherwise == NONE || g->nodes[g->flows[0].otherwise].kind != NODE_RESOLVE);
    for (uint32_t i = 0; i < g->flow_count && !hands; i++)
        hands = g->flows[i].otherwise != NONE && s->shape->hands_over[g->flows[i].otherwise];
    return hands;
}

static void find_unrepaired(subject *s, uint32_t node_index, bool hands_over)
{
    const node *n = &s->g->nodes[node_index];
    const node_note *note = &s->paths->notes[node_index];
    if ((n->kind != NODE_CONCLUDE && n->kind != NODE_SUSPECT) || note->first == NONE || note->dead_end != NONE ||
        hands_over)
        return;
    if (s->g->faults[n->what].remedy_count > 0)
        return;
    const char *id = node_id(s, node_index);
    wm_finding *f = findings_add(
        s->found, "WM211", WM_WARNING, at_node(s, node_index), "結論「%s」沒有處置：沒有 action 修它，之後也沒有升級",
        "'%s' is concluded and nothing repairs it: no action fixes it, and no hand-over follows", id);
    findings_mend(s->found, f, "在某個 action 的 fixes 寫上 %s，或在 otherwise 升級。",
                  "Let an action's `fixes` name %s, or hand over in `otherwise`.", id);
    witness_add(s, f, &(target){ .record = note->first, .node = node_index, .family_index = NONE });
}

/* ---- Verification, evidence, danger -------------------------------------------------------------------------------- */

static void find_unverified(subject *s)
{
    for (uint32_t i = 0; i < s->g->action_count; i++) {
        const action *a = &s->g->actions[i];
        if (s->g->kind != WM_DIAGNOSIS || s->g->goal != NONE || a->verify != NONE || a->share)
            continue;
        wm_finding *f = findings_add(
            s->found, "WM212", WM_WARNING, at_line(s, a->line, a->id),
            "「%s」沒有驗證方法：做完只會問使用者「解決了嗎？」",
            "'%s' has no verification: once it is done, the user is only asked whether it is solved", a->id);
        findings_mend(s->found, f, "寫 verify = is(\"問題\", \"答案\")，或替整份指引寫 goal。",
                      "Write verify = is(\"question\", \"answer\"), or give the guide a goal.");
    }
}

static void find_without_evidence(subject *s)
{
    for (uint32_t i = 0; i < s->g->escalation_count; i++) {
        const escalation *e = &s->g->escalations[i];
        if (s->g->kind != WM_DIAGNOSIS || e->evidence_count > 0 || s->g->answer_family_count == 0)
            continue;
        wm_finding *f = findings_add(
            s->found, "WM213", WM_WARNING, at_line(s, e->line, e->id), "升級「%s」沒有附佐證：接手的人要從頭問起",
            "hand-over '%s' carries no evidence: the next team has to ask everything again", e->id);
        findings_mend(s->found, f, "列出接手的人要看的問題：evidence = { … }。",
                      "List what the next team needs: evidence = { … }.");
    }
}

/* Words that destroy what is there, in any of an action's texts and commands. */
static bool is_destructive_text(const char *text)
{
    static const char *const words[] = { "格式化",        "重灌",          "恢復原廠",      "還原原廠", "回復原廠",
                                         "抹除",          "factory reset", "Factory reset", "reformat", "Reformat",
                                         "Format the",    "format the",    "wipe",          "Wipe",     "Erase",
                                         "erase",         "rm -rf",        "mkfs",          "dd if=",   "DROP TABLE",
                                         "DROP DATABASE", "format c:" };
    for (size_t i = 0; text != NULL && i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i]) != NULL)
            return true;
    return false;
}

static bool is_destructive(const action *a)
{
    bool is = is_destructive_text(a->text.zh) || is_destructive_text(a->text.en);
    for (uint32_t i = 0; i < a->step_count && !is; i++)
        is = is_destructive_text(a->steps[i].run) || is_destructive_text(a->steps[i].text.zh) ||
             is_destructive_text(a->steps[i].text.en);
    return is;
}

static void find_dangerous(subject *s)
{
    for (uint32_t i = 0; i < s->g->action_count; i++) {
        const action *a = &s->g->actions[i];
        if (a->risk != WM_SELF || a->safety.zh != NULL || a->safety.en != NULL || !is_destructive(a))
            continue;
        wm_finding *f = findings_add(s->found, "WM215", WM_WARNING, at_line(s, a->line, a->id),
                                     "「%s」會毀掉資料，風險卻是 self，也沒有 safety",
                                     "'%s' destroys data, and yet its risk is `self` and it has no `safety`", a->id);
        findings_mend(s->found, f, "改成 risk = \"approval\"，或寫 safety 提醒先備份。",
                      "Make it risk = \"approval\", or let `safety` say what to back up first.");
    }
}

/* ---- P/C order -------------------------------------------------------------------------------------------------------- */

/* reasoning.md §1: for a single fault and costs that don't depend on evidence, descending P(a fixes)/C_a is
 * best. Only pairs about which nothing else is said are compared. */
typedef struct remedy_pair {
    const action *first, *second;
} remedy_pair;

static double rate_of(const action *a, uint32_t fault_index)
{
    for (uint32_t i = 0; i < a->fix_count; i++)
        if (a->fixes[i].fault == fault_index)
            return a->fixes[i].p;
    return 0;
}

/* Whatever the beliefs: the second fixes each fault at least as well for its cost, and one better. */
static bool dominates(const subject *s, const remedy_pair *p)
{
    bool better = false;
    for (uint32_t f = 0; f < s->g->fault_count; f++) {
        double second = rate_of(p->second, f) * p->first->cost, first = rate_of(p->first, f) * p->second->cost;
        if (second < first)
            return false;
        better = better || second > first * (1 + 1e-9);
    }
    return better;
}

/* P(a fixes) by the stated priors, or NAN where one isn't stated. */
static double prior_rate(const subject *s, const action *a)
{
    double p = 0;
    for (uint32_t i = 0; i < a->fix_count; i++)
        if (a->fixes[i].p > 0)
            p += s->g->faults[a->fixes[i].fault].prior * a->fixes[i].p;
    return p;
}

static bool has_given(const guide *g)
{
    for (uint32_t i = 0; i < g->question_count; i++)
        if (g->questions[i].given_count > 0)
            return true;
    return false;
}

static bool is_misordered(const subject *s, const remedy_pair *p)
{
    if (p->second->risk > p->first->risk || p->first->set_count || p->first->changed_slots ||
        (p->second->workaround && !p->first->workaround))
        return false;
    if (dominates(s, p))
        return true;
    double first = prior_rate(s, p->first) * p->second->cost, second = prior_rate(s, p->second) * p->first->cost;
    return !has_given(s->g) && second > first * (1 + 1e-9);
}

static const action *own_action(const subject *s, uint32_t node_index)
{
    const node *n = &s->g->nodes[node_index];
    if (n->kind != NODE_TRY || s->g->remedy_families[n->what].declared != s->g->index ||
        s->g->remedy_families[n->what].as)
        return NULL;
    return family_action(s->set, s->g, &s->g->remedy_families[n->what]);
}

static void find_order(subject *s, block b, uint8_t *told)
{
    for (uint32_t i = 1; i < b.count; i++) {
        uint32_t before = s->g->links[b.first + i - 1], after = s->g->links[b.first + i];
        remedy_pair p = { own_action(s, before), own_action(s, after) };
        if (p.first == NULL || p.second == NULL || p.first == p.second || told[after] || !is_misordered(s, &p))
            continue;
        told[after] = 1;
        wm_finding *f = findings_add(
            s->found, "WM214", WM_WARNING, at_node(s, after), "「%s」該排在「%s」前面：同樣的分鐘數，它修好的機會較大",
            "'%s' should come before '%s': a minute spent on it repairs more often", p.second->id, p.first->id);
        findings_mend(s->found, f, "對調這兩步，或改 cost、fixes、prior。",
                      "Swap the two, or correct cost, fixes or prior.");
        witness_add(s, f, &(target){ .record = s->paths->notes[before].first, .node = before, .family_index = NONE });
    }
}

static void find_orders(subject *s)
{
    const guide *g = s->g;
    uint8_t *told = subject_zero(s, g->node_count, 1);
    for (uint32_t i = 0; told != NULL && i < g->node_count; i++)
        for (uint32_t k = 0; k < node_blocks(&g->nodes[i]); k++)
            find_order(s, node_block(g, &g->nodes[i], k), told);
    for (uint32_t i = 0; told != NULL && i < g->flow_count; i++)
        find_order(s, g->flows[i].body, told);
}

void find_remedies(subject *s)
{
    find_unverified(s);
    find_without_evidence(s);
    find_dangerous(s);
    if (s->paths == NULL)
        return;
    bool hands_over = ends_hand_over(s);
    for (uint32_t i = 0; i < s->g->node_count; i++) {
        find_left_behind(s, i);
        if (s->g->kind == WM_DIAGNOSIS)
            find_unrepaired(s, i, hands_over);
    }
    if (s->g->kind == WM_DIAGNOSIS)
        find_orders(s);
}
