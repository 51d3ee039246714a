/* The checker's entry: one guide after the other, each with memory of its own. Uses check/inside.h. */
#include "check/check.h"

#include "check/inside.h"

/* Slots that all replays of witnesses together may clear: about a second. */
#define REPLAYS UINT64_C(50000000)

/* ---- Places ------------------------------------------------------------------------------------------------ */

finding_place at_line(const subject *s, uint32_t line, const char *id)
{
    return (finding_place){ .file = s->g->file, .line = line, .guide = s->g->name, .node = id };
}

/* The first thing that a condition is about. */
static const char *condition_id_of(const guide *g, uint32_t condition_)
{
    const condition *c = &g->conditions[condition_];
    while ((c->kind == COND_ALL || c->kind == COND_ANY || c->kind == COND_NONE) && c->count > 0)
        c = &g->conditions[g->parts[c->first]];
    if (c->kind == COND_FIXED || c->kind == COND_FAILED)
        return g->remedy_families[c->family].id;
    return c->kind < COND_FIXED ? g->answer_families[c->family].id : "when";
}

const char *node_id(const subject *s, uint32_t node_index)
{
    const guide *g = s->g;
    const node *n = &g->nodes[node_index];
    if (n->kind == NODE_WHEN)
        return condition_id_of(g, n->what);
    if (n->kind == NODE_RESOLVE)
        return "resolve";
    if (n->kind != NODE_ANY_ORDER)
        return node_thing_name(s->set, g, n);
    block asks = node_block(g, n, 0);
    return asks.count > 0 ? node_id(s, g->links[asks.first]) : "any_order";
}

finding_place at_node(const subject *s, uint32_t node_index)
{
    return at_line(s, s->g->nodes[node_index].line, node_id(s, node_index));
}

/* ---- What the budget did not get to ---------------------------------------------------------------------------- */

static bool is_missed(const subject *s, uint32_t node_index)
{
    return s->paths->notes[node_index].first == NONE;
}

static uint32_t count_missed(const subject *s)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->g->node_count; i++)
        count += is_missed(s, i);
    return count;
}

/* Some of them, in the order of the guide: "q7 (line 12), q8 (line 13) …". */
static const char *missed_words(subject *s)
{
    enum { TOLD = 5 };
    const char *words = NULL;
    uint32_t told = 0;
    for (uint32_t i = 0; i < s->g->node_count && told <= TOLD; i++) {
        if (!is_missed(s, i))
            continue;
        if (told++ == TOLD)
            words = subject_format(s, "%s …", words);
        else
            words = subject_format(s, "%s%s%s (%lu)", words != NULL ? words : "", words != NULL ? ", " : "",
                                   node_id(s, i), (unsigned long)s->g->nodes[i].line);
        if (words == NULL)
            return "";
    }
    return words != NULL ? words : "";
}

static wm_finding *say_overrun(subject *s)
{
    const finding_place at = at_line(s, s->g->line, s->g->name);
    unsigned long states = (unsigned long)s->paths->records.count, missed = count_missed(s);
    if (missed == 0)
        return findings_add(
            s->found, "WM290", WM_WARNING, at,
            "沒有查完：走過 %lu 種情況就停了；每個步驟都走到過，但不是每一種走法，所以走不到的分支與重複的詢問沒有查",
            "not all was checked: it ended after %lu states; every step was come to, but not in every "
            "way, so unreachable branches and repeated questions were not looked for",
            states);
    return findings_add(
        s->found, "WM290", WM_WARNING, at,
        "沒有查完：走過 %lu 種情況就停了，%lu 個步驟裡有 %lu "
        "個還沒走到：%s（括號裡是行號）；走不到的分支與重複的詢問沒有查",
        "not all was checked: it ended after %lu states; of %lu steps %lu were not come to: %s (lines in brackets); "
        "unreachable branches and repeated questions were not looked for",
        states, (unsigned long)s->g->node_count, missed, missed_words(s));
}

static void find_budget(subject *s)
{
    const paths *p = s->paths;
    wm_finding *f = NULL;
    if (p == NULL)
        return;
    if (p->overrun)
        f = say_overrun(s);
    else if (p->merged > 0)
        f = findings_add(s->found, "WM290", WM_WARNING, at_line(s, s->g->line, s->g->name),
                         "沒有查完：有 %lu 處匯入的答案組合太多，合併成一種來看；只有某些組合才走不到的分支可能沒查到",
                         "not all was checked: at %lu places too many combinations of answers meet and were looked at "
                         "as one; branches that only some combinations rule out may be missed",
                         (unsigned long)p->merged);
    findings_mend(s->found, f, "把指引拆開，或把共用的步驟寫成 flow。",
                  "Divide the guide, or make shared steps a flow.");
}

/* ---- All of it ---------------------------------------------------------------------------------------------------- */

static void find_all(subject *s)
{
    find_dead(s);
    find_idle_asks(s);
    find_holes(s);
    find_flows(s);
    find_unused(s);
    find_remedies(s);
    find_texts(s);
    find_numbers(s);
    find_languages(s);
    find_budget(s);
}

static bool check_guide(const rule_set *set, const guide *g, const check_limits *limits, wm_allocator allocator,
                        findings *found, uint64_t *replays)
{
    subject s = { .set = set, .g = g, .limits = *limits, .allocator = allocator, .found = found, .replays = replays };
    arena_init(&s.scratch, allocator);
    if (domains_make(&s) && shape_make(&s) && paths_make(&s))
        find_all(&s);
    witness_done(&s);
    paths_free(&s);
    arena_free(&s.scratch);
    return !s.failed && !found->no_memory;
}

bool check_rules(const rule_set *set, uint32_t only, const check_limits *limits, wm_allocator allocator,
                 findings *found)
{
    const check_limits none = { 0 };
    uint64_t replays = REPLAYS;
    bool kept = true;
    for (uint32_t i = 0; kept && i < set->guide_count; i++)
        if (only == NONE || only == i)
            kept = check_guide(set, set->guides[i], limits != NULL ? limits : &none, allocator, found, &replays);
    return kept && find_rings(set, only, allocator, found) && !found->no_memory;
}
