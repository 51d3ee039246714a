/* Reading one field's value, a function a type. Uses loader.h. */
#include "script/loader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PUT(out, f, type, value) (*(type *)(void *)((char *)(out) + (f)->offset) = (value))
#define PUT_COUNT(out, f, value) (*(uint32_t *)(void *)((char *)(out) + (f)->count) = (uint32_t)(value))

typedef void reader(loader *s, const schema_field *f, int index, const spot *at, void *out);

/* ---- plain values -------------------------------------------------------------------------------- */

static void read_text(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    PUT(out, f, const char *, text_at(s, index, at, f->name));
}

static void read_name(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    PUT(out, f, const char *, name_at(s, index, at, f->name, GUIDE_NAME_MOST));
}

static void read_number(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    double n = lua_tonumber(s->vm.L, index);
    if (lua_type(s->vm.L, index) != LUA_TNUMBER)
        complain_of_kind(s, at, f->name, index, field_type_about(f->type));
    else if (isnan(n))
        complain(s, "WM108", line_of_key(s, at, f->name), at->id, "%s 的 %s 不是一個數", "%s: %s is not a number",
                 at->statement, f->name);
    else
        PUT(out, f, double, n);
}

static void read_whole(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    int whole;
    lua_Integer n = lua_tointegerx(s->vm.L, index, &whole);
    if (!whole || lua_type(s->vm.L, index) != LUA_TNUMBER)
        complain_of_kind(s, at, f->name, index, field_type_about(f->type));
    else if ((double)n < f->low || (double)n > f->high)
        complain(s, "WM108", line_of_key(s, at, f->name), at->id, "%s 的 %s 要在 %.0f 與 %.0f 之間",
                 "%s: %s must lie between %.0f and %.0f", at->statement, f->name, f->low, f->high);
    else
        PUT(out, f, int, (int)n);
}

static void read_yes(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    if (lua_type(s->vm.L, index) == LUA_TBOOLEAN)
        PUT(out, f, bool, lua_toboolean(s->vm.L, index) != 0);
    else
        complain_of_kind(s, at, f->name, index, field_type_about(f->type));
}

/* "a, b, c" */
static const char *join(loader *s, const char *const *words)
{
    size_t size = 1;
    for (size_t i = 0; words[i] != NULL; i++)
        size += strlen(words[i]) + 2;
    char *out = kept_memory(s, size, 1), *to = out;
    for (size_t i = 0; words[i] != NULL; i++) {
        size_t length = strlen(words[i]);
        memcpy(to, i > 0 ? ", " : "", i > 0 ? 2 : 0);
        to += i > 0 ? 2 : 0;
        memcpy(to, words[i], length);
        to += length;
    }
    return out;
}

static void read_word(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    const char *word = lua_type(s->vm.L, index) == LUA_TSTRING ? lua_tostring(s->vm.L, index) : NULL;
    for (unsigned i = 0; word != NULL && f->words[i] != NULL; i++)
        if (strcmp(f->words[i], word) == 0) {
            PUT(out, f, unsigned, i);
            return;
        }
    if (word == NULL) {
        complain_of_kind(s, at, f->name, index, field_type_about(f->type));
        return;
    }
    wm_finding *found = complain(s, "WM108", line_of_key(s, at, f->name), at->id, "%s 的 %s 沒有這個值",
                                 "%s: %s has no such value", at->statement, f->name);
    findings_mend(s->found, found, "可以寫：%s。", "It may be: %s.", join(s, f->words));
}

static void read_condition(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    PUT(out, f, condition_id, condition_at(s, index, at, f->name));
}

static void read_step(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    PUT(out, f, step_id, step_at(s, index, at, f->name));
}

/* Whether "2026-03-01" is a day of the Gregorian calendar. */
static bool is_date(const char *s)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (strlen(s) != 10 || strspn(s, "0123456789") != 4 || s[4] != '-' || strspn(s + 5, "0123456789") != 2 ||
        s[7] != '-' || strspn(s + 8, "0123456789") != 2)
        return false;
    int year = (s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + s[3] - '0';
    int month = (s[5] - '0') * 10 + s[6] - '0', day = (s[8] - '0') * 10 + s[9] - '0';
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (leap && month == 2);
}

static void read_date(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    const char *date = lua_type(s->vm.L, index) == LUA_TSTRING ? lua_tostring(s->vm.L, index) : NULL;
    if (date != NULL && is_date(date))
        PUT(out, f, const char *, copy_text(s, date, 10));
    else if (date == NULL)
        complain_of_kind(s, at, f->name, index, field_type_about(f->type));
    else
        complain(s, "WM108", line_of_key(s, at, f->name), at->id, "%s 的 %s 要寫成年-月-日，例如 \"2026-03-01\"",
                 "%s: %s must be a day, such as \"2026-03-01\"", at->statement, f->name);
}

static void read_cite(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    const char *text = name_at(s, index, at, f->name, 2 * GUIDE_NAME_MOST);
    const char *mark = text != NULL ? strchr(text, '#') : NULL;
    if (mark != NULL && mark[1] != '\0' && strchr(mark + 1, '#') == NULL)
        PUT(out, f, cite,
            ((cite){ .manual = mark > text ? copy_text(s, text, (size_t)(mark - text)) : NULL,
                     .anchor = copy_text(s, mark + 1, strlen(mark + 1)) }));
    else if (text != NULL)
        complain(s, "WM108", line_of_key(s, at, f->name), at->id, "%s 的 %s 要寫成 \"手冊#段落\" 或 \"#段落\"",
                 "%s: %s is written \"MANUAL#section\" or \"#section\"", at->statement, f->name);
}

/* ---- texts in tables ------------------------------------------------------------------------------ */

static void read_pair(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    wm_text text = { NULL, NULL };
    if (table_at(s, index, at, f->name, field_type_about(f->type)))
        read_table(s, &schema_pair, index, at, &text);
    PUT(out, f, wm_text, text);
}

static void read_unit(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    if (lua_type(s->vm.L, index) != LUA_TSTRING) {
        read_pair(s, f, index, at, out);
        return;
    }
    const char *unit = text_at(s, index, at, f->name);
    PUT(out, f, wm_text, ((wm_text){ unit, unit }));
}

static void read_how(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    how made = { .run = NULL };
    if (table_at(s, index, at, f->name, field_type_about(f->type)))
        read_table(s, &schema_how, index, at, &made);
    PUT(out, f, how, made);
}

static void read_hows(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    size_t count;
    if (!list_at(s, index, at, f->name, field_type_about(f->type), &count))
        return;
    how *list = kept_memory(s, count, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(s->vm.L, index, (lua_Integer)i + 1);
        if (table_at(s, lua_gettop(s->vm.L), at, f->name, field_type_about(FIELD_HOW)))
            read_table(s, &schema_how, lua_gettop(s->vm.L), at, &list[i]);
        else
            list[i].text = (wm_text){ "?", "?" }; /* not missing on top of it */
        lua_pop(s->vm.L, 1);
    }
    PUT(out, f, const how *, list);
    PUT_COUNT(out, f, count);
}

/* ---- lists ------------------------------------------------------------------------------------------ */

static void read_names(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    size_t count, kept = 0;
    if (!list_at(s, index, at, f->name, field_type_about(f->type), &count))
        return;
    const char **list = kept_memory(s, count, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(s->vm.L, index, (lua_Integer)i + 1);
        if ((list[kept] = name_at(s, lua_gettop(s->vm.L), at, f->name, NAME_MOST)) != NULL)
            kept++;
        lua_pop(s->vm.L, 1);
    }
    PUT(out, f, const char *const *, list);
    PUT_COUNT(out, f, kept);
}

static void read_strings(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    size_t count;
    if (!list_at(s, index, at, f->name, field_type_about(f->type), &count))
        return;
    const char **list = kept_memory(s, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(s->vm.L, index, (lua_Integer)i + 1);
        list[i] = text_at(s, lua_gettop(s->vm.L), at, f->name);
        lua_pop(s->vm.L, 1);
    }
    PUT(out, f, const char *const *, list);
}

/* One of `answers`, on the top of the stack: an id, or a table that begins with one. */
static bool read_answer(loader *s, const schema_field *f, const spot *at, answer *out)
{
    lua_State *L = s->vm.L;
    int top = lua_gettop(L);
    if (lua_type(L, top) != LUA_TTABLE) {
        out->id = name_at(s, top, at, f->name, NAME_MOST);
        return out->id != NULL;
    }
    lua_rawgeti(L, top, 1);
    out->id = name_at(s, top + 1, at, f->name, NAME_MOST);
    lua_pop(L, 1);
    read_table(s, &schema_answer, top, at, out);
    return out->id != NULL;
}

static void read_answers(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    size_t count, kept = 0;
    if (!list_at(s, index, at, f->name, field_type_about(f->type), &count))
        return;
    answer *list = kept_memory(s, count, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(s->vm.L, index, (lua_Integer)i + 1);
        kept += read_answer(s, f, at, &list[kept]);
        lua_pop(s->vm.L, 1);
    }
    if (kept == 0 && count > 0)
        return; /* complained of; not a question without answers on top of it */
    PUT(out, f, const answer *, list);
    PUT_COUNT(out, f, kept);
}

/* ---- tables keyed by ids ------------------------------------------------------------------------- */

/* Puts table[key] on the stack and tells where. */
static int push_keyed(loader *s, int index, const char *key)
{
    lua_pushstring(s->vm.L, key);
    lua_rawget(s->vm.L, index);
    return lua_gettop(s->vm.L);
}

static bool number_at(loader *s, int index, const spot *at, const schema_field *f, double *out)
{
    if (lua_type(s->vm.L, index) != LUA_TNUMBER) {
        complain_of_kind(s, at, f->name, index, field_type_about(f->type));
        return false;
    }
    *out = lua_tonumber(s->vm.L, index);
    return true;
}

static int compare_rates(const void *left, const void *right)
{
    return strcmp(((const rate *)left)->fault_id, ((const rate *)right)->fault_id);
}

static void read_fixes(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    lua_State *L = s->vm.L;
    size_t room = 0, kept = 0;
    if (!table_at(s, index, at, f->name, field_type_about(f->type)))
        return;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        room++;
    vm_charge(&s->vm, room);
    rate *list = kept_memory(s, room, sizeof *list);
    size_t told = s->found->list.count;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        rate made = { .fault_id = key_at(s, at, f->name), .line = at->line };
        if (made.fault_id != NULL && number_at(s, lua_gettop(L), at, f, &made.p))
            list[kept++] = made;
    }
    order_complaints(s, told);
    if (kept > 1)
        qsort(list, kept, sizeof *list, compare_rates);
    PUT(out, f, const rate *, list);
    PUT_COUNT(out, f, kept);
}

static void read_sets(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    const char **keys;
    size_t count = keys_at(s, index, at, f->name, field_type_about(f->type), &keys), kept = 0;
    setting *list = kept_memory(s, count, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        int top = push_keyed(s, index, keys[i]);
        setting made = { .question_id = keys[i], .line = at->line };
        bool number = lua_type(s->vm.L, top) == LUA_TNUMBER;
        if (number)
            made.number = lua_tonumber(s->vm.L, top);
        else if (lua_type(s->vm.L, top) == LUA_TSTRING)
            made.text = name_at(s, top, at, f->name, TEXT_MOST);
        else
            complain_of_kind(s, at, f->name, top, field_type_about(f->type));
        if (number || made.text != NULL)
            list[kept++] = made;
        lua_pop(s->vm.L, 1);
    }
    PUT(out, f, const setting *, list);
    PUT_COUNT(out, f, kept);
}

static given_row read_row(loader *s, const schema_field *f, int index, const spot *at, const char *fault_id)
{
    const char **keys;
    size_t count = keys_at(s, index, at, f->name, field_type_about(f->type), &keys), kept = 0;
    given_cell *cells = kept_memory(s, count, sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        double p;
        if (number_at(s, push_keyed(s, index, keys[i]), at, f, &p))
            cells[kept++] = (given_cell){ .answer_id = keys[i], .p = p };
        lua_pop(s->vm.L, 1);
    }
    return (given_row){ .fault_id = fault_id, .cells = cells, .cell_count = (uint32_t)kept, .line = at->line };
}

static void read_given(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    const char **keys;
    size_t count = keys_at(s, index, at, f->name, field_type_about(f->type), &keys);
    given_row *rows = kept_memory(s, count, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        rows[i] = read_row(s, f, push_keyed(s, index, keys[i]), at, keys[i]);
        lua_pop(s->vm.L, 1);
    }
    PUT(out, f, const given_row *, rows);
    PUT_COUNT(out, f, count);
}

/* The words of one answer, a string or a list of strings at an index, go to `words`; returns how many. */
static size_t read_words(loader *s, const schema_field *f, int index, const spot *at, const char *id, vector *words)
{
    size_t count = 1;
    bool list = lua_type(s->vm.L, index) == LUA_TTABLE;
    if (list && !list_at(s, index, at, f->name, field_type_about(f->type), &count))
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (list)
            lua_rawgeti(s->vm.L, index, (lua_Integer)i + 1);
        match_declaration m = { .answer_id = id, .line = at->line };
        m.word = text_at(s, list ? lua_gettop(s->vm.L) : index, at, f->name);
        if (list)
            lua_pop(s->vm.L, 1);
        if (!vector_append(words, &m, 1))
            starve(s);
    }
    return count;
}

static void read_match(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    const char **keys;
    size_t count = keys_at(s, index, at, f->name, field_type_about(f->type), &keys);
    s->words.count = 0;
    for (size_t i = 0; i < count; i++) {
        read_words(s, f, push_keyed(s, index, keys[i]), at, keys[i], &s->words);
        lua_pop(s->vm.L, 1);
    }
    match_declaration *list = kept_memory(s, s->words.count, sizeof *list);
    if (s->words.count > 0)
        memcpy(list, s->words.data, s->words.count * sizeof *list);
    PUT(out, f, const match_declaration *, list);
    PUT_COUNT(out, f, s->words.count);
}

/* ---- all of them ---------------------------------------------------------------------------------- */

static reader *const readers[FIELD_TYPES] = {
    [FIELD_TEXT] = read_text,       [FIELD_PAIR] = read_pair,
    [FIELD_UNIT] = read_unit,       [FIELD_HOW] = read_how,
    [FIELD_HOWS] = read_hows,       [FIELD_STRING] = read_text,
    [FIELD_NAME] = read_name,       [FIELD_NAMES] = read_names,
    [FIELD_STRINGS] = read_strings, [FIELD_DATE] = read_date,
    [FIELD_CITE] = read_cite,       [FIELD_NUMBER] = read_number,
    [FIELD_WHOLE] = read_whole,     [FIELD_YES] = read_yes,
    [FIELD_WORD] = read_word,       [FIELD_CONDITION] = read_condition,
    [FIELD_ANSWERS] = read_answers, [FIELD_MATCH] = read_match,
    [FIELD_GIVEN] = read_given,     [FIELD_FIXES] = read_fixes,
    [FIELD_SETS] = read_sets,       [FIELD_STEP] = read_step,
};

void read_field(loader *s, const schema_field *f, int index, const spot *at, void *out)
{
    if (handle_at(s->vm.L, index, NULL) == HANDLE_BAD)
        s->refused = true; /* complained of where it came from */
    else if (readers[f->type] != NULL)
        readers[f->type](s, f, index, at, out);
}
