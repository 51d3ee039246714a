/* An explanation in sentences, in both languages: for the terminal, for programs that show it, for the record. Part of
 * the façade. */
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/vector.h"
#include "facade.h"

typedef struct writer {
    wm_case *c;
    const walk_step *step;
    const wm_why *why;
    vector lines; /* of wm_text */
    bool no_memory;
} writer;

/* ---- Writing ------------------------------------------------------------------------------------------------------------ */

static const char *zh_of(wm_text text)
{
    return wm_text_in(text, WM_ZH);
}
static const char *en_of(wm_text text)
{
    return wm_text_in(text, WM_EN);
}

static void add(writer *x, const char *zh, const char *en)
{
    wm_text line = { zh, en };
    if (!zh || !en || !vector_append(&x->lines, &line, 1))
        x->no_memory = true;
}

#define FORMAT(x, ...) arena_format(&(x)->c->told, __VA_ARGS__)

static const char *percent(writer *x, double p)
{
    return p < .01 ? "<1" : FORMAT(x, "%.0f", 100 * p);
}

/* "19", "2.5": a ratio as it is said. */
static const char *times(writer *x, double ratio)
{
    return ratio < 9.5 ? FORMAT(x, "%.1f", ratio) : FORMAT(x, "%.0f", ratio);
}

/* ---- What decided it, and the manual ---------------------------------------------------------------------------------------- */

static wm_text answer_of(const wm_fact *f)
{
    return f->answer ? f->answer_text : (wm_text){ "不確定", "not sure" };
}

static void write_decided(writer *x)
{
    const char *zh = "", *en = "";
    for (size_t i = 0; i < x->why->decided_count && zh && en; i++) {
        const wm_fact *f = &x->why->decided_by[i];
        zh = FORMAT(x, "%s%s「%s」答「%s」", zh, i ? "、" : "", zh_of(f->text), zh_of(answer_of(f)));
        en = FORMAT(x, "%s%s\"%s\" was answered \"%s\"", en, i ? "; " : "", en_of(f->text), en_of(answer_of(f)));
    }
    if (x->why->decided_count)
        add(x, zh ? FORMAT(x, "走到這裡，是因為%s。", zh) : NULL,
            en ? FORMAT(x, "It comes to this because %s.", en) : NULL);
}

static void write_cite(writer *x)
{
    wm_cite to = x->why->cite;
    if (!to.manual)
        return;
    const char *mark = to.anchor ? "#" : "", *anchor = to.anchor ? to.anchor : "";
    add(x, FORMAT(x, "手冊：%s%s%s。", to.manual, mark, anchor),
        FORMAT(x, "The manual: %s%s%s.", to.manual, mark, anchor));
}

/* ---- The other causes --------------------------------------------------------------------------------------------------------- */

static void write_rival(writer *x, const wm_rival *r)
{
    const char *p = percent(x, r->p);
    if (!p)
        x->no_memory = true;
    else if (r->told_apart_by)
        add(x, FORMAT(x, "也可能是「%s」（%s %%）；問「%s」可以分辨。", zh_of(r->text), p, zh_of(r->told_apart_text)),
            FORMAT(x, "It may also be \"%s\" (%s %%); \"%s\" would tell.", en_of(r->text), p,
                   en_of(r->told_apart_text)));
    else
        add(x, FORMAT(x, "也可能是「%s」（%s %%），沒有題目能再分辨。", zh_of(r->text), p),
            FORMAT(x, "It may also be \"%s\" (%s %%), and no question is left that would tell.", en_of(r->text), p));
}

static void write_why_not(writer *x, const wm_why_not *n)
{
    const char *ratio = isinf(n->ratio) ? "" : times(x, n->ratio);
    bool failed = strcmp(n->answer, "failed") == 0;
    if (!ratio)
        x->no_memory = true;
    else if (isinf(n->ratio))
        add(x,
            FORMAT(x, failed ? "不是「%s」：「%s」試過，%s。" : "不是「%s」：若是，「%s」不會答「%s」。",
                   zh_of(n->text), zh_of(n->id_text), zh_of(n->answer_text)),
            FORMAT(x,
                   failed ? "Not \"%s\": \"%s\" was tried: %s."
                          : "Not \"%s\": then \"%s\" would not be answered \"%s\".",
                   en_of(n->text), en_of(n->id_text), en_of(n->answer_text)));
    else
        add(x,
            FORMAT(x,
                   failed ? "較不像「%s」：「%s」試過，%s；若是它，少見 %s 倍。"
                          : "較不像「%s」：「%s」答「%s」，若是它，少見 %s 倍。",
                   zh_of(n->text), zh_of(n->id_text), zh_of(n->answer_text), ratio),
            FORMAT(x,
                   failed ? "Less likely \"%s\": \"%s\" was tried: %s; %s times rarer if it were."
                          : "Less likely \"%s\": \"%s\" answered \"%s\" is %s times rarer if it were.",
                   en_of(n->text), en_of(n->id_text), en_of(n->answer_text), ratio));
}

/* ---- What would change it ------------------------------------------------------------------------------------------------------- */

static void write_flip(writer *x)
{
    const wm_flip *f = &x->why->flip;
    const char *zh = "", *en = "";
    for (size_t i = 0; i < f->count && zh && en; i++) {
        const wm_flip_answer *a = &f->answers[i];
        zh = FORMAT(x, "%s%s「%s」改成「%s」", zh, i ? "、" : "", zh_of(a->text), zh_of(a->value_text));
        en = FORMAT(x, "%s%s\"%s\" were answered \"%s\"", en, i ? " and " : "", en_of(a->text), en_of(a->value_text));
    }
    if (!f->count)
        return;
    wm_text to = f->fault && f->kind != WM_ASK ? f->fault_text : f->text;
    if (!zh || !en)
        x->no_memory = true;
    else if (f->kind == WM_ASK || !f->fault)
        add(x, FORMAT(x, "只要%s，下一步就會變成「%s」。", zh, zh_of(to)),
            FORMAT(x, "If %s, the next step would be \"%s\".", en, en_of(to)));
    else
        add(x, FORMAT(x, "只要%s，結論就會變成「%s」。", zh, zh_of(to)),
            FORMAT(x, "If %s, the conclusion would be \"%s\".", en, en_of(to)));
}

static void write_reordered(writer *x)
{
    const wm_why *w = x->why;
    if (!(w->reordered > 0))
        return;
    bool manual = x->c->rules->set->guides[x->step->guide]->has_flow;
    const char *minutes = FORMAT(x, w->reordered < 9.5 ? "%.1f" : "%.0f", w->reordered);
    if (!minutes)
        x->no_memory = true;
    else
        add(x,
            FORMAT(x,
                   manual ? "手冊先問「%s」；依目前的可能原因，先做這一步省約 %s 分鐘。"
                          : "依列出的順序會先做「%s」；依目前的可能原因，先做這一步省約 %s 分鐘。",
                   zh_of(w->reordered_from.text), minutes),
            FORMAT(x,
                   manual ? "The manual asks \"%s\" first; by the likely causes, this first saves about %s min."
                          : "As listed, \"%s\" would come first; by the likely causes, this first saves about %s min.",
                   en_of(w->reordered_from.text), minutes));
}

/* ---- What was passed over ----------------------------------------------------------------------------------------------------- */

static void write_condition(writer *x, const wm_pass_note *n)
{
    if (n->kind == WM_PASS_UNKNOWN)
        add(x, FORMAT(x, "還不知道「%s」，先略過 %s。", zh_of(n->on_text), n->where),
            FORMAT(x, "\"%s\" is not known: %s is passed over.", en_of(n->on_text), n->where));
    else
        add(x, FORMAT(x, "「%s」是「%s」，不走 %s。", zh_of(n->on_text), zh_of(n->value_text), n->where),
            FORMAT(x, "\"%s\" is %s: not %s.", en_of(n->on_text), en_of(n->value_text), n->where));
}

static void write_pass(writer *x, const wm_pass_note *n)
{
    static const wm_text words[] = {
        [WM_PASS_UNKNOWN] = { "要知道的還不知道", "what it needs is not known" },
        [WM_PASS_FALSE] = { "條件不成立", "its condition does not hold" },
        [WM_PASS_WITHIN] = { "已經在裡面", "the walk is within it already" },
        [WM_PASS_AT_MOST] = { "次數用完", "it had its rounds" },
        [WM_PASS_SKIPPED] = { "這個處置略過了", "this remedy was skipped" },
        [WM_PASS_PRESUMED] = { "答不確定，依可能性推定", "not sure, presumed by what is likely" },
        [WM_PASS_ELSEWHERE] = { "這份手冊不適用這個環境", "this manual does not hold for this environment" },
    };
    const char *id = n->id ? n->id : "", *mark = n->id ? " " : "";
    if (n->on)
        write_condition(x, n);
    else
        add(x, FORMAT(x, "%s%s%s：%s。", n->where, mark, id, words[n->kind].zh),
            FORMAT(x, "%s%s%s: %s.", n->where, mark, id, words[n->kind].en));
}

/* ---- What was learned ------------------------------------------------------------------------------------------------------ */

static void write_learned_cause(writer *x, const wm_belief *b)
{
    if (b->of)
        add(x, FORMAT(x, "過去 %u 件處理紀錄裡，有 %u 件是「%s」。", b->of, b->cases, zh_of(b->text)),
            FORMAT(x, "Of %u handled cases, %u were \"%s\".", b->of, b->cases, en_of(b->text)));
}

static void write_learned_rate(writer *x, const wm_step *step, const wm_belief *b)
{
    for (size_t i = 0; i < step->fix_count; i++) {
        const wm_rate *r = &step->fixes[i];
        const char *p = percent(x, r->p);
        if (!r->cases || strcmp(r->fault, b->fault) != 0)
            continue;
        add(x,
            p ? FORMAT(x, "遇到「%s」時，「%s」試過 %u 次，約 %s %% 有效。", zh_of(r->text), zh_of(step->text),
                       r->cases, p)
              : NULL,
            p ? FORMAT(x, "For \"%s\", \"%s\" was tried %u times and helped in about %s %%.", en_of(r->text),
                       en_of(step->text), r->cases, p)
              : NULL);
    }
}

/* How many handled cases stand behind the likeliest cause, and behind the remedy that is proposed for it. */
static wm_status write_learned(writer *x, wm_error *error)
{
    wm_belief *all = NULL;
    size_t count = 0;
    wm_step step;
    if (!x->c->rules->set->guides[case_believed(x->c, x->step)]->cases)
        return WM_OK;
    wm_status status = case_rank(x->c, &x->c->now, x->step, &all, &count, error);
    if (status == WM_OK)
        status = case_tell_step(x->c, &x->c->now, x->step, &step, error);
    if (status != WM_OK || !count)
        return status;
    write_learned_cause(x, &all[0]);
    write_learned_rate(x, &step, &all[0]);
    return WM_OK;
}

/* ---- All of it -------------------------------------------------------------------------------------------------------------------- */

wm_status explain_in_words(wm_case *c, const walk_step *step, wm_why *out, wm_error *error)
{
    writer x = { .c = c, .step = step, .why = out, .lines = vector_of(c->allocator, sizeof(wm_text)) };
    write_decided(&x);
    write_cite(&x);
    write_reordered(&x);
    for (size_t i = 0; i < out->rival_count; i++)
        write_rival(&x, &out->rivals[i]);
    for (size_t i = 0; i < out->why_not_count; i++)
        write_why_not(&x, &out->why_not[i]);
    wm_status status = write_learned(&x, error);
    write_flip(&x);
    for (size_t i = 0; i < out->pass_count; i++)
        write_pass(&x, &out->passes[i]);
    out->line_count = x.lines.count;
    out->lines = arena_copy(&c->told, x.lines.data, x.lines.count, sizeof(wm_text));
    vector_free(&x.lines);
    return x.no_memory || (out->line_count && !out->lines) ? error_no_memory(error) : status;
}
