/* own_heap.h: malloc, calloc, realloc and free of a test program's own, for what takes its memory from the C library: they count, fail when told
 * to, and leave the rest to the C library (glibc's names). With AddressSanitizer the heap is its own: OWN_HEAP is 0, and nothing fails. For one
 * source file a program. */
#ifndef FAULT_OWN_HEAP_H
#define FAULT_OWN_HEAP_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define OWN_HEAP 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_HEAP 0
#endif
#endif
#ifndef OWN_HEAP
#define OWN_HEAP 1
#endif

static struct {
    size_t requests, fail_at, failed, live;
} heap;

#if OWN_HEAP
/* NOLINTBEGIN(bugprone-reserved-identifier, readability-inconsistent-declaration-parameter-name) the C library's names */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *block);

static bool is_failed(void)
{
    if (++heap.requests != heap.fail_at)
        return false;
    heap.failed++;
    errno = ENOMEM;
    return true;
}

static void *counted(void *block)
{
    heap.live += block != NULL;
    return block;
}

void *malloc(size_t size)
{
    return is_failed() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return is_failed() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *old, size_t size)
{
    if (!old)
        return malloc(size);
    if (!size) {
        free(old);
        return NULL;
    }
    return is_failed() ? NULL : __libc_realloc(old, size);
}

void free(void *block)
{
    heap.live -= block != NULL;
    __libc_free(block);
}
/* NOLINTEND(bugprone-reserved-identifier, readability-inconsistent-declaration-parameter-name) */
#endif

#endif
