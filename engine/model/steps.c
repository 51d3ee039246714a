/* The builder's steps, branches, flows and conditions, as they are written. Uses model/draft.h. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "model/draft.h"

/* ---- Conditions ----------------------------------------------------------------------------- */

static condition_id add_written(builder *b, written made)
{
    if (b->failed)
        return NONE;
    if (!vector_append(&b->written, &made, 1)) {
        b->failed = true;
        return NONE;
    }
    return (condition_id)b->written.count - 1;
}

static written about_question(builder *b, condition_kind kind, const char *asked, uint32_t line)
{
    written made = { .c = { .kind = (uint8_t)kind, .line = line }, .weight = 1, .depth = 1, .implied = asked == NULL };
    if (asked != NULL)
        made.about = builder_name(b, asked);
    return made;
}

condition_id builder_is(builder *b, const char *asked, const char *const *answers, size_t count, uint32_t line)
{
    written made = about_question(b, COND_IS, asked, line);
    made.c.first = (uint32_t)b->words.count;
    made.c.count = (uint32_t)count;
    if (count == 0 && !b->failed)
        voice_out_of_range(&b->d->voice, line, asked, "is", "\"…\"");
    for (size_t i = 0; i < count && !b->failed; i++) {
        const name *n = builder_name(b, answers[i]);
        if (n != NULL)
            b->failed = !vector_append(&b->words, &n->text, 1);
    }
    return add_written(b, made);
}

condition_id builder_compare(builder *b, condition_kind kind, const char *asked, double low, double high, uint32_t line)
{
    static const char *const word_of[] = {
        [COND_BELOW] = "below", [COND_AT_LEAST] = "at_least", [COND_BETWEEN] = "between"
    };
    written made = about_question(b, kind, asked, line);
    made.c.low = low;
    made.c.high = high;
    bool bad_low = kind != COND_BELOW && !isfinite(low), bad_high = kind != COND_AT_LEAST && !isfinite(high);
    if (!b->failed && (bad_low || bad_high))
        voice_out_of_range(&b->d->voice, line, asked, word_of[kind], "(-∞, ∞)");
    else if (!b->failed && kind == COND_BETWEEN && low >= high)
        voice_out_of_range(&b->d->voice, line, asked, "between", "lo < hi");
    return add_written(b, made);
}

condition_id builder_contains(builder *b, const char *asked, const char *word, uint32_t line)
{
    written made = about_question(b, COND_CONTAINS, asked, line);
    size_t size = 0;
    made.c.word = b->failed ? NULL : text_fold(&b->d->arena, word, strlen(word), &size);
    made.c.word_size = (uint32_t)size;
    b->failed = made.c.word == NULL;
    if (!b->failed && size == 0)
        voice_out_of_range(&b->d->voice, line, asked, "contains", "\"…\"");
    return add_written(b, made);
}

condition_id builder_about(builder *b, condition_kind kind, const char *name_, uint32_t line)
{
    return add_written(b, about_question(b, kind, name_, line));
}

static void say_too_large(builder *b, uint32_t line)
{
    wm_finding *f = voice_say(&b->d->voice, "WM114", line, NULL, "這個條件太大", "this condition is too large");
    if (f != NULL)
        f->mend =
            (wm_text){ "拆成幾個小條件：最多 4096 個部分、64 層。", "Divide it: at most 4096 parts, nested 64 deep." };
}

condition_id builder_combine(builder *b, condition_kind kind, const condition_id *parts, size_t count, uint32_t line)
{
    written made = { .c = { .kind = (uint8_t)kind, .line = line }, .weight = 1, .depth = 1 };
    made.c.first = (uint32_t)b->parts.count;
    for (size_t i = 0; i < count && !b->failed; i++) {
        if (parts[i] >= b->written.count) {
            b->broken = true;
            continue;
        }
        const written *part = &VECTOR_AT(&b->written, written, parts[i]);
        made.implied = made.implied || part->implied;
        made.lua = made.lua || part->lua;
        made.depth = part->depth >= made.depth ? part->depth + 1 : made.depth;
        made.weight += made.weight <= CONDITION_MAX ? part->weight : 0;
        made.c.count++;
        b->failed = !vector_append(&b->parts, &parts[i], 1);
    }
    if (!b->failed && (made.weight > CONDITION_MAX || made.depth > CONDITION_DEPTH_MAX)) {
        say_too_large(b, line);
        made.weight = made.depth = 1;
        made.c.count = 0;
    }
    return add_written(b, made);
}

condition_id builder_lua(builder *b, const lua_function *f)
{
    written made = { .c = { .kind = COND_LUA, .line = f->line }, .weight = 1, .depth = 1, .lua = true };
    made.c.family = (uint32_t)b->functions.count;
    if (!b->failed)
        b->failed = !vector_append(&b->functions, f, 1);
    return add_written(b, made);
}

bool builder_has_lua(const builder *b, condition_id c)
{
    return c < b->written.count && VECTOR_AT(&b->written, written, c).lua;
}

/* ---- Steps ---------------------------------------------------------------------------------- */

static step_id add_step(builder *b, const node *made, step_name named)
{
    sketch *s = &b->d->sketch;
    if (b->failed)
        return NONE;
    if (s->nodes.count >= STEPS_MAX || !vector_append(&s->nodes, made, 1) ||
        !vector_append(&s->step_names, &named, 1)) {
        b->failed = true;
        return NONE;
    }
    return (step_id)s->nodes.count - 1;
}

static block add_block(builder *b, const step_id *steps, size_t count)
{
    sketch *s = &b->d->sketch;
    block made = { .first = (uint32_t)s->links.count };
    for (size_t i = 0; i < count && !b->failed; i++) {
        if (steps[i] >= s->nodes.count) {
            b->broken = true;
            continue;
        }
        b->failed = !vector_append(&s->links, &steps[i], 1);
        made.count++;
    }
    return made;
}

static void add_branch(builder *b, branch made)
{
    if (!b->failed)
        b->failed = !vector_append(&b->d->sketch.branches, &made, 1);
}

step_id builder_step(builder *b, node_kind kind, const char *what, const char *as, uint32_t line)
{
    node made = { .kind = (uint8_t)kind, .what = NONE, .line = line };
    step_name named = { NULL, NULL };
    if (what != NULL)
        named.what = builder_name(b, what);
    if (as != NULL) {
        named.as = builder_name(b, as);
        if (named.as != NULL)
            builder_check_name(b, named.as->text, line, false);
    }
    return add_step(b, &made, named);
}

void builder_at_most(builder *b, step_id again, uint16_t at_most)
{
    if (again < b->d->sketch.nodes.count)
        VECTOR_AT(&b->d->sketch.nodes, node, again).at_most = at_most;
}

/* A branch as written: an answer's is a word until its question is known. */
static void take_branch(builder *b, const branch_declaration *from)
{
    sketch *s = &b->d->sketch;
    branch made = { .kind = (uint8_t)from->kind, .what = NONE, .line = from->line };
    if (from->kind == BRANCH_ANSWER) {
        const name *n = builder_name(b, from->answer_id);
        made.what = (uint32_t)s->words.count;
        if (n != NULL)
            b->failed = !vector_append(&s->words, &n->text, 1);
    } else if (from->kind == BRANCH_ON) {
        made.what = from->condition;
        b->broken = b->broken || from->condition >= b->written.count;
    }
    made.body = add_block(b, from->steps, from->count);
    add_branch(b, made);
}

void builder_branches(builder *b, step_id ask, const branch_declaration *branches, size_t count)
{
    sketch *s = &b->d->sketch;
    if (b->failed || ask >= s->nodes.count)
        return;
    node *n = &VECTOR_AT(&s->nodes, node, ask);
    if (n->branch_count > 0) {
        const name *what = VECTOR_AT(&s->step_names, step_name, ask).what;
        voice_name_twice(&b->d->voice, n->line, what != NULL ? what->text : "ask", n->line);
        return;
    }
    if (count > BRANCHES_MAX) {
        wm_finding *f = voice_say(&b->d->voice, "WM114", n->line, NULL, "一個 ask 最多 2048 個分支",
                                  "an ask has at most 2048 branches");
        if (f != NULL)
            f->mend =
                (wm_text){ "用 other 收攏，或拆成幾個問題。", "Gather some under other, or ask in several questions." };
        return;
    }
    n->first_branch = (uint32_t)s->branches.count;
    n->branch_count = (uint16_t)count;
    for (size_t i = 0; i < count; i++)
        take_branch(b, &branches[i]);
}

/* A step with one body. */
static step_id with_body(builder *b, node_kind kind, condition_id what, const step_id *steps, size_t count,
                         uint32_t line)
{
    node made = { .kind = (uint8_t)kind, .what = what, .line = line, .branch_count = 1 };
    made.first_branch = (uint32_t)b->d->sketch.branches.count;
    branch body = { .kind = BRANCH_BODY, .what = NONE, .line = line };
    body.body = add_block(b, steps, count);
    add_branch(b, body);
    return add_step(b, &made, (step_name){ NULL, NULL });
}

step_id builder_when(builder *b, condition_id c, const step_id *steps, size_t count, uint32_t line)
{
    b->broken = b->broken || (!b->failed && c >= b->written.count);
    return with_body(b, NODE_WHEN, c, steps, count, line);
}

step_id builder_any_order(builder *b, const step_id *asks, size_t count, uint32_t line)
{
    for (size_t i = 0; i < count && !b->failed; i++) {
        if (asks[i] >= b->d->sketch.nodes.count || builder_kind(b, asks[i]) == NODE_ASK)
            continue;
        uint32_t at = VECTOR_AT(&b->d->sketch.nodes, node, asks[i]).line;
        wm_finding *f =
            voice_say(&b->d->voice, "WM113", at, NULL, "any_order 裡只能放 ask", "any_order takes nothing but ask");
        if (f != NULL)
            f->mend =
                (wm_text){ "把這一步移到 any_order 的前面或後面。", "Move this step before or behind any_order." };
    }
    return with_body(b, NODE_ANY_ORDER, NONE, asks, count, line);
}

node_kind builder_kind(const builder *b, step_id step)
{
    return step < b->d->sketch.nodes.count ? (node_kind)VECTOR_AT(&b->d->sketch.nodes, node, step).kind : NODE_RESOLVE;
}

/* ---- Flows ---------------------------------------------------------------------------------- */

static void say_flow_twice(builder *b, const char *id, uint32_t line, uint32_t first)
{
    if (id != NULL) {
        voice_name_twice(&b->d->voice, line, id, first);
        return;
    }
    voice *v = &b->d->voice;
    wm_finding *f = findings_add(v->found, "WM107", WM_ERROR, voice_at(v, line, NULL), "主流程在第 %lu 行已經寫過",
                                 "the main flow is already there, on line %lu", (unsigned long)first);
    if (f != NULL)
        f->mend = (wm_text){ "替這個流程取名：flow \"名字\" { … }。", "Give this flow a name: flow \"name\" { … }." };
}

void builder_flow(builder *b, const char *name_, const step_id *steps, size_t count, step_id otherwise, uint32_t line)
{
    sketch *s = &b->d->sketch;
    name *n = name_ != NULL ? builder_name(b, name_) : NULL;
    if (b->failed)
        return;
    if (n != NULL)
        builder_check_name(b, n->text, line, false);
    uint32_t *index = n != NULL ? &n->of[NAME_FLOW] : &b->main_flow;
    if (*index != NONE) {
        say_flow_twice(b, n != NULL ? n->text : NULL, line, VECTOR_AT(&s->flows, flow, *index).line);
        return;
    }
    b->broken = b->broken || (otherwise != NONE && otherwise >= s->nodes.count);
    flow made = { .name = n != NULL ? n->text : NULL, .otherwise = otherwise, .rounds = 1, .line = line };
    made.body = add_block(b, steps, count);
    if (b->failed || !vector_append(&s->flows, &made, 1))
        b->failed = true;
    else
        *index = (uint32_t)s->flows.count - 1;
}
