/* Rule cards for people: how often each fault and remedy was right, with Wilson's intervals. Uses waymark.h. */
#include <string.h>

#include "cli/replay_parts.h"
#include "cli/words.h"

#define SHARE_SIZE 64

/* "92 % (78–97 %, 46 of 50)"; "–" where there is nothing to measure. */
static const char *share_words(uint64_t right, uint64_t whole, wm_lang lang, char out[SHARE_SIZE])
{
    double low, high;
    if (whole == 0)
        return "–";
    wm_wilson(right, whole, &low, &high);
    snprintf(out, SHARE_SIZE,
             lang == WM_ZH ? "%.0f %%（%.0f–%.0f %%，%llu／%llu）" : "%.0f %% (%.0f–%.0f %%, %llu of %llu)",
             share_of(right, whole), 100 * low, 100 * high, (unsigned long long)right, (unsigned long long)whole);
    return out;
}

static uint64_t tickets_of(const wm_card_counts *c)
{
    return c->reached + c->recorded - c->right;
}

static bool is_empty(const wm_card *c)
{
    return c->all.reached + c->all.recorded == 0;
}

/* The parts of a card: its languages, then its months. */
typedef struct card_part {
    const char *name;
    const wm_card_counts *counts;
} card_part;

static bool part_of(const wm_card *c, size_t number, wm_lang lang, card_part *out)
{
    const card_part languages[] = { { lang == WM_ZH ? "中文" : "Chinese", &c->zh },
                                    { lang == WM_ZH ? "英文" : "English", &c->en },
                                    { lang == WM_ZH ? "沒有文字" : "no text", &c->no_text } };
    if (number < 3)
        *out = languages[number];
    else if (number - 3 < c->month_count)
        *out = (card_part){ c->months[number - 3].month, &c->months[number - 3].counts };
    else
        return false;
    if (strcmp(out->name, "none") == 0)
        out->name = lang == WM_ZH ? "沒有日期" : "no date";
    return true;
}

/* ---- At a terminal -------------------------------------------------------------------------------------------------------------- */

static void print_part(wm_lang lang, const card_part *part)
{
    const wm_card_counts *n = part->counts;
    say(stdout, lang, "      %s：精確 %llu／%llu，召回 %llu／%llu\n",
        "      %s: precision %llu of %llu, recall %llu of %llu\n", part->name, (unsigned long long)n->right,
        (unsigned long long)n->reached, (unsigned long long)n->right, (unsigned long long)n->recorded);
}

static void print_card(wm_lang lang, const wm_card *c)
{
    char precision[SHARE_SIZE], recall[SHARE_SIZE];
    card_part part;
    say(stdout, lang, "  %s %s　%s　%llu 件\n", "  %s %s  %s  %llu tickets\n",
        c->is_remedy    ? lang == WM_ZH ? "處置" : "remedy"
        : lang == WM_ZH ? "原因"
                        : "fault",
        c->id, wm_text_in(c->text, lang), (unsigned long long)tickets_of(&c->all));
    say(stdout, lang, "    精確 %s　召回 %s\n", "    precision %s  recall %s\n",
        share_words(c->all.right, c->all.reached, lang, precision),
        share_words(c->all.right, c->all.recorded, lang, recall));
    for (size_t i = 0; part_of(c, i, lang, &part); i++)
        if (tickets_of(part.counts) > 0)
            print_part(lang, &part);
}

void print_cards(const telling *t)
{
    const wm_card *cards;
    wm_lang lang = t->use->lang;
    size_t count = wm_replay_cards(t->replay, &cards), empty = 0;
    const char *guide = NULL;
    if (count == WM_NO_COUNT)
        say(stderr, lang, "waymark：記憶體不足，規則卡片印不出來\n",
            "waymark: out of memory: the rule cards are not shown\n");
    if (count == 0 || count == WM_NO_COUNT)
        return;
    say(stdout, lang, "\n規則卡片（括號裡是 95 %% 信賴區間）\n", "\nRule cards (with intervals at 95 %%)\n");
    for (size_t i = 0; i < count; i++) {
        empty += is_empty(&cards[i]);
        if (is_empty(&cards[i]))
            continue;
        if (guide == NULL || strcmp(guide, cards[i].guide) != 0)
            say(stdout, lang, "\n%s\n", "\n%s\n", cards[i].guide);
        guide = cards[i].guide;
        print_card(lang, &cards[i]);
    }
    if (empty > 0)
        say(stdout, lang, "\n另有 %zu 張沒有案件。\n", "\n%zu more have no ticket.\n", empty);
}

/* ---- In the page ------------------------------------------------------------------------------------------------------------------ */

static void put_cell(FILE *out, const char *label, const char *words)
{
    fprintf(out, "<td class=\"num\" data-l=\"%s\">%s</td>", label, words);
}

static void put_figures(FILE *out, wm_lang lang, const wm_card_counts *n)
{
    char room[SHARE_SIZE];
    snprintf(room, sizeof room, "%llu", (unsigned long long)tickets_of(n));
    put_cell(out, lang == WM_ZH ? "件數" : "Tickets", room);
    put_cell(out, lang == WM_ZH ? "精確" : "Precision", share_words(n->right, n->reached, lang, room));
    put_cell(out, lang == WM_ZH ? "召回" : "Recall", share_words(n->right, n->recorded, lang, room));
}

static void put_card(FILE *out, wm_lang lang, const wm_card *c)
{
    card_part part;
    const char *text = wm_text_in(c->text, lang);
    fputs("<tr><th scope=\"row\">", out);
    put_words(out, lang, c->is_remedy ? "處置" : "原因", c->is_remedy ? "Remedy" : "Fault");
    fputs(" <code translate=\"no\">", out);
    put_text(out, c->id);
    fputs("</code> ", out);
    put_text(out, text);
    fputs("</th>", out);
    put_figures(out, lang, &c->all);
    fputs("</tr>\n", out);
    for (size_t i = 0; part_of(c, i, lang, &part); i++) {
        if (tickets_of(part.counts) == 0)
            continue;
        fprintf(out, "<tr class=\"quiet small\"><th scope=\"row\">　%s</th>", part.name);
        put_figures(out, lang, part.counts);
        fputs("</tr>\n", out);
    }
}

static void put_columns(FILE *out, wm_lang lang, const char *guide)
{
    fputs("<h3><code translate=\"no\">", out);
    put_text(out, guide);
    fputs("</code></h3>\n<table><thead><tr>", out);
    put_words(out, lang,
              "<th scope=\"col\">原因與處置</th><th scope=\"col\" class=\"num\">件數</th>"
              "<th scope=\"col\" class=\"num\">精確</th><th scope=\"col\" class=\"num\">召回</th>",
              "<th scope=\"col\">Fault or remedy</th><th scope=\"col\" class=\"num\">Tickets</th>"
              "<th scope=\"col\" class=\"num\">Precision</th><th scope=\"col\" class=\"num\">Recall</th>");
    fputs("</tr></thead><tbody>\n", out);
}

void page_cards(FILE *out, const telling *t)
{
    const wm_card *cards;
    wm_lang lang = t->use->lang;
    size_t count = wm_replay_cards(t->replay, &cards);
    const char *guide = NULL;
    if (count == WM_NO_COUNT)
        put_words(out, lang, "<p>記憶體不足，規則卡片印不出來。</p>\n",
                  "<p>Out of memory: the rule cards are not shown.</p>\n");
    if (count == 0 || count == WM_NO_COUNT)
        return;
    fputs("<section class=\"card\" aria-labelledby=\"cards\">\n<h2 id=\"cards\">", out);
    put_words(out, lang, "規則卡片</h2>\n<p class=\"quiet\">括號裡是 95 % 信賴區間（Wilson）與件數。</p>\n",
              "Rule cards</h2>\n<p class=\"quiet\">In brackets: Wilson's interval at 95 %, and tickets.</p>\n");
    for (size_t i = 0; i < count; i++) {
        if (is_empty(&cards[i]))
            continue;
        if (guide == NULL || strcmp(guide, cards[i].guide) != 0) {
            fputs(guide != NULL ? "</tbody></table>\n" : "", out);
            put_columns(out, lang, cards[i].guide);
        }
        guide = cards[i].guide;
        put_card(out, lang, &cards[i]);
    }
    fputs(guide != NULL ? "</tbody></table>\n</section>\n" : "</section>\n", out);
}
