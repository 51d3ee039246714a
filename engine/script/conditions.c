/* The constructors of conditions. Uses loader.h. */
#include "script/loader.h"

static const wm_text a_condition = { "一個條件", "a condition" };
static const wm_text a_number = { "一個數字", "a number" };

static int give(loader *s, condition_id id)
{
    if (id == NONE)
        starve(s);
    vm_outside(&s->vm, OUTSIDE_EACH);
    push_handle(s->vm.L, HANDLE_CONDITION, id);
    return 1;
}

static int bad(lua_State *L)
{
    push_handle(L, HANDLE_BAD, 0);
    return 1;
}

/* Complains where there are not as many arguments as there must be. */
static bool count_arguments(loader *s, int least, int most, const spot *at)
{
    int count = lua_gettop(s->vm.L);
    if (count >= least && count <= most)
        return true;
    complain(s, "WM113", at->line, NULL, "%s 的參數個數不對（有 %d 個）", "%s has the wrong number of arguments (%d)",
             at->statement, count);
    return false;
}

/* ---- about answers --------------------------------------------------------------------------------- */

/* The names from argument `first` on, in s->names; false where one is none. */
static bool read_names(loader *s, int first, const spot *at)
{
    bool good = true;
    s->names.count = 0;
    for (int i = first; i <= lua_gettop(s->vm.L); i++) {
        const char *name = name_at(s, i, at, NULL, NAME_MOST);
        good = good && name != NULL;
        if (name != NULL && !vector_append(&s->names, &name, 1))
            starve(s);
    }
    return good;
}

int make_is(lua_State *L)
{
    loader *s = loader_of(L);
    spot at = { "is", NULL, line_here(s) };
    if (!count_arguments(s, 2, 1000, &at) || !read_names(s, 1, &at))
        return bad(L);
    const char *const *names = s->names.data;
    return give(s, builder_is(s->builder, names[0], names + 1, s->names.count - 1, at.line));
}

int make_one_of(lua_State *L)
{
    loader *s = loader_of(L);
    spot at = { "one_of", NULL, line_here(s) };
    if (!count_arguments(s, 1, 1000, &at) || !read_names(s, 1, &at))
        return bad(L);
    return give(s, builder_is(s->builder, NULL, s->names.data, s->names.count, at.line));
}

/* ---- about numbers ----------------------------------------------------------------------------------- */

/* Reads `count` numbers, a question's name before them or not. */
static int compare(lua_State *L, condition_kind kind, const char *statement, int count, size_t first)
{
    loader *s = loader_of(L);
    spot at = { statement, NULL, line_here(s) };
    const char *asked = NULL;
    double numbers[2] = { 0, 0 };
    if (!count_arguments(s, count, count + 1, &at))
        return bad(L);
    bool named = lua_gettop(L) > count;
    if (named && (asked = name_at(s, 1, &at, NULL, NAME_MOST)) == NULL)
        return bad(L);
    for (int i = 0; i < count; i++) {
        int index = i + 1 + named;
        if (lua_type(L, index) != LUA_TNUMBER) {
            complain_of_kind(s, &at, NULL, index, a_number);
            return bad(L);
        }
        numbers[first + (size_t)i] = lua_tonumber(L, index);
    }
    return give(s, builder_compare(s->builder, kind, asked, numbers[0], numbers[1], at.line));
}

int make_below(lua_State *L)
{
    return compare(L, COND_BELOW, "below", 1, 1);
}

int make_at_least(lua_State *L)
{
    return compare(L, COND_AT_LEAST, "at_least", 1, 0);
}

int make_between(lua_State *L)
{
    return compare(L, COND_BETWEEN, "between", 2, 0);
}

/* ---- about texts, knowledge, outcomes ------------------------------------------------------------------ */

int make_contains(lua_State *L)
{
    loader *s = loader_of(L);
    spot at = { "contains", NULL, line_here(s) };
    if (!count_arguments(s, 1, 2, &at))
        return bad(L);
    int count = lua_gettop(L);
    const char *asked = count > 1 ? name_at(s, 1, &at, NULL, NAME_MOST) : NULL;
    if (count > 1 && asked == NULL)
        return bad(L);
    if (lua_type(L, count) != LUA_TSTRING) {
        complain_of_kind(s, &at, NULL, count, (wm_text){ "一段文字", "a text" });
        return bad(L);
    }
    return give(s, builder_contains(s->builder, asked, text_at(s, count, &at, NULL), at.line));
}

static int about(lua_State *L, condition_kind kind, const char *statement)
{
    loader *s = loader_of(L);
    spot at = { statement, NULL, line_here(s) };
    const char *name = count_arguments(s, 1, 1, &at) ? name_at(s, 1, &at, NULL, NAME_MOST) : NULL;
    return name != NULL ? give(s, builder_about(s->builder, kind, name, at.line)) : bad(L);
}

int make_known(lua_State *L)
{
    return about(L, COND_KNOWN, "known");
}

int make_fixed(lua_State *L)
{
    return about(L, COND_FIXED, "fixed");
}

int make_failed(lua_State *L)
{
    return about(L, COND_FAILED, "failed");
}

/* ---- together -------------------------------------------------------------------------------------------- */

static int combine(lua_State *L, condition_kind kind, const char *statement)
{
    loader *s = loader_of(L);
    spot at = { statement, NULL, line_here(s) };
    size_t count;
    if (!count_arguments(s, 1, 1, &at) ||
        !list_at(s, 1, &at, NULL, (wm_text){ "條件的清單 { …, … }", "a list of conditions, { …, … }" }, &count))
        return bad(L);
    condition_id *parts = kept_memory(s, count, sizeof *parts);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        if ((parts[kept] = condition_at(s, lua_gettop(L), &at, NULL)) != NONE)
            kept++;
        lua_pop(L, 1);
    }
    return kept == count ? give(s, builder_combine(s->builder, kind, parts, count, at.line)) : bad(L);
}

int make_all(lua_State *L)
{
    return combine(L, COND_ALL, "all");
}

int make_any(lua_State *L)
{
    return combine(L, COND_ANY, "any");
}

int make_none(lua_State *L)
{
    return combine(L, COND_NONE, "none");
}

condition_id condition_at(loader *s, int index, const spot *at, const char *field)
{
    uint32_t number;
    handle_kind kind = handle_at(s->vm.L, index, &number);
    if (kind == HANDLE_CONDITION)
        return number;
    if (kind == HANDLE_BAD)
        s->refused = true;
    else if (lua_isfunction(s->vm.L, index) && !lua_iscfunction(s->vm.L, index))
        return keep_function(s, index, at);
    else
        complain_of_kind(s, at, field, index, a_condition);
    return NONE;
}
