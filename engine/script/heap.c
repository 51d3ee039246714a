/* The memory of one interpreter: size classes over chunks, a list of large blocks, and a copy of the
 * fresh state. Uses base/ alone. */
#include "script/heap.h"

#include <string.h>

enum { FIRST_CHUNK = 128 * 1024, NEXT_CHUNK = 256 * 1024, KEPT_CHUNKS = 16 };

typedef struct heap_chunk {
    struct heap_chunk *next;
    size_t size; /* with this head */
    max_align_t data[];
} heap_chunk;

/* A block too large for the chunks; its data follows. */
typedef struct heap_big {
    struct heap_big *next, **link; /* link: what points here */
    size_t size;                   /* with this head */
    max_align_t data[];
} heap_big;

/* Both are NULL-tolerant views of the same fact: data lies behind the head. */
static heap_big *big_of(void *data)
{
    return (heap_big *)(void *)((char *)data - offsetof(heap_big, data));
}

static size_t class_of(size_t size)
{
    if (size <= HEAP_FINE)
        return (size - 1) / HEAP_STEP;
    size_t class = HEAP_FINE / HEAP_STEP;
    for (size_t whole = 2 * HEAP_FINE; whole < size; whole *= 2)
        class ++;
    return class;
}

static size_t size_of_class(size_t class)
{
    size_t fine = HEAP_FINE / HEAP_STEP;
    return class < fine ? (class + 1) * HEAP_STEP : (size_t)(2 * HEAP_FINE) << (class - fine);
}

void heap_init(heap *h, wm_allocator allocator)
{
    *h = (heap){ .allocator = allocator };
}

static void free_chunks(heap *h, heap_chunk *c)
{
    while (c != NULL) {
        heap_chunk *next = c->next;
        allocator_free(&h->allocator, c, c->size);
        c = next;
    }
}

static void free_bigs(heap *h)
{
    while (h->bigs != NULL) {
        heap_big *next = h->bigs->next;
        allocator_free(&h->allocator, h->bigs, h->bigs->size);
        h->bigs = next;
    }
}

void heap_free(heap *h)
{
    free_bigs(h);
    free_chunks(h, h->first);
    allocator_free(&h->allocator, h->saved, h->saved_size);
    heap_init(h, h->allocator);
}

static void enter_chunk(heap *h, heap_chunk *c)
{
    h->current = c;
    h->at = (char *)c->data;
    h->end = (char *)c + c->size;
}

/* Goes on in the next chunk, one kept from before or a new one. */
static bool next_chunk(heap *h)
{
    if (h->current != NULL && h->current->next != NULL) {
        enter_chunk(h, h->current->next);
        return true;
    }
    size_t size = h->first == NULL ? FIRST_CHUNK : NEXT_CHUNK;
    heap_chunk *c = allocator_alloc(&h->allocator, size);
    if (c == NULL)
        return false;
    c->next = NULL;
    c->size = size;
    if (h->current != NULL)
        h->current->next = c;
    else
        h->first = c;
    enter_chunk(h, c);
    return true;
}

static void *take(heap *h, size_t class)
{
    void *block = h->free_blocks[class];
    if (block != NULL) {
        memcpy(&h->free_blocks[class], block, sizeof(void *));
        return block;
    }
    size_t size = size_of_class(class);
    if ((size_t)(h->end - h->at) < size && !next_chunk(h))
        return NULL;
    block = h->at;
    h->at += size;
    return block;
}

static void give_back(heap *h, void *block, size_t size)
{
    size_t class = class_of(size);
    memcpy(block, &h->free_blocks[class], sizeof(void *));
    h->free_blocks[class] = block;
}

/* (Re)allocates a large block; old NULL: a new one. */
static void *resize_big(heap *h, heap_big *old, size_t size)
{
    if (size > SIZE_MAX - sizeof(heap_big))
        return NULL;
    heap_big **link = old != NULL ? old->link : &h->bigs;
    heap_big *next = old != NULL ? old->next : h->bigs;
    heap_big *b = allocator_resize(&h->allocator, old, old != NULL ? old->size : 0, size + sizeof(heap_big));
    if (b == NULL)
        return NULL;
    *b = (heap_big){ .next = next, .link = link, .size = size + sizeof(heap_big) };
    *link = b;
    if (next != NULL)
        next->link = &b->next;
    return b->data;
}

static void free_big(heap *h, heap_big *b)
{
    *b->link = b->next;
    if (b->next != NULL)
        b->next->link = b->link;
    allocator_free(&h->allocator, b, b->size);
}

static void release(heap *h, void *old, size_t old_size)
{
    if (old_size > HEAP_POOLED)
        free_big(h, big_of(old));
    else
        give_back(h, old, old_size);
}

/* A block for more bytes than the old one has. */
static void *grow(heap *h, void *old, size_t old_size, size_t new_size)
{
    if (old_size > HEAP_POOLED)
        return resize_big(h, big_of(old), new_size);
    if (old_size > 0 && new_size <= HEAP_POOLED && class_of(old_size) == class_of(new_size))
        return old;
    void *block = new_size > HEAP_POOLED ? resize_big(h, NULL, new_size) : take(h, class_of(new_size));
    if (block != NULL && old_size > 0) {
        memcpy(block, old, old_size);
        give_back(h, old, old_size);
    }
    return block;
}

/* A block that was made smaller stays where it is and counts as one of its new size from then on: it
 * is at least as large, and a large one stays in the list of those until all are dropped. */
void *heap_resize(heap *h, void *old, size_t old_size, size_t new_size)
{
    if (old == NULL)
        old_size = 0;
    void *block = old;
    if (new_size == 0) {
        if (old_size > 0)
            release(h, old, old_size);
        block = NULL;
    } else if (new_size > old_size) {
        block = grow(h, old, old_size, new_size);
        if (block == NULL)
            return NULL;
    }
    h->used = h->used - old_size + new_size;
    return block;
}

bool heap_save(heap *h)
{
    if (h->bigs != NULL || h->current == NULL || h->current != h->first)
        return false;
    size_t size = (size_t)(h->at - (char *)h->first->data);
    char *copy = allocator_alloc(&h->allocator, size);
    if (copy == NULL)
        return false;
    memcpy(copy, h->first->data, size);
    h->saved = copy;
    h->saved_size = size;
    h->saved_used = h->used;
    memcpy(h->saved_free, h->free_blocks, sizeof h->free_blocks);
    return true;
}

/* Frees the chunks that one large file needed and the next ones won't. */
static void trim_chunks(heap *h)
{
    heap_chunk *c = h->first;
    for (int kept = 1; kept < KEPT_CHUNKS && c->next != NULL; kept++)
        c = c->next;
    free_chunks(h, c->next);
    c->next = NULL;
}

void heap_restore(heap *h)
{
    free_bigs(h);
    trim_chunks(h);
    enter_chunk(h, h->first);
    memcpy(h->at, h->saved, h->saved_size);
    h->at += h->saved_size;
    h->used = h->saved_used;
    memcpy(h->free_blocks, h->saved_free, sizeof h->free_blocks);
}
