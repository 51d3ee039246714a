/* Lua 5.4's bytecode, as ldump.c writes it and lopcodes.h numbers it. Uses the C library and Lua's numbers' types. */
#include "script/dump.h"

#include <limits.h>
#include <string.h>

#include <lua.h>

enum { OUTER_MOST = 255, NO_UPVALUE = 0xFFFF, DEPTH_MOST = 220 };

/* lopcodes.h of 5.4: iABC is opcode 7 bits, A 8, k 1, B 8, C 8. */
enum { OP_SETUPVAL = 10, OP_GETTABUP = 11, OP_SETTABUP = 15 };
enum { TAG_INTEGER = 3, TAG_FLOAT = 19, TAG_SHORT_STRING = 4, TAG_LONG_STRING = 20 };
enum { LINE_IS_ABSOLUTE = -128 };

typedef struct reader {
    const unsigned char *at, *end;
    bool bad;
} reader;

typedef struct stretch {
    const char *text;
    size_t size;
} stretch;

/* One function; `outer` tells which upvalue of the outermost function each of its own is. */
typedef struct function {
    uint32_t first_line;
    const unsigned char *code, *constants;
    size_t code_count, constant_count;
    uint16_t outer[OUTER_MOST + 1];
    const signed char *lines;
    size_t line_count;
    const unsigned char *absolute; /* pairs of a place in the code and a line, as varints */
    size_t absolute_count;
} function;

typedef struct visit_state {
    reader r;
    const bool *environment;
    size_t count;
    dump_visitor *visit;
    void *context;
    stretch names[OUTER_MOST + 1]; /* of the outermost function's upvalues */
    bool naming;                   /* the first pass only looks for these */
    bool enough;
} visit_state;

/* ---- bytes ------------------------------------------------------------------------------------------ */

static const unsigned char *skip(reader *r, size_t size)
{
    static const unsigned char nothing[16]; /* the most that is read at once, and more */
    if ((size_t)(r->end - r->at) < size || r->bad) {
        r->bad = true;
        return nothing;
    }
    const unsigned char *at = r->at;
    r->at += size;
    return at;
}

static unsigned byte(reader *r)
{
    return *skip(r, 1);
}

/* Seven bits a byte, the highest first; the last has its top bit set. */
static size_t varint(reader *r)
{
    size_t n = 0;
    while (!r->bad) {
        unsigned b = byte(r);
        if (n > SIZE_MAX >> 7)
            r->bad = true;
        n = n << 7 | (b & 0x7F);
        if (b & 0x80)
            return n;
    }
    return 0;
}

/* Strings come with their size + 1; 0 is none. */
static stretch string(reader *r)
{
    size_t size = varint(r);
    if (size == 0)
        return (stretch){ "", 0 };
    const char *text = (const char *)skip(r, size - 1);
    return r->bad ? (stretch){ "", 0 } : (stretch){ text, size - 1 };
}

static bool known_header(reader *r)
{
    lua_Integer integer;
    lua_Number number;
    bool known = memcmp(skip(r, 12), LUA_SIGNATURE "\x54\x00\x19\x93\r\n\x1a\n", 12) == 0;
    known = known && byte(r) == 4 && byte(r) == sizeof integer && byte(r) == sizeof number;
    if (!known || r->bad)
        return false;
    memcpy(&integer, skip(r, sizeof integer), sizeof integer);
    memcpy(&number, skip(r, sizeof number), sizeof number);
    byte(r); /* the number of upvalues */
    return !r->bad && integer == 0x5678 && number == 370.5;
}

/* ---- one function ------------------------------------------------------------------------------------- */

static stretch constant(reader *r)
{
    switch (byte(r)) {
    case TAG_INTEGER:
        skip(r, sizeof(lua_Integer));
        break;
    case TAG_FLOAT:
        skip(r, sizeof(lua_Number));
        break;
    case TAG_SHORT_STRING:
    case TAG_LONG_STRING:
        return string(r);
    default:
        break;
    }
    return (stretch){ "", 0 };
}

/* Constant number `index`, where that is a string. */
static stretch constant_at(const visit_state *v, const function *f, size_t index)
{
    reader r = { f->constants, v->r.end, false };
    stretch s = { "", 0 };
    for (size_t i = 0; i <= index && i < f->constant_count; i++)
        s = constant(&r);
    return s;
}

/* The line of an instruction: the last absolute one before it, and the steps from there. */
static uint32_t line_at(const visit_state *v, const function *f, size_t pc)
{
    reader r = { f->absolute, v->r.end, false };
    long line = (long)f->first_line;
    size_t from = 0; /* the first instruction whose step counts */
    for (size_t i = 0; i < f->absolute_count; i++) {
        size_t place = varint(&r), there = varint(&r);
        if (place > pc)
            break;
        line = (long)there;
        from = place + 1;
    }
    for (size_t i = from; i <= pc && i < f->line_count; i++)
        if (f->lines[i] != LINE_IS_ABSOLUTE)
            line += f->lines[i];
    return line > 0 ? (uint32_t)line : 0;
}

static void tell(visit_state *v, const function *f, size_t pc, dump_event event, stretch name)
{
    if (!v->enough)
        v->enough = !v->visit(v->context, event, line_at(v, f, pc), name.text, name.size);
}

static void look_at(visit_state *v, const function *f, size_t pc)
{
    uint32_t code;
    memcpy(&code, f->code + pc * sizeof code, sizeof code);
    unsigned a = code >> 7 & 0xFF, b = code >> 16 & 0xFF, c = code >> 24;
    unsigned op = code & 0x7F, upvalue = op == OP_SETTABUP ? a : b;
    if (op != OP_SETUPVAL && op != OP_GETTABUP && op != OP_SETTABUP)
        return;
    unsigned outer = f->outer[upvalue];
    if (outer == NO_UPVALUE)
        return;
    if (op == OP_SETUPVAL)
        tell(v, f, pc, DUMP_SETS_OUTER, v->names[outer]);
    else if (outer < v->count && v->environment[outer])
        tell(v, f, pc, op == OP_SETTABUP ? DUMP_SETS_GLOBAL : DUMP_READS_GLOBAL,
             constant_at(v, f, op == OP_SETTABUP ? b : c));
}

/* ---- functions within functions ------------------------------------------------------------------------ */

static void read_upvalues(reader *r, function *f, const function *parent)
{
    size_t count = varint(r);
    if (count > OUTER_MOST)
        r->bad = true;
    for (size_t i = 0; i < count && !r->bad; i++) {
        bool in_stack = byte(r) != 0;
        unsigned index = byte(r);
        byte(r); /* its kind */
        f->outer[i] = parent == NULL ? (uint16_t)i : in_stack ? NO_UPVALUE : parent->outer[index];
    }
}

/* The names of locals go by; those of the outermost function's upvalues stay. */
static void read_names(visit_state *v, const function *parent)
{
    reader *r = &v->r;
    for (size_t n = varint(r); n > 0 && !r->bad; n--) {
        string(r);
        varint(r);
        varint(r);
    }
    size_t count = varint(r);
    for (size_t i = 0; i < count && !r->bad; i++) {
        stretch name = string(r);
        if (parent == NULL && i <= OUTER_MOST)
            v->names[i] = name;
    }
}

static void read_debug(visit_state *v, function *f, const function *parent)
{
    reader *r = &v->r;
    f->line_count = varint(r);
    f->lines = (const signed char *)skip(r, f->line_count);
    f->absolute_count = varint(r);
    f->absolute = r->at;
    for (size_t i = 0; i < f->absolute_count && !r->bad; i++) {
        varint(r);
        varint(r);
    }
    read_names(v, parent);
}

static void read_function(visit_state *v, const function *parent, int depth)
{
    reader *r = &v->r;
    function f = { 0 };
    memset(f.outer, 0xFF, sizeof f.outer);
    string(r); /* the source */
    f.first_line = (uint32_t)varint(r);
    varint(r);
    skip(r, 3); /* parameters, whether there are more, registers */
    f.code_count = varint(r);
    f.code = f.code_count <= SIZE_MAX / 4 ? skip(r, f.code_count * 4) : skip(r, SIZE_MAX);
    f.constant_count = varint(r);
    f.constants = r->at;
    for (size_t i = 0; i < f.constant_count && !r->bad; i++)
        constant(r);
    read_upvalues(r, &f, parent);
    size_t functions = varint(r);
    if (depth >= DEPTH_MOST)
        r->bad = true;
    for (size_t i = 0; i < functions && !r->bad; i++)
        read_function(v, &f, depth + 1);
    read_debug(v, &f, parent);
    for (size_t pc = 0; !v->naming && pc < f.code_count && !r->bad && !v->enough; pc++)
        look_at(v, &f, pc);
}

bool dump_scan(const void *code, size_t size, const bool *environment, size_t count, dump_visitor *visit, void *context)
{
    visit_state v = { .environment = environment, .count = count, .visit = visit, .context = context, .naming = true };
    v.r = (reader){ code, (const unsigned char *)code + size, false };
    if (!known_header(&v.r))
        return false;
    reader start = v.r;
    read_function(&v, NULL, 0);
    if (v.r.bad || v.r.at != v.r.end)
        return false;
    v.r = start;
    v.naming = false;
    read_function(&v, NULL, 0);
    return true;
}
