/* Text in boxes: how wide it will be at the most, and where its lines break. Uses utf8proc.
 *
 * Which font draws the text is known only where it is looked at, so widths are those of wide fonts: what fits here fits. */
#ifndef DRAW_WRAP_H
#define DRAW_WRAP_H

#include "draw/bytes.h"

#define WRAP_FONT      14.0 /* pixels; all widths are for this size */
#define WRAP_LINE      18.0 /* from line to line */
#define WRAP_MOST_ROWS 12u

/* How wide `size` bytes are, in pixels. */
double wrap_width(const char *text, size_t size);
/* Breaks a text into as few lines of at most `most` pixels as it needs, and makes them about as long as each other: lines
 * separated by '\n', appended to *out. Chinese breaks anywhere but before closing and after opening signs, other scripts at
 * blanks; a word that is wider than a line breaks where it must. Past WRAP_MOST_ROWS lines the rest becomes "…".
 * *rows and *width are how many lines there are, and the widest one's width. */
void wrap_text(bytes *out, const char *text, double most, size_t *rows, double *width);

#endif
