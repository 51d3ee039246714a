/* Ticket files: plain, gzip (.gz) or zstd (.zst) by name, or a stream ("-": standard input); cut into chunks of whole
 * lines. Uses base/, zlib and libzstd. */
#ifndef REPLAY_INPUT_H
#define REPLAY_INPUT_H

#include "base/error.h"
#include "replay/scan.h"

#define INPUT_LINE  ((size_t)1 << 20) /* bytes of a line, without its feed; longer ones are invalid */
#define INPUT_CHUNK ((size_t)1 << 17) /* bytes that are read before lines are cut */

/* Some whole lines of one file. */
typedef struct chunk {
    char *bytes; /* INPUT_ROOM of them; lines end in a line feed */
    size_t size;
    bool too_long;       /* no lines, but one that was too long, and was passed over */
    size_t file;         /* number of the file */
    uint64_t serial;     /* of the chunk, from 0 */
    uint64_t file_bytes; /* read of all files so far, as they lie there */
} chunk;
#define INPUT_ROOM (INPUT_LINE + 1 + SCAN_PADDING)

typedef struct input input;

/* `paths` must outlive it. NULL where there is no memory. */
input *input_new(const char *const *paths, size_t count, wm_allocator allocator);
void input_free(input *in);
/* The next lines; *more false: there are none. WM_IO where a file can't be read or is damaged. */
wm_status input_next(input *in, chunk *out, bool *more, wm_error *error);

#endif
