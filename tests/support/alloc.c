/* alloc.c: the counting allocator for tests. Every block carries a header in front, by which it is listed while it is alive. */
#include "support/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct counting_block {
    struct counting_block *next, *previous;
    size_t size;
    size_t number; /* of the request that made it */
};

/* The header's room, a multiple of the strictest alignment. */
#define HEADER                                                                                                         \
    ((sizeof(struct counting_block) + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t))

static void *bytes_of(struct counting_block *block)
{
    return (unsigned char *)block + HEADER;
}

static struct counting_block *block_of(void *bytes)
{
    return (struct counting_block *)(void *)((unsigned char *)bytes - HEADER);
}

static void list(struct counting_alloc *memory, struct counting_block *block)
{
    block->previous = NULL;
    block->next = memory->blocks;
    if (block->next)
        block->next->previous = block;
    memory->blocks = block;
    memory->live_blocks++;
    memory->live_bytes += block->size;
    if (memory->live_bytes > memory->peak_bytes)
        memory->peak_bytes = memory->live_bytes;
}

static void unlist(struct counting_alloc *memory, struct counting_block *block)
{
    if (block->next)
        block->next->previous = block->previous;
    if (block->previous)
        block->previous->next = block->next;
    else
        memory->blocks = block->next;
    memory->live_blocks--;
    memory->live_bytes -= block->size;
}

/* Whether this request is one that the test wants failed. */
static bool is_failed(struct counting_alloc *memory)
{
    size_t number = ++memory->requests;
    bool fails =
        memory->fail_at && (number == memory->fail_at || (memory->fail_ever_after && number > memory->fail_at));
    memory->failed += fails ? 1 : 0;
    return fails;
}

static void release(struct counting_alloc *memory, struct counting_block *block)
{
    unlist(memory, block);
    free(block);
}

static struct counting_block *make(struct counting_alloc *memory, size_t size)
{
    struct counting_block *block = size <= SIZE_MAX - HEADER ? malloc(HEADER + size) : NULL;
    if (!block)
        return NULL;
    block->size = size;
    block->number = memory->requests;
    list(memory, block);
    return block;
}

/* A resized block always moves, so that a pointer kept across a resizing is found out. */
static void *counting_hook(void *context, void *old, size_t old_size, size_t new_size)
{
    struct counting_alloc *memory = context;
    struct counting_block *was = old ? block_of(old) : NULL;
    if (was && was->size != old_size)
        memory->misuses++;
    if (new_size == 0) {
        if (was)
            release(memory, was);
        return NULL;
    }
    bool grows = !was || new_size > was->size;
    if (grows && is_failed(memory))
        return NULL;
    struct counting_block *block = make(memory, new_size);
    if (!block)
        return NULL;
    if (was) {
        memcpy(bytes_of(block), old, was->size < new_size ? was->size : new_size);
        release(memory, was);
    }
    return bytes_of(block);
}

void counting_alloc_init(struct counting_alloc *memory, size_t fail_at)
{
    *memory = (struct counting_alloc){ .fail_at = fail_at };
}

wm_allocator counting_alloc_hook(struct counting_alloc *memory)
{
    return (wm_allocator){ .alloc = counting_hook, .context = memory };
}

size_t counting_alloc_report(const struct counting_alloc *memory, FILE *out)
{
    if (memory->misuses)
        fprintf(out, "# %zu times the size of a block was given wrongly\n", memory->misuses);
    if (memory->live_blocks)
        fprintf(out, "# %zu blocks are left, %zu bytes:\n", memory->live_blocks, memory->live_bytes);
    size_t shown = 0;
    for (const struct counting_block *block = memory->blocks; block && shown < 10; block = block->next, shown++)
        fprintf(out, "#   request %zu: %zu bytes\n", block->number, block->size);
    return memory->live_blocks + memory->misuses;
}

void counting_alloc_free_all(struct counting_alloc *memory)
{
    for (struct counting_block *block = memory->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    memory->blocks = NULL;
    memory->live_blocks = memory->live_bytes = 0;
}
