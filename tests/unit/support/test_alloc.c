/* test_alloc.c: the tests' own allocator counts right. */
#include <string.h>

#include "support/alloc.h"
#include "support/tap.h"

static void *resize(struct counting_alloc *memory, void *old, size_t old_size, size_t new_size)
{
    wm_allocator hook = counting_alloc_hook(memory);
    return hook.alloc(hook.context, old, old_size, new_size);
}

/* Reports into a file nobody reads: only the number matters here. */
static size_t left_of(const struct counting_alloc *memory)
{
    FILE *out = tmpfile();
    assert_non_null(out);
    size_t left = counting_alloc_report(memory, out);
    assert_int_equal(ftell(out) > 0, left > 0);
    fclose(out);
    return left;
}

static void live_and_peak_are_counted(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    void *a = resize(&memory, NULL, 0, 100);
    void *b = resize(&memory, NULL, 0, 50);
    assert_int_equal(memory.live_blocks, 2);
    assert_int_equal(memory.live_bytes, 150);
    assert_null(resize(&memory, a, 100, 0));
    assert_int_equal(memory.live_bytes, 50);
    assert_int_equal(memory.peak_bytes, 150);
    assert_int_equal(left_of(&memory), 1);
    assert_null(resize(&memory, b, 50, 0));
    assert_int_equal(left_of(&memory), 0);
}

static void the_nth_request_fails_and_leaves_the_old_block(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 2);
    char *a = resize(&memory, NULL, 0, 6);
    assert_non_null(a);
    memcpy(a, "lucky", 6);
    assert_null(resize(&memory, a, 6, 60));
    assert_string_equal(a, "lucky");
    a = resize(&memory, a, 6, 60);
    assert_non_null(a);
    assert_string_equal(a, "lucky");
    assert_int_equal(memory.failed, 1);
    assert_null(resize(&memory, a, 60, 0));
    assert_int_equal(left_of(&memory), 0);
}

static void shrinking_never_fails(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 2);
    memory.fail_ever_after = true;
    void *a = resize(&memory, NULL, 0, 100);
    a = resize(&memory, a, 100, 10);
    assert_non_null(a);
    assert_int_equal(memory.live_bytes, 10);
    assert_null(resize(&memory, NULL, 0, 1));
    assert_null(resize(&memory, NULL, 0, 1));
    assert_int_equal(memory.failed, 2);
    assert_null(resize(&memory, a, 10, 0));
}

static void a_wrong_size_is_misuse(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    void *a = resize(&memory, NULL, 0, 8);
    assert_null(resize(&memory, a, 7, 0));
    assert_int_equal(memory.live_blocks, 0);
    assert_int_equal(left_of(&memory), 1);
}

static void what_is_left_can_be_freed(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    for (size_t i = 1; i <= 20; i++)
        assert_non_null(resize(&memory, NULL, 0, i));
    assert_int_equal(left_of(&memory), 20);
    counting_alloc_free_all(&memory);
    assert_int_equal(left_of(&memory), 0);
    assert_int_equal(memory.live_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(live_and_peak_are_counted), cmocka_unit_test(the_nth_request_fails_and_leaves_the_old_block),
        cmocka_unit_test(shrinking_never_fails),     cmocka_unit_test(a_wrong_size_is_misuse),
        cmocka_unit_test(what_is_left_can_be_freed),
    };
    return cmocka_run_group_tests_name("alloc", tests, NULL, NULL);
}
