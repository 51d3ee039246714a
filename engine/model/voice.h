/* How the model says what is wrong: where a finding belongs, and the nearest name. Uses base/ alone. */
#ifndef MODEL_VOICE_H
#define MODEL_VOICE_H

#include "base/findings.h"

typedef struct voice {
    findings *found;
    const char *file, *guide; /* guide: NULL until it is known */
    uint32_t guesses;         /* names compared so far: a file full of errors takes no longer than others */
} voice;

/* A line of the voice's file, and the id that a finding is about (or NULL). */
finding_place voice_at(const voice *v, uint32_t line, const char *node);

/* The nearest of the names that were offered: at most 2 edits away, or a third of its length. */
typedef struct guess {
    voice *voice;
    const char *wanted, *best;
    size_t distance;
} guess;
guess guess_of(voice *v, const char *wanted);
void guess_offer(guess *g, const char *name);
/* "Did you mean …?", or the words given where no name is near. `finding` may be NULL. */
void guess_mend(const guess *g, wm_finding *finding, const char *zh, const char *en);

/* Words that several places need. All are errors. */
void voice_name_twice(voice *v, uint32_t line, const char *name, uint32_t first_line);
void voice_out_of_range(voice *v, uint32_t line, const char *node, const char *field, const char *range);
/* Words that need no arguments: literals, kept as they are. NULL where there is no memory. */
wm_finding *voice_say(voice *v, const char *code, uint32_t line, const char *node, const char *zh, const char *en);

#endif
