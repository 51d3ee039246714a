/* Growing arrays of one type. Uses base/arena.h alone. */
#include "base/vector.h"

#include <string.h>

#define FIRST_CAPACITY ((size_t)8)

vector vector_of(wm_allocator allocator, size_t size)
{
    return (vector){ .allocator = allocator_or_default(allocator), .size = size };
}

void vector_free(vector *v)
{
    allocator_free(&v->allocator, v->data, v->capacity * v->size);
    v->data = NULL;
    v->count = v->capacity = 0;
}

bool vector_reserve(vector *v, size_t more)
{
    if (more <= v->capacity - v->count)
        return true;
    size_t most = SIZE_MAX / v->size;
    if (more > most - v->count)
        return false;
    size_t capacity = v->capacity < most / 2 ? v->capacity * 2 : most;
    if (capacity < FIRST_CAPACITY && FIRST_CAPACITY <= most)
        capacity = FIRST_CAPACITY;
    if (capacity < v->count + more)
        capacity = v->count + more;
    void *data = allocator_resize(&v->allocator, v->data, v->capacity * v->size, capacity * v->size);
    if (data == NULL)
        return false;
    v->data = data;
    v->capacity = capacity;
    return true;
}

void *vector_push(vector *v)
{
    if (!vector_reserve(v, 1))
        return NULL;
    void *slot = (char *)v->data + v->count * v->size;
    memset(slot, 0, v->size);
    v->count++;
    return slot;
}

bool vector_append(vector *v, const void *from, size_t count)
{
    if (!vector_reserve(v, count))
        return false;
    if (count > 0)
        memcpy((char *)v->data + v->count * v->size, from, count * v->size);
    v->count += count;
    return true;
}
