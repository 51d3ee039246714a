/* Running the Lua functions that guides keep as conditions: each instantiated on first use, called with nothing left
 * of earlier calls. Uses vm.h, environment.h, errors.h and functions.h. */
#include <stdio.h>
#include <string.h>

#include "base/vector.h"
#include "script/environment.h"
#include "script/errors.h"
#include "script/functions.h"
#include "script/loader.h"
#include "script/script.h"

enum {
    CALL_BLOCK = 64 * 1024,       /* bytes of a table or a string within a call */
    CALL_STACK = 64 * 1024,       /* … of Lua's stack */
    CALL_SPENT = 8 * 1024 * 1024, /* bytes that a call may be handed in all */
    CALL_GARBAGE = 1024 * 1024,   /* what calls may leave before it is collected */
    FIRST_PLACES = 64
};

/* Its address ends a call whose answer is not known; rules can't come by it. */
static const char unknown_mark;

/* Where a kept function stands in the registry: its closures from `first` on, each followed by its upvalues. */
typedef struct instance {
    const lua_function *function; /* NULL: free */
    int first;
} instance;

struct script_vm {
    vm vm;
    wm_allocator allocator;
    vm_limits call, prepare;
    instance *instances; /* an open hash table by address, at most half full */
    size_t places, count;
    int next;    /* free place in the registry */
    size_t base; /* bytes of the fresh state and of the functions */
    /* the call */
    script_reader *read;
    void *context;
    const lua_function *wanted;
};

/* ---- the facts --------------------------------------------------------------------------------------------- */

static int read_fact(lua_State *L)
{
    script_vm *v = vm_of(L)->owner;
    script_fact fact = { NULL, 0, 0 };
    if (lua_type(L, 2) != LUA_TSTRING)
        vm_raise(&v->vm, "facts 要接問題的名字", "facts takes the name of a question");
    const char *name = lua_tostring(L, 2);
    char words[80];
    switch (v->read(v->context, name, &fact)) {
    case SCRIPT_STRING:
        lua_pushlstring(L, fact.text, fact.size);
        return 1;
    case SCRIPT_DOUBLE:
        lua_pushnumber(L, fact.number);
        return 1;
    case SCRIPT_UNKNOWN:
        lua_pushlightuserdata(L, (void *)&unknown_mark);
        return lua_error(L);
    default:
        vm_clean(words, sizeof words, name, strlen(name));
        vm_raise(&v->vm, "沒有叫「%s」的問題或處置", "no question or action is called %s", words);
    }
}

static int refuse_fact(lua_State *L)
{
    vm_raise(vm_of(L), "條件不能設定事實", "a condition can't set a fact");
}

static int unknown_global(lua_State *L)
{
    char name[80];
    size_t size;
    push_words(L, 2);
    const char *words = lua_tolstring(L, -1, &size);
    vm_clean(name, sizeof name, words, size);
    vm_raise(vm_of(L), "沒有叫「%s」的東西", "there is nothing called %s", name);
}

static int build(lua_State *L)
{
    luaL_Reg dead[64];
    size_t n = 0;
    for (; constructors[n].name != NULL; n++)
        dead[n] = (luaL_Reg){ constructors[n].name, NULL };
    dead[n] = (luaL_Reg){ NULL, NULL };
    environment_build(L, dead, unknown_global);
    lua_newuserdatauv(L, 1, 0);
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, read_fact);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse_fact);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_rawseti(L, LUA_REGISTRYINDEX, REG_FACTS);
    return 0;
}

/* ---- the interpreter --------------------------------------------------------------------------------------- */

static void forget_instances(script_vm *v)
{
    if (v->count > 0)
        memset(v->instances, 0, v->places * sizeof *v->instances);
    v->count = 0;
    v->next = REG_FIRST_FUNCTION;
    v->base = v->vm.heap.used;
}

static void renew(script_vm *v)
{
    vm_renew(&v->vm);
    forget_instances(v);
}

script_vm *script_vm_new(wm_allocator allocator, const script_limits *limits)
{
    allocator = allocator_or_default(allocator);
    script_vm *v = allocator_zero(&allocator, 1, sizeof *v);
    if (v == NULL)
        return NULL;
    v->allocator = allocator;
    v->call = (vm_limits){
        .fuel = limits->condition_instructions, .spent = CALL_SPENT, .block = CALL_BLOCK, .stack = CALL_STACK
    };
    v->prepare = (vm_limits){ .fuel = UINT64_MAX };
    if (vm_open(&v->vm, allocator, build, v) != WM_OK) {
        allocator_free(&allocator, v, sizeof *v);
        return NULL;
    }
    forget_instances(v);
    return v;
}

void script_vm_free(script_vm *v)
{
    if (v == NULL)
        return;
    wm_allocator allocator = v->allocator;
    vm_close(&v->vm);
    allocator_free(&allocator, v->instances, v->places * sizeof *v->instances);
    allocator_free(&allocator, v, sizeof *v);
}

/* ---- instances ------------------------------------------------------------------------------------------------ */

static instance *place_of(instance *list, size_t places, const lua_function *f)
{
    size_t at = ((uintptr_t)f >> 4) * 0x9E3779B1u & (places - 1);
    while (list[at].function != NULL && list[at].function != f)
        at = (at + 1) & (places - 1);
    return &list[at];
}

static bool make_places(script_vm *v)
{
    if (2 * (v->count + 1) <= v->places)
        return true;
    size_t places = v->places > 0 ? 2 * v->places : FIRST_PLACES;
    instance *list = allocator_zero(&v->allocator, places, sizeof *list);
    if (list == NULL)
        return false;
    for (size_t i = 0; i < v->places; i++)
        if (v->instances[i].function != NULL)
            *place_of(list, places, v->instances[i].function) = v->instances[i];
    allocator_free(&v->allocator, v->instances, v->places * sizeof *v->instances);
    v->instances = list;
    v->places = places;
    return true;
}

/* How many places of the registry a group takes. */
static int group_places(const kept_group *g)
{
    int places = 0;
    for (uint32_t i = 0; i < g->count; i++)
        places += 1 + (int)g->closures[i].count;
    return places;
}

/* The place of a group's closure, counted from that of the first. */
static int closure_place(const kept_group *g, uint32_t closure)
{
    int place = 0;
    for (uint32_t i = 0; i < closure; i++)
        place += 1 + (int)g->closures[i].count;
    return place;
}

static void push_upvalue(lua_State *L, const kept_group *g, const kept_value *value, int first)
{
    switch (value->kind) {
    case KEPT_NIL:
        lua_pushnil(L);
        break;
    case KEPT_BOOLEAN:
        lua_pushboolean(L, value->is.boolean);
        break;
    case KEPT_INTEGER:
        lua_pushinteger(L, value->is.integer);
        break;
    case KEPT_NUMBER:
        lua_pushnumber(L, value->is.number);
        break;
    case KEPT_STRING:
        lua_pushlstring(L, value->is.string.text, value->is.string.size);
        break;
    case KEPT_HELPER:
        lua_rawgeti(L, LUA_REGISTRYINDEX, REG_VALUES);
        lua_getfield(L, -1, value->is.string.text);
        lua_remove(L, -2);
        break;
    case KEPT_CLOSURE:
        lua_rawgeti(L, LUA_REGISTRYINDEX, first + closure_place(g, value->is.closure));
        break;
    }
}

/* Loads the closures, then what they close over, so that they may close over each other. The bytecode is what
 * this program dumped and kept itself; no other is ever loaded. */
static int prepare(lua_State *L)
{
    script_vm *v = vm_of(L)->owner;
    const kept_group *g = v->wanted->upvalues;
    int place = v->next;
    for (uint32_t i = 0; i < g->count; i++) {
        const kept_closure *c = &g->closures[i];
        if (luaL_loadbufferx(L, c->code, c->size, "=" VM_CHUNK, "b") != LUA_OK)
            return lua_error(L);
        lua_rawseti(L, LUA_REGISTRYINDEX, place);
        place += 1 + (int)c->count;
    }
    place = v->next;
    for (uint32_t i = 0; i < g->count; i++, place++)
        for (uint32_t k = 0; k < g->closures[i].count; k++) {
            push_upvalue(L, g, &g->closures[i].upvalues[k], v->next);
            lua_rawseti(L, LUA_REGISTRYINDEX, ++place);
        }
    return 0;
}

/* Where the function stands; -1 where there is no memory for it. */
static int instance_of(script_vm *v, const lua_function *f)
{
    if (v->places > 0) {
        const instance *held = place_of(v->instances, v->places, f);
        if (held->function != NULL)
            return held->first;
    }
    if (!make_places(v))
        return -1;
    vm_arm(&v->vm, &v->prepare);
    v->wanted = f;
    lua_pushcfunction(v->vm.L, prepare);
    int status = lua_pcall(v->vm.L, 0, 0, 0);
    lua_settop(v->vm.L, 0);
    if (status != LUA_OK)
        return -1;
    int first = v->next;
    *place_of(v->instances, v->places, f) = (instance){ f, first };
    v->count++;
    v->next += group_places(f->upvalues);
    v->base = v->vm.heap.used;
    return first;
}

/* ---- calls ------------------------------------------------------------------------------------------------------ */

/* Whatever a call did to the functions' upvalues ends with it. */
static void reset_upvalues(lua_State *L, const kept_group *g, int place)
{
    for (uint32_t i = 0; i < g->count; i++) {
        uint32_t count = g->closures[i].count;
        if (count > 0)
            lua_rawgeti(L, LUA_REGISTRYINDEX, place);
        for (uint32_t k = 1; k <= count; k++) {
            lua_rawgeti(L, LUA_REGISTRYINDEX, place + (int)k);
            lua_setupvalue(L, -2, (int)k);
        }
        lua_settop(L, 0);
        place += 1 + (int)count;
    }
}

/* The bytes handed out depend a little on what earlier calls left behind, by less than this share: a call that
 * comes near the bound is decided in a fresh state, so that the verdict is always the same. */
static bool is_near_bound(const script_vm *v)
{
    return v->vm.spent > v->call.spent / 2;
}

static int call_once(script_vm *v, const lua_function *f)
{
    lua_State *L = v->vm.L;
    int place = instance_of(v, f);
    if (place < 0) {
        v->vm.starved = true;
        return LUA_ERRMEM;
    }
    vm_arm(&v->vm, &v->call);
    reset_upvalues(L, f->upvalues, place);
    lua_rawgeti(L, LUA_REGISTRYINDEX, place);
    lua_rawgeti(L, LUA_REGISTRYINDEX, REG_FACTS);
    return lua_pcall(L, 1, 1, 0);
}

static script_verdict verdict_of_error(script_vm *v, const guide *g, const lua_function *f, int status, wm_error *error)
{
    wm_error words;
    char where[sizeof words.where];
    if (lua_touserdata(v->vm.L, -1) == &unknown_mark)
        return SCRIPT_UNDECIDED;
    if (v->vm.starved) {
        error_no_memory(error);
        return SCRIPT_ERROR;
    }
    uint32_t line = error_describe(&v->vm, status, &words);
    snprintf(where, sizeof where, "%s:%lu", g->file != NULL ? g->file : "", (unsigned long)(line > 0 ? line : f->line));
    error_set(error, words.status, where, "%s%.0s", "%.0s%s", words.zh, words.en);
    return SCRIPT_ERROR;
}

script_verdict script_call(script_vm *v, const guide *g, uint32_t number, script_reader *read, void *context,
                           wm_error *error)
{
    const lua_function *f = &g->functions[number];
    v->read = read;
    v->context = context;
    int status = call_once(v, f);
    if (is_near_bound(v)) {
        renew(v);
        status = call_once(v, f);
    }
    script_verdict verdict;
    if (status == LUA_OK)
        verdict = lua_toboolean(v->vm.L, -1) ? SCRIPT_TRUE : SCRIPT_FALSE;
    else
        verdict = verdict_of_error(v, g, f, status, error);
    lua_settop(v->vm.L, 0);
    if (v->vm.end != END_NONE || status == LUA_ERRMEM)
        renew(v);
    else if (v->vm.heap.used > v->base + CALL_GARBAGE)
        lua_gc(v->vm.L, LUA_GCCOLLECT);
    return verdict;
}
