/* The first screen: what the user said, known incidents, guides, unfinished cases; browsing by area. Uses desk.h,
 * words.h. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/words.h"

#define OPEN_MOST      ((size_t)60)
#define OPEN_SHOWN     ((size_t)6)
#define CHOICES_MOST   ((size_t)5)
#define INCIDENTS_MOST ((size_t)3)

typedef struct start {
    ink said;
    bool typing; /* keys go into the field */
    const cJSON *incidents[INCIDENTS_MOST];
    size_t incident_count;
    wm_choice choices[CHOICES_MOST];
    size_t choice_count;
    open_case cases[OPEN_MOST];
    size_t case_count, case_page;
    size_t scroll;
} start;

/* ---- One list of names, nine at a time ------------------------------------------------------------------------------ */

typedef struct named {
    const char *id, *words;
} named;

/* The one that was chosen, or -1. */
static ptrdiff_t choose(desk *d, wm_text title, const named *list, size_t count)
{
    size_t page = 0;
    while (!d->left && count > 0) {
        press p;
        sheet *s = view_begin(d, NULL);
        size_t first = page * KEYED, shown = page_size(count, page);
        sheet_line(s, STAYS, 1, BOLD " %s" PLAIN, BOLD " %s" PLAIN, words_of(d, title));
        sheet_blank(s);
        for (size_t i = 0; i < shown; i++)
            sheet_line(s, STAYS, 7, BOLD "   [%zu]" PLAIN " %s", BOLD "   [%zu]" PLAIN " %s", i + 1,
                       list[first + i].words);
        sheet_numbers(s, shown, "選擇", "choose");
        page_key(s, count, page);
        sheet_key(s, "Backspace 上一步", "Backspace back");
        sheet_key(s, "q 離開", "q leave");
        view_wait(d, NULL, &p);
        size_t number = press_number(&p, shown);
        if (number > 0)
            return (ptrdiff_t)(first + number - 1);
        if (p.kind == PRESS_BACKSPACE || p.kind == PRESS_ESCAPE)
            return -1;
        if (page_press(&p, count, &page))
            continue;
        if (p.kind == PRESS_CHAR && p.key == 'q')
            d->left = true;
        else
            view_wrong(d, &p);
    }
    return -1;
}

/* ---- By area ----------------------------------------------------------------------------------------------------------- */

#define AREAS_MOST ((size_t)64)

/* Names of the usual areas; another folder is called by its name. */
static const char *area_words(const desk *d, const char *area)
{
    static const struct {
        const char *id;
        wm_text text;
    } known[] = {
        { "", { "其他", "Others" } },
        { "compute", { "虛擬機器", "Virtual machines" } },
        { "containers", { "容器", "Containers" } },
        { "kubernetes", { "Kubernetes 叢集", "Kubernetes" } },
        { "saas", { "雲端軟體", "Cloud software" } },
        { "identity", { "帳號與權限", "Accounts and access" } },
        { "network", { "網路", "Network" } },
        { "storage", { "儲存體", "Storage" } },
        { "database", { "資料庫", "Database" } },
        { "devices", { "雲端設備", "Cloud devices" } },
        { "environment", { "系統環境確認", "Environment confirmation" } },
        { "procedures", { "操作步驟", "Procedures" } },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].id, area) == 0)
            return words_of(d, known[i].text);
    }
    return area;
}

/* The folder of a guide's name: "compute/ssh" is in "compute". */
static void area_of(const char *guide, char area[64])
{
    size_t size = strcspn(guide, "/");
    snprintf(area, 64, "%.*s", guide[size] == '/' ? (int)(size < 63 ? size : 63) : 0, guide);
}

static size_t all_areas(const desk *d, char areas[AREAS_MOST][64])
{
    size_t count = 0;
    wm_guide_info info;
    for (size_t i = 0; i < wm_rules_guide_count(d->rules) && count < AREAS_MOST; i++) {
        if (wm_rules_guide(d->rules, i, &info) != WM_OK)
            continue;
        area_of(info.name, areas[count]);
        bool known = false;
        for (size_t k = 0; k < count; k++)
            known = known || strcmp(areas[k], areas[count]) == 0;
        count += !known;
    }
    return count;
}

static const char *choose_in_area(desk *d, const char *area)
{
    size_t all = wm_rules_guide_count(d->rules), count = 0;
    named *list = calloc(all + 1, sizeof *list);
    for (size_t i = 0; list != NULL && i < all; i++) {
        wm_guide_info info;
        char of[64];
        if (wm_rules_guide(d->rules, i, &info) != WM_OK)
            continue;
        area_of(info.name, of);
        if (strcmp(of, area) == 0)
            list[count++] = (named){ info.name, words_of(d, info.title) };
    }
    ptrdiff_t at = list != NULL ? choose(d, (wm_text){ "選一份判斷樹", "Choose a guide" }, list, count) : -1;
    const char *guide = at >= 0 ? list[at].id : NULL;
    free(list);
    return guide;
}

/* The names returned are the rule set's. */
static const char *browse(desk *d)
{
    char areas[AREAS_MOST][64];
    named list[AREAS_MOST];
    size_t count = all_areas(d, areas);
    for (size_t i = 0; i < count; i++)
        list[i] = (named){ areas[i], area_words(d, areas[i]) };
    while (!d->left) {
        ptrdiff_t at = choose(d, (wm_text){ "哪一類的問題？", "Which area is it?" }, list, count);
        const char *guide = at >= 0 ? choose_in_area(d, areas[at]) : NULL;
        if (at < 0 || guide != NULL)
            return guide;
    }
    return NULL;
}

/* ---- Known incidents ---------------------------------------------------------------------------------------------------- */

/* A case that a known incident explains. */
static void end_by_incident(desk *d, const cJSON *incident, const char *said)
{
    wm_choice best;
    if (counted(d, wm_rules_choose(d->rules, said, &best, 1), 1) > 0) {
        if (!case_open(d, best.guide, said))
            return;
    } else {
        store_new(d);
        set_copy(&d->about.said, said);
        (void)store_said(d, said);
    }
    d->about.end = ENDED_INCIDENT;
    set_copy(&d->about.incident, known_id(incident));
    set_copy(&d->about.code, "已知錯誤");
    (void)store_end(d);
    view_record(d);
}

static void view_incident(desk *d, const cJSON *incident, const char *said)
{
    size_t scroll = 0;
    while (!d->left) {
        press p;
        sheet *s = view_begin(d, &scroll);
        sheet_line(s, STAYS, 3, BOLD "   已知事件：%s" PLAIN, BOLD "   Known incident: %s" PLAIN,
                   known_words(d, incident, "title"));
        sheet_blank(s);
        sheet_line(s, STAYS, 3, "   %s", "   %s", known_words(d, incident, "advice"));
        sheet_blank(s);
        sheet_line(s, STAYS, 7, BOLD "   [1]" PLAIN " 就是這個：照上面的做，以「已知錯誤」結案",
                   BOLD "   [1]" PLAIN " This is it: do as it says, close as \"known error\"");
        sheet_line(s, STAYS, 7, BOLD "   [2]" PLAIN " 不像，照常診斷",
                   BOLD "   [2]" PLAIN " Not quite: go on with a guide");
        sheet_key(s, "1-2 選擇", "1-2 choose");
        sheet_key(s, "t English  q 離開", "t 中文  q leave");
        view_wait(d, &scroll, &p);
        size_t number = press_number(&p, 2);
        if (number == 1)
            end_by_incident(d, incident, said);
        if (number > 0 || p.kind == PRESS_BACKSPACE || p.kind == PRESS_ESCAPE)
            return;
        if (!view_common(d, &p))
            view_wrong(d, &p);
    }
}

/* ---- The screen ------------------------------------------------------------------------------------------------------------ */

static void look_up(desk *d, start *st)
{
    const char *said = ink_of(&st->said);
    st->incident_count = said[0] != '\0' ? known_incidents(d, said, st->incidents, INCIDENTS_MOST) : 0;
    st->choice_count =
        said[0] != '\0' ? counted(d, wm_rules_choose(d->rules, said, st->choices, CHOICES_MOST), CHOICES_MOST) : 0;
}

static void compose_offers(desk *d, sheet *s, const start *st)
{
    size_t number = 0;
    if (st->incident_count > 0)
        sheet_line(s, STAYS, 1, AMBER " ! 已知事件" PLAIN, AMBER " ! Known incidents" PLAIN);
    for (size_t i = 0; i < st->incident_count; i++)
        sheet_line(s, STAYS, 7, BOLD "   [%zu]" PLAIN " %s", BOLD "   [%zu]" PLAIN " %s", ++number,
                   known_words(d, st->incidents[i], "title"));
    if (st->choice_count > 0)
        sheet_line(s, STAYS, 1, " 看起來是", " It looks like");
    else if (st->said.size > 0)
        sheet_line(s, STAYS, 1, " 這些話還對不到判斷樹，請依類別找。", " No guide goes by these words: look by area.");
    for (size_t i = 0; i < st->choice_count; i++) {
        ink_add(&s->line, d->lang, BOLD "   [%zu]" PLAIN " %s", BOLD "   [%zu]" PLAIN " %s", ++number,
                words_of(d, st->choices[i].title));
        if (s->width >= 72 && ink_width(ink_of(&s->line)) < 44) {
            ink_pad(&s->line, 44);
            view_bar(s, st->choices[i].score);
        }
        sheet_end(s, STAYS, 7);
    }
    sheet_line(s, STAYS, 7, number > 0 ? BOLD "   [u]" PLAIN " 都不是，依類別找" : BOLD "   [u]" PLAIN " 依類別找",
               number > 0 ? BOLD "   [u]" PLAIN " None of these: look by area" : BOLD "   [u]" PLAIN " Look by area");
}

static size_t cases_shown(const start *st)
{
    size_t left = st->case_count - st->case_page * OPEN_SHOWN;
    return left < OPEN_SHOWN ? left : OPEN_SHOWN;
}

static bool case_clock(const desk *d, const open_case *c, clock_left *out)
{
    return clock_read(d, c->opened, c->impact, c->urgency, time_now(), out);
}

/* Those whose time ends first come first; those without a limit stay as they are, the latest first. */
static void sort_cases(desk *d, start *st)
{
    for (size_t i = 1; i < st->case_count; i++) { /* few: they are put in their order one by one */
        clock_left own, before;
        size_t at = i;
        open_case moved = st->cases[i];
        if (!case_clock(d, &moved, &own))
            continue;
        for (; at > 0 && (!case_clock(d, &st->cases[at - 1], &before) || before.minutes > own.minutes); at--)
            st->cases[at] = st->cases[at - 1];
        st->cases[at] = moved;
    }
}

#define CLOCK_COLUMN ((size_t)52)

/* What the case is about: the user's words where there is room for them beside the time left, else the guide's title. */
static void compose_subject(desk *d, sheet *s, const open_case *c)
{
    wm_guide_info info;
    clock_left left;
    bool known = wm_rules_find_guide(d->rules, c->guide, &info), limited = case_clock(d, c, &left);
    size_t used = ink_width(ink_of(&s->line)), end = limited && s->width >= 72 ? CLOCK_COLUMN - 2 : s->width;
    const char *title = known ? words_of(d, info.title) : c->guide;
    size_t room = end > used + 3 ? end - used : 3;
    bool whole = !limited || ink_width(title) <= room;
    ink_raw(&s->line, title, whole ? strlen(title) : ink_fit(title, room - 3));
    ink_raw(&s->line, "...", whole ? 0 : 3);
    used = ink_width(ink_of(&s->line));
    if (c->subject[0] != '\0' && used + ink_width(c->subject) + 6 < end)
        ink_add(&s->line, d->lang, DIM "  「%s」" PLAIN, DIM "  \"%s\"" PLAIN, c->subject);
    if (!limited)
        return;
    ink_pad(&s->line, s->width >= 72 ? CLOCK_COLUMN : used + 2);
    clock_words(d, &left, false, &s->line);
}

static void compose_case(desk *d, sheet *s, const open_case *c, size_t number)
{
    char letter[2] = { (char)('a' + (int)number), '\0' };
    const char *priority = priority_of(d, c->impact, c->urgency);
    ink_add(&s->line, d->lang, BOLD "   [%s]" PLAIN " %s  ", BOLD "   [%s]" PLAIN " %s  ", letter, c->number);
    if (priority != NULL)
        ink_add(&s->line, d->lang, "%s  ", "%s  ", priority);
    compose_subject(d, s, c);
    sheet_end(s, number < 3 ? STAYS : RANK_MORE, 7);
}

static void compose_cases(desk *d, sheet *s, const start *st)
{
    size_t first = st->case_page * OPEN_SHOWN;
    if (st->case_count == 0)
        return;
    sheet_blank(s);
    if (st->case_count > OPEN_SHOWN)
        sheet_line(s, STAYS, 1, " 未完的案件（%zu 到 %zu，共 %zu 件）", " Open cases (%zu to %zu of %zu)", first + 1,
                   first + cases_shown(st), st->case_count);
    else
        sheet_line(s, STAYS, 1, " 未完的案件", " Open cases");
    for (size_t i = 0; i < cases_shown(st); i++)
        compose_case(d, s, &st->cases[first + i], i);
}

static void add_start_keys(sheet *s, const start *st)
{
    size_t offers = st->incident_count + st->choice_count;
    char last[2] = { (char)('a' + (int)cases_shown(st) - 1), '\0' };
    if (st->typing) {
        sheet_key(s, "Enter 找判斷樹", "Enter finds guides");
        sheet_key(s, "Tab 到下面選", "Tab to the list");
        sheet_key(s, "Ctrl-U 清掉", "Ctrl-U clears");
        sheet_key(s, "Ctrl-C 離開", "Ctrl-C leaves");
        return;
    }
    if (offers > 0)
        sheet_numbers(s, offers, "選擇", "choose");
    if (offers > 0)
        sheet_key(s, "Enter 選第一個", "Enter the first");
    sheet_key(s, "/ 重打", "/ retype");
    sheet_key(s, "u 依類別", "u by area");
    if (st->case_count > 0)
        sheet_key(s, cases_shown(st) > 1 ? "a-%s 續辦" : "%s 續辦", cases_shown(st) > 1 ? "a-%s resume" : "%s resume",
                  last);
    if (st->case_count > OPEN_SHOWN)
        sheet_key(s, "0 更多", "0 more");
    sheet_key(s, "t English", "t 中文");
    sheet_key(s, "q 離開", "q leave");
}

static void compose_start(desk *d, start *st)
{
    sheet *s = view_begin(d, &st->scroll);
    sheet_line(s, RANK_SAY, 1, " 使用者怎麼說？照著打，或直接貼上錯誤訊息，再按 Enter。",
               " What did the user say? Type it, or paste the error message, then Enter.");
    sheet_blank(s);
    sheet_line(s, STAYS, 5, st->typing ? "   > %s" CURSOR : "   > %s", st->typing ? "   > %s" CURSOR : "   > %s",
               ink_of(&st->said));
    sheet_blank(s);
    compose_offers(d, s, st);
    compose_cases(d, s, st);
    add_start_keys(s, st);
}

/* ---- Keys -------------------------------------------------------------------------------------------------------------------- */

static void walk_guide(desk *d, const char *guide, const char *said)
{
    if (guide != NULL && case_open(d, guide, said[0] != '\0' ? said : NULL))
        view_case(d);
}

static void choose_offer(desk *d, start *st, size_t number)
{
    const char *said = ink_of(&st->said);
    if (number <= st->incident_count)
        view_incident(d, st->incidents[number - 1], said);
    else
        walk_guide(d, st->choices[number - 1 - st->incident_count].guide, said);
}

static bool list_press(desk *d, start *st, const press *p)
{
    size_t offers = st->incident_count + st->choice_count, number = press_number(p, offers);
    if (p->kind == PRESS_ENTER && offers > 0)
        number = 1;
    if (number > 0)
        choose_offer(d, st, number);
    else if (p->kind == PRESS_CHAR && p->key >= 'a' && p->key < 'a' + (char)cases_shown(st)) {
        if (store_resume(d, st->cases[st->case_page * OPEN_SHOWN + (size_t)(p->key - 'a')].path))
            view_case(d);
    } else if (p->kind == PRESS_CHAR && p->key == '0' && st->case_count > OPEN_SHOWN)
        st->case_page = (st->case_page + 1) % ((st->case_count + OPEN_SHOWN - 1) / OPEN_SHOWN);
    else if (p->kind == PRESS_TAB || (p->kind == PRESS_CHAR && (p->key == '/' || p->key == 'e')))
        st->typing = true;
    else if (p->kind == PRESS_CHAR && p->key == 'u')
        walk_guide(d, browse(d), ink_of(&st->said));
    else
        return view_common(d, p);
    return true;
}

static bool typing_press(desk *d, start *st, const press *p)
{
    if (p->kind == PRESS_ENTER || p->kind == PRESS_TAB || p->kind == PRESS_ESCAPE) {
        look_up(d, st);
        st->typing = false;
        return true;
    }
    return field_press(&st->said, p);
}

/* A paste begins anew, and is looked up at once. */
static bool paste_press(desk *d, start *st, const press *p)
{
    if (p->kind != PRESS_PASTE)
        return false;
    if (!st->typing)
        ink_clear(&st->said);
    ink_raw(&st->said, p->text, strlen(p->text));
    look_up(d, st);
    st->typing = false;
    return true;
}

/* Until a case was walked: the next one begins with an empty field. */
static void start_one(desk *d)
{
    start *st = calloc(1, sizeof *st);
    if (st == NULL) {
        d->left = d->fault = d->no_memory = true;
        return;
    }
    st->typing = true;
    st->case_count = store_open_cases(st->cases, OPEN_MOST);
    sort_cases(d, st);
    while (!d->left && d->c == NULL && d->about.end == ENDED_NOT) {
        press p;
        compose_start(d, st);
        view_wait(d, st->typing ? NULL : &st->scroll, &p);
        if (p.kind == PRESS_RESIZE || p.kind == PRESS_NONE || p.kind == PRESS_LEAVE)
            continue;
        if (!paste_press(d, st, &p) && !(st->typing ? typing_press(d, st, &p) : list_press(d, st, &p)))
            view_wrong(d, &p);
    }
    ink_free(&st->said);
    free(st);
}

void view_start(desk *d)
{
    while (!d->left) {
        start_one(d);
        if (d->c != NULL || d->about.end != ENDED_NOT) {
            record_write(d, &d->records);
            ink_raw(&d->records, "\n", 1);
        }
        if (!d->left)
            case_close(d);
    }
}
