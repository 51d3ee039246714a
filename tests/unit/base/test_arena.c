/* Allocators and arenas: alignment, growth, reset, refusal of what overflows, and every allocation failed. */
#include "support/tap.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "support/alloc.h"

static void default_allocator_allocates_resizes_and_frees(void **state)
{
    (void)state;
    wm_allocator a = allocator_or_default((wm_allocator){ 0 });
    char *block = allocator_resize(&a, NULL, 0, 4); /* of nothing: a new one */
    assert_non_null(block);
    memcpy(block, "abc", 4);
    block = allocator_resize(&a, block, 4, 4000);
    assert_non_null(block);
    assert_string_equal(block, "abc");
    allocator_free(&a, block, 4000);
    allocator_free(&a, NULL, 0); /* nothing happens */
}

static void a_given_allocator_is_kept(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    wm_allocator a = allocator_or_default(counting_alloc_hook(&memory));
    void *block = allocator_zero(&a, 3, 5);
    assert_int_equal(memory.live_bytes, 15);
    allocator_free(&a, block, 15);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

/* To an allocator a size of 0 means "free": an empty block must not be taken for that. */
static void an_empty_block_is_a_block(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    wm_allocator a = counting_alloc_hook(&memory);
    void *block = allocator_alloc(&a, 0);
    assert_non_null(block);
    block = allocator_resize(&a, block, 0, 0);
    assert_non_null(block);
    allocator_free(&a, block, 0);
    block = allocator_zero(&a, 0, 8);
    assert_non_null(block);
    allocator_free(&a, block, 0);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    wm_allocator a = allocator_default();
    assert_null(allocator_zero(&a, SIZE_MAX / 2, 3));
    arena r;
    arena_init(&r, a);
    assert_null(arena_zero(&r, SIZE_MAX / 2, 3));
    assert_null(arena_copy(&r, "x", SIZE_MAX, 2));
    assert_null(arena_alloc(&r, SIZE_MAX));
    assert_null(arena_string(&r, "x", SIZE_MAX));
    assert_non_null(arena_alloc(&r, 1)); /* and it still works */
    arena_free(&r);
}

static void blocks_are_aligned_and_apart(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, allocator_default());
    unsigned char *blocks[300];
    for (size_t i = 0; i < 300; i++) {
        arena_string(&a, "packed", i % 7); /* strings are packed: what follows must be aligned again */
        blocks[i] = arena_alloc(&a, i);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        memset(blocks[i], (int)(i & 0xFF), i);
    }
    for (size_t i = 0; i < 300; i++) {
        for (size_t j = 0; j < i; j++)
            assert_int_equal(blocks[i][j], i & 0xFF);
    }
    arena_free(&a);
}

static void zero_copy_and_string(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, allocator_default());
    const int numbers[] = { 3, 1, 4 };
    int *copy = arena_copy(&a, numbers, 3, sizeof *copy), *zeros = arena_zero(&a, 1000, sizeof *zeros);
    assert_memory_equal(copy, numbers, sizeof numbers);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(zeros[i], 0);
    assert_string_equal(arena_string(&a, "無法登入 VPN", strlen("無法登入")), "無法登入");
    assert_string_equal(arena_string(&a, NULL, 0), "");
    assert_non_null(arena_copy(&a, NULL, 0, 8));
    arena_free(&a);
}

static void formats_of_any_length(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, allocator_default());
    assert_string_equal(arena_format(&a, "%s:%d", "rules/vpn.lua", 28), "rules/vpn.lua:28");
    assert_string_equal(arena_format(&a, "%s", ""), "");
    char *wide = arena_format(&a, "%20000d", 7);
    assert_int_equal(strlen(wide), 20000);
    assert_int_equal(wide[19999], '7');
    arena_free(&a);
}

/* A block that needs a chunk to itself doesn't end the chunk that small ones are taken from. */
static void a_large_block_leaves_the_present_chunk(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    arena a;
    arena_init(&a, counting_alloc_hook(&memory));
    arena_alloc(&a, 16);
    arena_alloc(&a, (size_t)1 << 20);
    arena_alloc(&a, 16);
    assert_int_equal(memory.live_blocks, 2);
    arena_free(&a);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

static void chunks_grow_so_that_they_are_few(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    arena a;
    arena_init(&a, counting_alloc_hook(&memory));
    for (size_t i = 0; i < 100000; i++)
        assert_non_null(arena_alloc(&a, 48));
    assert_in_range(memory.live_blocks, 2, 20);
    assert_in_range(memory.live_bytes, 4800000, 6500000);
    arena_free(&a);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

static void reset_keeps_the_largest_chunk_only(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    arena a;
    arena_init(&a, counting_alloc_hook(&memory));
    arena_reset(&a); /* of an empty arena: nothing */
    for (size_t i = 0; i < 200; i++)
        arena_alloc(&a, 300);
    arena_alloc(&a, 100000);
    size_t requests = memory.requests;
    arena_reset(&a);
    assert_int_equal(memory.live_blocks, 1);
    assert_non_null(arena_alloc(&a, 100000)); /* fits into what was kept */
    assert_int_equal(memory.requests, requests);
    arena_free(&a);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
    assert_non_null(arena_alloc(&a, 1)); /* an arena that was freed may be used again */
    arena_free(&a);
}

static void joined_arenas_live_as_one(void **state)
{
    (void)state;
    static const size_t fills[] = { 0, 1, 40, 4000 }; /* nothing, part of a chunk, many chunks */
    struct counting_alloc memory;
    for (size_t i = 0; i < 16; i++) {
        counting_alloc_init(&memory, 0);
        arena to, from;
        arena_init(&to, counting_alloc_hook(&memory));
        arena_init(&from, counting_alloc_hook(&memory));
        char *first = arena_string(&to, "甲", strlen("甲")), *second = arena_string(&from, "乙", strlen("乙"));
        for (size_t k = 0; k < fills[i / 4]; k++)
            arena_alloc(&to, 100);
        for (size_t k = 0; k < fills[i % 4]; k++)
            arena_alloc(&from, 100);
        if (i % 2) /* one of a chunk to itself */
            arena_alloc(&from, 100000);
        size_t blocks = memory.live_blocks;
        arena_join(&to, &from);
        assert_int_equal(memory.live_blocks, blocks);
        arena_free(&from); /* empty: nothing of the other's is freed */
        assert_int_equal(memory.live_blocks, blocks);
        memset(arena_alloc(&to, 3000), 1, 3000);
        assert_string_equal(first, "甲");
        assert_string_equal(second, "乙");
        assert_non_null(arena_alloc(&from, 10)); /* it can be used again */
        arena_free(&from);
        arena_free(&to);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
    }
}

static void an_empty_arena_takes_the_others_room(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    arena to, from;
    arena_init(&to, counting_alloc_hook(&memory));
    arena_init(&from, counting_alloc_hook(&memory));
    arena_join(&to, &from); /* nothing to nothing */
    assert_int_equal(memory.live_blocks, 0);
    arena_alloc(&from, 10);
    arena_join(&to, &from);
    assert_non_null(arena_alloc(&to, 10));
    assert_int_equal(memory.requests, 1);
    arena_free(&to);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

static bool fill(arena *a)
{
    for (size_t i = 0; i < 100; i++) {
        if (arena_alloc(a, 500) == NULL || arena_zero(a, 5, 8) == NULL || arena_string(a, "VPN 連線逾時", 3) == NULL)
            return false;
    }
    return arena_alloc(a, 100000) != NULL && arena_copy(a, "ab", 2, 1) != NULL &&
           arena_format(a, "%9000s", "x") != NULL;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counting_alloc memory;
    for (size_t n = 1;; n++) {
        counting_alloc_init(&memory, n);
        arena a;
        arena_init(&a, counting_alloc_hook(&memory));
        bool filled = fill(&a);
        assert_int_equal(filled, memory.failed == 0);
        assert_non_null(arena_alloc(&a, 10)); /* the failed request spoilt nothing */
        arena_free(&a);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (memory.failed == 0)
            break;
        assert_in_range(n, 1, 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_allocator_allocates_resizes_and_frees),
        cmocka_unit_test(a_given_allocator_is_kept),
        cmocka_unit_test(an_empty_block_is_a_block),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(blocks_are_aligned_and_apart),
        cmocka_unit_test(zero_copy_and_string),
        cmocka_unit_test(formats_of_any_length),
        cmocka_unit_test(a_large_block_leaves_the_present_chunk),
        cmocka_unit_test(chunks_grow_so_that_they_are_few),
        cmocka_unit_test(reset_keeps_the_largest_chunk_only),
        cmocka_unit_test(joined_arenas_live_as_one),
        cmocka_unit_test(an_empty_arena_takes_the_others_room),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
