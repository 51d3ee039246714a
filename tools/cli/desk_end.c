/* What the end of a walk looks like: solved, diagnosed, to be handed over; evidence. Uses desk.h. */
#include <string.h>

#include "cli/desk.h"

const wm_text close_codes[CLOSE_CODES] = {
    { "已根治", "solved" },
    { "暫行對策", "workaround" },
    { "操作輔導", "guidance" },
    { "使用者自行排除", "user solved it" },
};

/* ---- Evidence ---------------------------------------------------------------------------------------------------- */

static bool is_missing(const wm_evidence *e)
{
    return !e->known || e->unsure;
}

size_t evidence_missing_count(const wm_step *step)
{
    size_t missing = 0;
    for (size_t i = 0; i < step->evidence_count; i++)
        missing += is_missing(&step->evidence[i]);
    return missing;
}

const wm_evidence *evidence_missing(const wm_step *step, size_t number)
{
    for (size_t i = 0; i < step->evidence_count; i++) {
        if (is_missing(&step->evidence[i]) && --number == 0)
            return &step->evidence[i];
    }
    return NULL;
}

static void compose_there(desk *d, sheet *s, const wm_evidence *e)
{
    const char *answer = words_of(d, e->answer_text), *what = words_of(d, e->text);
    if (answer[0] == '\0')
        answer = e->answer != NULL ? e->answer : "";
    sheet_line(s, RANK_MORE, 11, "       有  %s%s%s", "       there    %s%s%s", what, between_words(d, what), answer);
}

static void compose_missing(desk *d, sheet *s, const wm_evidence *e, size_t number)
{
    if (number > 0)
        ink_add(&s->line, d->lang, BOLD "   [%zu]" PLAIN, BOLD "   [%zu]" PLAIN, number);
    else
        ink_raw(&s->line, "      ", 6);
    ink_add(&s->line, d->lang, AMBER " 缺" PLAIN "  %s", AMBER " missing" PLAIN "  %s", words_of(d, e->text));
    sheet_end(s, STAYS, 11);
}

void compose_evidence(desk *d, sheet *s, const wm_step *step, size_t page)
{
    size_t missing = evidence_missing_count(step), number = 0, first = page == NO_KEYS ? missing : page * KEYED;
    if (step->evidence_count == 0)
        return;
    sheet_line(s, STAYS, 3, " 佐證：有 %zu 項，還缺 %zu 項", " Evidence: %zu there, %zu missing",
               step->evidence_count - missing, missing);
    for (size_t i = 0; i < step->evidence_count; i++) {
        const wm_evidence *e = &step->evidence[i];
        if (!is_missing(e))
            continue;
        bool keyed = number >= first && number < first + KEYED;
        compose_missing(d, s, e, keyed ? number - first + 1 : 0);
        number++;
    }
    for (size_t i = 0; i < step->evidence_count; i++) {
        if (!is_missing(&step->evidence[i]))
            compose_there(d, s, &step->evidence[i]);
    }
}

/* ---- Ends -------------------------------------------------------------------------------------------------------------- */

static void compose_cause_of(desk *d, sheet *s, const wm_step *step)
{
    if (step->fault == NULL)
        return;
    sheet_line(s, STAYS, 9, step->presumed ? "   推定原因  %s" : "   原因  %s",
               step->presumed ? "   Presumed cause  %s" : "   Cause  %s", words_of(d, step->fault_text));
}

static void compose_escalation(desk *d, sheet *s, const wm_step *step, size_t page)
{
    const char *team = words_of(d, step->to_text);
    sheet_line(s, STAYS, 3, BOLD "   交接給%s" PLAIN, BOLD "   Hand over to: %s" PLAIN,
               team[0] != '\0' ? team : team_words(d, step->to));
    sheet_line(s, RANK_MORE, 3, "   %s", "   %s", words_of(d, step->text));
    compose_cause_of(d, s, step);
    sheet_blank(s);
    compose_evidence(d, s, step, page);
    sheet_blank(s);
    if (words_of(d, step->say)[0] != '\0')
        sheet_line(s, RANK_SAY, 3, "   可以這樣說：「%s」", "   You could say: \"%s\"", words_of(d, step->say));
}

static void compose_solved_title(desk *d, sheet *s, const wm_step *step)
{
    wm_guide_info info = { .kind = WM_DIAGNOSIS };
    (void)wm_rules_find_guide(d->rules, wm_case_guide(d->c), &info);
    if (step->not_applicable)
        sheet_line(s, STAYS, 3, BOLD "   這份判斷樹不適用於這個環境。" PLAIN,
                   BOLD "   This guide does not hold for this environment." PLAIN);
    else if (info.kind == WM_ENVIRONMENT)
        sheet_line(s, STAYS, 3, BOLD "   系統環境都問完了。" PLAIN, BOLD "   The environment is complete." PLAIN);
    else if (info.kind == WM_PROCEDURE)
        sheet_line(s, STAYS, 3, BOLD "   操作步驟都做完了。" PLAIN, BOLD "   All steps are done." PLAIN);
    else
        sheet_line(s, STAYS, 3, BOLD "   驗證通過，已解決。共 %zu 題。" PLAIN,
                   BOLD "   Verified and solved. %zu questions." PLAIN, d->outlook.way_count);
}

static void compose_close(desk *d, sheet *s, size_t code, bool unhappy)
{
    sheet_blank(s);
    ink_add(&s->line, d->lang, "   結案代碼  ", "   Close as  ");
    for (size_t i = 0; i < CLOSE_CODES; i++) {
        ink_add(&s->line, d->lang, BOLD "[%zu]" PLAIN " %s%s  ", BOLD "[%zu]" PLAIN " %s%s  ", i + 1,
                words_of(d, close_codes[i]),
                i != code          ? ""
                : d->lang == WM_EN ? " (now)"
                                   : "（現在）");
    }
    sheet_end(s, STAYS, 13);
    sheet_line(s, STAYS, 13,
               unhappy ? "   使用者    [y] 滿意  " BOLD "[n] 不滿意，留在處理中（現在）" PLAIN
                       : "   使用者    " BOLD "[y] 滿意（現在）" PLAIN "  [n] 不滿意，留在處理中",
               unhappy ? "   The user is  [y] satisfied  " BOLD "[n] not satisfied: it stays open (now)" PLAIN
                       : "   The user is  " BOLD "[y] satisfied (now)" PLAIN "  [n] not satisfied: it stays open");
}

static void compose_resolved(desk *d, sheet *s, const wm_step *step, size_t code, bool unhappy)
{
    compose_solved_title(d, s, step);
    sheet_blank(s);
    compose_cause_of(d, s, step);
    if (words_of(d, step->tell)[0] != '\0')
        sheet_line(s, STAYS, 3, "   告訴使用者：「%s」", "   Tell the user: \"%s\"", words_of(d, step->tell));
    compose_close(d, s, code, unhappy);
}

static void compose_diagnosed(desk *d, sheet *s, const wm_step *step)
{
    sheet_line(s, STAYS, 3, BOLD "   診斷完成" PLAIN, BOLD "   Diagnosed" PLAIN);
    compose_cause_of(d, s, step);
    if (step->action == NULL)
        sheet_line(s, STAYS, 3, "   這份判斷樹沒有更多處置。", "   The guide has no further remedy.");
}

void compose_end(desk *d, sheet *s, const wm_step *step, size_t page, size_t code, bool unhappy)
{
    if (!sheet_is_low(s))
        compose_way(d, s, step);
    if (step->kind == WM_ESCALATE)
        compose_escalation(d, s, step, page);
    else if (step->kind == WM_RESOLVED)
        compose_resolved(d, s, step, code, unhappy);
    else
        compose_diagnosed(d, s, step);
}
