/* alloc.h: an allocator for tests that counts what is alive and fails the n-th request.
 * Uses waymark.h (for the type of the hook) and the C library.
 *
 *     struct counting_alloc memory;
 *     counting_alloc_init(&memory, 3);                      the third request fails, the first two and the later ones don't
 *     config.allocator = counting_alloc_hook(&memory);
 *     … what is tested …
 *     assert_int_equal(counting_alloc_report(&memory, stderr), 0);
 *
 * Failing every allocation in turn:
 *
 *     for (size_t n = 1;; n++) {
 *         counting_alloc_init(&memory, n);
 *         … it works, or says WM_NO_MEMORY; nothing is left …
 *         if (!memory.failed)
 *             break;
 *     }
 *
 * One thread at a time. Naming another size than a block has is counted as misuse; what is freed twice or read when it is gone, valgrind and
 * AddressSanitizer see. */
#ifndef SUPPORT_ALLOC_H
#define SUPPORT_ALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "waymark.h"

struct counting_block; /* a block that is alive */

struct counting_alloc {
    size_t live_bytes, live_blocks;
    size_t peak_bytes;
    size_t requests; /* allocations and growths asked for, the failed ones included; shrinking and freeing never fail */
    size_t fail_at;  /* the number of the request that fails, from 1; 0: none */
    bool fail_ever_after; /* set by the caller: every later request fails, too */
    size_t failed;        /* requests that were failed */
    size_t misuses;
    struct counting_block *blocks; /* newest first */
};

/* Forgets all counts; the `fail_at`-th request will fail (0: none). Frees nothing. */
void counting_alloc_init(struct counting_alloc *memory, size_t fail_at);

/* The hook to put into a configuration; `memory` must outlive what is made with it. */
wm_allocator counting_alloc_hook(struct counting_alloc *memory);

/* The number of blocks still alive, plus that of misuses; says to `out` how many and how large (nothing where all is well). */
size_t counting_alloc_report(const struct counting_alloc *memory, FILE *out);

/* Frees what is still alive, so that a test that found a leak leaves none itself. */
void counting_alloc_free_all(struct counting_alloc *memory);

#endif
