/* An open hash table of interned strings. Uses base/ alone. */
#include "model/names.h"

#include <string.h>

struct name_slot {
    uint32_t hash;
    name *name;
};

#define FIRST_CAPACITY ((size_t)256)
#define MULTIPLIER     0x9E3779B97F4A7C15u /* 2^64 divided by the golden ratio: Knuth's multiplicative hashing */

void names_init(names *n, wm_allocator allocator, arena *texts, arena *scratch)
{
    *n = (names){ .allocator = allocator, .texts = texts, .scratch = scratch };
}

void names_free(names *n)
{
    allocator_free(&n->allocator, n->slots, n->capacity * sizeof *n->slots);
    n->slots = NULL;
    n->capacity = n->count = 0;
}

/* Eight bytes at a time. The table's address is the seed, so that a file can't be written to collide;
 * nothing ever reads the table in its order. */
static uint64_t mixed(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * MULTIPLIER;
    return hash ^ hash >> 29;
}

static uint64_t eight_bytes(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

static uint32_t hash_of(const names *n, const char *text, size_t size)
{
    uint64_t hash = (uint64_t)(uintptr_t)n ^ size * MULTIPLIER, word = 0;
    size_t at = 0;
    for (; at + 8 <= size; at += 8)
        hash = mixed(hash, eight_bytes(text + at));
    if (size >= 8)
        word = eight_bytes(text + size - 8); /* the last ones, some of them once more */
    for (; size < 8 && at < size; at++)
        word = word << 8 | (unsigned char)text[at];
    return (uint32_t)(mixed(hash, word) * MULTIPLIER >> 32);
}

/* Where a text is, or the free place where it would be. The table is never full. */
static struct name_slot *slot_of(const names *n, const char *text, size_t size, uint32_t hash)
{
    size_t mask = n->capacity - 1, at = hash & mask;
    for (; n->slots[at].name != NULL; at = (at + 1) & mask) {
        const name *held = n->slots[at].name;
        if (n->slots[at].hash == hash && held->size == size && memcmp(held->text, text, size) == 0)
            break;
    }
    return &n->slots[at];
}

static bool grow(names *n)
{
    names larger = *n;
    larger.capacity = n->capacity == 0 ? FIRST_CAPACITY : n->capacity * 2;
    larger.slots = allocator_zero(&n->allocator, larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < n->capacity; i++) {
        const name *held = n->slots[i].name;
        if (held != NULL)
            *slot_of(&larger, held->text, held->size, held->hash) = n->slots[i];
    }
    allocator_free(&n->allocator, n->slots, n->capacity * sizeof *n->slots);
    *n = larger;
    return true;
}

static name *new_name(names *n, const char *text, size_t size, uint32_t hash)
{
    name *made = arena_alloc(n->scratch, sizeof *made);
    char *copy = arena_string(n->texts, text, size);
    if (made == NULL || copy == NULL)
        return NULL;
    *made = (name){ .text = copy, .size = (uint32_t)size, .hash = hash };
    for (size_t i = 0; i < NAME_KINDS; i++)
        made->of[i] = UINT32_MAX;
    return made;
}

name *names_keep(names *n, const char *text, size_t size)
{
    if (size >= UINT32_MAX || (n->count * 2 >= n->capacity && !grow(n)))
        return NULL;
    uint32_t hash = hash_of(n, text, size);
    struct name_slot *slot = slot_of(n, text, size, hash);
    if (slot->name != NULL)
        return slot->name;
    name *made = new_name(n, text, size, hash);
    if (made == NULL)
        return NULL;
    *slot = (struct name_slot){ .hash = hash, .name = made };
    n->count++;
    return made;
}

name *names_find(const names *n, const char *text)
{
    if (n->capacity == 0)
        return NULL;
    size_t size = strlen(text);
    return slot_of(n, text, size, hash_of(n, text, size))->name;
}
