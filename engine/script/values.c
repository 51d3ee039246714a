/* Reading Lua's values for a statement: names, texts, lists, keys, tables by their schema. Uses loader.h. */
#include "script/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "script/keys.h"

/* ---- places ------------------------------------------------------------------------------------- */

uint32_t line_here(loader *s)
{
    return vm_line_from(s->vm.L, 1);
}

uint32_t line_of_key(const loader *s, const spot *at, const char *field)
{
    return field != NULL ? scan_key_line(s->text, s->size, at->line, field) : at->line;
}

/* Both languages' words are handed over at once; "%.0s" passes over those of the other. */
wm_finding *complain_of_kind(loader *s, const spot *at, const char *field, int index, wm_text expected)
{
    wm_text is = kind_of_value(s->vm.L, index);
    if (handle_at(s->vm.L, index, NULL) == HANDLE_BAD) {
        s->refused = true;
        return NULL;
    }
    if (field == NULL)
        return complain(s, "WM113", at->line, at->id, "%s 要的是%s%.0s，這裡是%s%.0s", "%s takes %.0s%s, not %.0s%s",
                        at->statement, expected.zh, expected.en, is.zh, is.en);
    return complain(s, "WM113", line_of_key(s, at, field), at->id, "%s 的 %s 要是%s%.0s，這裡是%s%.0s",
                    "%s: %s must be %.0s%s, not %.0s%s", at->statement, field, expected.zh, expected.en, is.zh, is.en);
}

/* ---- memory ------------------------------------------------------------------------------------- */

void starve(loader *s)
{
    s->vm.starved = s->vm.dead = true;
    vm_stop(&s->vm, END_MEMORY);
}

static void *or_stop(loader *s, void *kept)
{
    if (kept != NULL)
        return kept;
    starve(s);
}

void *kept_memory(loader *s, size_t count, size_t size)
{
    vm_outside(&s->vm, count * size);
    return or_stop(s, arena_zero(builder_arena(s->builder), count > 0 ? count : 1, size));
}

const char *copy_text(loader *s, const char *text, size_t size)
{
    vm_outside(&s->vm, size + 1);
    return or_stop(s, arena_string(builder_arena(s->builder), text, size));
}

const char *keep_string(loader *s, const char *text, size_t size)
{
    kept_string *place = &s->cache[((uintptr_t)text >> 4) % KEEP_CACHE];
    if (place->lua == text)
        return place->kept;
    place->kept = copy_text(s, text, size);
    place->lua = text;
    return place->kept;
}

static bool is_plain(char c)
{
    return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t' || c == '\r';
}

/* Eight bytes at a time: a byte's top bit is set in `odd` where it is below 0x20, 0x7F or above 0x7F. (The first
 * such byte is exact; those above one may be wrong, which is why the rest is looked at one by one.) */
size_t skip_plain(const char *s, size_t at, size_t size)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    for (; size - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, s + at, sizeof word);
        uint64_t deleted = word ^ 0x7F * ones;
        uint64_t odd = ((word - 0x20 * ones) | word | (deleted - ones)) & tops;
        if (odd != 0)
            for (size_t end = at + 8; at < end; at++)
                if (!is_plain(s[at]))
                    return at;
        at -= odd != 0 ? 8 : 0;
    }
    while (at < size && is_plain(s[at]))
        at++;
    return at;
}

/* ---- names and texts ---------------------------------------------------------------------------- */

static bool is_kept(const loader *s, const char *text)
{
    return s->cache[((uintptr_t)text >> 4) % KEEP_CACHE].lua == text;
}

/* Complains of bytes that are no text; true where all is well. */
static bool check_bytes(loader *s, const char *text, size_t size, const spot *at, const char *field)
{
    if (skip_plain(text, 0, size) == size)
        return true;
    if (text_invalid_at(text, size) < size)
        complain(s, "WM116", line_of_key(s, at, field), at->id, "%s 的 %s 不是有效的 UTF-8 文字",
                 "%s: %s is not valid UTF-8", at->statement, field != NULL ? field : "");
    else if (text_control_at(text, size) < size)
        complain(s, "WM116", line_of_key(s, at, field), at->id, "%s 的 %s 含有控制字元或改變文字方向的字元",
                 "%s: %s holds a control character, or one that turns the direction of text", at->statement,
                 field != NULL ? field : "");
    else
        return true;
    return false;
}

/* Complains of a text that is too long; true where it isn't. */
static bool check_length(loader *s, size_t size, size_t most, const spot *at, const char *field)
{
    if (size <= most)
        return true;
    complain(s, "WM114", line_of_key(s, at, field), at->id, "%s 的 %s 太長：最多 %lu 個位元組",
             "%s: %s is too long: at most %lu bytes", at->statement, field != NULL ? field : "", (unsigned long)most);
    return false;
}

static const wm_text a_name = { "一個名字", "a name" };

const char *name_at(loader *s, int index, const spot *at, const char *field, size_t most)
{
    lua_State *L = s->vm.L;
    if (lua_type(L, index) != LUA_TSTRING) {
        wm_finding *f = complain_of_kind(s, at, field, index, a_name);
        if (lua_type(L, index) == LUA_TNUMBER)
            findings_mend(s->found, f, "數字開頭的名字也要加引號：\"%.14g\"。",
                          "A name that begins with a digit is quoted, too: \"%.14g\".", lua_tonumber(L, index));
        return NULL;
    }
    size_t size;
    const char *text = lua_tolstring(L, index, &size);
    if (is_kept(s, text) && size <= most)
        return keep_string(s, text, size);
    if (!check_length(s, size, most, at, field) || !check_bytes(s, text, size, at, field))
        return NULL;
    return keep_string(s, text, size);
}

const char *text_at(loader *s, int index, const spot *at, const char *field)
{
    lua_State *L = s->vm.L;
    if (lua_type(L, index) != LUA_TSTRING) {
        complain_of_kind(s, at, field, index, (wm_text){ "一段文字", "a text" });
        return "?";
    }
    size_t size;
    const char *text = lua_tolstring(L, index, &size);
    if (is_kept(s, text) && size <= TEXT_MOST)
        return keep_string(s, text, size);
    if (!check_length(s, size, TEXT_MOST, at, field) || !check_bytes(s, text, size, at, field))
        return "?";
    return keep_string(s, text, size);
}

/* ---- tables ------------------------------------------------------------------------------------- */

bool table_at(loader *s, int index, const spot *at, const char *field, wm_text expected)
{
    if (lua_type(s->vm.L, index) == LUA_TTABLE)
        return true;
    complain_of_kind(s, at, field, index, expected);
    return false;
}

bool list_at(loader *s, int index, const spot *at, const char *field, wm_text expected, size_t *count)
{
    lua_State *L = s->vm.L;
    *count = 0;
    if (!table_at(s, index, at, field, expected))
        return false;
    size_t length = lua_rawlen(L, index), found = 0;
    bool named = false;
    vm_charge(&s->vm, length);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        found++;
        named = named || !lua_isinteger(L, -2);
    }
    if (named || found != length) {
        complain(s, "WM113", line_of_key(s, at, field), at->id,
                 "%s 的 %s 是一個清單：各項之間用逗號，不寫名字，也不能有空缺",
                 "%s: %s is a list: items divided by commas, without names or gaps", at->statement,
                 field != NULL ? field : "");
        return false;
    }
    *count = length;
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lua's order of a table is nothing to rely on. Few are the rule. */
static void sort_names(const char **list, size_t count)
{
    enum { FEW = 16 };
    if (count > FEW) {
        qsort(list, count, sizeof *list, compare_names);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const char *moving = list[i];
        size_t at = i;
        for (; at > 0 && strcmp(list[at - 1], moving) > 0; at--)
            list[at] = list[at - 1];
        list[at] = moving;
    }
}

static void complain_of_number_key(loader *s, const spot *at, const char *field)
{
    char key[80];
    size_t size;
    lua_pushvalue(s->vm.L, -2);
    push_words(s->vm.L, -1);
    const char *words = lua_tolstring(s->vm.L, -1, &size);
    vm_clean(key, sizeof key, words, size);
    lua_pop(s->vm.L, 2);
    wm_finding *f =
        complain(s, "WM113", line_of_key(s, at, field), at->id, "%s 的 %s 要以名字為鍵，這裡有一項的鍵是 %s",
                 "%s: the keys of %s are names, and here is the key %s", at->statement, field, key);
    findings_mend(s->found, f, "數字開頭的名字要寫成 [\"%s\"] = …。",
                  "A name that begins with a digit is written [\"%s\"] = ….", key);
}

const char *key_at(loader *s, const spot *at, const char *field)
{
    if (lua_type(s->vm.L, -2) == LUA_TSTRING)
        return name_at(s, lua_gettop(s->vm.L) - 1, at, field, NAME_MOST);
    complain_of_number_key(s, at, field);
    return NULL;
}

size_t keys_at(loader *s, int index, const spot *at, const char *field, wm_text expected, const char ***out)
{
    lua_State *L = s->vm.L;
    size_t room = 0, count = 0;
    if (!table_at(s, index, at, field, expected))
        return 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        room++;
    vm_charge(&s->vm, room);
    const char **keys = kept_memory(s, room, sizeof *keys);
    size_t told = s->found->list.count;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        const char *key = key_at(s, at, field);
        if (key != NULL)
            keys[count++] = key;
    }
    sort_names(keys, count);
    order_complaints(s, told);
    *out = keys;
    return count;
}

/* ---- tables by their schema ---------------------------------------------------------------------- */

/* The field that a key of Lua's names, or the schema's count. */
static size_t field_of(const loader *s, const table_schema *schema, const char *key)
{
    const char *const *names = s->field_names[schema->index];
    size_t i = 0;
    while (i < schema->count && names[i] != key)
        i++;
    return i;
}

static void complain_of_field(loader *s, const table_schema *schema, const spot *at, const char *key, size_t size)
{
    char words[80];
    const char *best = NULL;
    size_t distance = 3;
    vm_clean(words, sizeof words, key, size);
    for (size_t i = 0; i < schema->count; i++) {
        size_t d = name_distance(schema->fields[i].name, words, distance);
        if (d < distance && d < strlen(words)) {
            best = schema->fields[i].name;
            distance = d;
        }
    }
    wm_finding *f = complain(s, "WM103", line_of_key(s, at, words), at->id, "%s 沒有「%s」這個欄位",
                             "%s has no field %s", schema->name, words);
    if (best != NULL)
        findings_mend(s->found, f, "是不是要寫「%s」？", "Did you mean %s?", best);
}

static void complain_of_item(loader *s, const table_schema *schema, const spot *at, int index)
{
    wm_text is = kind_of_value(s->vm.L, index);
    if (handle_at(s->vm.L, index, NULL) == HANDLE_BAD)
        s->refused = true;
    else
        complain(s, "WM103", at->line, at->id, "%s 裡有一項沒有欄位名稱（%s%.0s）",
                 "%s: an item has no field's name (%.0s%s)", schema->name, is.zh, is.en);
}

typedef struct stranger {
    const char *text;
    size_t size;
} stranger;

static int compare_strangers(const void *left, const void *right)
{
    const stranger *a = left, *b = right;
    int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static void complain_of_strangers(loader *s, const table_schema *schema, const spot *at, stranger *list, size_t count)
{
    if (count > 1)
        qsort(list, count, sizeof *list, compare_strangers);
    for (size_t i = 0; i < count; i++)
        complain_of_field(s, schema, at, list[i].text, list[i].size);
}

/* Leaves the fields' values on the stack and tells where; 0 for those that there are not. What is no field is
 * complained of. */
static void sort_fields(loader *s, const table_schema *schema, int index, int *where, const spot *at)
{
    enum { TOLD = 16 };
    lua_State *L = s->vm.L;
    stranger strangers[TOLD];
    size_t told = s->found->list.count, count = 0,
           items = schema->items == SIZE_MAX ? lua_rawlen(L, index) : schema->items;
    for (lua_pushnil(L); lua_next(L, index);) {
        size_t size, field;
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tolstring(L, -2, &size) : NULL;
        if (key != NULL && (field = field_of(s, schema, key)) < schema->count) {
            lua_insert(L, -2);
            where[field] = lua_gettop(L) - 1;
            continue;
        }
        vm_charge(&s->vm, 1);
        if (key != NULL && count < TOLD)
            strangers[count++] = (stranger){ key, size };
        else if (key == NULL && !(lua_isinteger(L, -2) && (size_t)lua_tointeger(L, -2) - 1 < items))
            complain_of_item(s, schema, at, lua_gettop(L));
        lua_pop(L, 1);
    }
    order_complaints(s, told);
    complain_of_strangers(s, schema, at, strangers, count);
}

void read_table(loader *s, const table_schema *schema, int index, const spot *at, void *out)
{
    int where[FIELDS_MOST] = { 0 }, base = lua_gettop(s->vm.L);
    luaL_checkstack(s->vm.L, FIELDS_MOST + LUA_MINSTACK, "fields");
    sort_fields(s, schema, index, where, at);
    for (size_t i = 0; i < schema->count; i++) {
        const schema_field *f = &schema->fields[i];
        if (where[i] > 0)
            read_field(s, f, where[i], at, out);
        else if (f->required && f->type != FIELD_TEXT) /* texts are the builder's to miss */
            complain(s, "WM115", at->line, at->id, "%s 缺少 %s", "%s lacks %s", at->statement, f->name);
    }
    lua_settop(s->vm.L, base);
}
