/* Work that comes in pieces: several threads take them in turn, do them at once, and hand them in in the order in which
 * they were taken, so that what comes out does not depend on how many threads there are. Uses base/ alone.
 *
 * A piece is done in a *place*, of which there are a few more than threads: what is done early waits there for its turn,
 * and its thread goes on with the next. */
#ifndef BASE_CREW_H
#define BASE_CREW_H

#include "base/arena.h"

#define CREW_THREADS 256u

/* All calls get `context`; `thread` < threads and `place` < crew_places(threads) say whose memory to use: no two calls
 * that are under way at once have the same thread, and a place is one piece's from `take` to `hand_in`. Of `take` one
 * call is under way at a time, and of `hand_in`. The first piece whose call is not WM_OK ends the whole, with its error:
 * all pieces before it are handed in, and none after it. */
typedef struct crew_job {
    void *context;
    unsigned threads; /* 0: 1; at most CREW_THREADS. The calling thread is one of them */
    /* The next piece, or *more = false: there is none. */
    wm_status (*take)(void *context, size_t thread, size_t place, bool *more, wm_error *error);
    wm_status (*work)(void *context, size_t thread, size_t place, wm_error *error);
    /* In the order of taking. */
    wm_status (*hand_in)(void *context, size_t place, wm_error *error);
} crew_job;

/* The threads that a job has, and its places. */
size_t crew_threads(unsigned threads);
size_t crew_places(unsigned threads);
/* Does all pieces. A thread that can't be had is done without. After a failure there may be places whose pieces were
 * not handed in. `error` may be NULL. */
wm_status crew_run(const crew_job *job, wm_allocator allocator, wm_error *error);

#endif
