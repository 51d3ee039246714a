/* Memory: the interpreter's heap, a state that is the same each time, and every allocation failed in turn. Uses loading.h, support/alloc.h
 * and, to look inside, script/heap.h and script/vm.h. */
#include <lauxlib.h>

#include "loading.h"
#include "script/vm.h"
#include "support/alloc.h"

/* ---- the heap ------------------------------------------------------------------------------------------- */

typedef struct piece {
    unsigned char *at;
    size_t size;
    unsigned char mark;
} piece;

static void assert_holds(const piece *p)
{
    for (size_t i = 0; i < p->size; i++)
        assert_int_equal(p->at[i], p->mark);
}

static void resize_piece(heap *h, piece *p, size_t size)
{
    assert_holds(p);
    size_t had = p->size;
    p->at = heap_resize(h, p->at, had, size);
    p->size = size;
    assert_true((p->at == NULL) == (size == 0));
    assert_int_equal((uintptr_t)p->at % 16, 0);
    for (size_t i = 0; i < (had < size ? had : size); i++)
        assert_int_equal(p->at[i], p->mark);
    if (p->at != NULL)
        memset(p->at, p->mark, size);
}

/* Blocks of all sizes, made larger and smaller in turn, never touch each other. */
static void blocks_keep_to_themselves(void **state)
{
    (void)state;
    enum { PIECES = 200 };
    static const size_t sizes[] = {
        0, 1, 15, 16, 17, 40, 250, 1000, 1024, 1025, 2048, 5000, 32768, 32769, 70000, 300000
    };
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    heap h;
    heap_init(&h, counting_alloc_hook(&memory));
    piece pieces[PIECES];
    memset(pieces, 0, sizeof pieces);
    unsigned random = 1;
    size_t used = 0;
    for (int round = 0; round < 4000; round++) {
        random = random * 1103515245u + 12345u;
        piece *p = &pieces[(random >> 16) % PIECES];
        size_t size = sizes[(random >> 8) % (round % 10 == 0 ? 16 : 11)];
        used = used - p->size + size;
        p->mark = p->size == 0 ? (unsigned char)round : p->mark;
        resize_piece(&h, p, size);
        assert_int_equal(h.used, used);
    }
    heap_free(&h);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

static void a_saved_heap_comes_back_byte_by_byte(void **state)
{
    (void)state;
    heap h;
    heap_init(&h, allocator_default());
    char *kept = heap_resize(&h, NULL, 0, 100);
    memset(kept, 'k', 100);
    void *given_back = heap_resize(&h, NULL, 0, 50);
    heap_resize(&h, given_back, 50, 0);
    assert_true(heap_save(&h));
    for (int round = 0; round < 3; round++) {
        memset(kept, 'x', 100);
        assert_ptr_equal(heap_resize(&h, NULL, 0, 50), given_back); /* the same blocks are free each time */
        for (int i = 0; i < 100; i++)
            assert_non_null(heap_resize(&h, NULL, 0, i % 10 == 0 ? 100000 : 5000));
        heap_restore(&h);
        assert_int_equal(kept[99], 'k');
        assert_int_equal(h.used, 100);
    }
    heap_free(&h);
}

static void what_does_not_fit_the_first_chunk_is_not_saved(void **state)
{
    (void)state;
    heap h;
    heap_init(&h, allocator_default());
    assert_false(heap_save(&h));
    assert_non_null(heap_resize(&h, NULL, 0, 40000));
    assert_false(heap_save(&h));
    heap_free(&h);
}

/* ---- the fence holds even against a protected call -------------------------------------------------------- */

static int protected_call(lua_State *L)
{
    lua_settop(L, 1);
    lua_pushboolean(L, lua_pcall(L, 0, 0, 0) == LUA_OK);
    return 1;
}

static int nothing(lua_State *L)
{
    (void)L;
    return 0;
}

static void fuel_that_is_out_is_out_for_protected_calls_too(void **state)
{
    (void)state;
    static const char source[] = "local pcall = ... while true do pcall(function() while true do end end) end";
    vm v;
    assert_int_equal(vm_open(&v, allocator_default(), nothing, NULL), WM_OK);
    vm_limits limits = { .fuel = 100000 };
    vm_arm(&v, &limits);
    vm_run(&v);
    assert_int_equal(luaL_loadbufferx(v.L, source, sizeof source - 1, "=" VM_CHUNK, "t"), LUA_OK);
    lua_pushcfunction(v.L, protected_call);
    double start = cpu_now();
    assert_int_equal(lua_pcall(v.L, 1, 0, 0), LUA_ERRRUN);
    assert_true(cpu_now() - start < 0.5);
    assert_true(vm_raised(&v));
    assert_int_equal(v.end, END_FUEL);
    vm_close(&v);
}

static void a_renewed_state_has_nothing_of_the_old_one(void **state)
{
    (void)state;
    vm v;
    assert_int_equal(vm_open(&v, allocator_default(), nothing, NULL), WM_OK);
    size_t used = v.heap.used;
    vm_limits limits = { .fuel = 100000000, .memory = 1 << 20 };
    for (int i = 0; i < 10; i++) {
        vm_arm(&v, &limits);
        lua_getglobal(v.L, "left");
        assert_true(lua_isnil(v.L, -1));
        static const char source[] = "left = {} for i = 1, 1e9 do left[i] = {} end";
        assert_int_equal(luaL_loadbufferx(v.L, source, sizeof source - 1, "=" VM_CHUNK, "t"), LUA_OK);
        assert_int_equal(lua_pcall(v.L, 0, 0, 0), LUA_ERRMEM);
        assert_int_equal(v.end, END_MEMORY);
        assert_int_equal(v.line, 1);
        vm_renew(&v);
        assert_int_equal(v.heap.used, used);
        assert_int_equal(lua_gettop(v.L), 0);
    }
    vm_close(&v);
}

/* ---- every allocation failing in turn ------------------------------------------------------------------------ */

static const char source[] = WHOLE
    "question 't' { zh = '字', en = 'T', kind = 'text', answers = { 'a', { 'b', zh = '乙', en = 'B' } }, match = { a = "
    "'x' } }\n"
    "local limit = 5\nlocal function above(n) return n > limit end\n"
    "flow { ask 't' { a = conclude 'f', on(function(facts) return above(#facts.t) end) { try 'a' }, other = {} },\n"
    "  when(all { known 'q', is('q', 'yes') }) { resolve() }, conclude 'f'" OTHERWISE
    "flow 'unused' { ask('q', { as = 'q_later' }) }\n";

static script_fact_kind read_text(void *context, const char *name, script_fact *out)
{
    (void)context;
    *out = (script_fact){ .text = "abcdefg", .size = 7 };
    return strcmp(name, "t") == 0 ? SCRIPT_STRING : SCRIPT_NO_SUCH_NAME;
}

/* Loads and calls; false where something was short of memory. */
static bool load_and_call(wm_allocator allocator)
{
    script_limits limits = script_limits_of(NULL);
    findings found;
    findings_init(&found, allocator);
    bool whole = false;
    script_vm *caller = NULL;
    draft *d = NULL;
    script_loader *s = script_loader_new(allocator, &limits);
    if (s != NULL)
        d = script_load(s, "t.lua", source, sizeof source - 1, &found);
    if (s != NULL && d == NULL)
        assert_true(found.no_memory);
    if (d != NULL)
        caller = script_vm_new(allocator, &limits);
    if (caller != NULL) {
        wm_error error;
        script_verdict v = script_call(caller, draft_guide(d), 0, read_text, NULL, &error);
        whole = v == SCRIPT_TRUE;
        if (!whole) {
            assert_int_equal(v, SCRIPT_ERROR);
            assert_int_equal(error.status, WM_NO_MEMORY);
            v = script_call(caller, draft_guide(d), 0, read_text, NULL, &error); /* the next one has memory */
            assert_int_equal(v, SCRIPT_TRUE);
        }
    }
    script_vm_free(caller);
    draft_free(d);
    script_loader_free(s);
    findings_free(&found);
    return whole;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counting_alloc memory;
    size_t n = 0;
    do {
        counting_alloc_init(&memory, ++n);
        bool whole = load_and_call(counting_alloc_hook(&memory));
        assert_true(whole || memory.failed > 0);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
    } while (memory.failed > 0);
    assert_in_range(n, 20, 5000);
}

/* A state that lives in chunks seldom asks for memory; here the file is large enough that it does while it is read. */
static void a_large_file_may_run_out_anywhere(void **state)
{
    (void)state;
    enum { SIZE = 60000 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    size_t size = (size_t)snprintf(text, SIZE, WHOLE);
    for (int i = 0; size < SIZE - 200; i++)
        size += (size_t)snprintf(text + size, SIZE - size, "fault 'f%d' { zh = '因%d', en = 'F%d' }\n", i, i, i);
    size += (size_t)snprintf(text + size, SIZE - size, "flow { conclude 'f'" OTHERWISE);
    script_limits limits = script_limits_of(NULL);
    struct counting_alloc memory;
    for (size_t n = 1;; n++) {
        counting_alloc_init(&memory, n);
        memory.fail_ever_after = n % 2 == 0;
        findings found;
        findings_init(&found, counting_alloc_hook(&memory));
        script_loader *s = script_loader_new(counting_alloc_hook(&memory), &limits);
        draft *d = s != NULL ? script_load(s, "t.lua", text, size, &found) : NULL;
        assert_true(d != NULL || s == NULL || found.no_memory);
        draft_free(d);
        script_loader_free(s);
        findings_free(&found);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (memory.failed == 0)
            break;
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_keep_to_themselves),
        cmocka_unit_test(a_saved_heap_comes_back_byte_by_byte),
        cmocka_unit_test(what_does_not_fit_the_first_chunk_is_not_saved),
        cmocka_unit_test(fuel_that_is_out_is_out_for_protected_calls_too),
        cmocka_unit_test(a_renewed_state_has_nothing_of_the_old_one),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_large_file_may_run_out_anywhere),
    };
    return cmocka_run_group_tests_name("script/memory", tests, NULL, NULL);
}
