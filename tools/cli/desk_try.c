/* What a remedy looks like; its approval; copying commands. Uses desk.h, desk_tty.h, words.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/desk_tty.h"
#include "cli/words.h"

/* ---- A remedy, a step of a procedure ------------------------------------------------------------------------- */

static void compose_title(desk *d, sheet *s, const wm_step *step)
{
    ink risk = { .at = NULL };
    if (step->risk == WM_APPROVAL)
        ink_add(&risk, d->lang, AMBER "! 需核准" PLAIN, AMBER "! needs approval" PLAIN);
    else if (step->risk == WM_HANDOVER)
        ink_add(&risk, d->lang, PLUM "! 僅升級" PLAIN, PLUM "! hand-over only" PLAIN);
    else if (!step->procedure)
        ink_add(&risk, d->lang, "自行", "do it yourself");
    ink_add(&s->line, d->lang, BOLD "   %s" PLAIN, BOLD "   %s" PLAIN, words_of(d, step->text));
    size_t risk_width = ink_width(ink_of(&risk));
    if (ink_width(ink_of(&s->line)) + risk_width + 3 > s->width) {
        sheet_end(s, STAYS, 3);
        ink_raw(&s->line, "   ", 3);
    } else {
        ink_pad(&s->line, s->width - 1 - risk_width);
    }
    ink_raw(&s->line, ink_of(&risk), risk.size);
    sheet_end(s, STAYS, 3);
    ink_free(&risk);
}

static void compose_because(desk *d, sheet *s, const wm_step *step)
{
    const wm_belief *first = d->outlook.cause_count > 0 ? &d->outlook.causes[0] : NULL;
    char p[PERCENT_SIZE];
    if (step->fault != NULL) {
        ink_add(&s->line, d->lang, "   因為  %s", "   Because  %s", words_of(d, step->fault_text));
        if (first != NULL && strcmp(first->fault, step->fault) == 0)
            ink_add(&s->line, d->lang, "（%s%s）", " (%s%s)",
                    !step->presumed    ? ""
                    : d->lang == WM_EN ? "presumed, "
                                       : "推定，",
                    percent(first->p, p));
        sheet_end(s, RANK_SAY, 9);
    }
    if (step->cost <= 0 && step->wait <= 0 && !step->workaround)
        return;
    ink_add(&s->line, d->lang, "   約 %g 分鐘", "   About %g min", step->cost);
    if (step->wait > 0)
        ink_add(&s->line, d->lang, "，做完再等約 %g 分鐘", ", then wait about %g min", step->wait);
    if (step->workaround)
        ink_add(&s->line, d->lang, "    這是暫行對策，根本原因還在", "    A workaround: the root cause stays");
    if (step->cite.manual != NULL)
        ink_add(&s->line, d->lang, "    手冊（m 打開）", "    Manual (m opens it)");
    sheet_end(s, RANK_WAY, 3);
}

static void compose_safety(desk *d, sheet *s, const wm_step *step)
{
    const approval *a = approval_of(d, step->id);
    char at[TIME_SIZE];
    if (words_of(d, step->safety)[0] != '\0')
        sheet_line(s, STAYS, 5, AMBER "   ! %s" PLAIN, AMBER "   ! %s" PLAIN, words_of(d, step->safety));
    if (step->risk == WM_HANDOVER)
        sheet_line(s, STAYS, 5, PLUM "   ! 一線不執行這個處置，請負責的單位做。" PLAIN,
                   PLUM "   ! The first line does not carry this out: leave it to the team in charge." PLAIN);
    if (step->risk != WM_APPROVAL)
        return;
    sheet_blank(s);
    if (a != NULL)
        sheet_line(s, STAYS, 11, "   1 核准  %s，%s，%s", "   1 Approved  %s, %s, %s", a->who, approval_how(d, a),
                   time_of_day(a->at, at));
    else
        sheet_line(s, STAYS, 11, BOLD "   1 核准  現在" PLAIN "：按 Enter 記下是誰核准的，再動手",
                   BOLD "   1 Approval  now" PLAIN ": press Enter and note who approved; then do it");
}

void compose_run(sheet *s, int rank, size_t indent, const char *run)
{
    char *copy = copied(run);
    s->failed = s->failed || (run != NULL && copy == NULL);
    for (char *at = copy; at != NULL && *at != '\0';) {
        size_t size = strcspn(at, "\n");
        bool last = at[size] == '\0';
        at[size] = '\0';
        ink_repeat(&s->line, ' ', indent);
        ink_show(&s->line, at);
        sheet_end(s, rank, indent + 2);
        at += size + !last;
    }
    free(copy);
}

/* What a step is called: its text; a command of one line without a text; else nothing, and the command stands below. */
static const char *step_title(const desk *d, const wm_how *how)
{
    const char *text = words_of(d, how->text);
    return text[0] != '\0' || how->run == NULL || strchr(how->run, '\n') != NULL ? text : how->run;
}

/* A number before the stages where there are several. */
static void compose_steps(desk *d, sheet *s, const wm_step *step)
{
    bool staged = step->risk == WM_APPROVAL;
    if (step->step_count == 0)
        return;
    sheet_blank(s);
    sheet_line(s, STAYS, 3, staged ? "   2 執行" : "   怎麼做", staged ? "   2 Do" : "   How");
    for (size_t i = 0; i < step->step_count; i++) {
        const wm_how *how = &step->steps[i];
        const char *title = step_title(d, how);
        sheet_line(s, STAYS, 8, "     %zu. %s", "     %zu. %s", i + 1, title);
        if (title != how->run)
            compose_run(s, STAYS, 8, how->run);
    }
    if (words_of(d, step->undo)[0] != '\0')
        sheet_line(s, RANK_MORE, 8, "     要復原：%s", "     To undo: %s", words_of(d, step->undo));
}

static void compose_outcomes(const desk *d, sheet *s, const wm_step *step)
{
    static const wm_text own[] = { { "做好了，去驗證", "Done, verify it" },
                                   { "做了，沒有用", "Done, it did not help" },
                                   { "做不到，略過", "Can't be done, skip" } };
    static const wm_text theirs[] = { { "他們做好了，去驗證", "They did it, verify it" },
                                      { "他們做了，沒有用", "They did it, it did not help" },
                                      { "等不到，略過", "Not to be had, skip" } };
    static const wm_text procedure[] = { { "做到了", "Done" }, { "卡住了", "Stuck" }, { "略過", "Skip" } };
    const wm_text *choices = step->procedure ? procedure : step->risk == WM_HANDOVER ? theirs : own;
    sheet_blank(s);
    for (size_t i = 0; i < 3; i++) {
        const char *choice = words_of(d, choices[i]);
        if (ink_width(ink_of(&s->line)) + ink_width(choice) + 8 > s->width)
            sheet_end(s, STAYS, 7);
        ink_add(&s->line, d->lang, BOLD "   [%zu]" PLAIN " %s", BOLD "   [%zu]" PLAIN " %s", i + 1, choice);
    }
    sheet_end(s, STAYS, 7);
}

static void compose_verify(sheet *s, const wm_step *step)
{
    if (step->procedure)
        return;
    sheet_blank(s);
    sheet_line(s, RANK_MORE, 11,
               step->risk == WM_APPROVAL ? "   3 驗證  做好後會再問一次；驗證通過才算修好"
                                         : "   驗證    做好後會再問一次；驗證通過才算修好",
               step->risk == WM_APPROVAL ? "   3 Verify  asked again once it is done; only that counts as solved"
                                         : "   Verify    asked again once it is done; only that counts as solved");
}

void compose_try(desk *d, sheet *s, const wm_step *step)
{
    bool low = sheet_is_low(s);
    if (!low)
        compose_way(d, s, step);
    compose_title(d, s, step);
    sheet_blank(s);
    if (!low)
        compose_because(d, s, step);
    compose_safety(d, s, step);
    compose_steps(d, s, step);
    if (!low)
        compose_verify(s, step);
    if (step->risk != WM_APPROVAL || approval_of(d, step->id) != NULL)
        compose_outcomes(d, s, step);
    else {
        sheet_blank(s);
        sheet_line(s, STAYS, 7, BOLD "   [3]" PLAIN " 做不到，略過", BOLD "   [3]" PLAIN " Can't be done, skip");
    }
}

/* ---- Approval ----------------------------------------------------------------------------------------------------- */

static const struct {
    const char *id; /* as it is kept */
    wm_text text;
} ways[] = { { "telephone", { "電話", "telephone" } },
             { "online", { "線上", "online" } },
             { "in_person", { "當面", "in person" } } };
#define WAYS (sizeof ways / sizeof ways[0])

const char *approval_how(const desk *d, const approval *a)
{
    for (size_t i = 0; i < WAYS; i++) {
        if (strcmp(ways[i].id, a->how) == 0)
            return words_of(d, ways[i].text);
    }
    return a->how;
}

typedef struct approving {
    ink who, yes;
    size_t way;
    bool confirming; /* the name is there */
} approving;

static void compose_approval(desk *d, const wm_step *step, const approving *a)
{
    sheet *s = view_begin(d, NULL);
    compose_title(d, s, step);
    sheet_blank(s);
    if (words_of(d, step->safety)[0] != '\0')
        sheet_line(s, STAYS, 5, AMBER "   ! %s" PLAIN, AMBER "   ! %s" PLAIN, words_of(d, step->safety));
    sheet_blank(s);
    sheet_line(s, STAYS, 14, a->confirming ? "   核准人    %s" : "   核准人    %s" CURSOR,
               a->confirming ? "   Approver  %s" : "   Approver  %s" CURSOR, ink_of(&a->who));
    sheet_line(s, STAYS, 14, "   方式      %s（Tab 換）", "   By        %s (Tab changes)",
               words_of(d, ways[a->way].text));
    sheet_blank(s);
    if (a->confirming)
        sheet_line(s, STAYS, 3, "   我核對過對象和要改的內容，打 yes 再按 Enter：%s" CURSOR,
                   "   I checked the target and what will change; type yes, Enter: %s" CURSOR, ink_of(&a->yes));
    else
        sheet_line(s, RANK_MORE, 3, DIM "   打核准人的姓名，再按 Enter。他同意了才動手。" PLAIN,
                   DIM "   Type the approver's name, then Enter. Nothing is done before they agree." PLAIN);
    if (a->confirming)
        sheet_key(s, "yes Enter 記下核准", "yes Enter approved");
    else
        sheet_key(s, "Enter 下一步", "Enter goes on");
    sheet_key(s, "Tab 換方式", "Tab other way");
    sheet_key(s, "Esc 先不核准", "Esc not yet");
}

/* "yes", typed with any input method. */
static bool is_yes(const ink *typed)
{
    return same_word(ink_of(typed), "yes");
}

/* False where the dialog is over. */
static bool approval_press(desk *d, approving *a, const press *p, const char *action, bool *approved)
{
    if (p->kind == PRESS_ESCAPE)
        return false;
    if (p->kind == PRESS_TAB) {
        a->way = (a->way + 1) % WAYS;
        return true;
    }
    if (p->kind == PRESS_BACKSPACE && a->confirming && a->yes.size == 0) {
        a->confirming = false;
        return true;
    }
    if (p->kind != PRESS_ENTER) {
        if (!field_press(a->confirming ? &a->yes : &a->who, p))
            view_wrong(d, p);
        return true;
    }
    if (!a->confirming) {
        a->confirming = a->who.size > 0;
        return true;
    }
    if (!is_yes(&a->yes)) {
        view_note(d, "還沒有核准：要打 yes。", "Not approved yet: type yes.");
        return true;
    }
    if (!approval_add(d, action, ink_of(&a->who), ways[a->way].id)) {
        view_note(d, "記憶體不夠了，核准沒有記下。", "Out of memory: the approval is not recorded.");
        return true;
    }
    set_copy(&d->approver, ink_of(&a->who));
    *approved = true;
    return false;
}

bool view_approval(desk *d)
{
    approving a = { .way = 0 };
    bool approved = false;
    if (d->approver != NULL)
        ink_raw(&a.who, d->approver, strlen(d->approver));
    for (bool open = true; open && !d->left;) {
        press p;
        wm_step step;
        wm_error error;
        if (wm_case_step(d->c, &step, &error) != WM_OK || step.kind != WM_TRY)
            break;
        compose_approval(d, &step, &a);
        view_wait(d, NULL, &p);
        if (p.kind != PRESS_LEAVE && wm_case_step(d->c, &step, &error) == WM_OK && step.kind == WM_TRY)
            open = approval_press(d, &a, &p, step.id, &approved);
    }
    ink_free(&a.who);
    ink_free(&a.yes);
    return approved;
}

/* ---- Copying ------------------------------------------------------------------------------------------------------------ */

/* OSC 52: the terminal puts the bytes into its clipboard, also over ssh. */
static void to_clipboard(const char *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    ink out = { .at = NULL };
    ink_raw(&out, "\033]52;c;", 7);
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        const unsigned char *b = (const unsigned char *)bytes + i;
        unsigned three =
            (unsigned)b[0] << 16 | (left > 1 ? (unsigned)b[1] << 8 : 0u) | (left > 2 ? (unsigned)b[2] : 0u);
        char four[4] = { digits[three >> 18 & 63], digits[three >> 12 & 63], left > 1 ? digits[three >> 6 & 63] : '=',
                         left > 2 ? digits[three & 63] : '=' };
        ink_raw(&out, four, sizeof four);
    }
    ink_raw(&out, "\007", 1);
    if (!out.failed)
        tty_write(ink_of(&out), out.size);
    ink_free(&out);
}

/* "Windows      Test-NetConnection …": a name, two blanks or more, the command. The bytes before it; 0: no name stands there. */
static size_t label_size(const char *line, size_t size)
{
    size_t at = 0;
    while (at < size && at < 16 && !(line[at] == ' ' && at + 1 < size && line[at + 1] == ' '))
        at++;
    if (at == 0 || at >= 16 || at >= size)
        return 0;
    at += strspn(line + at, " ");
    return at < size ? at : 0;
}

/* Several lines, each with a name, are commands to choose from; any other lines belong together. */
static bool is_choice(const char *run)
{
    size_t lines = 0;
    for (const char *at = run; *at != '\0'; lines++) {
        size_t size = strcspn(at, "\n");
        if (label_size(at, size) == 0)
            return false;
        at += size + (at[size] == '\n');
    }
    return lines > 1;
}

/* Without line ends behind it: a terminal would run what is pasted at once. */
static size_t without_end(const char *run)
{
    size_t size = strlen(run);
    while (size > 0 && run[size - 1] == '\n')
        size--;
    return size;
}

/* The n-th of a run's commands, without its name. NULL: there are fewer, and *n is less by them. */
static const char *command_in(const char *run, size_t *n, size_t *size)
{
    bool choice = is_choice(run);
    for (const char *at = run; *at != '\0'; at += *size + (at[*size] == '\n')) {
        *size = choice ? strcspn(at, "\n") : without_end(at);
        size_t label = choice ? label_size(at, *size) : 0;
        if (*n == 0) {
            *size -= label;
            return at + label;
        }
        --*n;
        if (!choice)
            break;
    }
    return NULL;
}

/* The n-th of all commands of the step; NULL where there are fewer. */
static const char *command_of(const wm_step *step, size_t n, size_t *size)
{
    for (size_t i = 0; i <= step->step_count; i++) {
        const char *run = i == 0 ? step->how.run : step->steps[i - 1].run;
        const char *found = run != NULL ? command_in(run, &n, size) : NULL;
        if (found != NULL)
            return found;
    }
    return NULL;
}

static size_t lines_in(const char *command, size_t size)
{
    size_t lines = 1;
    for (size_t i = 0; i + 1 < size; i++)
        lines += command[i] == '\n';
    return lines;
}

/* Its beginning: the first line of it. */
static void show_beginning(const char *command, size_t size, char out[256])
{
    size_t first = strcspn(command, "\n");
    first = first < size ? first : size;
    first = first < 200 ? first : 200;
    while (first > 0 && first < size && ((unsigned char)command[first] & 0xC0) == 0x80)
        first--; /* no half of a character */
    snprintf(out, 256, "%.*s", (int)first, command);
}

void copy_command(desk *d, const wm_step *step)
{
    size_t size = 0, count = 0;
    char shown[256];
    while (command_of(step, count, &size) != NULL)
        count++;
    if (count == 0) {
        view_note(d, "這一步沒有指令可以複製。", "This step has no command to copy.");
        return;
    }
    size_t at = d->copied++ % count;
    const char *command = command_of(step, at, &size);
    size_t lines = lines_in(command, size);
    to_clipboard(command, size);
    show_beginning(command, size, shown);
    ink_clear(&d->note);
    if (count > 1)
        ink_add(&d->note, d->lang, "已複製第 %zu 個指令（共 %zu 個，再按 c 複製下一個）",
                "Copied command %zu of %zu (c again for the next)", at + 1, count);
    else
        ink_add(&d->note, d->lang, "已複製", "Copied");
    if (lines > 1)
        ink_add(&d->note, d->lang, "，有 %zu 行", ", its %zu lines", lines);
    ink_add(&d->note, d->lang, "：%s", ": %s", shown);
}
