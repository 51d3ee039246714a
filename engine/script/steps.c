/* The constructors of steps, and of branches. Uses loader.h. */
#include "script/loader.h"

#include <stdlib.h>
#include <string.h>

static const wm_text a_step = { "一個步驟", "a step" };
static const wm_text steps_or_one = { "一個步驟或步驟的清單", "a step or a list of steps" };
static const wm_text branches_of_ask = { "答案與步驟 { answer = step }", "answers and steps, { answer = step }" };

static int bad(lua_State *L)
{
    push_handle(L, HANDLE_BAD, 0);
    return 1;
}

static int done(lua_State *L, handle_kind kind, uint32_t index)
{
    push_handle(L, kind, index);
    return 1;
}

/* What the builder made, counted; the run ends where there was no memory for it. */
static step_id made(loader *s, step_id id, size_t links)
{
    if (id == NONE)
        starve(s);
    vm_outside(&s->vm, OUTSIDE_EACH + links * 8);
    return id;
}

static void *pushed(loader *s, vector *v)
{
    void *place = vector_push(v);
    if (place == NULL)
        starve(s);
    return place;
}

/* Complains of arguments beyond the first ones. */
static void at_most_arguments(loader *s, int most, const spot *at)
{
    if (lua_gettop(s->vm.L) > most)
        complain(s, "WM113", at->line, at->id, "%s 的參數太多", "%s takes fewer arguments", at->statement);
}

/* ---- steps that name something ------------------------------------------------------------------- */

static int name_step(lua_State *L, node_kind kind, const char *statement, size_t most, handle_kind handle)
{
    loader *s = loader_of(L);
    spot at = { statement, NULL, line_here(s) };
    const char *name = name_at(s, 1, &at, NULL, most);
    bool timed = kind == NODE_ASK || kind == NODE_TRY;
    as_part part = { NULL };
    at.id = name;
    at_most_arguments(s, timed ? 2 : 1, &at);
    if (timed && lua_gettop(L) > 1 && table_at(s, 2, &at, NULL, (wm_text){ "{ as = \"…\" }", "{ as = \"…\" }" }))
        read_table(s, &schema_as, 2, &at, &part);
    if (name == NULL)
        return bad(L);
    return done(L, handle, made(s, builder_step(s->builder, kind, name, part.as, at.line), 0));
}

int make_ask(lua_State *L)
{
    return name_step(L, NODE_ASK, "ask", NAME_MOST, HANDLE_ASK);
}

int make_try(lua_State *L)
{
    return name_step(L, NODE_TRY, "try", NAME_MOST, HANDLE_STEP);
}

int make_conclude(lua_State *L)
{
    return name_step(L, NODE_CONCLUDE, "conclude", NAME_MOST, HANDLE_STEP);
}

int make_suspect(lua_State *L)
{
    return name_step(L, NODE_SUSPECT, "suspect", NAME_MOST, HANDLE_STEP);
}

int make_escalate(lua_State *L)
{
    return name_step(L, NODE_ESCALATE, "escalate", NAME_MOST, HANDLE_STEP);
}

int make_go(lua_State *L)
{
    return name_step(L, NODE_GO, "go", NAME_MOST, HANDLE_STEP);
}

int make_see(lua_State *L)
{
    return name_step(L, NODE_SEE, "see", GUIDE_NAME_MOST, HANDLE_STEP);
}

int make_include(lua_State *L)
{
    return name_step(L, NODE_INCLUDE, "include", GUIDE_NAME_MOST, HANDLE_STEP);
}

int make_again(lua_State *L)
{
    return name_step(L, NODE_AGAIN, "again", NAME_MOST, HANDLE_AGAIN);
}

int finish_again(lua_State *L, step_id again)
{
    loader *s = loader_of(L);
    spot at = { "again", NULL, line_here(s) };
    again_part part = { 1 };
    if (table_at(s, 2, &at, NULL, (wm_text){ "{ at_most = 次數 }", "{ at_most = rounds }" }))
        read_table(s, &schema_again, 2, &at, &part);
    builder_at_most(s->builder, again, (uint16_t)part.at_most);
    return done(L, HANDLE_STEP, again);
}

int make_resolve(lua_State *L)
{
    loader *s = loader_of(L);
    spot at = { "resolve", NULL, line_here(s) };
    at_most_arguments(s, 0, &at);
    return done(L, HANDLE_STEP, made(s, builder_step(s->builder, NODE_RESOLVE, NULL, NULL, at.line), 0));
}

/* ---- reading steps -------------------------------------------------------------------------------- */

/* What to say of a value that is no step: some have a reason of their own. */
static void complain_of_step(loader *s, int index, const spot *at, const char *part_of)
{
    switch (handle_at(s->vm.L, index, NULL)) {
    case HANDLE_BAD:
        s->refused = true;
        break;
    case HANDLE_AGAIN:
        complain(s, "WM115", at->line, at->id, "again 缺少 at_most：again \"…\" { at_most = 2 }",
                 "again lacks at_most: again \"…\" { at_most = 2 }");
        break;
    case HANDLE_WHEN:
        complain(s, "WM115", at->line, at->id, "when(…) 後面缺少步驟", "when(…) lacks its steps");
        break;
    case HANDLE_ON:
    case HANDLE_BRANCH:
        complain(s, "WM113", at->line, at->id, "on(…) { … } 只能直接寫在 ask 的表裡，不加名字",
                 "on(…) { … } stands in the table of an ask, without a name");
        break;
    default:
        complain_of_kind(s, at, part_of, index, a_step);
    }
}

step_id step_at(loader *s, int index, const spot *at, const char *part_of)
{
    uint32_t number;
    handle_kind kind = handle_at(s->vm.L, index, &number);
    if (kind == HANDLE_STEP || kind == HANDLE_ASK)
        return number;
    complain_of_step(s, index, at, part_of);
    return NONE;
}

static size_t add_step(loader *s, int index, const spot *at, const char *part_of)
{
    step_id id = step_at(s, index, at, part_of);
    if (id == NONE)
        return 0;
    *(step_id *)pushed(s, &s->steps) = id;
    return 1;
}

size_t items_at(loader *s, int index, const spot *at, const char *part_of)
{
    lua_State *L = s->vm.L;
    size_t length = lua_rawlen(L, index), count = 0;
    for (size_t i = 1; i <= length; i++) {
        lua_rawgeti(L, index, (lua_Integer)i);
        if (lua_type(L, -1) == LUA_TTABLE)
            complain(s, "WM113", at->line, at->id, "步驟的清單裡不能再有清單", "a list of steps holds no further list");
        else
            count += add_step(s, lua_gettop(L), at, part_of);
        lua_pop(L, 1);
    }
    return count;
}

/* One step, or a list of them. */
static size_t steps_at(loader *s, int index, const spot *at, const char *part_of)
{
    size_t length;
    if (handle_at(s->vm.L, index, NULL) != HANDLE_NONE)
        return add_step(s, index, at, part_of);
    if (lua_type(s->vm.L, index) == LUA_TTABLE)
        return list_at(s, index, at, part_of, steps_or_one, &length) ? items_at(s, index, at, part_of) : 0;
    complain_of_kind(s, at, part_of, index, steps_or_one);
    return 0;
}

/* ---- branches ------------------------------------------------------------------------------------- */

static int compare_branches(const void *left, const void *right)
{
    const branch_declaration *a = left, *b = right;
    return strcmp(a->answer_id, b->answer_id);
}

/* Lua's order of a table is nothing to rely on. Few are the rule. */
static void sort_branches(branch_declaration *list, size_t count)
{
    enum { FEW = 16 };
    if (count > FEW) {
        qsort(list, count, sizeof *list, compare_branches);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        branch_declaration moving = list[i];
        size_t at = i;
        for (; at > 0 && compare_branches(&list[at - 1], &moving) > 0; at--)
            list[at] = list[at - 1];
        list[at] = moving;
    }
}

static branch_declaration *new_branch(loader *s, branch_kind kind, uint32_t line)
{
    branch_declaration *b = pushed(s, &s->branches);
    b->kind = kind;
    b->line = line;
    b->condition = NONE;
    return b;
}

/* The `on`s of the table at 2, in written order. */
static void read_ons(loader *s, const spot *at)
{
    lua_State *L = s->vm.L;
    size_t length = lua_rawlen(L, 2);
    for (size_t i = 1; i <= length; i++) {
        uint32_t number;
        lua_rawgeti(L, 2, (lua_Integer)i);
        if (handle_at(L, -1, &number) == HANDLE_BRANCH) {
            const on_branch *on = &VECTOR_AT(&s->ons, on_branch, number);
            branch_declaration *b = new_branch(s, BRANCH_ON, on->line);
            b->condition = on->condition;
            b->count = on->count;
            if (on->count > 0 && !vector_append(&s->steps, &VECTOR_AT(&s->on_steps, step_id, on->first), on->count))
                starve(s);
        } else if (handle_at(L, -1, NULL) == HANDLE_BAD) {
            s->refused = true;
        } else {
            wm_finding *f = complain(s, "WM113", at->line, at->id, "ask 的表裡，第 %lu 項沒有寫是哪個答案",
                                     "ask: item %lu does not say for which answer it is", (unsigned long)i);
            findings_mend(s->found, f, "寫成 答案 = 步驟 或 on(條件) { … }；數字開頭的答案寫成 [\"%lu\"] = …。",
                          "Write answer = step, or on(condition) { … }; an answer that begins with a digit is written "
                          "[\"%lu\"] = ….",
                          (unsigned long)i);
        }
        lua_pop(L, 1);
    }
}

static void read_number_branch(loader *s, const spot *at)
{
    lua_State *L = s->vm.L;
    if (lua_isinteger(L, -2) && (size_t)lua_tointeger(L, -2) - 1 < lua_rawlen(L, 2))
        return; /* one of the `on`s */
    if (lua_type(L, -2) != LUA_TNUMBER) {
        complain(s, "WM113", at->line, at->id, "ask 的答案要是名字", "the answers of an ask are names");
        return;
    }
    wm_finding *f = complain(s, "WM113", at->line, at->id, "ask 的答案要是名字，這裡是數字 %.14g",
                             "the answers of an ask are names, and here is the number %.14g", lua_tonumber(L, -2));
    findings_mend(s->found, f, "寫成 [\"%.14g\"] = …。", "Write [\"%.14g\"] = ….", lua_tonumber(L, -2));
}

/* The branches by answer of the table at 2, in any order. */
static void read_answers(loader *s, const spot *at)
{
    lua_State *L = s->vm.L;
    size_t told = s->found->list.count;
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1)) {
        int top = lua_gettop(L);
        if (lua_type(L, -2) != LUA_TSTRING) {
            read_number_branch(s, at);
            continue;
        }
        const char *id = name_at(s, top - 1, at, NULL, NAME_MOST);
        if (id == NULL)
            continue;
        branch_kind kind = strcmp(id, "other") == 0    ? BRANCH_OTHER
                           : strcmp(id, "unsure") == 0 ? BRANCH_UNSURE
                                                       : BRANCH_ANSWER;
        branch_declaration *b = new_branch(s, kind, at->line);
        b->answer_id = id;
        b->count = steps_at(s, top, at, id);
    }
    order_complaints(s, told);
}

/* Now that no step moves any more, each branch can point at its own. */
static void point_at_steps(loader *s)
{
    const step_id *steps = s->steps.data;
    branch_declaration *list = s->branches.data;
    for (size_t i = 0; i < s->branches.count; i++) {
        list[i].steps = steps;
        steps = list[i].count > 0 ? steps + list[i].count : steps;
    }
}

int finish_ask(lua_State *L, step_id ask)
{
    loader *s = loader_of(L);
    spot at = { "ask", NULL, line_here(s) };
    if (!table_at(s, 2, &at, NULL, branches_of_ask))
        return bad(L);
    s->steps.count = s->branches.count = 0;
    read_ons(s, &at);
    size_t ons = s->branches.count;
    read_answers(s, &at);
    size_t count = s->branches.count;
    branch_declaration *list = s->branches.data;
    vm_charge(&s->vm, count + s->steps.count);
    vm_outside(&s->vm, count * OUTSIDE_EACH + s->steps.count * 8);
    point_at_steps(s);
    if (count - ons > 1)
        sort_branches(list + ons, count - ons);
    builder_branches(s->builder, ask, list, count);
    return done(L, HANDLE_STEP, ask);
}

/* ---- when, on, any_order --------------------------------------------------------------------------- */

static int open_condition(lua_State *L, const char *statement, handle_kind kind)
{
    loader *s = loader_of(L);
    spot at = { statement, NULL, line_here(s) };
    at_most_arguments(s, 1, &at);
    lua_settop(L, 1);
    condition_id id = condition_at(s, 1, &at, NULL);
    return id == NONE ? bad(L) : done(L, kind, id);
}

int make_when(lua_State *L)
{
    return open_condition(L, "when", HANDLE_WHEN);
}

int make_on(lua_State *L)
{
    return open_condition(L, "on", HANDLE_ON);
}

int finish_when(lua_State *L, condition_id held)
{
    loader *s = loader_of(L);
    spot at = { "when", NULL, line_here(s) };
    s->steps.count = 0;
    size_t count = steps_at(s, 2, &at, NULL);
    return done(L, HANDLE_STEP, made(s, builder_when(s->builder, held, s->steps.data, count, at.line), count));
}

int finish_on(lua_State *L, condition_id held)
{
    loader *s = loader_of(L);
    spot at = { "on", NULL, line_here(s) };
    s->steps.count = 0;
    size_t count = steps_at(s, 2, &at, NULL);
    vm_outside(&s->vm, OUTSIDE_EACH + count * 8);
    uint32_t first = (uint32_t)s->on_steps.count;
    on_branch *on = pushed(s, &s->ons);
    *on = (on_branch){ held, first, (uint32_t)count, at.line };
    if (count > 0 && !vector_append(&s->on_steps, s->steps.data, count))
        starve(s);
    return done(L, HANDLE_BRANCH, (uint32_t)s->ons.count - 1);
}

int make_any_order(lua_State *L)
{
    loader *s = loader_of(L);
    spot at = { "any_order", NULL, line_here(s) };
    size_t length;
    at_most_arguments(s, 1, &at);
    s->steps.count = 0;
    if (!list_at(s, 1, &at, NULL, (wm_text){ "問題的清單 { ask …, ask … }", "a list of questions, { ask …, ask … }" },
                 &length))
        return bad(L);
    size_t count = items_at(s, 1, &at, NULL);
    return done(L, HANDLE_STEP, made(s, builder_any_order(s->builder, s->steps.data, count, at.line), count));
}
