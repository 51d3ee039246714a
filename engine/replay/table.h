/* Hash tables of names, built once and never changed: name → number. Names of up to 24 bytes are told apart by three
 * words and their size, without a loop. Uses base/ alone.
 *
 * Names that are looked up must have 8 readable bytes behind their first (SCAN_PADDING sees to it). */
#ifndef REPLAY_TABLE_H
#define REPLAY_TABLE_H

#include <string.h>

#include "base/arena.h"

typedef struct name_key {
    uint64_t head, middle,
        tail; /* its first eight bytes, the next eight, its last eight; 0 where it has none further */
    uint32_t size;
} name_key;

typedef struct name_entry {
    uint64_t head, middle, tail;
    uint32_t size, value; /* size UINT32_MAX: empty */
} name_entry;

typedef struct name_table {
    const name_entry *entries; /* 1 << bits of them, not all in use */
    const char *const *names;  /* of each entry; read where the name has more than 24 bytes */
    uint64_t multiplier;
    uint32_t shift, mask;
} name_table;

static inline uint64_t name_load(const char *s)
{
    uint64_t eight;
    memcpy(&eight, s, sizeof eight);
    return eight;
}

static inline name_key name_key_of(const char *s, uint32_t size)
{
    static const char ones[16] = { -1, -1, -1, -1, -1, -1, -1, -1 };
    if (size > 8)
        return (name_key){ name_load(s), size > 16 ? name_load(s + 8) : 0, name_load(s + size - 8), size };
    return (name_key){ name_load(s) & name_load(ones + 8 - size), 0, 0, size };
}

static inline uint32_t name_hash(const name_table *t, const name_key *k)
{
    uint64_t mixed = (k->head ^ (k->tail << 17 | k->tail >> 47) ^ k->size) * t->multiplier;
    return (uint32_t)(mixed >> t->shift);
}

/* The value of a name, or UINT32_MAX. */
static inline uint32_t name_table_find(const name_table *t, const name_key *k, const char *s)
{
    for (uint32_t i = name_hash(t, k);; i = (i + 1) & t->mask) {
        const name_entry *e = &t->entries[i];
        if (e->head == k->head && e->tail == k->tail && e->middle == k->middle && e->size == k->size &&
            (k->size <= 24 || memcmp(t->names[i] + 16, s + 16, k->size - 24) == 0))
            return e->value;
        if (e->size == UINT32_MAX)
            return UINT32_MAX;
    }
}

/* One name to be put into a table. */
typedef struct name_value {
    const char *name;
    uint32_t value;
} name_value;
/* Where a name comes twice, the first one stands. Names are not copied; the table lives in the arena. False where
 * there is no memory. */
bool name_table_build(name_table *out, arena *memory, const name_value *list, size_t count);
/* Numbers the different ones of `names`, from 0, as they come first. */
bool name_table_number(name_table *out, arena *memory, const char *const *names, size_t count);

#endif
