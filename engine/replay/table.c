/* Building tables of names. Uses replay/table.h. */
#include "replay/table.h"

#define TRIES 12

/* Names come from anywhere: their bytes behind the end are not ours to read. */
static name_key key_of_string(const char *name)
{
    char padded[16] = { 0 };
    size_t size = strlen(name);
    if (size > 8)
        return (name_key){ name_load(name), name_load(name + size - 8), (uint32_t)size };
    memcpy(padded, name, size);
    return name_key_of(padded, (uint32_t)size);
}

/* Puts them all in; returns how many places were looked at. */
static size_t fill(const name_table *t, name_entry *entries, const char **names, const name_value *list, size_t count)
{
    size_t looked = 0;
    for (size_t i = 0; i <= t->mask; i++)
        entries[i] = (name_entry){ 0, 0, UINT32_MAX, 0 };
    for (size_t i = 0; i < count; i++) {
        name_key k = key_of_string(list[i].name);
        uint32_t at = name_hash(t, &k);
        for (; entries[at].size != UINT32_MAX && strcmp(names[at], list[i].name) != 0; at = (at + 1) & t->mask)
            looked++;
        if (entries[at].size != UINT32_MAX)
            continue;
        entries[at] = (name_entry){ k.head, k.tail, k.size, list[i].value };
        names[at] = list[i].name;
    }
    return looked;
}

/* The odd multipliers of a Weyl sequence; the golden ratio's first (Knuth, TAOCP 6.4). */
static uint64_t multiplier_of(unsigned try_)
{
    return UINT64_C(0x9E3779B97F4A7C15) * (2 * (uint64_t)try_ + 1);
}

bool name_table_build(name_table *out, arena *memory, const name_value *list, size_t count)
{
    uint32_t bits = 2;
    while (((size_t)1 << bits) < count * 2 && bits < 31)
        bits++;
    *out = (name_table){ NULL, NULL, 0, 64 - bits, ((uint32_t)1 << bits) - 1 };
    name_entry *entries = arena_alloc(memory, ((size_t)out->mask + 1) * sizeof *entries);
    const char **names = arena_alloc(memory, ((size_t)out->mask + 1) * sizeof *names);
    if (!entries || !names)
        return false;
    size_t least = SIZE_MAX;
    uint64_t best = 0;
    for (unsigned i = 0; i < TRIES && least; i++) {
        out->multiplier = multiplier_of(i);
        size_t looked = fill(out, entries, names, list, count);
        if (looked >= least)
            continue;
        least = looked;
        best = out->multiplier;
    }
    out->multiplier = best;
    fill(out, entries, names, list, count);
    out->entries = entries;
    out->names = names;
    return true;
}
