/* Work in pieces: whatever the number of threads, all pieces are done once and handed in in order; a failure ends it where it stands. */
#include "support/tap.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "base/crew.h"
#include "base/error.h"
#include "support/alloc.h"

#define PIECES   400u
#define NO_PIECE UINT32_MAX
#define PLACES   (2 * CREW_THREADS)
#define TIRED    ((unsigned)20) /* a piece may take up to so many turns of other threads */

typedef enum call { TAKE, WORK, HAND_IN } call;

/* The pieces are numbers; each comes out as its square. */
typedef struct numbers {
    unsigned given, handed_in;
    unsigned fails_at; /* the piece whose `fails_in` fails; NO_PIECE: none */
    call fails_in;
    unsigned in_place[PLACES];
    uint64_t result[PLACES], sum;
    atomic_uint taking, handing_in;
    atomic_bool thread_busy[CREW_THREADS], place_busy[PLACES];
    atomic_uint wrong; /* seen by a thread, told by the test: cmocka's assertions end the first thread alone */
} numbers;

static wm_status ended_by(const numbers *n, unsigned piece, call which, wm_error *error)
{
    if (piece != n->fails_at || which != n->fails_in)
        return WM_OK;
    return error_set(error, WM_IO, "", "第 %u 件做不成。", "piece %u can't be done.", piece);
}

static wm_status take(void *context, size_t thread, size_t place, bool *more, wm_error *error)
{
    numbers *n = context;
    n->wrong += atomic_fetch_add(&n->taking, 1) != 0 || atomic_load(&n->thread_busy[thread]);
    n->wrong += atomic_exchange(&n->place_busy[place], true);
    *more = n->given < PIECES;
    n->in_place[place] = n->given;
    wm_status status = ended_by(n, n->given, TAKE, error);
    n->given++;
    atomic_fetch_sub(&n->taking, 1);
    return status;
}

static wm_status work(void *context, size_t thread, size_t place, wm_error *error)
{
    numbers *n = context;
    uint64_t piece = n->in_place[place];
    n->wrong += atomic_exchange(&n->thread_busy[thread], true);
    for (unsigned i = (unsigned)(piece * 2654435761u >> 7) % TIRED; i; i--)
        sched_yield();
    n->result[place] = piece * piece;
    atomic_store(&n->thread_busy[thread], false);
    return ended_by(n, (unsigned)piece, WORK, error);
}

static wm_status hand_in(void *context, size_t place, wm_error *error)
{
    numbers *n = context;
    n->wrong += atomic_fetch_add(&n->handing_in, 1) != 0;
    wm_status status = ended_by(n, n->in_place[place], HAND_IN, error);
    n->wrong += n->in_place[place] != n->handed_in;
    if (status == WM_OK) {
        n->sum += n->result[place];
        n->handed_in++;
    }
    n->wrong += !atomic_exchange(&n->place_busy[place], false);
    atomic_fetch_sub(&n->handing_in, 1);
    return status;
}

static wm_status run(numbers *n, unsigned threads, wm_error *error)
{
    crew_job job = { n, threads, take, work, hand_in };
    return crew_run(&job, allocator_default(), error);
}

static const unsigned thread_counts[] = { 0, 1, 2, 3, 8, 50 };
enum { THREAD_COUNTS = sizeof thread_counts / sizeof *thread_counts };

static void all_pieces_are_handed_in_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        numbers n = { .fails_at = NO_PIECE };
        assert_int_equal(run(&n, thread_counts[i], NULL), WM_OK);
        assert_int_equal(n.wrong, 0);
        assert_int_equal(n.handed_in, PIECES);
        assert_int_equal(n.sum, (uint64_t)(PIECES - 1) * PIECES * (2 * PIECES - 1) / 6);
    }
}

static void a_failure_leaves_what_was_before_it(void **state)
{
    (void)state;
    static const call calls[] = { TAKE, WORK, HAND_IN };
    static const unsigned places[] = { 0, 1, 7, PIECES / 2, PIECES - 1 };
    for (size_t i = 0; i < THREAD_COUNTS; i++)
        for (size_t k = 0; k < sizeof calls / sizeof *calls; k++)
            for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
                numbers n = { .fails_at = places[p], .fails_in = calls[k] };
                wm_error error = { 0 };
                char words[64];
                assert_int_equal(run(&n, thread_counts[i], &error), WM_IO);
                assert_int_equal(n.wrong, 0);
                assert_int_equal(n.handed_in, places[p]);
                (void)snprintf(words, sizeof words, "piece %u can't be done.", places[p]);
                assert_string_equal(error.en, words);
            }
}

static void threads_have_bounds(void **state)
{
    (void)state;
    assert_int_equal(crew_threads(0), 1);
    assert_int_equal(crew_threads(7), 7);
    assert_int_equal(crew_threads(100000), CREW_THREADS);
    assert_int_equal(crew_places(1), 1); /* one thread has nothing to wait for */
    assert_true(crew_places(2) > 2);
    assert_true(crew_places(100000) <= PLACES);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counting_alloc memory;
    for (size_t fail_at = 1;; fail_at++) {
        numbers n = { .fails_at = NO_PIECE };
        crew_job job = { &n, 4, take, work, hand_in };
        wm_error error = { 0 };
        counting_alloc_init(&memory, fail_at);
        wm_status status = crew_run(&job, counting_alloc_hook(&memory), &error);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        assert_int_equal(status, memory.failed ? WM_NO_MEMORY : WM_OK);
        assert_int_equal(n.handed_in, memory.failed ? 0 : PIECES);
        if (!memory.failed)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_pieces_are_handed_in_in_order),
        cmocka_unit_test(a_failure_leaves_what_was_before_it),
        cmocka_unit_test(threads_have_bounds),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("crew", tests, NULL, NULL);
}
