/* Line mode: handing over midway. Uses guide.h, targets.h, words.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/guide.h"
#include "cli/targets.h"
#include "cli/words.h"

static const char *team_words(const walker *w, const wm_step *step)
{
    const char *team = wm_text_in(step->to_text, w->lang);
    return team[0] != '\0' ? team : step->to;
}

static void list_targets(const walker *w, const targets *all, const wm_step *list, size_t count)
{
    say(stdout, w->lang, "交接給誰？\n", "Hand over to whom?\n");
    for (size_t i = 0; i < all->count; i++) {
        const wm_step *step = step_of_target(list, count, &all->list[i]);
        if (step == NULL)
            continue;
        say(stdout, w->lang, "%zu) %s", "%zu) %s", i + 1, team_words(w, step));
        if (target_is_shared(all, i) && strcmp(team_words(w, step), wm_text_in(step->text, w->lang)) != 0)
            say(stdout, w->lang, "：%s", ": %s", wm_text_in(step->text, w->lang));
        if (i == 0 && all->nearest)
            say(stdout, w->lang, "（最近）", " (nearest)");
        putchar('\n');
    }
}

/* The number of a target; 0: none, or the walk was left. */
static size_t choose_target(walker *w, const targets *all)
{
    while (ask_line(w, "請選（Enter 先不交接）： ", "Choose (Enter: not yet): ") && w->line[0] != '\0') {
        if (key_of_line(w->line) == KEY_QUIT) {
            w->left = true;
            return 0;
        }
        size_t number = number_of_line(w->line, all->count);
        if (number > 0)
            return number;
        say(stdout, w->lang, "沒有 %s，請打 1 到 %zu。\n", "There is no %s: type 1 to %zu.\n", w->line, all->count);
    }
    return 0;
}

/* What the target would get; a line says what is done. True where nothing more is: it was handed over, or left. */
static bool take_target(walker *w, const wm_step *step)
{
    size_t missing = missing_count(step);
    show_end(w, step);
    bool asked = missing > 0 ? ask_line(w, "Enter 交接，或打號碼補上（b 先不交接）： ",
                                        "Enter to hand over, a number to add (b: not yet): ")
                             : ask_line(w, "Enter 交接（b 先不交接）： ", "Enter to hand over (b: not yet): ");
    if (!asked || key_of_line(w->line) == KEY_BACK)
        return true;
    if (w->line[0] == '\0') {
        w->handed_to = copy_of(team_words(w, step));
        w->over = w->handed_to != NULL;
        return true;
    }
    if (was_command(w))
        return true;
    size_t number = number_of_line(w->line, missing);
    if (number > 0)
        add_evidence(w, step, number);
    else
        say(stdout, w->lang, "沒有 %s 這個選項。\n", "There is no choice %s.\n", w->line);
    return false;
}

/* Its evidence changes with every answer: the step is taken anew. */
static void hand_over_to(walker *w, const target *t)
{
    for (bool done = false; !done && !w->left;) {
        size_t count;
        wm_step *list = escalations_of(w->c, &count);
        const wm_step *step = list != NULL ? step_of_target(list, count, t) : NULL;
        done = step == NULL || take_target(w, step);
        free(list);
    }
}

void hand_over(walker *w)
{
    targets all = { .list = NULL };
    if (!targets_find(&all, w->rules, w->c))
        say(stdout, w->lang, "記憶體不足，可能沒有全部列出。\n", "Out of memory: perhaps not all are listed.\n");
    if (all.count == 0) {
        say(stdout, w->lang, "這份判斷樹沒有寫可以交給誰。\n", "The guide names nobody to hand over to.\n");
    } else {
        size_t count;
        wm_step *list = escalations_of(w->c, &count);
        list_targets(w, &all, list, count);
        free(list);
        size_t number = choose_target(w, &all);
        if (number > 0)
            hand_over_to(w, &all.list[number - 1]);
    }
    targets_free(&all);
}
