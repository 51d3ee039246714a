/* Names of the rule language: [a-z0-9_]+, none of its own words. Uses author/outline.h. */
#include <string.h>

#include "author/outline.h"

static bool is_taken(const char *name)
{
    static const char *const own[] = { "unsure", "other", "solved", "elsewhere" };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(own[i], name) == 0)
            return true;
    return false;
}

/* Small letters, digits and single underscores; at most `words` of them; 0: all. */
static void put_name(const char *text, size_t words, char out[NAME_SIZE])
{
    size_t size = 0, parts = 0;
    bool within = false;
    for (; *text != '\0' && size + 8 < NAME_SIZE; text++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (c == '\'' && within)
            continue;
        if (fits && !within) {
            if (words != 0 && parts++ == words)
                break;
            if (size > 0)
                out[size++] = '_';
        }
        if (fits)
            out[size++] = c;
        within = fits;
    }
    out[size] = '\0';
    if (is_taken(out))
        memcpy(out + size, "_1", 3);
}

static size_t letters_in(const char *name)
{
    size_t count = 0;
    for (; *name != '\0'; name++)
        count += *name >= 'a' && *name <= 'z';
    return count;
}

void name_of_id(const char *id, char out[NAME_SIZE])
{
    put_name(id, 0, out);
    if (out[0] >= '0' && out[0] <= '9') {
        memmove(out + 1, out, strlen(out) + 1);
        out[0] = 'n';
    }
    if (letters_in(out) < 1)
        out[0] = '\0';
}

void name_of_text(const char *text, char out[NAME_SIZE])
{
    put_name(text, 5, out);
    if (letters_in(out) < 3 || (out[0] >= '0' && out[0] <= '9'))
        out[0] = '\0';
}
