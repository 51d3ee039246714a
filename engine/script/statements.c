/* The constructors of statements, the list of all constructors, and a file's end. Uses loader.h. */
#include "script/loader.h"

#include <math.h>
#include <string.h>

static const wm_text its_fields = { "{ 欄位 = 值 }", "{ field = value }" };

/* ---- first halves ----------------------------------------------------------------------------------- */

static uint32_t add_pending(loader *s, const table_schema *schema, const char *name, uint32_t line)
{
    pending *p = vector_push(&s->pending);
    if (p == NULL)
        starve(s);
    vm_outside(&s->vm, OUTSIDE_EACH);
    *p = (pending){ schema, name, line, false };
    return (uint32_t)s->pending.count - 1;
}

static int open_statement(lua_State *L, const table_schema *schema, size_t most)
{
    loader *s = loader_of(L);
    spot at = { schema->name, NULL, line_here(s) };
    const char *name = name_at(s, 1, &at, NULL, most);
    if (name == NULL) {
        push_handle(L, HANDLE_BAD, 0);
        return 1;
    }
    uint32_t number = add_pending(s, schema, name, at.line);
    if (lua_gettop(L) > 1) {
        complain(s, "WM113", at.line, name, "寫成 %s \"%s\" { … }", "write %s \"%s\" { … }", schema->name, name);
        return finish_statement(L, number);
    }
    push_handle(L, HANDLE_STATEMENT, number);
    return 1;
}

int make_guide(lua_State *L)
{
    return open_statement(L, &schema_guide, GUIDE_NAME_MOST);
}

int make_question(lua_State *L)
{
    return open_statement(L, &schema_question, NAME_MOST);
}

int make_fault(lua_State *L)
{
    return open_statement(L, &schema_fault, NAME_MOST);
}

int make_action(lua_State *L)
{
    return open_statement(L, &schema_action, NAME_MOST);
}

int make_escalation(lua_State *L)
{
    return open_statement(L, &schema_escalation, NAME_MOST);
}

/* ---- flows --------------------------------------------------------------------------------------------- */

/* The table at an index as a flow. */
static void read_flow(loader *s, int index, const char *name, uint32_t line)
{
    spot at = { "flow", name, line };
    flow_part part = { NONE };
    vm_charge(&s->vm, lua_rawlen(s->vm.L, index));
    read_table(s, &schema_flow, index, &at, &part);
    s->steps.count = 0;
    size_t count = items_at(s, index, &at, NULL);
    lua_getfield(s->vm.L, index, "otherwise");
    if (part.otherwise == NONE && !lua_isnil(s->vm.L, -1)) /* complained of; not missing on top of it */
        part.otherwise = builder_step(s->builder, NODE_RESOLVE, NULL, NULL, line);
    lua_pop(s->vm.L, 1);
    vm_outside(&s->vm, OUTSIDE_EACH + count * 8);
    builder_flow(s->builder, name, s->steps.data, count, part.otherwise, line);
}

int make_flow(lua_State *L)
{
    loader *s = loader_of(L);
    if (lua_type(L, 1) != LUA_TTABLE)
        return open_statement(L, &schema_flow, NAME_MOST);
    read_flow(s, 1, NULL, line_here(s));
    push_handle(L, HANDLE_DONE, 0);
    return 1;
}

/* ---- second halves ------------------------------------------------------------------------------------- */

static record record_of(const table_schema *schema, const char *name, uint32_t line)
{
    record r = { .kind = (record_kind)schema->index };
    switch (r.kind) {
    case RECORD_GUIDE:
        r.of.guide = (guide_declaration){ .name = name, .goal = NONE, .applies = NONE, .line = line };
        break;
    case RECORD_QUESTION:
        r.of.question = (question){ .id = name, .min = -HUGE_VAL, .max = HUGE_VAL, .cost = 1, .line = line };
        break;
    case RECORD_FAULT:
        r.of.fault = (fault){ .id = name, .prior = NAN, .line = line };
        break;
    case RECORD_ACTION:
        r.of.action = (action){ .id = name, .cost = NOT_STATED, .verify = NONE, .line = line };
        break;
    case RECORD_ESCALATION:
        r.of.escalation = (escalation){ .id = name, .cost = NOT_STATED, .line = line };
        break;
    }
    return r;
}

/* `cite = "#…"` means the guide's manual. */
static void settle_cite(loader *s, cite *c, const char *id, uint32_t line)
{
    if (c->anchor == NULL || c->manual != NULL)
        return;
    c->manual = s->manual;
    if (s->manual != NULL)
        return;
    wm_finding *f = complain(s, "WM101", line, id, "cite = \"#%s\" 沒有說是哪本手冊",
                             "cite = \"#%s\" does not say which manual", c->anchor);
    findings_mend(s->found, f, "在 guide 寫 manual = \"…\"，或寫成 cite = \"手冊#%s\"。",
                  "Give the guide a manual = \"…\", or write cite = \"MANUAL#%s\".", c->anchor);
}

static void declare(loader *s, record *r)
{
    switch (r->kind) {
    case RECORD_GUIDE:
        builder_guide(s->builder, &r->of.guide);
        break;
    case RECORD_QUESTION:
        settle_cite(s, &r->of.question.cite, r->of.question.id, r->of.question.line);
        builder_question(s->builder, &r->of.question, r->matches, r->match_count);
        break;
    case RECORD_FAULT:
        settle_cite(s, &r->of.fault.cite, r->of.fault.id, r->of.fault.line);
        builder_fault(s->builder, &r->of.fault);
        break;
    case RECORD_ACTION:
        settle_cite(s, &r->of.action.cite, r->of.action.id, r->of.action.line);
        builder_action(s->builder, &r->of.action);
        break;
    case RECORD_ESCALATION:
        builder_escalation(s->builder, &r->of.escalation);
        break;
    }
}

static void declare_queue(loader *s)
{
    for (size_t i = 0; i < s->queue.count; i++)
        declare(s, &VECTOR_AT(&s->queue, record, i));
    s->queue.count = 0;
}

/* Declarations before the guide's own wait for it: it says which manual they cite. */
static void submit(loader *s, record *r)
{
    if (!s->has_guide && r->kind != RECORD_GUIDE) {
        vm_outside(&s->vm, sizeof *r);
        if (!vector_append(&s->queue, r, 1))
            starve(s);
        return;
    }
    declare(s, r);
    if (r->kind == RECORD_GUIDE && !s->has_guide) {
        s->has_guide = true;
        s->manual = r->of.guide.manual;
        declare_queue(s);
    }
}

/* Whether a question's answers may be others than those that were read: what names them is not judged then. */
static bool are_doubtful(const loader *s, size_t said, const question *q)
{
    bool doubtful = s->found->list.count > said && q->answers == NULL;
    for (size_t i = said; i < s->found->list.count; i++)
        doubtful = doubtful || strcmp(VECTOR_AT(&s->found->list, wm_finding, i).code, "WM103") != 0;
    return doubtful;
}

int finish_statement(lua_State *L, uint32_t number)
{
    loader *s = loader_of(L);
    pending *p = &VECTOR_AT(&s->pending, pending, number);
    spot at = { p->schema->name, p->name, p->line };
    if (p->done) {
        complain(s, "WM113", line_here(s), p->name, "%s \"%s\" 已經有內容了", "%s \"%s\" has its table already",
                 at.statement, p->name);
    } else if (table_at(s, 2, &at, NULL, its_fields)) {
        p->done = true;
        const table_schema *schema = p->schema;
        if (schema == &schema_flow) {
            read_flow(s, 2, at.id, at.line);
        } else {
            record r = record_of(schema, at.id, at.line);
            vm_outside(&s->vm, sizeof r);
            size_t said = s->found->list.count;
            read_table(s, schema, 2, &at, &r);
            if (r.kind == RECORD_QUESTION)
                r.of.question.doubtful = are_doubtful(s, said, &r.of.question);
            submit(s, &r);
        }
    } else {
        p->done = true;
        builder_unusable(s->builder, at.id);
    }
    push_handle(L, HANDLE_DONE, 0);
    return 1;
}

/* ---- the end ------------------------------------------------------------------------------------------- */

void statements_end(loader *s)
{
    for (size_t i = 0; i < s->pending.count; i++) {
        const pending *p = &VECTOR_AT(&s->pending, pending, i);
        if (p->done)
            continue;
        complain(s, "WM115", p->line, p->name, "%s \"%s\" 後面缺少 { … }", "%s \"%s\" lacks its { … }", p->schema->name,
                 p->name);
        builder_unusable(s->builder, p->name);
    }
    declare_queue(s);
}

const luaL_Reg constructors[] = {
    { "action", make_action },
    { "again", make_again },
    { "all", make_all },
    { "any", make_any },
    { "any_order", make_any_order },
    { "ask", make_ask },
    { "at_least", make_at_least },
    { "below", make_below },
    { "between", make_between },
    { "conclude", make_conclude },
    { "contains", make_contains },
    { "escalate", make_escalate },
    { "escalation", make_escalation },
    { "failed", make_failed },
    { "fault", make_fault },
    { "fixed", make_fixed },
    { "flow", make_flow },
    { "go", make_go },
    { "guide", make_guide },
    { "include", make_include },
    { "is", make_is },
    { "known", make_known },
    { "none", make_none },
    { "on", make_on },
    { "one_of", make_one_of },
    { "question", make_question },
    { "resolve", make_resolve },
    { "see", make_see },
    { "suspect", make_suspect },
    { "try", make_try },
    { "when", make_when },
    { NULL, NULL },
};
