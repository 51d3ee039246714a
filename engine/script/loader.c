/* Loading a rule file: the checks of its bytes, the run in a fresh state, the guide. Uses loader.h and model/builder.h. */
#include "script/loader.h"

#include <string.h>

#include "base/text.h"
#include "script/keys.h"

enum {
    PIECE = 1024,            /* bytes that Lua's compiler is given at once: no more than a line */
    PIECES_A_LOOK = 64,      /* … between two looks at the clock */
    LOAD_STACK = 128 * 1024, /* bytes of Lua's stack */
    MEMORY_BASE = 32 * 1024 * 1024,
    MEMORY_A_BYTE = 32,
    UNKNOWN_NAME = 1000 /* fuel that a name costs that there is not */
};

script_limits script_limits_of(const wm_config *config)
{
    static const wm_config none;
    const wm_config *c = config != NULL ? config : &none;
    return (script_limits){
        .load_instructions = c->load_instructions > 0 ? c->load_instructions : 100000000,
        .condition_instructions = c->condition_instructions > 0 ? c->condition_instructions : 1000000,
        .file_bytes = c->file_bytes > 0 ? c->file_bytes : (size_t)4 * 1024 * 1024,
        .memory_bytes = c->memory_bytes,
        .load_seconds = c->load_seconds > 0 ? c->load_seconds : 1.5,
    };
}

/* ---- the loader ----------------------------------------------------------------------------------------- */

/* A name that there is not: complained of at once, so that the file can go on and show more. */
static int unknown_global(lua_State *L)
{
    loader *s = loader_of(L);
    char name[80];
    size_t size;
    uint32_t line = line_here(s);
    vm_charge(&s->vm, UNKNOWN_NAME);
    push_words(L, 2);
    const char *words = lua_tolstring(L, -1, &size);
    vm_clean(name, sizeof name, words, size);
    if (line != s->unknown_line || strcmp(name, s->unknown) != 0) {
        const char *best = environment_nearest(constructors, name);
        wm_finding *f = complain(s, "WM001", line, NULL, "沒有叫「%s」的東西", "there is nothing called %s", name);
        if (best != NULL)
            findings_mend(s->found, f, "是不是要寫「%s」？", "Did you mean %s?", best);
        s->unknown_line = line;
        memcpy(s->unknown, name, sizeof name);
    }
    push_handle(L, HANDLE_BAD, 0);
    return 1;
}

/* Field names are kept by Lua for good, so that a key is known by its address. */
static void pin_fields(lua_State *L)
{
    loader *s = loader_of(L);
    lua_createtable(L, 128, 0);
    for (size_t i = 0; i < SCHEMAS; i++)
        for (size_t j = 0; j < schemas[i]->count; j++) {
            s->field_names[i][j] = lua_pushstring(L, schemas[i]->fields[j].name);
            lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        }
    lua_rawseti(L, LUA_REGISTRYINDEX, REG_FIELDS);
}

static int build(lua_State *L)
{
    environment_build(L, constructors, unknown_global);
    handles_build(L);
    pin_fields(L);
    lua_createtable(L, 0, 0);
    lua_rawseti(L, LUA_REGISTRYINDEX, REG_SOURCES);
    return 0;
}

script_loader *script_loader_new(wm_allocator allocator, const script_limits *limits)
{
    allocator = allocator_or_default(allocator);
    loader *s = allocator_zero(&allocator, 1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->allocator = allocator;
    s->limits = *limits;
    s->pending = vector_of(allocator, sizeof(pending));
    s->ons = vector_of(allocator, sizeof(on_branch));
    s->on_steps = vector_of(allocator, sizeof(step_id));
    s->steps = vector_of(allocator, sizeof(step_id));
    s->branches = vector_of(allocator, sizeof(branch_declaration));
    s->words = vector_of(allocator, sizeof(match_declaration));
    s->names = vector_of(allocator, sizeof(const char *));
    s->queue = vector_of(allocator, sizeof(record));
    s->bytes = vector_of(allocator, 1);
    if (vm_open(&s->vm, allocator, build, s) == WM_OK)
        return s;
    allocator_free(&allocator, s, sizeof *s);
    return NULL;
}

void script_loader_free(script_loader *s)
{
    if (s == NULL)
        return;
    wm_allocator allocator = s->allocator;
    draft_free(script_take_names(s));
    enum { VECTORS = 9 };
    vector *all[VECTORS] = { &s->pending, &s->ons,   &s->on_steps, &s->steps, &s->branches,
                             &s->words,   &s->names, &s->queue,    &s->bytes };
    for (size_t i = 0; i < VECTORS; i++)
        vector_free(all[i]);
    vm_close(&s->vm);
    allocator_free(&allocator, s, sizeof *s);
}

/* Nothing of an earlier file is left. */
static void begin(loader *s, const char *name, const char *text, size_t size, findings *found)
{
    vm_renew(&s->vm);
    draft_free(script_take_names(s));
    memset(s->cache, 0, sizeof s->cache);
    s->pending.count = s->ons.count = s->on_steps.count = s->queue.count = 0;
    s->found = found;
    s->name = name;
    s->text = text;
    s->size = size;
    s->complaints = 0;
    s->refused = s->has_guide = s->running = false;
    s->manual = NULL;
    s->unknown_line = 0;
    s->unknown[0] = '\0';
}

/* ---- the bytes -------------------------------------------------------------------------------------------- */

static uint32_t line_of(const char *text, size_t at)
{
    uint32_t line = 1;
    for (const char *end = text + at; (text = memchr(text, '\n', (size_t)(end - text))) != NULL; text++)
        line++;
    return line;
}

/* The first control character, as text_control_at finds it: only first bytes that such a character can have are
 * looked into. (C2: U+0080 to U+009F; D8: U+061C; E2: U+200E to U+2069.) */
static size_t control_at(const char *text, size_t at, size_t size)
{
    while ((at = skip_plain(text, at, size)) < size) {
        unsigned char c = (unsigned char)text[at];
        size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        if ((c < 0x80 || c == 0xC2 || c == 0xD8 || c == 0xE2) && text_control_at(text + at, length) < length)
            return at;
        at += length;
    }
    return size;
}

/* What is no text, and what would show another text than it is. */
static bool check_text_bytes(loader *s)
{
    size_t plain = skip_plain(s->text, 0, s->size);
    if (plain == s->size)
        return true;
    size_t bad = plain + text_invalid_at(s->text + plain, s->size - plain);
    if (bad < s->size) {
        complain(s, "WM001", line_of(s->text, bad), NULL, "檔案不是有效的 UTF-8 文字", "the file is not valid UTF-8");
        return false;
    }
    bad = control_at(s->text, plain, s->size);
    if (bad < s->size) {
        complain(s, "WM001", line_of(s->text, bad), NULL, "檔案含有控制字元或改變文字方向的字元",
                 "the file holds a control character, or one that turns the direction of text");
        return false;
    }
    return true;
}

static bool check_bytes(loader *s)
{
    if (s->size > s->limits.file_bytes) {
        complain(s, "WM001", 1, NULL, "檔案太大：最多 %lu 個位元組", "the file is too large: at most %lu bytes",
                 (unsigned long)s->limits.file_bytes);
        return false;
    }
    if (s->size > 0 && s->text[0] == LUA_SIGNATURE[0]) {
        complain(s, "WM001", 1, NULL, "規則檔要是文字，不能是編譯過的程式",
                 "a rule file is text, not a compiled program");
        return false;
    }
    static const char mark[] = "\xEF\xBB\xBF"; /* some editors' sign of UTF-8 */
    if (s->size >= 3 && memcmp(s->text, mark, 3) == 0) {
        s->text += 3;
        s->size -= 3;
    }
    return check_text_bytes(s);
}

/* ---- the tokens ------------------------------------------------------------------------------------------- */

static void complain_of_tokens(loader *s, const scan *found)
{
    for (size_t i = 0; i < found->twice.count; i++) {
        const twice *t = &VECTOR_AT(&found->twice, twice, i);
        wm_finding *f = complain(s, "WM002", t->second, NULL, "「%s」在同一個表裡寫了兩次：第 %lu 行與第 %lu 行",
                                 "%s is written twice in one table: on lines %lu and %lu", t->key,
                                 (unsigned long)t->first, (unsigned long)t->second);
        findings_mend(s->found, f, "刪掉其中一個；Lua 只會留下後面那個。",
                      "Delete one of the two; Lua itself would keep the second.");
    }
    if (found->jumps_line > 0)
        complain(s, "WM001", found->jumps_line, NULL, "一個檔案最多 %d 個 and、or、elseif",
                 "a file has at most %d of and, or, elseif", JUMPS_MOST);
    if (found->gotos_line > 0)
        complain(s, "WM001", found->gotos_line, NULL, "一個檔案最多 %d 個 goto、break 與標籤",
                 "a file has at most %d of goto, break and labels", GOTOS_MOST);
    if (found->string_line > 0)
        complain(s, "WM001", found->string_line, NULL, "字串超過 64 KiB", "a string over 64 KiB");
}

/* Whether Lua may read the file. */
static bool check_tokens(loader *s)
{
    scan found;
    if (!scan_source(&found, s->allocator, s->text, s->size, STRING_LIMIT)) {
        s->found->no_memory = s->refused = true;
        return false;
    }
    complain_of_tokens(s, &found);
    bool readable = found.jumps_line == 0 && found.gotos_line == 0 && found.string_line == 0;
    scan_free(&found);
    return readable;
}

/* ---- the run ------------------------------------------------------------------------------------------------ */

typedef struct source {
    loader *s;
    const char *at, *end;
    uint32_t line; /* of the last piece handed over */
    bool line_ended;
    size_t pieces;
} source;

/* Hands the text over by lines, so that an error without a place has one. */
static const char *next_piece(lua_State *L, void *data, size_t *size)
{
    (void)L;
    source *from = data;
    size_t left = (size_t)(from->end - from->at);
    if (left == 0)
        return NULL;
    if (++from->pieces % PIECES_A_LOOK == 0 && vm_late(&from->s->vm))
        vm_stop(&from->s->vm, END_TIME);
    const char *piece = from->at, *newline = memchr(piece, '\n', left < PIECE ? left : PIECE);
    *size = newline != NULL ? (size_t)(newline - piece) + 1 : left < PIECE ? left : PIECE;
    from->at += *size;
    from->line += from->line_ended;
    from->line_ended = newline != NULL;
    return piece;
}

/* Compiles and runs the file; false, with a complaint, where it ended by an error. */
static bool run(loader *s)
{
    lua_State *L = s->vm.L;
    size_t memory = s->limits.memory_bytes > 0 ? s->limits.memory_bytes : MEMORY_BASE + MEMORY_A_BYTE * s->size;
    vm_limits limits = {
        .fuel = s->limits.load_instructions, .memory = memory, .stack = LOAD_STACK, .seconds = s->limits.load_seconds
    };
    source from = { .s = s, .at = s->text, .end = s->text + s->size, .line = 1 };
    vm_arm(&s->vm, &limits);
    int status = lua_load(L, next_piece, &from, "=" VM_CHUNK, "t");
    if (status == LUA_OK) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, REG_ENVIRONMENT);
        lua_setupvalue(L, -2, 1);
        vm_run(&s->vm);
        s->running = true;
        status = lua_pcall(L, 0, 0, 0);
        s->running = false;
    }
    if (status != LUA_OK)
        complain_of_error(s, status, from.line);
    return status == LUA_OK;
}

/* The guide, where nothing was complained of. Names are resolved in any case, so that their findings show, too. */
static draft *finish(loader *s)
{
    statements_end(s);
    draft *d = builder_finish_or_names(s->builder, &s->refused_names);
    s->builder = NULL;
    if (s->refused) {
        draft_free(d);
        d = NULL;
    }
    return d;
}

draft *script_take_names(script_loader *s)
{
    draft *names = s->refused_names;
    s->refused_names = NULL;
    return names;
}

draft *script_load(script_loader *s, const char *name, const char *text, size_t size, findings *found)
{
    begin(s, name, text, size, found);
    s->builder = builder_open(s->allocator, name, found);
    if (s->builder == NULL)
        return NULL;
    if (check_bytes(s) && check_tokens(s) && run(s))
        return finish(s);
    found->no_memory = found->no_memory || builder_failed_memory(s->builder);
    builder_drop(s->builder);
    s->builder = NULL;
    return NULL;
}
