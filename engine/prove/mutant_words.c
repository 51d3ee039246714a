/* What a mutant changed, in words. Uses prove/mutants.h. */
#include "prove/mutants.h"

static wm_text drop_words(const rule_set *set, uint32_t guide_index, const mutation *m, arena *a)
{
    wm_text step = cover_node_words(set, guide_index, m->node, a);
    if (!step.zh)
        return step;
    return (wm_text){ arena_format(a, "拿掉 %s", step.zh), arena_format(a, "%s is left out", step.en) };
}

static wm_text swap_words(const rule_set *set, uint32_t guide_index, const mutation *m, arena *a)
{
    wm_text one = cover_branch_words(set, guide_index, m->node, m->branch, a);
    wm_text other = cover_branch_words(set, guide_index, m->node, m->other, a);
    if (!one.zh || !other.zh)
        return (wm_text){ NULL, NULL };
    return (wm_text){ arena_format(a, "對調 %s 和 %s 底下的步驟", one.zh, other.zh),
                      arena_format(a, "the steps of %s and %s change places", one.en, other.en) };
}

static wm_text negated_words(const rule_set *set, uint32_t guide_index, const mutation *m, arena *a)
{
    const guide *g = set->guides[guide_index];
    wm_text on;
    switch (m->what) {
    case NEGATED_WHEN:
        return (wm_text){ "when 的條件反過來", "the condition of when is negated" };
    case NEGATED_ON:
        on = cover_branch_words(set, guide_index, m->node, m->branch, a);
        return on.zh ? (wm_text){ arena_format(a, "%s 的條件反過來", on.zh),
                                  arena_format(a, "the condition of %s is negated", on.en) }
                     : on;
    case NEGATED_GOAL:
        return (wm_text){ "goal 的條件反過來", "the goal is negated" };
    case NEGATED_APPLIES:
        return (wm_text){ "applies 的條件反過來", "the condition of applies is negated" };
    default:
        return (wm_text){ arena_format(a, "%s 的 verify 反過來", g->actions[m->action].id),
                          arena_format(a, "the verify of %s is negated", g->actions[m->action].id) };
    }
}

static wm_text threshold_words(const rule_set *set, uint32_t guide_index, const mutation *m, arena *a)
{
    const guide *g = set->guides[guide_index];
    const char *id = g->answer_families[g->conditions[m->condition].family].id;
    return (wm_text){ arena_format(a, "%s 的門檻從 %.6g 改成 %.6g", id, m->from, m->to),
                      arena_format(a, "the threshold of %s is %.6g instead of %.6g", id, m->to, m->from) };
}

static wm_text end_words(const rule_set *set, uint32_t guide_index, const mutation *m, arena *a)
{
    const guide *g = set->guides[guide_index];
    wm_text was = cover_node_words(set, guide_index, m->node, a);
    bool concludes = m->end_kind == NODE_CONCLUDE;
    const char *verb = concludes ? "conclude" : "escalate";
    const char *id = concludes ? g->faults[m->end_what].id : g->escalations[m->end_what].id;
    if (!was.zh)
        return was;
    return (wm_text){ arena_format(a, "%s 改成 %s %s", was.zh, verb, id),
                      arena_format(a, "%s %s instead of %s", verb, id, was.en) };
}

wm_text mutation_words(const rule_set *set, uint32_t guide_index, const mutation *m, arena *a)
{
    switch (m->kind) {
    case MUTATION_DROP:
        return drop_words(set, guide_index, m, a);
    case MUTATION_SWAP:
        return swap_words(set, guide_index, m, a);
    case MUTATION_NEGATE:
        return negated_words(set, guide_index, m, a);
    case MUTATION_THRESHOLD:
        return threshold_words(set, guide_index, m, a);
    default:
        return end_words(set, guide_index, m, a);
    }
}
