/* The line that tells what came of a ticket (formats.md, "A replayed ticket"). Uses replay/replayer.h. */
#include "base/error.h"
#include "replay/align_ticket.h"

static const char *const end_words[] = { NULL, "resolved", "escalated", "diagnosed", "incomplete" };

static char *put_string(char *to, const char *s, uint32_t size, bool plain)
{
    *to++ = '"';
    to = plain ? put_label(to, s, size) : put_escaped(to, s, size);
    *to++ = '"';
    return to;
}

/* Names hold nothing that JSON escapes. */
static inline char *put_name(char *to, const label *l)
{
    return l->s ? put_string(to, l->s, l->size, true) : PUT_WORDS(to, "null");
}

/* Names in full are not padded, nor are those of later rounds. */
static inline char *put_loose_name(char *to, const label *l)
{
    if (!l->s)
        return PUT_WORDS(to, "null");
    *to++ = '"';
    memcpy(to, l->s, l->size);
    to += l->size;
    *to++ = '"';
    return to;
}

static char *put_bool(char *to, bool value)
{
    return value ? PUT_WORDS(to, "true") : PUT_WORDS(to, "false");
}

static char *put_guide(char *to, const ticket *t, const replayer *y)
{
    if (t->guide != NONE)
        return put_name(to, &y->index->of[t->guide].name);
    return t->guide_name.s ? put_string(to, t->guide_name.s, t->guide_name.size, t->guide_name.plain)
                           : PUT_WORDS(to, "null");
}

static char *put_end(char *to, replay_end end)
{
    const char *words = end_words[end];
    if (!words)
        return PUT_WORDS(to, "null");
    size_t size = strlen(words);
    *to++ = '"';
    memcpy(to, words, size);
    to += size;
    *to++ = '"';
    return to;
}

/* A probability, to nine decimals. */
static char *put_p(char *to, double p)
{
    uint64_t scaled = p > 0 ? (uint64_t)(p * 1e9 + .5) : 0;
    to = PUT_WORDS(to, ",\"p\":");
    to = put_count(to, scaled / 1000000000u);
    *to++ = '.';
    for (uint64_t unit = 100000000u; unit; unit /= 10)
        *to++ = (char)('0' + scaled / unit % 10);
    return to;
}

static char *put_why(char *to, const wm_error *why, wm_lang lang)
{
    const char *what = lang == WM_ZH ? why->zh : why->en;
    to = PUT_WORDS(to, ",\"why\":\"");
    if (why->where[0]) {
        to = put_escaped(to, why->where, strlen(why->where));
        to = PUT_WORDS(to, ": ");
    }
    to = put_escaped(to, what, strlen(what));
    *to++ = '"';
    return to;
}

bool write_line(replayer *y, writing *lines)
{
    const ticket *t = &y->reader->t;
    const replayed *n = &y->now;
    size_t most =
        6 * ((size_t)t->id.size + t->guide_name.size) + 4 * NAME_ROOM + 1024 + (n->why ? 6 * sizeof *n->why : 0);
    size_t aligned = y->aligner ? ALIGN_LINE + n->aligned_fault.size : 0;
    if (!out_reserve(lines, most + n->fault.size + aligned))
        return false;
    char *to = lines->data + lines->size;
    to = PUT_WORDS(to, "{\"id\":");
    to = put_string(to, t->id.s, t->id.size, t->id.plain);
    to = PUT_WORDS(to, ",\"guide\":");
    to = put_guide(to, t, y);
    to = PUT_WORDS(to, ",\"verdict\":\"");
    size_t size = strlen(verdict_words[n->verdict]);
    memcpy(to, verdict_words[n->verdict], size);
    to += size;
    to = PUT_WORDS(to, "\",\"end\":");
    to = put_end(to, n->end);
    to = PUT_WORDS(to, ",\"fault\":");
    to = put_name(to, &n->fault);
    to = PUT_WORDS(to, ",\"action\":");
    to = put_loose_name(to, &n->action);
    to = PUT_WORDS(to, ",\"escalate\":");
    to = put_name(to, &n->escalate);
    to = PUT_WORDS(to, ",\"asked\":");
    to = put_count(to, n->asked);
    to = PUT_WORDS(to, ",\"complete\":");
    to = put_bool(to, n->end != END_INCOMPLETE && n->end != END_NONE);
    to = PUT_WORDS(to, ",\"stopped_at\":");
    to = put_loose_name(to, &n->stopped_at);
    to = PUT_WORDS(to, ",\"presumed\":");
    to = put_bool(to, n->presumed);
    if (n->p >= 0)
        to = put_p(to, n->p);
    if (y->aligner)
        to = put_alignment(to, y);
    if (n->why)
        to = put_why(to, n->why, y->wishes.lang);
    to = PUT_WORDS(to, "}\n");
    lines->size = (size_t)(to - lines->data);
    return true;
}

/* ---- Errors of a ticket ----------------------------------------------------------------------------------------- */

#define SHOWN 80 /* bytes of a value; whole characters are cut to by error_set */

/* The first bytes of a text, to be shown; a character cut in half is left out. */
static int shown(const label *l)
{
    uint32_t size = l->size < SHOWN ? l->size : SHOWN;
    while (size && size < l->size && ((unsigned char)l->s[size] & 0xC0) == 0x80)
        size--;
    return (int)size;
}

void explain_wrong(const ticket *t, wm_error *error)
{
    const label *n = &t->wrong_name, *v = &t->wrong_value;
    int name = shown(n), value = shown(v);
    switch (t->wrong) {
    case TICKET_NO_ANSWER:
        error_set(error, WM_OUT_OF_RANGE, "", "「%.*s」沒有「%.*s」這個答案。", "\"%.*s\" has no answer \"%.*s\".",
                  name, n->s, value, v->s);
        break;
    case TICKET_NOT_NUMBER:
        error_set(error, WM_OUT_OF_RANGE, "", "「%.*s」要的是數字，不是 %.*s。", "\"%.*s\" takes a number, not %.*s.",
                  name, n->s, value, v->s);
        break;
    case TICKET_NOT_TEXT:
        error_set(error, WM_OUT_OF_RANGE, "", "「%.*s」要的是文字，不是 %.*s。", "\"%.*s\" takes a text, not %.*s.",
                  name, n->s, value, v->s);
        break;
    case TICKET_OUT_OF_RANGE:
        error_set(error, WM_OUT_OF_RANGE, "", "「%.*s」的答案 %.*s 超出範圍。",
                  "The answer to \"%.*s\", %.*s, is out of its range.", name, n->s, value, v->s);
        break;
    case TICKET_OUTCOME:
        error_set(error, WM_OUT_OF_RANGE, "", "「%.*s」的結果「%.*s」不是 done、fixed、failed、skipped 之一。",
                  "The outcome of \"%.*s\", \"%.*s\", is none of done, fixed, failed, skipped.", name, n->s, value,
                  v->s);
        break;
    case TICKET_FINE:
        break;
    }
}
