/* Keys of the terminal desk: UTF-8, escape sequences, bracketed paste, input methods. Uses desk_keys.h and
 * utf8proc. */
#include "cli/desk_keys.h"

#include <string.h>
#include <utf8proc.h>

#define PASTE_MOST ((size_t)1 << 20)

/* ---- Input methods ----------------------------------------------------------------------------------------- */

/* U+3105 ㄅ to U+3129 ㄩ, in the order of Unicode, on the standard layout. */
static const char zhuyin[] = "1qaz2wsxedcrfv5tgbyhn8ik,9ol.0p;/-ujm";

char key_of(int32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        code -= 0xFEE0;
    if (code >= 0x3105 && code < 0x3105 + (int32_t)sizeof zhuyin - 1)
        return zhuyin[code - 0x3105];
    switch (code) {
    case 0x02C7: /* ˇ */
        return '3';
    case 0x02CB: /* ˋ */
        return '4';
    case 0x02CA: /* ˊ */
        return '6';
    case 0x02D9: /* ˙ */
        return '7';
    case 0x3000:
        return ' ';
    default:
        break;
    }
    if (code >= 'A' && code <= 'Z')
        return (char)(code - 'A' + 'a');
    return code >= ' ' && code < 0x7F ? (char)code : 0;
}

/* ---- Taking ---------------------------------------------------------------------------------------------------- */

static void take(decoder *d, size_t size)
{
    memmove(d->bytes, d->bytes + size, d->size - size);
    d->size -= size;
}

static bool begins(const decoder *d, const char *with)
{
    size_t size = strlen(with);
    return d->size >= size && memcmp(d->bytes, with, size) == 0;
}

/* Whether what is there is a beginning of it. */
static bool may_begin(const decoder *d, const char *with)
{
    return d->size < strlen(with) && memcmp(d->bytes, with, d->size) == 0;
}

bool decoder_waits(const decoder *d)
{
    return d->size > 0 || d->pasting;
}

/* ---- Paste ------------------------------------------------------------------------------------------------------ */

static const char paste_end[] = "\033[201~";

/* What was pasted, up to its end. Too much of it is left out. */
static bool decode_paste(decoder *d, press *out)
{
    while (d->size > 0) {
        if (begins(d, paste_end)) {
            take(d, sizeof paste_end - 1);
            d->pasting = false;
            ink_clear(&d->shown);
            ink_show(&d->shown, ink_of(&d->paste));
            *out = (press){ .kind = PRESS_PASTE, .text = ink_of(&d->shown) };
            return true;
        }
        if (may_begin(d, paste_end))
            return false;
        char byte = (char)d->bytes[0];
        if (byte == '\r')
            byte = '\n';
        if (d->paste.size < PASTE_MOST && byte != '\0')
            ink_raw(&d->paste, &byte, 1);
        take(d, 1);
    }
    return false;
}

/* ---- Escape sequences -------------------------------------------------------------------------------------------- */

static const struct {
    const char *sequence;
    press_kind kind;
} sequences[] = {
    { "\033[A", PRESS_UP },   { "\033OA", PRESS_UP },         { "\033[B", PRESS_DOWN },
    { "\033OB", PRESS_DOWN }, { "\033[5~", PRESS_PAGE_UP },   { "\033[6~", PRESS_PAGE_DOWN },
    { "\033[Z", PRESS_TAB },  { "\033[3~", PRESS_BACKSPACE }, { "\033OM", PRESS_ENTER },
};

/* The bytes of a control sequence that is nothing to us; 0 where its end has not come. */
static size_t sequence_size(const decoder *d)
{
    if (d->size < 2 || (d->bytes[1] != '[' && d->bytes[1] != 'O'))
        return 1;
    for (size_t i = 2; i < d->size; i++) {
        if (d->bytes[i] >= 0x40 && d->bytes[i] <= 0x7E)
            return i + 1;
        if (i > 32)
            return i;
    }
    return 0;
}

static bool decode_escape(decoder *d, bool more_may_come, press *out)
{
    if (begins(d, "\033[200~")) {
        take(d, 6);
        d->pasting = true;
        ink_clear(&d->paste);
        return decode_paste(d, out);
    }
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
        if (begins(d, sequences[i].sequence)) {
            take(d, strlen(sequences[i].sequence));
            *out = (press){ .kind = sequences[i].kind };
            return true;
        }
    }
    if (d->size == 1 && more_may_come)
        return false;
    size_t size = sequence_size(d);
    if (size == 0 && more_may_come)
        return false;
    take(d, size > 0 ? size : d->size);
    *out = (press){ .kind = size == 1 ? PRESS_ESCAPE : PRESS_NONE };
    return true;
}

/* ---- Characters ---------------------------------------------------------------------------------------------------- */

static press control_press(unsigned char byte)
{
    switch (byte) {
    case '\r':
    case '\n':
        return (press){ .kind = PRESS_ENTER };
    case '\t':
        return (press){ .kind = PRESS_TAB };
    case 0x7F:
    case '\b':
        return (press){ .kind = PRESS_BACKSPACE };
    case 0x03:
    case 0x04:
        return (press){ .kind = PRESS_LEAVE };
    case 0x15:
        return (press){ .kind = PRESS_CLEAR };
    case 0x0C:
        return (press){ .kind = PRESS_RESIZE };
    default:
        return (press){ .kind = PRESS_NONE };
    }
}

static size_t utf8_length(unsigned char byte)
{
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

static bool decode_character(decoder *d, bool more_may_come, press *out)
{
    if (d->size < utf8_length(d->bytes[0]) && more_may_come)
        return false;
    utf8proc_int32_t code;
    utf8proc_ssize_t size = utf8proc_iterate(d->bytes, (utf8proc_ssize_t)d->size, &code);
    take(d, size > 0 ? (size_t)size : 1);
    *out = size > 0 ? (press){ .kind = PRESS_CHAR, .code = code, .key = key_of(code) } : (press){ .kind = PRESS_NONE };
    return true;
}

bool decode(decoder *d, bool more_may_come, press *out)
{
    if (d->pasting)
        return decode_paste(d, out);
    if (d->size == 0)
        return false;
    if (d->bytes[0] == 0x1B)
        return decode_escape(d, more_may_come, out);
    if (d->bytes[0] < 0x20 || d->bytes[0] == 0x7F) {
        *out = control_press(d->bytes[0]);
        take(d, 1);
        return true;
    }
    return decode_character(d, more_may_come, out);
}
