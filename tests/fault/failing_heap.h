/* failing_heap.h: what takes its memory from the C library is done again and again, with the n-th request failing for n = 1, 2, 3, … until none is
 * left to fail. It does what it did without a failure, or says WM_NO_MEMORY; and it leaves no block. With AddressSanitizer nothing fails
 * (own_heap.h), and what is done is looked at by it. Uses own_heap.h and unit/property/told.h.
 *
 *     static wm_status do_it(const void *what, text *told)
 *     {
 *         … what may fail …
 *         not_failing();
 *         … what it gave is told to *told; all is freed …
 *         return WM_OK or WM_NO_MEMORY;
 *     }
 *     fail_each_request("it", do_it, what, 2000); */
#ifndef FAULT_FAILING_HEAP_H
#define FAULT_FAILING_HEAP_H

#include "fault/own_heap.h"
#include "support/tap.h"
#include "unit/property/told.h"

typedef wm_status what_is_done(const void *what, text *told);

/* Telling is the test's own, and does not fail. */
static inline void not_failing(void)
{
    heap.fail_at = 0;
}

static inline wm_status fail_request(what_is_done *do_it, const void *what, size_t n, text *told)
{
    text_clear(told);
    size_t kept = heap.live;
    heap.failed = 0;
    heap.fail_at = n ? heap.requests + n : 0;
    wm_status status = do_it(what, told);
    not_failing();
    if (n && heap.live != kept)
        fail_msg("%zu blocks are left when request %zu fails", heap.live - kept, n);
    return status;
}

/* Each of the first `all` requests fails, then a share of them, ever more sparsely. */
static inline void fail_each_request(const char *name, what_is_done *do_it, const void *what, size_t all)
{
    text expected = { 0 }, told = { 0 };
    size_t runs = 0, n = 1;
    text_add(&told, "-"); /* its block is there before anything is counted */
    assert_int_equal(fail_request(do_it, what, 0, &expected), WM_OK);
    assert_true(expected.size > 0);
    for (; OWN_HEAP; n += n < all ? 1 : 1 + n / 30) {
        wm_status status = fail_request(do_it, what, n, &told);
        if (!heap.failed && status == WM_OK) /* a child process fails by itself, and is told by the status */
            break;
        runs++;
        if (status != WM_OK && status != WM_NO_MEMORY)
            fail_msg("%s says %s when request %zu fails", name, wm_status_name(status), n);
        if (status == WM_OK && strcmp(text_of(&expected), text_of(&told)) != 0) {
            show_difference(text_of(&expected), text_of(&told));
            fail_msg("%s gives something else when request %zu fails", name, n);
        }
    }
    print_message("# %s: %zu requests, %zu of them failed\n", name, n - 1, runs);
    assert_true(runs > 0 || !OWN_HEAP);
    text_free(&expected);
    text_free(&told);
}

#endif
