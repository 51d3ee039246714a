/* UTF-8, normal forms and display width, by utf8proc; the names' alphabet; nearest names. Uses base/ alone. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

/* The first byte that is not well-formed UTF-8 (overlong forms, surrogates and code points above
 * U+10FFFF are not), or `size` where all is. */
size_t text_invalid_at(const char *s, size_t size);
/* The first byte of a control character (but tab, line feed, carriage return) or of a bidirectional
 * control (U+061C, U+200E, U+200F, U+202A–E, U+2066–9), or `size`. The text is well-formed. */
size_t text_control_at(const char *s, size_t size);
/* NFKC, case-folded: full-width and half-width meet. In the arena; NULL where there is no memory or
 * the text is not UTF-8 (check that first). *out_size may be NULL. Linear time: within a run of combining
 * marks one is put into canonical order over at most 30 others (UAX #15, Stream-Safe Text Format). */
char *text_fold(arena *a, const char *s, size_t size, size_t *out_size);
/* Whether `text` holds `word`, both folded; linear time. Both are NUL-terminated, at their sizes or later for
 * `text`, and have no NUL within. */
bool text_contains(const char *text, size_t text_size, const char *word, size_t word_size);
/* [a-z0-9_]+, not empty; with slashes allowed also "a/b", no empty part. */
bool name_is_valid(const char *s, size_t size, bool slashes);
/* Edit distance (Damerau, adjacent swaps), at most `limit` + 1 is told. `limit` counts as 15
 * where it is greater; time is the names' length times the limit. */
size_t name_distance(const char *a, const char *b, size_t limit);
/* Columns on a terminal: wide characters two, marks none; controls one (they are shown as a sign),
 * bidirectional ones too; so does a byte that is not UTF-8. */
size_t text_width(const char *s, size_t size);

#endif
