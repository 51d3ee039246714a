/* Writing text and JSON. Uses replay/out.h. */
#include "replay/out.h"

writing writing_of(wm_allocator allocator)
{
    return (writing){ .allocator = allocator };
}

void writing_free(writing *o)
{
    if (o->data)
        allocator_free(&o->allocator, o->data, o->room);
    o->data = NULL;
    o->size = o->room = 0;
}

bool out_reserve(writing *o, size_t more)
{
    if (o->failed || more > SIZE_MAX / 4 - o->size)
        o->failed = true;
    size_t needed = o->size + more + SCAN_PADDING, wanted = o->room ? o->room : 4096;
    if (o->failed || needed <= o->room)
        return !o->failed;
    while (wanted < needed)
        wanted *= 2;
    char *data = allocator_resize(&o->allocator, o->data, o->room, wanted);
    o->failed = !data;
    if (data) {
        o->data = data;
        o->room = wanted;
    }
    return !o->failed;
}

void out_bytes(writing *o, const char *s, size_t size)
{
    if (!out_reserve(o, size))
        return;
    memcpy(o->data + o->size, s, size);
    o->size += size;
}

void out_text(writing *o, const char *s)
{
    out_bytes(o, s, strlen(s));
}

char *put_count(char *to, uint64_t number)
{
    char digits[20];
    size_t size = 0;
    do
        digits[size++] = (char)('0' + number % 10);
    while (number /= 10);
    while (size)
        *to++ = digits[--size];
    return to;
}

void out_count(writing *o, uint64_t number)
{
    if (out_reserve(o, 20))
        o->size = (size_t)(put_count(o->data + o->size, number) - o->data);
}

/* Long division: 10 · *rest / whole, and what is left of it. A tally that was read may have any `whole`, of which ten times the rest would not
 * fit. */
static unsigned next_digit(uint64_t *rest, uint64_t whole)
{
    unsigned digit = 0;
    uint64_t sum = 0;
    for (int i = 0; i < 10; i++) {
        bool carries = sum >= whole - *rest;
        sum = carries ? sum - (whole - *rest) : sum + *rest;
        digit += carries;
    }
    *rest = sum;
    return digit;
}

void out_ratio(writing *o, uint64_t part, uint64_t whole)
{
    char digits[9];
    size_t size = 0;
    out_count(o, whole ? part / whole : 0);
    for (uint64_t rest = whole ? part % whole : 0; rest && size < sizeof digits;)
        digits[size++] = (char)('0' + next_digit(&rest, whole));
    while (size && digits[size - 1] == '0')
        size--;
    if (size)
        out_bytes(o, ".", 1);
    out_bytes(o, digits, size);
}

char *put_escaped(char *to, const char *s, size_t size)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '"' || c == '\\') {
            *to++ = '\\';
            *to++ = (char)c;
        } else if (c < 0x20) {
            to = PUT_WORDS(to, "\\u00");
            *to++ = hex[c >> 4];
            *to++ = hex[c & 15];
        } else {
            *to++ = (char)c;
        }
    }
    return to;
}

void out_string(writing *o, const char *s, size_t size)
{
    if (!out_reserve(o, 6 * size + 2))
        return;
    char *to = o->data + o->size;
    *to++ = '"';
    to = put_escaped(to, s, size);
    *to++ = '"';
    o->size = (size_t)(to - o->data);
}
