/* What a replay and a comparison came to, for people at a terminal. Uses waymark.h. */
#include <string.h>

#include "cli/replay_parts.h"
#include "cli/words.h"

/* ---- One rule set ------------------------------------------------------------------------------------------------------------- */

static void print_count(const invocation *use, wm_text name, uint64_t count, uint64_t whole)
{
    if (count > 0)
        say(stdout, use->lang, "  %10llu  %5.1f %%  %s\n", "  %10llu  %5.1f %%  %s\n", (unsigned long long)count,
            share_of(count, whole), wm_text_in(name, use->lang));
}

static void print_reached(const invocation *use, wm_text name, const uint64_t reached[2])
{
    say(stdout, use->lang, "  %s：%llu／%llu（%.1f %%）\n", "  %s: %llu of %llu (%.1f %%)\n",
        wm_text_in(name, use->lang), (unsigned long long)reached[0], (unsigned long long)reached[1],
        share_of(reached[0], reached[1]));
}

/* What the model implies is told apart from what was recorded. */
static void print_minutes(const invocation *use, const wm_replay_sum *s)
{
    if (s->recorded > 0)
        say(stdout, use->lang, "紀錄的分鐘數：平均 %.1f（%llu 件）\n",
            "Minutes recorded: %.1f on average (%llu tickets)\n", s->minutes_recorded, (unsigned long long)s->recorded);
    if (s->timed > 0)
        say(stdout, use->lang, "模型推算的分鐘數：照手冊 %.1f，重新排序 %.1f（從頭走起，%llu 件）\n",
            "Minutes model-implied: %.1f as written, %.1f re-ranked (from the beginning; %llu tickets)\n",
            s->minutes_written, s->minutes_reranked, (unsigned long long)s->timed);
}

static void print_believed(const invocation *use, const wm_replay_sum *s)
{
    if (s->believed > 0)
        say(stdout, use->lang, "紀錄的原因排在前三名：%.1f %%；Brier 分數 %.3f（%llu 件）\n",
            "The recorded cause is among the first three: %.1f %%; Brier score %.3f (%llu tickets)\n", 100 * s->top3,
            s->brier, (unsigned long long)s->believed);
}

static void print_aligned(const invocation *use, const wm_replay_sum *s)
{
    if (s->aligned > 0)
        say(stdout, use->lang, "做過的步驟和判斷樹的相合度：%.4f（%llu 件）\n",
            "Fitness of the recorded steps: %.4f (%llu tickets)\n", s->fitness, (unsigned long long)s->aligned);
    if (s->unaligned > 0)
        say(stdout, use->lang, "另有 %llu 件沒有比對步驟：判斷樹沒有流程，或路徑、步驟太多\n",
            "Steps of %llu tickets were not compared: a guide without a flow, or too many ways or steps\n",
            (unsigned long long)s->unaligned);
}

static void print_missed(const invocation *use, const wm_coverage *c)
{
    for (size_t i = 0; i < c->missed_count; i++)
        say(stdout, use->lang, "  %s：沒走到 %s\n", "  %s: never reached: %s\n", c->missed[i].where,
            wm_text_in(c->missed[i].what, use->lang));
}

/* Guides that no ticket is of are left out: nothing of them was reached. */
static void print_coverage(const telling *t)
{
    wm_coverage c;
    if (t->use->values[OPTION_COVERAGE] == NULL)
        return;
    for (size_t i = 0; wm_replay_coverage(t->replay, i, &c, NULL) == WM_OK; i++)
        if (c.walks > 0)
            print_missed(t->use, &c);
}

void print_replay(const telling *t)
{
    const invocation *use = t->use;
    wm_replay_sum s;
    wm_replay_total(t->replay, &s);
    say(stdout, use->lang, "%llu 個案件\n", "%llu tickets\n", (unsigned long long)s.tickets);
    print_count(use, (wm_text){ "與紀錄相同", "agree with the record" }, s.agree, s.tickets);
    print_count(use, (wm_text){ "與紀錄不同", "disagree" }, s.disagree, s.tickets);
    print_count(use, (wm_text){ "紀錄的答案不夠，走不到底", "stop where the ticket has no answer" }, s.incomplete,
                s.tickets);
    print_count(use, (wm_text){ "紀錄沒寫結果", "record no result" }, s.unrecorded, s.tickets);
    print_count(use, (wm_text){ "沒有對應的判斷樹", "have no guide" }, s.no_guide, s.tickets);
    print_count(use, (wm_text){ "答案不合判斷樹", "have an answer that the guide does not know" }, s.error, s.tickets);
    print_count(use, (wm_text){ "讀不懂的行", "invalid lines" }, s.invalid, s.tickets);
    say(stdout, use->lang, "平均問 %.1f 題，最多 %llu 題\n", "%.1f questions on average, %llu at most\n",
        s.questions_mean, (unsigned long long)s.questions_max);
    print_believed(use, &s);
    print_minutes(use, &s);
    print_aligned(use, &s);
    say(stdout, use->lang, "這些案件走到的部分：\n", "What these tickets reached:\n");
    print_reached(use, (wm_text){ "步驟", "steps" }, s.nodes);
    print_reached(use, (wm_text){ "分支", "branches" }, s.edges);
    print_reached(use, (wm_text){ "結尾", "ends" }, s.ends);
    print_coverage(t);
}

/* ---- Two rule sets -------------------------------------------------------------------------------------------------------------- */

#define TICKETS_SHOWN 10

static void print_counts(const invocation *use, const size_t counts[3])
{
    const char *between = "";
    for (size_t i = 0; i < 3; i++) {
        if (counts[i] == 0)
            continue;
        if (use->lang == WM_ZH)
            printf("%s%s %zu", between, change_names[i].zh, counts[i]);
        else
            printf("%s%zu %s", between, counts[i], change_names[i].en);
        between = use->lang == WM_ZH ? "，" : ", ";
    }
}

static void print_move(const invocation *use, const move *m)
{
    char before[WORDS_SIZE], after[WORDS_SIZE], fact[WORDS_SIZE];
    step_words(&m->first->next_before, use->lang, before);
    step_words(&m->first->next_after, use->lang, after);
    move_words(m, fact);
    say(stdout, use->lang, "  %s\n    原本：%s\n    改後：%s\n    ", "  %s\n    before: %s\n    after:  %s\n    ",
        fact[0] != '\0'      ? fact
        : use->lang == WM_ZH ? "（還沒有答案）"
                             : "(no answer yet)",
        before, after);
    print_counts(use, m->counts);
    putchar('\n');
}

/* The first tickets, worse ones first. */
static void print_tickets(const invocation *use, const wm_deciding_node *node)
{
    size_t shown = node->ticket_count < TICKETS_SHOWN ? node->ticket_count : TICKETS_SHOWN;
    say(stdout, use->lang, "  案件：", "  tickets:");
    for (size_t i = 0; i < shown; i++)
        say(stdout, use->lang, "%s%s", "%s %s", i > 0 ? use->lang == WM_ZH ? "、" : "," : "", node->tickets[i]->id);
    if (shown < node->ticket_count)
        say(stdout, use->lang, "，還有 %zu 件（--json 或 --html 全部列出）",
            ", and %zu more (all of them with --json or --html)", node->ticket_count - shown);
    putchar('\n');
}

static void print_node(const invocation *use, const wm_deciding_node *node)
{
    char name[WORDS_SIZE];
    const char *kind = wm_text_in(node_kind(node), use->lang), *text = wm_text_in(node->text, use->lang);
    const char *where = node->where != NULL ? node->where : node->was;
    moves m;
    say(stdout, use->lang, "\n%s", "\n%s", node_name(node, name));
    if (kind[0] != '\0')
        say(stdout, use->lang, "（%s）", " (%s)", kind);
    if (text[0] != '\0')
        say(stdout, use->lang, "　%s", "  %s", text);
    if (where != NULL)
        say(stdout, use->lang, "　%s", "  %s", where);
    putchar('\n');
    moves_of(node, &m);
    for (size_t i = 0; i < m.count; i++)
        print_move(use, &m.list[i]);
    if (m.others > 0)
        say(stdout, use->lang, "  另外 %zu 件是別的走法\n", "  %zu more moved in other ways\n", m.others);
    print_tickets(use, node);
}

void print_comparison(const telling *t)
{
    const invocation *use = t->use;
    wm_replay_sum before, after;
    wm_comparison_sum sum;
    const wm_deciding_node *nodes;
    size_t count = wm_comparison_nodes(t->comparison, &nodes);
    wm_comparison_total(t->comparison, &sum);
    wm_replay_total(wm_comparison_old(t->comparison), &before);
    wm_replay_total(t->replay, &after);
    say(stdout, use->lang, "\n與 %s 相比：%llu 件會改變，較好 %llu，變差 %llu，不同 %llu\n",
        "\nAgainst %s: %llu tickets change; %llu better, %llu worse, %llu different\n", use->values[OPTION_AGAINST],
        (unsigned long long)sum.changed, (unsigned long long)sum.better, (unsigned long long)sum.worse,
        (unsigned long long)sum.different);
    say(stdout, use->lang, "與紀錄相同：原本 %.1f %%，改後 %.1f %%\n",
        "Agree with the record: %.1f %% before, %.1f %% after\n", share_of(before.agree, before.tickets),
        share_of(after.agree, after.tickets));
    say(stdout, use->lang, "每件題數：原本 %.2f，改後 %.2f（少問 %llu 件，多問 %llu 件，平均 %+.2f 題）\n",
        "Questions a ticket: %.2f before, %.2f after (%llu with fewer, %llu with more; %+.2f on average)\n",
        before.questions_mean, after.questions_mean, (unsigned long long)sum.fewer, (unsigned long long)sum.more,
        sum.questions_change);
    for (size_t i = 0; i < count; i++)
        print_node(use, &nodes[i]);
}
