/* The page of a replay or a comparison: one HTML file, nothing fetched, no script. Uses waymark.h. */
#include <errno.h>
#include <string.h>

#include "cli/replay_parts.h"
#include "cli/words.h"

#define ROWS_SHOWN 50 /* tickets of a node with all that is known of them; the others by their names */

typedef struct page {
    FILE *out;
    wm_lang lang;
    const telling *t;
} page;

/* ---- Text --------------------------------------------------------------------------------------------------------------------- */

/* Escaped for text and attributes; what no page may hold is left out. */
void put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '&')
            fputs("&amp;", out);
        else if (c == '<')
            fputs("&lt;", out);
        else if (c == '>')
            fputs("&gt;", out);
        else if (c == '"')
            fputs("&quot;", out);
        else if (c == '\'')
            fputs("&#39;", out);
        else if (c >= ' ' || c == '\n' || c == '\t')
            fputc(c, out);
    }
}

void put_words(FILE *out, wm_lang lang, const char *zh, const char *en)
{
    fputs(lang == WM_ZH ? zh : en, out);
}

static void words(const page *p, const char *zh, const char *en)
{
    put_words(p->out, p->lang, zh, en);
}

static void code(const page *p, const char *text)
{
    fputs("<code translate=\"no\">", p->out);
    put_text(p->out, text);
    fputs("</code>", p->out);
}

static const char *const change_classes[3] = { "worse", "better", "different" };
static const char *const change_signs[3] = { "－", "＋", "＝" }; /* so that colour is not all */

static void change_sign(const page *p, wm_change change)
{
    fprintf(p->out, "<span class=\"verdict %s\">%s %s</span>", change_classes[change], change_signs[change],
            wm_text_in(change_names[change], p->lang));
}

/* ---- Above -------------------------------------------------------------------------------------------------------------------- */

static void put_head(const page *p, uint64_t tickets, uint64_t changed)
{
    fprintf(p->out,
            "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
            p->lang == WM_ZH ? "zh-Hant-TW" : "en");
    words(p, "重播 · Waymark 路標", "Replay · Waymark");
    fprintf(p->out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>", page_style);
    if (p->t->comparison != NULL && p->lang == WM_ZH)
        fprintf(p->out, "這次改規則，會改變 %llu 件", (unsigned long long)changed);
    else if (p->t->comparison != NULL)
        fprintf(p->out, "This change of rules changes %llu tickets", (unsigned long long)changed);
    else if (p->lang == WM_ZH)
        fprintf(p->out, "%llu 件重播", (unsigned long long)tickets);
    else
        fprintf(p->out, "%llu tickets replayed", (unsigned long long)tickets);
    fputs("</h1>\n", p->out);
}

static void put_sources(const page *p, uint64_t tickets)
{
    const invocation *use = p->t->use;
    fputs("<p class=\"quiet\">", p->out);
    for (size_t i = 0; i < use->operand_count; i++) {
        code(p, use->operands[i]);
        fputc(' ', p->out);
    }
    fprintf(p->out, p->lang == WM_ZH ? "· %llu 件" : "· %llu tickets", (unsigned long long)tickets);
    if (p->t->comparison != NULL) {
        words(p, " · 與 ", " · against ");
        code(p, use->values[OPTION_AGAINST]);
        words(p, " 相比", "");
    }
    fputs("</p>\n", p->out);
}

static void put_gates(const page *p)
{
    const gates *g = p->t->gates;
    if (g->count == 0)
        return;
    fprintf(p->out, "<div class=\"note %s\"><p><b>", g->broken_count > 0 ? "bad" : "good");
    if (g->broken_count > 0)
        words(p, "✗ 還不能上線，沒過的門檻：", "✗ Not to be shipped yet; gates broken: ");
    else
        words(p, "✓ 可以上線，門檻都過了：", "✓ May be shipped; all gates hold: ");
    fputs("</b>", p->out);
    for (size_t i = 0; i < g->count; i++) {
        if (g->broken_count > 0 && !g->broken[i])
            continue;
        fputc(' ', p->out);
        code(p, g->list[i].text);
    }
    fputs("</p></div>\n", p->out);
}

/* ---- Tiles -------------------------------------------------------------------------------------------------------------------- */

static void tile(const page *p, wm_text label, const char *class, const char *figure, const char *sub)
{
    fputs("<div class=\"card tile\"><span>", p->out);
    put_text(p->out, wm_text_in(label, p->lang));
    fprintf(p->out, "</span><b class=\"%s\">", class);
    put_text(p->out, figure);
    fputs("</b><span>", p->out);
    put_text(p->out, sub);
    fputs("</span></div>\n", p->out);
}

static void tile_change(const page *p, wm_change change, uint64_t count, wm_text sub)
{
    char figure[48];
    snprintf(figure, sizeof figure, "%s%llu", change == WM_DIFFERENT ? "" : change_signs[change],
             (unsigned long long)count);
    tile(p, change_names[change], change_classes[change], figure, wm_text_in(sub, p->lang));
}

static void tile_agree(const page *p, const wm_replay_sum *after, const wm_replay_sum *before)
{
    char figure[32], sub[64] = "";
    snprintf(figure, sizeof figure, "%.1f %%", share_of(after->agree, after->tickets));
    if (before != NULL)
        snprintf(sub, sizeof sub, p->lang == WM_ZH ? "原本 %.1f %%" : "%.1f %% before",
                 share_of(before->agree, before->tickets));
    tile(p, (wm_text){ "與紀錄相同", "Agree with the record" }, "", figure, sub);
}

static void tile_questions(const page *p, const wm_replay_sum *after, const wm_replay_sum *before)
{
    char figure[32], sub[64] = "";
    snprintf(figure, sizeof figure, "%.2f", after->questions_mean);
    if (before != NULL)
        snprintf(sub, sizeof sub, p->lang == WM_ZH ? "原本 %.2f" : "%.2f before", before->questions_mean);
    tile(p, (wm_text){ "每件題數", "Questions a ticket" }, "", figure, sub);
}

static void put_tiles(const page *p, const wm_replay_sum *after, const wm_replay_sum *before,
                      const wm_comparison_sum *sum)
{
    fputs("<div class=\"tiles\">\n", p->out);
    if (sum != NULL) {
        tile_change(p, WM_BETTER, sum->better, (wm_text){ "改後與紀錄相同", "agree with the record now" });
        tile_change(p, WM_WORSE, sum->worse, (wm_text){ "原本相同，改後不同", "agreed before" });
        tile_change(p, WM_DIFFERENT, sum->different, (wm_text){ "無法判定好壞", "neither" });
    }
    tile_agree(p, after, before);
    tile_questions(p, after, before);
    fputs("</div>\n", p->out);
}

static void put_minutes(const page *p, const wm_replay_sum *s)
{
    if (s->recorded == 0 && s->timed == 0)
        return;
    fputs("<p>", p->out);
    if (s->recorded > 0)
        fprintf(p->out,
                p->lang == WM_ZH ? "紀錄的分鐘數：平均 %.1f（%llu 件）。"
                                 : "Minutes recorded: %.1f on average (%llu tickets). ",
                s->minutes_recorded, (unsigned long long)s->recorded);
    if (s->timed > 0)
        fprintf(p->out,
                p->lang == WM_ZH ? "模型推算的分鐘數：照手冊 %.1f，重新排序 %.1f。"
                                 : "Minutes model-implied: %.1f as written, %.1f re-ranked.",
                s->minutes_written, s->minutes_reranked);
    fputs("</p>\n", p->out);
}

/* ---- Nodes -------------------------------------------------------------------------------------------------------------------- */

static void put_counts(const page *p, const size_t counts[3])
{
    const char *between = "";
    for (size_t i = 0; i < 3; i++) {
        if (counts[i] == 0)
            continue;
        fputs(between, p->out);
        change_sign(p, (wm_change)i);
        fprintf(p->out, " %zu", counts[i]);
        between = p->lang == WM_ZH ? "，" : ", ";
    }
}

static void put_move(const page *p, const move *m)
{
    char room[WORDS_SIZE];
    fputs("<li>", p->out);
    if (move_words(m, room)[0] != '\0')
        code(p, room);
    else
        words(p, "還沒有答案", "no answer yet");
    fputs(p->lang == WM_ZH ? "　" : " · ", p->out);
    put_counts(p, m->counts);
    fputs("<dl><dt>", p->out);
    words(p, "原本", "before");
    fputs("</dt><dd>", p->out);
    put_text(p->out, step_words(&m->first->next_before, p->lang, room));
    fputs("</dd><dt>", p->out);
    words(p, "改後", "after");
    fputs("</dt><dd>", p->out);
    put_text(p->out, step_words(&m->first->next_after, p->lang, room));
    fputs("</dd></dl></li>\n", p->out);
}

static void put_moves(const page *p, const wm_deciding_node *node)
{
    moves m;
    moves_of(node, &m);
    fputs("<ul class=\"moves\">\n", p->out);
    for (size_t i = 0; i < m.count; i++)
        put_move(p, &m.list[i]);
    if (m.others > 0)
        fprintf(p->out,
                p->lang == WM_ZH ? "<li>另外 %zu 件是別的走法</li>\n" : "<li>%zu more moved in other ways</li>\n",
                m.others);
    fputs("</ul>\n", p->out);
}

static const wm_text columns[] = { { "結果", "Change" },
                                   { "案件", "Ticket" },
                                   { "原本", "Before" },
                                   { "改後", "After" },
                                   { "關鍵事實", "Deciding fact" },
                                   { "題數", "Questions" } };

static void cell(const page *p, size_t column, const char *class)
{
    fprintf(p->out, "<td%s data-l=\"%s\">", class, wm_text_in(columns[column], p->lang));
}

static void put_row(const page *p, const wm_changed_ticket *t)
{
    char room[WORDS_SIZE];
    fputs("<tr><td>", p->out);
    change_sign(p, t->change);
    fputs("</td><th scope=\"row\">", p->out);
    code(p, t->id);
    fputs("</th>", p->out);
    cell(p, 2, "");
    put_text(p->out, result_words(&t->before, p->lang, room));
    fputs("</td>", p->out);
    cell(p, 3, "");
    put_text(p->out, result_words(&t->after, p->lang, room));
    fputs("</td>", p->out);
    cell(p, 4, "");
    if (deciding_words(t, room)[0] != '\0')
        code(p, room);
    fputs("</td>", p->out);
    cell(p, 5, " class=\"num\"");
    fprintf(p->out, "%u→%u</td></tr>\n", t->before.asked, t->after.asked);
}

static void put_rows(const page *p, const wm_deciding_node *node)
{
    size_t shown = node->ticket_count < ROWS_SHOWN ? node->ticket_count : ROWS_SHOWN;
    fputs("<table><thead><tr>", p->out);
    for (size_t i = 0; i < 6; i++)
        fprintf(p->out, "<th scope=\"col\"%s>%s</th>", i == 5 ? " class=\"num\"" : "", wm_text_in(columns[i], p->lang));
    fputs("</tr></thead><tbody>\n", p->out);
    for (size_t i = 0; i < shown; i++)
        put_row(p, node->tickets[i]);
    fputs("</tbody></table>\n", p->out);
    if (shown == node->ticket_count)
        return;
    fprintf(p->out, p->lang == WM_ZH ? "<p class=\"small\">其餘 %zu 件：" : "<p class=\"small\">%zu more: ",
            node->ticket_count - shown);
    for (size_t i = shown; i < node->ticket_count; i++) {
        fprintf(p->out, "%s%s ", i > shown ? ", " : "", change_signs[node->tickets[i]->change]);
        code(p, node->tickets[i]->id);
    }
    fputs("</p>\n", p->out);
}

static void put_node(const page *p, const wm_deciding_node *node, size_t number)
{
    char room[WORDS_SIZE];
    size_t counts[3] = { node->worse, node->better, node->different };
    const char *kind = wm_text_in(node_kind(node), p->lang), *text = wm_text_in(node->text, p->lang);
    fprintf(p->out, "<section class=\"card\" aria-labelledby=\"n%zu\">\n<h2 id=\"n%zu\">", number, number);
    code(p, node_name(node, room));
    fputs("</h2>\n<p>", p->out);
    put_text(p->out, kind);
    if (kind[0] != '\0' && text[0] != '\0')
        words(p, "：", ": ");
    put_text(p->out, text);
    fputs("</p>\n<p>", p->out);
    put_counts(p, counts);
    if (node->where != NULL || node->was != NULL) {
        fputs(" <span class=\"quiet small\">", p->out);
        code(p, node->where != NULL ? node->where : node->was);
        fputs("</span>", p->out);
    }
    fputs("</p>\n", p->out);
    put_moves(p, node);
    put_rows(p, node);
    fputs("</section>\n", p->out);
}

/* ---- The page ------------------------------------------------------------------------------------------------------------------ */

static void put_body(const page *p)
{
    wm_replay_sum after, before = { 0 };
    wm_comparison_sum sum = { 0 };
    wm_comparison *c = p->t->comparison;
    const wm_deciding_node *nodes = NULL;
    size_t count = 0;
    wm_replay_total(p->t->replay, &after);
    if (c != NULL) {
        wm_comparison_total(c, &sum);
        wm_replay_total(wm_comparison_old(c), &before);
        count = wm_comparison_nodes(c, &nodes);
    }
    put_head(p, after.tickets, sum.changed);
    put_sources(p, after.tickets);
    put_gates(p);
    put_tiles(p, &after, c != NULL ? &before : NULL, c != NULL ? &sum : NULL);
    put_minutes(p, &after);
    for (size_t i = 0; i < count; i++)
        put_node(p, &nodes[i], i + 1);
    if (c != NULL && count == 0)
        words(p, "<p>沒有一件的結果會改變。</p>\n", "<p>No ticket comes out otherwise.</p>\n");
    page_cards(p->out, p->t);
    fprintf(p->out, "</main>\n<footer>Waymark 路標 %s</footer>\n</body>\n</html>\n", WM_VERSION);
}

int write_page(const telling *t, const char *path)
{
    page p = { strcmp(path, "-") == 0 ? stdout : fopen(path, "wb"), t->use->lang, t };
    if (p.out == NULL) {
        say(stderr, p.lang, "waymark：打不開 %s：%s\n", "waymark: can't open %s: %s\n", path,
            wm_text_in(wm_errno_words(errno), p.lang));
        return EXIT_FAULT;
    }
    put_body(&p);
    bool written = ferror(p.out) == 0;
    written = (p.out == stdout ? fflush(stdout) : fclose(p.out)) == 0 && written;
    if (written)
        return EXIT_DONE;
    say(stderr, p.lang, "waymark：%s 寫不完。\n", "waymark: %s can't be written.\n", path);
    return EXIT_FAULT;
}
