/* Growing arrays of one type. Uses base/arena.h alone.
 *
 *     vector v = vector_of(allocator, sizeof(int));
 *     int *slot = vector_push(&v);      NULL where there is no memory
 *     VECTOR_AT(&v, int, 3)
 */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#include "base/arena.h"

typedef struct vector {
    wm_allocator allocator;
    void *data;
    size_t count, capacity, size; /* size of one */
} vector;

vector vector_of(wm_allocator allocator, size_t size);
void vector_free(vector *v);
/* Makes room for `more` further ones; false where there is no memory. */
bool vector_reserve(vector *v, size_t more);
/* A cleared new last one, or NULL; earlier pointers into the vector are void. */
void *vector_push(vector *v);
bool vector_append(vector *v, const void *from, size_t count);
#define VECTOR_AT(v, type, i) (((type *)(v)->data)[i])

#endif
