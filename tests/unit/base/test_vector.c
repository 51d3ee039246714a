/* Growing arrays: what is pushed stays, what can't be held is refused, every allocation failed. */
#include "support/tap.h"

#include <string.h>

#include "base/vector.h"
#include "support/alloc.h"

static void pushes_and_reads_back(void **state)
{
    (void)state;
    vector v = vector_of(allocator_default(), sizeof(int));
    for (int i = 0; i < 1000; i++) {
        int *slot = vector_push(&v);
        assert_non_null(slot);
        assert_int_equal(*slot, 0); /* a new one is cleared */
        *slot = i * i;
    }
    assert_int_equal(v.count, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(VECTOR_AT(&v, int, i), i * i);
    vector_free(&v);
    assert_int_equal(v.count, 0);
    assert_null(v.data);
}

static void appends_many_at_once(void **state)
{
    (void)state;
    vector v = vector_of((wm_allocator){ 0 }, 1);
    assert_true(vector_append(&v, NULL, 0));
    assert_true(vector_append(&v, "不確定", strlen("不確定")));
    assert_true(vector_append(&v, " not sure", sizeof " not sure"));
    assert_string_equal(v.data, "不確定 not sure");
    vector_free(&v);
}

static void a_removed_last_one_comes_back_cleared(void **state)
{
    (void)state;
    vector v = vector_of(allocator_default(), sizeof(long));
    *(long *)vector_push(&v) = 77;
    v.count--;
    assert_int_equal(*(long *)vector_push(&v), 0);
    vector_free(&v);
}

static void room_that_was_reserved_needs_no_memory(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    vector v = vector_of(counting_alloc_hook(&memory), sizeof(int));
    assert_true(vector_reserve(&v, 100));
    assert_int_equal(v.count, 0);
    for (int i = 0; i < 100; i++)
        assert_non_null(vector_push(&v));
    assert_int_equal(memory.requests, 1);
    vector_free(&v);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    vector v = vector_of(allocator_default(), 24);
    *(char *)vector_push(&v) = 'a';
    assert_false(vector_reserve(&v, SIZE_MAX));
    assert_false(vector_reserve(&v, SIZE_MAX / 24));
    assert_false(vector_append(&v, "x", SIZE_MAX / 2));
    assert_int_equal(v.count, 1);
    assert_int_equal(VECTOR_AT(&v, char, 0), 'a');
    vector_free(&v);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counting_alloc memory;
    for (size_t n = 1;; n++) {
        counting_alloc_init(&memory, n);
        vector v = vector_of(counting_alloc_hook(&memory), sizeof(size_t));
        for (size_t i = 0; i < 500; i++) {
            size_t *slot = vector_push(&v);
            if (slot == NULL)
                slot = vector_push(&v); /* what failed once works the next time */
            assert_non_null(slot);
            *slot = i;
        }
        for (size_t i = 0; i < 500; i++)
            assert_int_equal(VECTOR_AT(&v, size_t, i), i);
        vector_free(&v);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (memory.failed == 0)
            break;
        assert_in_range(n, 1, 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushes_and_reads_back),
        cmocka_unit_test(appends_many_at_once),
        cmocka_unit_test(a_removed_last_one_comes_back_cleared),
        cmocka_unit_test(room_that_was_reserved_needs_no_memory),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("vector", tests, NULL, NULL);
}
