/* Pieces of work, done by several threads and handed in in order. Uses base/crew.h. */
#include "base/crew.h"

#include <pthread.h>

#include "base/error.h"

typedef struct crew {
    const crew_job *job;
    size_t places;
    pthread_mutex_t lock;  /* guards what follows */
    pthread_cond_t change; /* something was taken or handed in, or no more is to be taken */
    bool *done;            /* one a place: its piece is done, and not yet handed in */
    uint64_t taken, handed_in;
    uint64_t end; /* the first piece that failed, or UINT64_MAX; those before it are handed in all the same */
    bool taking, handing_in, no_more;
    wm_status status; /* of `end` */
    wm_error error;
} crew;

typedef struct hand {
    crew *crew;
    size_t number;
    pthread_t thread;
    bool started;
} hand;

size_t crew_threads(unsigned threads)
{
    return threads == 0 ? 1 : threads < CREW_THREADS ? threads : CREW_THREADS;
}

size_t crew_places(unsigned threads)
{
    size_t count = crew_threads(threads);
    return count == 1 ? 1 : 2 * count;
}

/* What a call for a piece came to; the lock is held. */
static void note(crew *c, uint64_t piece, wm_status status, const wm_error *error)
{
    if (status == WM_OK || piece >= c->end)
        return;
    c->end = piece;
    c->no_more = true;
    c->status = status;
    c->error = *error;
    pthread_cond_broadcast(&c->change);
}

static bool can_hand_in(const crew *c)
{
    return !c->handing_in && c->handed_in < c->taken && c->handed_in < c->end && c->done[c->handed_in % c->places];
}

static bool can_take(const crew *c)
{
    return !c->no_more && !c->taking && c->taken - c->handed_in < c->places;
}

/* The lock is held before and after, not while the job's own calls are under way. */
static void hand_in(crew *c)
{
    uint64_t piece = c->handed_in;
    wm_error error = { 0 };
    c->handing_in = true;
    pthread_mutex_unlock(&c->lock);
    wm_status status = c->job->hand_in(c->job->context, piece % c->places, &error);
    pthread_mutex_lock(&c->lock);
    note(c, piece, status, &error);
    c->handing_in = c->done[piece % c->places] = false;
    c->handed_in++;
    pthread_cond_broadcast(&c->change);
}

/* The next piece, as hand_in does; false where there is none. */
static bool take(crew *c, size_t thread, uint64_t *piece)
{
    wm_error error = { 0 };
    bool more = false;
    *piece = c->taken;
    c->taking = true;
    pthread_mutex_unlock(&c->lock);
    wm_status status = c->job->take(c->job->context, thread, *piece % c->places, &more, &error);
    pthread_mutex_lock(&c->lock);
    note(c, *piece, status, &error);
    c->taking = false;
    more = more && status == WM_OK;
    c->no_more = c->no_more || !more;
    c->taken += more;
    pthread_cond_broadcast(&c->change);
    return more;
}

static void do_piece(crew *c, size_t thread, uint64_t piece)
{
    wm_error error = { 0 };
    pthread_mutex_unlock(&c->lock);
    wm_status status = c->job->work(c->job->context, thread, piece % c->places, &error);
    pthread_mutex_lock(&c->lock);
    note(c, piece, status, &error);
    c->done[piece % c->places] = true;
}

/* Who finds nothing left to take can go: whoever still works hands the last ones in. */
static void *work(void *context)
{
    const hand *mine = context;
    crew *c = mine->crew;
    uint64_t piece;
    pthread_mutex_lock(&c->lock);
    while (can_hand_in(c) || !c->no_more) {
        if (can_hand_in(c))
            hand_in(c);
        else if (!can_take(c))
            pthread_cond_wait(&c->change, &c->lock);
        else if (take(c, mine->number, &piece))
            do_piece(c, mine->number, piece);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

static void work_together(crew *c, hand *hands, size_t count)
{
    for (size_t i = 0; i < count; i++)
        hands[i] = (hand){ .crew = c, .number = i };
    for (size_t i = 1; i < count; i++)
        hands[i].started = pthread_create(&hands[i].thread, NULL, work, &hands[i]) == 0;
    work(&hands[0]);
    for (size_t i = 1; i < count; i++)
        if (hands[i].started)
            pthread_join(hands[i].thread, NULL);
}

wm_status crew_run(const crew_job *job, wm_allocator allocator, wm_error *error)
{
    size_t count = crew_threads(job->threads), places = crew_places(job->threads);
    crew c = {
        .job = job, .places = places, .end = UINT64_MAX, .done = allocator_zero(&allocator, places, sizeof *c.done)
    };
    hand *hands = allocator_zero(&allocator, count, sizeof *hands);
    bool locked = pthread_mutex_init(&c.lock, NULL) == 0, waits = pthread_cond_init(&c.change, NULL) == 0;
    if (c.done && hands && locked && waits)
        work_together(&c, hands, count);
    else
        c.status = error_no_memory(&c.error);
    if (waits)
        pthread_cond_destroy(&c.change);
    if (locked)
        pthread_mutex_destroy(&c.lock);
    allocator_free(&allocator, hands, count * sizeof *hands);
    allocator_free(&allocator, c.done, places * sizeof *c.done);
    if (c.status != WM_OK && error)
        *error = c.error;
    return c.status;
}
