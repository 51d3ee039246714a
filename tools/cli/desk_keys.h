/* Keys of the terminal desk: bytes of a terminal become presses. Uses waymark.h. */
#ifndef CLI_DESK_KEYS_H
#define CLI_DESK_KEYS_H

#include "cli/desk_text.h"

typedef enum press_kind {
    PRESS_NONE,
    PRESS_CHAR, /* code; key: the key that it sits on */
    PRESS_ENTER,
    PRESS_BACKSPACE,
    PRESS_TAB,
    PRESS_ESCAPE,
    PRESS_UP,
    PRESS_DOWN,
    PRESS_PAGE_UP,
    PRESS_PAGE_DOWN,
    PRESS_CLEAR,  /* Ctrl-U */
    PRESS_PASTE,  /* ink */
    PRESS_RESIZE, /* the window has another size, or the screen must be drawn anew */
    PRESS_LEAVE   /* Ctrl-C, Ctrl-D, the terminal is gone, the system asks to end */
} press_kind;

typedef struct press {
    press_kind kind;
    int32_t code;     /* PRESS_CHAR: the character */
    char key;         /* PRESS_CHAR: the key in lower case, 0 where it is none of ASCII's */
    const char *text; /* PRESS_PASTE: made visible, one line; the decoder's until the next press */
} press;

/* The key of a character: full-width forms count as theirs, Zhuyin signs and tone marks as the key that
 * they sit on in the standard (Dachen) layout; 0 for others. */
char key_of(int32_t code);

/* What has been read and not yet been taken. */
typedef struct decoder {
    unsigned char bytes[4096];
    size_t size;
    bool pasting;
    ink paste, shown; /* what was pasted; the same, made visible */
} decoder;

/* The next press of what was read. `more_may_come`: an escape that stands alone may yet be the beginning
 * of a sequence. False where there is none. */
bool decode(decoder *d, bool more_may_come, press *out);
/* Whether what is left is the beginning of something. */
bool decoder_waits(const decoder *d);

#endif
