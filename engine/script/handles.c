/* Handles: what constructors give back. They can be called with their second half, and nothing else. Uses loader.h. */
#include "script/loader.h"

/* So that a handle fits a pointer of 32 bits, too; a file's memory runs out long before. */
enum { HANDLE_SHIFT = 28 };
static const uintptr_t HANDLE_INDEX = ((uintptr_t)1 << HANDLE_SHIFT) - 1;

void push_handle(lua_State *L, handle_kind kind, uint32_t index)
{
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): never used as a pointer */
    lua_pushlightuserdata(L, (void *)((uintptr_t)kind << HANDLE_SHIFT | (index & HANDLE_INDEX)));
}

handle_kind handle_at(lua_State *L, int index, uint32_t *number)
{
    if (lua_type(L, index) != LUA_TLIGHTUSERDATA)
        return HANDLE_NONE;
    uintptr_t value = (uintptr_t)lua_touserdata(L, index);
    if (number != NULL)
        *number = (uint32_t)(value & HANDLE_INDEX);
    return (handle_kind)(value >> HANDLE_SHIFT);
}

static int refuse_call(lua_State *L)
{
    loader *s = loader_of(L);
    wm_text is = kind_of_value(L, 1);
    complain(s, "WM113", line_here(s), NULL, "%s%.0s後面不接東西", "%.0s%s takes nothing behind it", is.zh, is.en);
    push_handle(L, HANDLE_BAD, 0);
    return 1;
}

static int call_handle(lua_State *L)
{
    uint32_t number;
    handle_kind kind = handle_at(L, 1, &number);
    lua_settop(L, 2);
    switch (kind) {
    case HANDLE_ASK:
        return finish_ask(L, number);
    case HANDLE_ON:
        return finish_on(L, number);
    case HANDLE_WHEN:
        return finish_when(L, number);
    case HANDLE_AGAIN:
        return finish_again(L, number);
    case HANDLE_STATEMENT:
        return finish_statement(L, number);
    case HANDLE_BAD:
        push_handle(L, HANDLE_BAD, 0);
        return 1;
    default:
        return refuse_call(L);
    }
}

void handles_build(lua_State *L)
{
    push_handle(L, HANDLE_BAD, 0);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, call_handle);
    lua_setfield(L, -2, "__call");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}
