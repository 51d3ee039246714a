/* Aligning one ticket after the other; one aligner a thread. Uses replay/replayer.h and replay/align.h. */
#ifndef REPLAY_ALIGN_TICKET_H
#define REPLAY_ALIGN_TICKET_H

#include "replay/align.h"
#include "replay/replayer.h"

typedef struct aligner {
    align_forest *forest;
    const align_tree **trees; /* the forest's, as far as this thread has seen them */
    align_room room;
    bool any_order;
} aligner;

/* The forest must outlive it. NULL where there is no memory. */
aligner *aligner_new(align_forest *forest, bool any_order, wm_allocator allocator);
void aligner_free(aligner *a);
/* Aligns the ticket that y replayed, and counts it. False where there is no memory. */
bool align_ticket(replayer *y);
#define ALIGN_LINE ((size_t)128)
/* `,"alignment":…`: at most ALIGN_LINE bytes besides the fault's name. */
char *put_alignment(char *to, const replayer *y);

#endif
