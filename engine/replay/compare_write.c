/* A comparison as JSON. Uses replay/compare.h. */
#include "replay/compare.h"

static const char *const change_words[] = { "worse", "better", "different" };

static void put_key(writing *o, const char *name, bool first)
{
    out_text(o, first ? "\"" : ",\"");
    out_text(o, name);
    out_text(o, "\":");
}

static void put_name(writing *o, const char *name, const char *value, bool first)
{
    put_key(o, name, first);
    if (value)
        out_string(o, value, strlen(value));
    else
        out_text(o, "null");
}

static void put_number(writing *o, const char *name, uint64_t value, bool first)
{
    put_key(o, name, first);
    out_count(o, value);
}

/* A mean that may be below 0, in 10⁻⁹, correctly cut. */
static void put_mean(writing *o, const char *name, int64_t sum, uint64_t count)
{
    put_key(o, name, false);
    if (sum < 0)
        out_text(o, "-");
    out_ratio(o, sum < 0 ? (uint64_t)-sum : (uint64_t)sum, count);
}

/* ---- The old rules' figures ----------------------------------------------------------------------------------------------- */

static void put_old(writing *o, const tally *t)
{
    figures f = tally_sum(t);
    uint64_t walked = f.verdicts[VERDICT_AGREE] + f.verdicts[VERDICT_DISAGREE] + f.verdicts[VERDICT_INCOMPLETE] +
                      f.verdicts[VERDICT_UNRECORDED];
    put_name(o, "rules", t->rules, true);
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        put_number(o, verdict_words[i], f.verdicts[i], false);
    put_key(o, "questions", false);
    out_text(o, "{\"mean\":");
    out_ratio(o, f.sums[SUM_QUESTIONS], walked * TALLY_UNITS);
    put_number(o, "max", f.questions_max, false);
    out_text(o, "}");
}

/* ---- What changed ------------------------------------------------------------------------------------------------------------ */

static void put_result(writing *o, const char *name, const wm_replayed *r)
{
    put_key(o, name, false);
    out_text(o, "{");
    put_name(o, "guide", r->guide, true);
    put_name(o, "verdict", r->verdict, false);
    put_name(o, "end", r->end, false);
    put_name(o, "fault", r->fault, false);
    put_name(o, "action", r->action, false);
    put_name(o, "escalate", r->escalate, false);
    put_number(o, "asked", r->asked, false);
    out_text(o, "}");
}

static void put_step(writing *o, const char *name, const wm_named_step *s)
{
    put_key(o, name, false);
    out_text(o, "{");
    put_name(o, "kind", s->kind, true);
    put_name(o, "id", s->id, false);
    out_text(o, "}");
}

static void put_fact(writing *o, const wm_changed_ticket *t)
{
    put_key(o, "fact", false);
    if (!t->fact) {
        out_text(o, "null");
        return;
    }
    out_text(o, "{");
    out_string(o, t->fact, strlen(t->fact));
    out_text(o, ":");
    if (t->answer)
        out_string(o, t->answer, strlen(t->answer));
    else
        out_text(o, "null");
    out_text(o, "}");
}

static void put_ticket(writing *o, const wm_changed_ticket *t, bool first)
{
    out_text(o, first ? "{" : ",{");
    put_name(o, "id", t->id, true);
    put_name(o, "change", change_words[t->change], false);
    put_fact(o, t);
    put_step(o, "next_before", &t->next_before);
    put_step(o, "next_after", &t->next_after);
    put_result(o, "before", &t->before);
    put_result(o, "after", &t->after);
    out_text(o, "}");
}

static void put_node(writing *o, const wm_deciding_node *n, bool first)
{
    out_text(o, first ? "{" : ",{");
    put_name(o, "guide", n->guide, true);
    put_name(o, "kind", n->kind, false);
    put_name(o, "id", n->id, false);
    put_name(o, "where", n->where, false);
    put_name(o, "was", n->was, false);
    put_number(o, "better", n->better, false);
    put_number(o, "worse", n->worse, false);
    put_number(o, "different", n->different, false);
    put_key(o, "tickets", false);
    out_text(o, "[");
    for (size_t i = 0; i < n->ticket_count; i++)
        put_ticket(o, n->tickets[i], i == 0);
    out_text(o, "]}");
}

void comparison_write(writing *o, const comparison *c, const tally *old_tally)
{
    put_key(o, "against", true);
    out_text(o, "{");
    put_old(o, old_tally);
    put_number(o, "changed", c->sum.changed, false);
    put_number(o, "better", c->sum.better, false);
    put_number(o, "worse", c->sum.worse, false);
    put_number(o, "different", c->sum.different, false);
    put_key(o, "asked", false);
    out_text(o, "{");
    put_number(o, "fewer", c->sum.fewer, true);
    put_number(o, "more", c->sum.more, false);
    put_mean(o, "change", c->asked_more, c->both);
    out_text(o, "},\"nodes\":[");
    for (size_t i = 0; i < c->node_count; i++)
        put_node(o, &c->nodes[i], i == 0);
    out_text(o, "]}");
}
