/* failing.h: something is done again and again, with the n-th request for memory failing for n = 1, 2, 3, … until none is left to fail. It does
 * what it did without a failure, or says WM_NO_MEMORY; and it leaves nothing. Uses support/alloc.h, strict_memory.h and unit/property/told.h.
 *
 *     static wm_status do_it(failing *f, void *what)
 *     {
 *         … what shall not fail, by counting_alloc_hook(&f->memory) …
 *         begin_failing(f);
 *         … what may, and is told to &f->told …
 *         return WM_OK or WM_NO_MEMORY; all is freed
 *     }
 *     fail_each("it", do_it, what, 2000); */
#ifndef FAULT_FAILING_H
#define FAULT_FAILING_H

#include "fault/strict_memory.h"
#include "support/alloc.h"
#include "support/tap.h"
#include "unit/property/told.h"

typedef struct failing {
    struct counting_alloc memory;
    size_t n; /* the request that fails, from begin_failing on; 0: none */
    text told;
} failing;

typedef wm_status what_may_fail(failing *f, void *what);

static inline void begin_failing(failing *f)
{
    f->memory.fail_at = f->n ? f->memory.requests + f->n : 0;
}

/* One more try of what failed for want of memory: only one request fails. */
#define AGAIN_IF_NO_MEMORY(status, call)                                                                               \
    do {                                                                                                               \
        (status) = (call);                                                                                             \
        if ((status) == WM_NO_MEMORY)                                                                                  \
            (status) = (call);                                                                                         \
    } while (0)

/* With the n-th request failing. False where none was left to fail. */
static inline bool fail_one(failing *f, const char *name, what_may_fail *run, void *what, const text *expected)
{
    text_clear(&f->told);
    counting_alloc_init(&f->memory, 0);
    wm_status status = run(f, what);
    if (status != WM_OK && (status != WM_NO_MEMORY || !f->memory.failed))
        fail_msg("%s says %s when request %zu fails", name, wm_status_name(status), f->n);
    if (counting_alloc_report(&f->memory, stderr))
        fail_msg("%s leaves %zu blocks when request %zu fails", name, f->memory.live_blocks, f->n);
    if (expected && status == WM_OK && strcmp(text_of(expected), text_of(&f->told)) != 0) {
        show_difference(text_of(expected), text_of(&f->told));
        fail_msg("%s gives something else when request %zu fails", name, f->n);
    }
    return f->memory.failed > 0;
}

/* Each of the first `all` requests fails, then a share of them, ever more sparsely; fewer under AddressSanitizer, which takes its time. */
static inline void fail_each(const char *name, what_may_fail *run, void *what, size_t all)
{
    const char *variant = getenv("WAYMARK_VARIANT");
    bool slow = variant && strcmp(variant, "asan") == 0;
    size_t step = slow ? 7 : 1, runs = 0;
    failing f = { .n = 0 };
    text expected = { 0 };
    (void)fail_one(&f, name, run, what, NULL);
    text_add(&expected, "%s", text_of(&f.told));
    assert_true(expected.size > 0);
    for (f.n = 1; fail_one(&f, name, run, what, &expected); runs++)
        f.n += f.n < all ? step : step + f.n / 50;
    print_message("# %s: %zu requests, %zu of them failed\n", name, f.n - 1, runs);
    assert_true(runs > 0);
    text_free(&expected);
    text_free(&f.told);
}

#endif
