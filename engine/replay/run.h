/* A whole replay: files in, lines out in the same order, a tally, by any number of threads. Uses replay/replayer.h,
 * replay/input.h and base/crew.h. */
#ifndef REPLAY_RUN_H
#define REPLAY_RUN_H

#include "base/crew.h"
#include "replay/input.h"
#include "replay/replayer.h"

/* Called one after the other, in the order of the tickets; by whichever thread. */
typedef struct replay_sink {
    void *context;
    /* Per-ticket lines; false: can't be written, the replay ends with WM_IO. NULL: none are made. */
    bool (*lines)(void *context, const char *bytes, size_t size);
    /* An invalid line. NULL: they are only counted. */
    void (*invalid)(void *context, const char *path, uint64_t line, wm_text why);
    /* After every chunk: bytes of the files read, tickets done. May be NULL. */
    void (*progress)(void *context, uint64_t bytes, uint64_t tickets);
} replay_sink;

/* What looks at every ticket besides, once it has been replayed: another rule set, to compare. One worker a thread. */
typedef struct replay_follower {
    void *context;
    void *(*begin)(void *context); /* a worker; NULL: no memory */
    /* `line` as it was read, up to `limit`, in lines that end in a line feed; to be left as it is. y has replayed it;
     * y->reader->scan.wrong tells whether it is invalid. `order` grows from ticket to ticket of the whole. False: no
     * memory. */
    bool (*line)(void *worker, const replayer *y, uint64_t order, const char *line, const char *limit);
    /* A line that is too long to be read. */
    void (*too_long)(void *worker);
    /* One after the other; `counts`: what it counted is wanted. The worker is gone afterwards. False: no memory. */
    bool (*end)(void *worker, bool counts);
} replay_follower;

typedef struct replay_job {
    const replay_index *index;
    const replay_host *host;
    const char *const *paths;
    size_t path_count;
    unsigned threads;     /* 0: 1; at most CREW_THREADS */
    replay_wishes wishes; /* per_ticket is set by sink.lines */
    replay_sink sink;
    const replay_follower *follower; /* NULL: none */
    const char *rules_hash;
    wm_allocator allocator; /* of any thread at once */
} replay_job;

/* On WM_OK *out is the caller's (tally_free). */
wm_status replay_run(const replay_job *job, tally *out, wm_error *error);
/* What is wrong with a line, in words. */
wm_text scan_words(scan_wrong wrong);

#endif
