/* Text of the terminal desk: what may be shown, how wide it is, where a line may break. Uses waymark.h.
 *
 * A text under construction holds UTF-8 in which every character from outside has been made visible, and
 * between it marks of one control byte for style. So a mark can only come from the desk itself. */
#ifndef CLI_DESK_TEXT_H
#define CLI_DESK_TEXT_H

#include "waymark.h"

/* Marks. Everything else below a blank is made visible. */
#define PLAIN  "\001"
#define BOLD   "\002"
#define DIM    "\003"
#define AMBER  "\004"
#define BRICK  "\005"
#define PLUM   "\006"
#define BAR    "\016"
#define CURSOR "\017" /* the terminal's cursor stands here */

typedef struct ink {
    char *at; /* NUL-terminated once anything was added; NULL before */
    size_t size, room;
    bool failed; /* no memory: what is there is not all */
} ink;

/* Adds what the format of the language says: %s, made visible; %zu, %d, %g as printf has them. */
void ink_add(ink *t, wm_lang lang, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* Adds bytes as they are, marks included. */
void ink_raw(ink *t, const char *bytes, size_t size);
/* Adds text from outside, made visible; a line end becomes a blank. */
void ink_show(ink *t, const char *from);
void ink_repeat(ink *t, char c, size_t count);
/* Blanks until the text is so wide. */
void ink_pad(ink *t, size_t columns);
void ink_clear(ink *t);
void ink_free(ink *t);
const char *ink_of(const ink *t);

/* Columns of a terminal; marks have none. */
size_t ink_width(const char *shown);
/* The bytes of the longest beginning that is at most so wide. */
size_t ink_fit(const char *shown, size_t columns);

/* Breaks a text into lines no wider than `width`, at blanks and between Han characters; punctuation that
 * closes does not begin a line, what opens does not end one. Lines after the first begin with `hang`
 * blanks, and with the style that was on. The line is the callee's for the call only. False: no memory. */
typedef void line_taker(void *context, const char *line, size_t size);
bool ink_wrap(const char *shown, size_t width, size_t hang, line_taker *take, void *context);

#endif
