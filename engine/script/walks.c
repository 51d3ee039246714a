/* Walks beside rules, written in Lua: the fence with one constructor, and tables as JSON. Uses walks.h, vm.h, environment.h. */
#include "script/walks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/vector.h"
#include "script/environment.h"
#include "script/errors.h"
#include "script/keys.h"

enum {
    WALK_DEPTH = 16, /* tables within tables */
    WALKS_STACK = 128 * 1024,
    WALKS_MEMORY = 32 * 1024 * 1024,
    WALKS_MEMORY_A_BYTE = 32,
    WALK_NAME_MOST = 256
};

typedef struct walks_file {
    vm vm;
    script_limits limits;
    const char *name;
    script_walk_sink *sink;
    void *context;
    vector json; /* of the walk that is being read */
    size_t begun, finished;
    uint32_t begun_line; /* of the last walk that was begun */
    bool no_memory;
} walks_file;

static walks_file *file_of(lua_State *L)
{
    return vm_of(L)->owner;
}

/* ---- A table as JSON -------------------------------------------------------------------------------------------- */

static void put(lua_State *L, const char *s, size_t size)
{
    walks_file *f = file_of(L);
    vm_charge(&f->vm, size);
    vm_outside(&f->vm, size);
    if (vector_append(&f->json, s, size))
        return;
    f->no_memory = true;
    vm_raise(&f->vm, "%s", "%s", "no memory");
}

static void put_string(lua_State *L, const char *s, size_t size)
{
    char escape[8];
    put(L, "\"", 1);
    for (size_t from = 0, at = 0; at <= size; at++) {
        unsigned char c = at < size ? (unsigned char)s[at] : '"';
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        put(L, s + from, at - from);
        from = at + 1;
        snprintf(escape, sizeof escape, c < 0x20 ? "\\u%04x" : "\\%c", c);
        if (at < size)
            put(L, escape, strlen(escape));
    }
    put(L, "\"", 1);
}

static void put_number(lua_State *L, int index)
{
    char text[40];
    if (lua_isinteger(L, index))
        snprintf(text, sizeof text, LUA_INTEGER_FMT, lua_tointeger(L, index));
    else
        snprintf(text, sizeof text, "%.17g", lua_tonumber(L, index));
    if (!isfinite(lua_tonumber(L, index)))
        vm_raise(vm_of(L), "這不是有限的數：%s", "this is no finite number: %s", text);
    put(L, text, strlen(text));
}

static void put_value(lua_State *L, int index, int depth);

typedef struct written_key {
    const char *text;
    size_t size;
} written_key;

static int compare_keys(const void *left, const void *right)
{
    const written_key *a = left, *b = right;
    int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/* The keys of the table at an index in the order of their bytes, which Lua's own differs from and from run to run;
 * in a block that is left on the stack. */
static const written_key *push_members(lua_State *L, int index, size_t *count)
{
    *count = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        ++*count;
    vm_charge(vm_of(L), 16 * *count);
    written_key *list = lua_newuserdatauv(L, *count * sizeof *list + 1, 0);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1), n++) {
        if (lua_type(L, -2) != LUA_TSTRING)
            vm_raise(vm_of(L), "一個表不能又是清單、又有欄位%s", "a table is a list or has fields, not both%s", "");
        list[n].text = lua_tolstring(L, -2, &list[n].size);
    }
    qsort(list, n, sizeof *list, compare_keys);
    return list;
}

/* The members of the table at an index, behind `earlier` ones. */
static void put_members(lua_State *L, int index, int depth, size_t earlier)
{
    size_t count;
    const written_key *list = push_members(L, index, &count);
    for (size_t i = 0; i < count; i++) {
        put(L, ",", earlier + i > 0);
        put_string(L, list[i].text, list[i].size);
        put(L, ":", 1);
        lua_pushlstring(L, list[i].text, list[i].size);
        lua_rawget(L, index);
        put_value(L, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void put_table(lua_State *L, int index, int depth)
{
    size_t count = lua_rawlen(L, index);
    if (depth >= WALK_DEPTH || !lua_checkstack(L, 8))
        vm_raise(vm_of(L), "表套得太深，最多 %d 層", "tables nested too deeply: at most %d", WALK_DEPTH);
    if (count == 0) {
        put(L, "{", 1);
        put_members(L, index, depth, 0);
        put(L, "}", 1);
        return;
    }
    size_t all = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        all++;
    if (all != count)
        vm_raise(vm_of(L), "一個表不能又是清單、又有欄位%s", "a table is a list or has fields, not both%s", "");
    put(L, "[", 1);
    for (size_t i = 1; i <= count; i++) {
        put(L, ",", i > 1);
        lua_rawgeti(L, index, (lua_Integer)i);
        put_value(L, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
    }
    put(L, "]", 1);
}

static void put_value(lua_State *L, int index, int depth)
{
    size_t size;
    const char *text;
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        text = lua_tolstring(L, index, &size);
        put_string(L, text, size);
        break;
    case LUA_TNUMBER:
        put_number(L, index);
        break;
    case LUA_TBOOLEAN:
        text = lua_toboolean(L, index) ? "true" : "false";
        put(L, text, strlen(text));
        break;
    case LUA_TTABLE:
        put_table(L, index, depth);
        break;
    default:
        vm_raise(vm_of(L), "走法裡只能有文字、數字、true、false 和表%s",
                 "a walk holds texts, numbers, true, false and tables only%s", "");
    }
}

/* ---- walk "name" { … } ------------------------------------------------------------------------------------------- */

/* The second half: its upvalues are the name and the line. */
static int finish_walk(lua_State *L)
{
    walks_file *f = file_of(L);
    size_t size;
    lua_settop(L, 1);
    if (lua_type(L, 1) != LUA_TTABLE)
        vm_raise(&f->vm, "walk 的名字後面要有一個表%s", "a table is wanted behind the walk's name%s", "");
    const char *id = lua_tolstring(L, lua_upvalueindex(1), &size);
    f->json.count = 0;
    put(L, "{\"id\":", 6);
    put_string(L, id, size);
    if (lua_rawlen(L, 1) > 0)
        vm_raise(&f->vm, "走法的表裡要寫欄位，不是清單%s", "a walk's table has fields, and is no list%s", "");
    put_members(L, 1, 0, 1);
    put(L, "}", 1);
    f->finished++;
    if (f->sink(f->context, (uint32_t)lua_tointeger(L, lua_upvalueindex(2)), f->json.data, f->json.count))
        return 0;
    f->no_memory = true;
    vm_raise(&f->vm, "%s", "%s", "no memory");
}

static int make_walk(lua_State *L)
{
    walks_file *f = file_of(L);
    size_t size = 0;
    lua_settop(L, 1);
    const char *id = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &size) : NULL;
    if (!id || size == 0 || size > WALK_NAME_MOST)
        vm_raise(&f->vm, "walk 後面要有名字：walk \"name\" { … }%s", "a name is wanted: walk \"name\" { … }%s", "");
    f->begun++;
    f->begun_line = vm_line(L);
    lua_pushinteger(L, f->begun_line);
    lua_pushcclosure(L, finish_walk, 2);
    return 1;
}

static const luaL_Reg words[] = { { "walk", make_walk }, { NULL, NULL } };

static int unknown_global(lua_State *L)
{
    char name[80];
    size_t size;
    push_words(L, 2);
    const char *text = lua_tolstring(L, -1, &size);
    vm_clean(name, sizeof name, text, size);
    vm_raise(vm_of(L), "沒有叫「%s」的東西；走法檔裡只有 walk",
             "there is nothing called %s; a file of walks has walk alone", name);
}

static int build(lua_State *L)
{
    environment_build(L, words, unknown_global);
    return 0;
}

/* ---- The file ---------------------------------------------------------------------------------------------------- */

static wm_status at_fault(const walks_file *f, uint32_t line, wm_status status, const char *zh, const char *en,
                          wm_error *error)
{
    char where[192];
    snprintf(where, sizeof where, "%.170s:%lu", f->name, (unsigned long)(line > 0 ? line : 1));
    return error_set(error, status, where, "%s%.0s", "%.0s%s", zh, en);
}

static uint32_t line_of(const char *text, size_t at)
{
    uint32_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n';
    return line;
}

static wm_status check_tokens(const walks_file *f, const char *text, size_t size, wm_error *error)
{
    scan found;
    wm_status status = WM_OK;
    if (!scan_source(&found, f->vm.heap.allocator, text, size, STRING_LIMIT))
        return error_no_memory(error);
    uint32_t line = found.jumps_line > 0 ? found.jumps_line : found.gotos_line;
    line = found.string_line > 0 ? found.string_line : line;
    if (line > 0)
        status =
            at_fault(f, line, WM_BAD_RULES, "這裡的寫法太大，Lua 不讀", "this is too large for Lua to read", error);
    else if (found.twice.count > 0)
        status = at_fault(f, VECTOR_AT(&found.twice, twice, 0).second, WM_BAD_RULES, "同一個表裡有一個欄位寫了兩次",
                          "a field is written twice in one table", error);
    scan_free(&found);
    return status;
}

static wm_status check_bytes(const walks_file *f, const char *text, size_t size, wm_error *error)
{
    if (size > f->limits.file_bytes)
        return at_fault(f, 1, WM_BAD_RULES, "檔案太大", "the file is too large", error);
    size_t bad = text_invalid_at(text, size);
    if (bad < size)
        return at_fault(f, line_of(text, bad), WM_BAD_RULES, "檔案不是有效的 UTF-8 文字", "the file is not valid UTF-8",
                        error);
    bad = text_control_at(text, size);
    if (bad < size)
        return at_fault(f, line_of(text, bad), WM_BAD_RULES, "檔案含有控制字元或改變文字方向的字元",
                        "the file holds a control character, or one that turns the direction of text", error);
    return check_tokens(f, text, size, error);
}

static wm_status end_of(walks_file *f, int status, wm_error *error)
{
    wm_error said;
    if (f->no_memory || f->vm.starved)
        return error_no_memory(error);
    if (status != LUA_OK) {
        uint32_t line = error_describe(&f->vm, status, &said);
        return at_fault(f, line, said.status == WM_OVERRUN ? WM_OVERRUN : WM_BAD_RULES, said.zh, said.en, error);
    }
    if (f->begun != f->finished)
        return at_fault(f, f->begun_line, WM_BAD_RULES, "walk 的名字後面要有一個表 { … }",
                        "a table { … } is wanted behind the walk's name", error);
    return WM_OK;
}

static wm_status run(walks_file *f, const char *text, size_t size, wm_error *error)
{
    lua_State *L = f->vm.L;
    vm_limits limits = { .fuel = f->limits.load_instructions,
                         .memory = f->limits.memory_bytes > 0 ? f->limits.memory_bytes
                                                              : WALKS_MEMORY + WALKS_MEMORY_A_BYTE * size,
                         .stack = WALKS_STACK,
                         .seconds = f->limits.load_seconds };
    vm_arm(&f->vm, &limits);
    int status = luaL_loadbufferx(L, text, size, "=" VM_CHUNK, "t");
    if (status == LUA_OK) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, REG_ENVIRONMENT);
        lua_setupvalue(L, -2, 1);
        vm_run(&f->vm);
        status = lua_pcall(L, 0, 0, 0);
    }
    return end_of(f, status, error);
}

wm_status script_walks(wm_allocator allocator, const script_limits *limits, const char *name, const char *text,
                       size_t size, script_walk_sink *sink, void *context, wm_error *error)
{
    allocator = allocator_or_default(allocator);
    walks_file *f = allocator_zero(&allocator, 1, sizeof *f);
    if (!f)
        return error_no_memory(error);
    f->limits = *limits;
    f->name = name;
    f->sink = sink;
    f->context = context;
    f->json = vector_of(allocator, 1);
    wm_status status = vm_open(&f->vm, allocator, build, f) == WM_OK ? WM_OK : error_no_memory(error);
    if (status == WM_OK) {
        status = check_bytes(f, text, size, error);
        if (status == WM_OK)
            status = run(f, text, size, error);
        vm_close(&f->vm);
    }
    vector_free(&f->json);
    allocator_free(&allocator, f, sizeof *f);
    return status;
}
