/* The fenced interpreter: memory, fuel, time, and errors that can't hide anything. Uses heap.h, base/ and Lua. */
#include "script/vm.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <lauxlib.h>

#include "base/text.h"

/* A string's head in Lua 5.4, and the NUL behind it. */
enum {
    STRING_HEAD = 16 + (int)sizeof(size_t) + 1,
    BYTES_OF_FUEL = 4,
    LARGE = 64 * 1024,
    CALL_OF_HELPER = 10,
    LONG_STRING = 8 * 1024,
    LONG_STRING_FUEL = 4
};

/* Its address marks errors raised by vm_raise and vm_stop; rules can't come by it. */
static const char raised_mark;

uint32_t vm_line_from(lua_State *L, int level)
{
    lua_Debug ar;
    for (; lua_getstack(L, level, &ar); level++)
        if (lua_getinfo(L, "l", &ar) && ar.currentline > 0)
            return (uint32_t)ar.currentline;
    return 0;
}

uint32_t vm_line(lua_State *L)
{
    return vm_line_from(L, 0);
}

static void on_count(lua_State *L, lua_Debug *ar);

/* ---- memory ------------------------------------------------------------------------------------ */

/* Notes why there is no memory. The first reason stands: Lua collects and asks once more. */
static bool refuse(vm *v, vm_end end, bool for_good)
{
    if (v->end == END_NONE) {
        v->end = end;
        v->line = v->L != NULL ? vm_line(v->L) : 0;
    }
    v->dead = v->dead || for_good;
    return false;
}

/* Whether a block may be had; `tag` is the type of a new one. */
static bool admit(vm *v, const void *old, size_t old_size, size_t new_size, size_t tag)
{
    const vm_limits *l = &v->limits;
    if (v->dead)
        return false;
    if (old == NULL && tag == LUA_TSTRING && new_size > STRING_LIMIT + STRING_HEAD)
        return refuse(v, END_STRING, false);
    if (l->block > 0 && new_size > l->block && (old == NULL ? tag != LUA_TSTRING : old != v->strings))
        return refuse(v, END_BLOCK, false);
    if (l->memory > 0 && v->heap.used + v->outside + (new_size - old_size) > l->memory)
        return refuse(v, END_MEMORY, true);
    if (old != NULL && old == v->strings)
        return true;
    if (old == NULL && tag == LUA_TSTRING && new_size > LONG_STRING) /* comparing it costs one instruction only */
        v->fuel -= (int64_t)new_size * LONG_STRING_FUEL;
    v->spent += new_size;
    if (l->spent > 0 && v->spent > l->spent)
        return refuse(v, END_MEMORY, true);
    if (v->running && new_size >= LARGE && vm_late(v)) /* instructions that take long may be few */
        return refuse(v, END_TIME, true);
    v->fuel -= v->running ? (int64_t)(new_size / BYTES_OF_FUEL) : 0;
    return v->fuel >= 0 || refuse(v, END_FUEL, true);
}

/* Lua's stack can't be told from other blocks as it grows: the new one is had first, then the old one is given
 * back, and that is known. It is refused by its size then, from the next instruction or allocation on; as it
 * doubles, it never is more than twice its bound. */
static void note_stack(vm *v, void *block, size_t size)
{
    v->stack = block;
    if (v->limits.stack == 0 || size <= v->limits.stack || v->end != END_NONE)
        return;
    refuse(v, END_STACK, true);
    lua_sethook(v->L, on_count, LUA_MASKCOUNT, 1);
}

static void *allocate(void *context, void *old, size_t old_size, size_t new_size)
{
    vm *v = context;
    size_t had = old != NULL ? old_size : 0;
    if (new_size > had && !admit(v, old, had, new_size, old_size))
        return NULL;
    bool stack = old != NULL && (old == v->stack || v->watching == WATCH_STACK);
    bool strings = old != NULL && new_size > 0 && (old == v->strings || v->watching == WATCH_STRINGS);
    void *block = heap_resize(&v->heap, old, had, new_size);
    if (block == NULL && new_size > 0) {
        v->starved = true;
        refuse(v, END_MEMORY, true);
    } else if (stack) {
        note_stack(v, new_size > 0 ? block : v->fresh, new_size > 0 ? new_size : v->fresh_size);
    } else if (strings) {
        v->strings = block;
    } else if (old == NULL && old_size == 0) {
        v->fresh = block;
        v->fresh_size = new_size;
    }
    return block;
}

/* ---- fuel and time ----------------------------------------------------------------------------- */

static double cpu_seconds(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0)
        return 0;
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool vm_late(vm *v)
{
    return v->deadline > 0 && cpu_seconds() > v->deadline;
}

/* Once something is used up, every further instruction raises again, so that no protected call could
 * hold on to the run. */
static void on_count(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    vm *v = vm_of(L);
    v->fuel -= v->hook_count;
    if (v->end == END_NONE && v->fuel >= 0 && !vm_late(v))
        return;
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
    vm_stop(v, v->fuel < 0 ? END_FUEL : END_TIME);
}

void vm_arm(vm *v, const vm_limits *limits)
{
    v->limits = *limits;
    v->fuel = limits->fuel < INT64_MAX ? (int64_t)limits->fuel : INT64_MAX;
    v->outside = 0;
    v->spent = 0;
    v->deadline = limits->seconds > 0 ? cpu_seconds() + limits->seconds : 0;
    v->dead = v->starved = v->running = false;
    v->end = END_NONE;
    v->line = 0;
    v->hook_count = limits->fuel < HOOK_COUNT ? (int)limits->fuel + 1 : HOOK_COUNT;
    lua_sethook(v->L, on_count, LUA_MASKCOUNT, v->hook_count);
}

void vm_run(vm *v)
{
    v->running = true;
}

void vm_charge(vm *v, size_t amount)
{
    v->fuel = amount < INT64_MAX / 2 ? v->fuel - (int64_t)amount - CALL_OF_HELPER : -1;
    if (v->fuel < 0)
        vm_stop(v, END_FUEL);
}

void vm_outside(vm *v, size_t bytes)
{
    v->outside += bytes;
    if (v->limits.memory > 0 && v->heap.used + v->outside > v->limits.memory) {
        v->dead = true;
        vm_stop(v, END_MEMORY);
    }
}

/* ---- errors ------------------------------------------------------------------------------------ */

void vm_throw(vm *v)
{
    v->line = vm_line(v->L);
    lua_pushlightuserdata(v->L, (void *)&raised_mark);
    for (;;) /* lua_error does not return; its declaration can't say so */
        lua_error(v->L);
}

void vm_stop(vm *v, vm_end end)
{
    if (v->end == END_NONE)
        v->end = end;
    vm_throw(v);
}

bool vm_raised(vm *v)
{
    return lua_touserdata(v->L, -1) == &raised_mark;
}

/* Keeps whole characters only; what is none, or could play tricks on a terminal, becomes '?'. */
void vm_clean(char *out, size_t size, const char *s, size_t length)
{
    static const char dots[] = "…";
    size_t n = 0;
    while (length > 0 && n + sizeof dots < size) {
        size_t room = size - n - sizeof dots, step = length < room ? length : room;
        size_t good = text_invalid_at(s, step);
        good = text_control_at(s, good);
        memcpy(out + n, s, good);
        n += good;
        if (good < step && step - good < 4 && step < length)
            break; /* a character that the cut went through */
        if (good < step)
            out[n++] = '?';
        good += good < step;
        s += good;
        length -= good;
    }
    if (length > 0) {
        memcpy(out + n, dots, sizeof dots - 1);
        n += sizeof dots - 1;
    }
    out[n] = '\0';
    for (char *c = out; (c = strpbrk(c, "\n\r\t")) != NULL;)
        *c = ' ';
}

/* ---- the state --------------------------------------------------------------------------------- */

/* Finds out which block is Lua's stack: the one that grows when more of it is asked for. */
static bool find_stack(vm *v)
{
    v->watching = WATCH_STACK;
    bool grown = lua_checkstack(v->L, 8 * LUA_MINSTACK) != 0;
    v->watching = WATCH_NOTHING;
    return grown && v->stack != NULL;
}

/* … and which is the table of all strings: the one that grows as there are more of them. */
static int find_strings(lua_State *L)
{
    enum { MANY = 5000 };
    char text[32];
    vm *v = vm_of(L);
    v->watching = WATCH_STRINGS;
    for (int i = 0; i < MANY && v->strings == NULL; i++) {
        snprintf(text, sizeof text, "string %d", i);
        lua_pushstring(L, text);
        lua_pop(L, 1);
    }
    v->watching = WATCH_NOTHING;
    return 0;
}

static int call_protected(lua_State *L, lua_CFunction function)
{
    lua_pushcfunction(L, function);
    return lua_pcall(L, 0, 0, 0);
}

static wm_status fill_state(vm *v, lua_CFunction build)
{
    lua_gc(v->L, LUA_GCSTOP);
    *(vm **)lua_getextraspace(v->L) = v;
    if (!find_stack(v) || call_protected(v->L, find_strings) != LUA_OK || v->strings == NULL)
        return WM_NO_MEMORY;
    int status = call_protected(v->L, build);
    if (status != LUA_OK)
        return status == LUA_ERRMEM ? WM_NO_MEMORY : WM_BAD_INPUT;
    lua_settop(v->L, 0);
    lua_gc(v->L, LUA_GCCOLLECT);
    v->saved_stack = v->stack;
    v->saved_strings = v->strings;
    return heap_save(&v->heap) ? WM_OK : WM_NO_MEMORY;
}

wm_status vm_open(vm *v, wm_allocator allocator, lua_CFunction build, void *owner)
{
    *v = (vm){ .owner = owner, .fuel = INT64_MAX };
    heap_init(&v->heap, allocator);
    v->L = lua_newstate(allocate, v);
    wm_status status = v->L != NULL ? fill_state(v, build) : WM_NO_MEMORY;
    if (status != WM_OK)
        vm_close(v);
    return status;
}

/* Nothing in a state lives outside of its heap, so dropping that closes it. */
void vm_close(vm *v)
{
    v->L = NULL;
    heap_free(&v->heap);
}

void vm_renew(vm *v)
{
    heap_restore(&v->heap);
    v->stack = v->saved_stack;
    v->strings = v->saved_strings;
}
