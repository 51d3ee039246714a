/* Inside the loader: what the constructors share. Uses vm.h, environment.h, schema.h and model/builder.h.
 *
 * What a constructor gives back is a *handle*: a light userdata of a kind and an index, so that no step costs
 * an allocation in Lua. HANDLE_BAD stands for what was already complained about and is taken anywhere. */
#ifndef SCRIPT_LOADER_H
#define SCRIPT_LOADER_H

#include "base/vector.h"
#include "script/environment.h"
#include "script/schema.h"
#include "script/script.h"

enum {
    COMPLAINTS_MOST = 100, /* findings of one file */
    NAME_MOST = 64,        /* bytes of an id */
    GUIDE_NAME_MOST = 128, /* … of a guide's name, which has folders */
    TEXT_MOST = 4096,      /* … of a text */
    KEEP_CACHE = 1024,     /* a power of two */
    OUTSIDE_EACH = 96      /* bytes that a step or condition is reckoned to take in the builder */
};

/* A string of Lua's and its copy for the builder: nothing is collected while a file loads, so that the address
 * stands for the string. */
typedef struct kept_string {
    const char *lua, *kept;
} kept_string;

/* `question "id"` until its table comes. */
typedef struct pending {
    const table_schema *schema;
    const char *name;
    uint32_t line;
    bool done;
} pending;

/* An `on(condition) { … }`: steps are loader.on_steps[first .. first + count). */
typedef struct on_branch {
    condition_id condition;
    uint32_t first, count, line;
} on_branch;

typedef struct script_loader {
    vm vm;
    wm_allocator allocator;
    script_limits limits;
    const char *field_names[SCHEMAS][FIELDS_MOST]; /* as Lua holds them */
    kept_string cache[KEEP_CACHE];
    vector pending, ons, on_steps;        /* of the file */
    vector steps, branches, words, names; /* of what is being read */
    vector queue;                         /* records that wait for the guide's manual */
    vector bytes;                         /* of the function being kept */
    /* the file */
    builder *builder;
    draft *refused_names; /* of a file that was refused, until it is taken */
    findings *found;
    const char *name, *text;
    size_t size;
    size_t complaints;
    bool refused, has_guide, running;
    const char *manual;
    uint32_t unknown_line; /* of the global that was last complained of */
    char unknown[80];
} loader;

static inline loader *loader_of(lua_State *L)
{
    return vm_of(L)->owner;
}

/* ---- complaints (errors.c) ---- */

/* Adds a finding (an error) of this file; formats take the arguments in the same order. NULL where there are
 * enough already; a file that runs is ended then. The guide is refused. */
#define complain(s, code, line, node, ...)                                                                             \
    (may_complain(s) ? builder_complain((s)->builder, code, line, node, __VA_ARGS__) : NULL)
bool may_complain(loader *s);
/* Puts the findings from an index on in order of their words: of those that came of one table's keys, whose order in Lua
 * differs from run to run. */
void order_complaints(loader *s, size_t from);
/* Turns the error on the top of the stack, which ended the file, into a finding. */
/* `reached`: the line that Lua had read up to. */
void complain_of_error(loader *s, int status, uint32_t reached);
/* What a value is, in both languages: "a number". */
wm_text kind_of_value(lua_State *L, int index);

/* ---- values (values.c) ---- */

/* Of a statement, for complaints. */
typedef struct spot {
    const char *statement, *id; /* id may be NULL */
    uint32_t line;
} spot;

/* The first byte from `at` on that is neither a printable ASCII one nor a blank. */
size_t skip_plain(const char *s, size_t at, size_t size);
/* The line of the constructor's call. */
uint32_t line_here(loader *s);
/* Where `field` is written in the statement of a spot. */
uint32_t line_of_key(const loader *s, const spot *at, const char *field);
/* Complains that a field is not of the kind that it must be. */
wm_finding *complain_of_kind(loader *s, const spot *at, const char *field, int index, wm_text expected);
/* Ends the run: the caller's allocator has nothing left. */
_Noreturn void starve(loader *s);
/* Memory for what the guide keeps; counted, and never NULL: the run ends where there is none. */
void *kept_memory(loader *s, size_t count, size_t size);
/* A copy of some bytes, and of a string of Lua's, which is copied once. */
const char *copy_text(loader *s, const char *text, size_t size);
const char *keep_string(loader *s, const char *text, size_t size);
/* The name at an index: NULL, with a complaint, where it is none. */
const char *name_at(loader *s, int index, const spot *at, const char *field, size_t most);
/* The text at an index; "?", with a complaint, where it is none. */
const char *text_at(loader *s, int index, const spot *at, const char *field);
/* Whether a list stands at an index, a table whose keys are 1 … n; complains where not. */
bool list_at(loader *s, int index, const spot *at, const char *field, wm_text expected, size_t *count);
/* The key that lua_next left, an id; NULL, with a complaint, where it is none. */
const char *key_at(loader *s, const spot *at, const char *field);
/* The keys of the table at an index, which are ids, in order of their bytes and kept by the builder, in memory
 * of the guide's; complains of others. */
size_t keys_at(loader *s, int index, const spot *at, const char *field, wm_text expected, const char ***out);
/* Reads the table at an index by a schema into `out`, which has the defaults. */
void read_table(loader *s, const table_schema *schema, int index, const spot *at, void *out);
/* Reads the value at an index as a field's (fields.c). */
void read_field(loader *s, const schema_field *f, int index, const spot *at, void *out);
/* Complains of a table where none is, in words of a statement. */
bool table_at(loader *s, int index, const spot *at, const char *field, wm_text expected);

/* ---- handles (handles.c) ---- */

typedef enum handle_kind {
    HANDLE_NONE, /* no handle at all */
    HANDLE_BAD,
    HANDLE_STEP,
    HANDLE_ASK,    /* a step that may be given branches */
    HANDLE_AGAIN,  /* one that needs { at_most = … } */
    HANDLE_WHEN,   /* a condition that needs steps */
    HANDLE_ON,     /* … */
    HANDLE_BRANCH, /* an on_branch */
    HANDLE_CONDITION,
    HANDLE_STATEMENT, /* a pending */
    HANDLE_DONE       /* a statement with its table */
} handle_kind;

void push_handle(lua_State *L, handle_kind kind, uint32_t index);
handle_kind handle_at(lua_State *L, int index, uint32_t *number);
/* Gives all handles their behaviour: they can be called, and nothing else. */
void handles_build(lua_State *L);

/* ---- constructors ---- */

extern const luaL_Reg constructors[]; /* NULL-terminated; in order of name */

/* steps.c */
int make_ask(lua_State *L);
int make_try(lua_State *L);
int make_conclude(lua_State *L);
int make_suspect(lua_State *L);
int make_escalate(lua_State *L);
int make_resolve(lua_State *L);
int make_go(lua_State *L);
int make_see(lua_State *L);
int make_include(lua_State *L);
int make_any_order(lua_State *L);
int make_again(lua_State *L);
int make_when(lua_State *L);
int make_on(lua_State *L);
/* The second halves, called with (handle, table). */
int finish_ask(lua_State *L, step_id ask);
int finish_again(lua_State *L, step_id again);
int finish_when(lua_State *L, condition_id held);
int finish_on(lua_State *L, condition_id held);
/* The step at an index, or NONE with a complaint. `part_of`: the answer or field that it is for, or NULL. */
step_id step_at(loader *s, int index, const spot *at, const char *part_of);
/* Appends the items of the table at an index, which are steps, to s->steps; returns how many. */
size_t items_at(loader *s, int index, const spot *at, const char *part_of);

/* conditions.c */
int make_is(lua_State *L);
int make_one_of(lua_State *L);
int make_below(lua_State *L);
int make_at_least(lua_State *L);
int make_between(lua_State *L);
int make_contains(lua_State *L);
int make_known(lua_State *L);
int make_fixed(lua_State *L);
int make_failed(lua_State *L);
int make_all(lua_State *L);
int make_any(lua_State *L);
int make_none(lua_State *L);
/* The condition at an index, a Lua function included, or NONE with a complaint. */
condition_id condition_at(loader *s, int index, const spot *at, const char *field);

/* statements.c */
int make_guide(lua_State *L);
int make_question(lua_State *L);
int make_fault(lua_State *L);
int make_action(lua_State *L);
int make_escalation(lua_State *L);
int make_flow(lua_State *L);
int finish_statement(lua_State *L, uint32_t number);
/* The end of the file: what was left unfinished, what waited for the manual. */
void statements_end(loader *s);

/* functions.c: keeps the Lua function at an index as a condition; NONE with a complaint where it can't be. */
condition_id keep_function(loader *s, int index, const spot *at);

#endif
