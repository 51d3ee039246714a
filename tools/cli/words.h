/* What every verb says things with: texts in both languages, and nothing from outside that a terminal
 * would obey. Uses waymark.h. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdio.h>

#include "waymark.h"

/* Prints in the language, both formats taking the same arguments in the same order. Control and
 * bidirectional characters and bytes that are not UTF-8 are made visible, in the formats, too, but
 * for line ends: ^[ for U+001B, <U+202E>, <E9>. A tab becomes a blank. */
void say(FILE *out, wm_lang lang, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* The same for a text as it is. */
void show(FILE *out, const char *text);
/* "46 %", "<1 %": a probability as it is shown. */
#define PERCENT_SIZE 16
const char *percent(double p, char out[PERCENT_SIZE]);

/* The first byte of a control or bidirectional character or of what is not UTF-8, with the code point
 * (the byte's value where it is not UTF-8); -1 where all is well. Tabs are. */
ptrdiff_t unshowable_at(const char *text, int32_t *code_point);
/* NFKC, case-folded, to be freed; NULL where it is not UTF-8 or there is no memory. */
char *folded(const char *text);
/* Whether both are the same once folded. */
bool same_word(const char *a, const char *b);
/* A copy to be freed, or NULL. */
char *copy_of(const char *text);
/* Typing mistakes between two short names (Damerau, adjacent swaps), or a number above any. */
size_t mistakes(const char *a, const char *b);

/* "zh" or "en" → *out; false for anything else. */
bool lang_of_name(const char *name, wm_lang *out);
/* By LC_ALL, LC_MESSAGES, LANG, the first that says anything: zh… is WM_ZH, all else WM_EN. */
wm_lang lang_of_locale(void);

#endif
