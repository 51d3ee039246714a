/* Building tables of names. Uses replay/table.h. */
#include "replay/table.h"

#define TRIES 12

/* Names come from anywhere: their bytes behind the end are not ours to read. */
static name_key key_of_string(const char *name)
{
    char padded[16] = { 0 };
    size_t size = strlen(name);
    if (size > 8)
        return name_key_of(name, (uint32_t)size);
    memcpy(padded, name, size);
    return name_key_of(padded, (uint32_t)size);
}

/* A table that is being filled. */
typedef struct filling {
    name_table *table;
    name_entry *entries;
    const char **names;
    size_t looked; /* places that were taken by others */
} filling;

static void begin(filling *f)
{
    f->looked = 0;
    for (size_t i = 0; i <= f->table->mask; i++)
        f->entries[i] = (name_entry){ .size = UINT32_MAX };
}

/* False where the name is there already. */
static bool put(filling *f, const char *name, uint32_t value)
{
    name_key k = key_of_string(name);
    uint32_t at = name_hash(f->table, &k);
    for (; f->entries[at].size != UINT32_MAX; at = (at + 1) & f->table->mask, f->looked++)
        if (strcmp(f->names[at], name) == 0)
            return false;
    f->entries[at] = (name_entry){ k.head, k.middle, k.tail, k.size, value };
    f->names[at] = name;
    return true;
}

/* How many places others had taken. */
static size_t fill(filling *f, const name_value *list, size_t count)
{
    begin(f);
    for (size_t i = 0; i < count; i++)
        put(f, list[i].name, list[i].value);
    return f->looked;
}

/* The odd multipliers of a Weyl sequence; the golden ratio's first (Knuth, TAOCP 6.4). */
static uint64_t multiplier_of(unsigned try_)
{
    return UINT64_C(0x9E3779B97F4A7C15) * (2 * (uint64_t)try_ + 1);
}

/* Room for `count` names, half of it at most in use. */
static bool make_room(filling *f, name_table *out, arena *memory, size_t count)
{
    uint32_t bits = 2;
    while (((size_t)1 << bits) < count * 2 && bits < 31)
        bits++;
    *out = (name_table){ NULL, NULL, multiplier_of(0), 64 - bits, ((uint32_t)1 << bits) - 1 };
    *f = (filling){ .table = out };
    f->entries = arena_alloc(memory, ((size_t)out->mask + 1) * sizeof *f->entries);
    f->names = arena_alloc(memory, ((size_t)out->mask + 1) * sizeof *f->names);
    return f->entries && f->names;
}

bool name_table_build(name_table *out, arena *memory, const name_value *list, size_t count)
{
    filling f;
    if (!make_room(&f, out, memory, count))
        return false;
    size_t least = SIZE_MAX;
    uint64_t best = 0;
    for (unsigned i = 0; i < TRIES && least; i++) {
        out->multiplier = multiplier_of(i);
        size_t looked = fill(&f, list, count);
        if (looked >= least)
            continue;
        least = looked;
        best = out->multiplier;
    }
    out->multiplier = best;
    fill(&f, list, count);
    out->entries = f.entries;
    out->names = f.names;
    return true;
}

bool name_table_number(name_table *out, arena *memory, const char *const *names, size_t count)
{
    arena scratch;
    arena_init(&scratch, memory->allocator);
    name_table all;
    filling f;
    name_value *list = arena_alloc(&scratch, (count + 1) * sizeof *list);
    uint32_t different = 0;
    bool made = list && make_room(&f, &all, &scratch, count);
    if (made)
        begin(&f);
    for (size_t i = 0; made && i < count; i++)
        if (put(&f, names[i], different)) {
            list[different] = (name_value){ names[i], different };
            different++;
        }
    made = made && name_table_build(out, memory, list, different);
    arena_free(&scratch);
    return made;
}
