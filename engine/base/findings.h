/* A growing list of findings (wm_finding), each with words in both languages. Uses base/ alone. */
#ifndef BASE_FINDINGS_H
#define BASE_FINDINGS_H

#include "base/arena.h"
#include "base/vector.h"

typedef struct findings {
    arena arena;    /* owns all texts */
    vector list;    /* of wm_finding */
    bool no_memory; /* one could not be kept */
} findings;

void findings_init(findings *f, wm_allocator allocator);
void findings_free(findings *f);

/* Where a finding belongs. `file` and `guide`, `node` may be NULL; line 0: none. All are copied. */
typedef struct finding_place {
    const char *file;
    uint32_t line;
    const char *guide, *node;
} finding_place;

/* Adds one; formats of `what` take the arguments, in the same order in both languages. Returns it so
 * that mend and witness can be added (NULL where there is no memory). */
wm_finding *findings_add(findings *f, const char *code, wm_severity severity, finding_place place, const char *zh,
                         const char *en, ...) __attribute__((format(printf, 5, 7), format(printf, 6, 7)));
void findings_mend(findings *f, wm_finding *finding, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* Moves all of `from` behind those of `to`; false, both as they were, where there is no memory. Either may then be freed.
 * What one of them could not keep is missing in the whole. */
bool findings_join(findings *to, findings *from);
/* The errors among the findings from index `from` on. */
size_t findings_errors(const findings *f, size_t from);
/* In order of file, line and code; stable. */
void findings_sort(findings *f);

#endif
