/* Names between guides: who declares what others use, who leads to whom, and who is refused.
 * Uses model/link.h. */
#include <string.h>

#include "model/link.h"

/* ---- Guides and teams ----------------------------------------------------------------------- */

static void refuse(linker *k, draft *d)
{
    d->refused = true;
    k->refused = true;
}

static bool register_guides(linker *k)
{
    for (size_t i = 0; i < k->count; i++) {
        draft *d = k->drafts[i];
        if (d->names_only)
            continue;
        name *n = names_keep(&k->names, d->guide.name, strlen(d->guide.name));
        if (n == NULL)
            return false;
        if (n->of[LINK_GUIDE] == NONE) {
            n->of[LINK_GUIDE] = (uint32_t)i;
            continue;
        }
        const guide *first = &k->drafts[n->of[LINK_GUIDE]]->guide;
        wm_finding *f = findings_add(k->found, "WM110", WM_ERROR, voice_at(&d->voice, d->guide.line, d->guide.name),
                                     "指引「%s」已經寫在 %s:%lu", "guide '%s' is already there: %s:%lu", first->name,
                                     first->file, (unsigned long)first->line);
        if (f != NULL)
            f->mend = (wm_text){ "換個名字，或刪掉其中一份。", "Give it another name, or delete one of the two." };
        refuse(k, d);
    }
    return true;
}

/* Guides whose files were refused before linking. */
static bool register_refused(linker *k)
{
    for (size_t i = 0; i < k->found->list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&k->found->list, wm_finding, i);
        if (f->guide == NULL || f->severity != WM_ERROR)
            continue;
        name *n = names_keep(&k->names, f->guide, strlen(f->guide));
        if (n == NULL)
            return false;
        n->of[LINK_REFUSED] = 0;
    }
    return true;
}

static bool register_teams(linker *k)
{
    for (size_t i = 0; k->teams != NULL && k->teams[i] != NULL; i++) {
        name *n = names_keep(&k->names, k->teams[i], strlen(k->teams[i]));
        if (n == NULL)
            return false;
        n->of[LINK_TEAM] = (uint32_t)i;
    }
    return true;
}

static void check_teams(linker *k, draft *d)
{
    for (uint32_t i = 0; k->teams != NULL && i < d->guide.escalation_count; i++) {
        const escalation *e = &d->escalations[i];
        const name *n = e->to != NULL ? names_find(&k->names, e->to) : NULL;
        if (e->to == NULL || (n != NULL && n->of[LINK_TEAM] != NONE))
            continue;
        wm_finding *f = findings_add(k->found, "WM104", WM_ERROR, voice_at(&d->voice, e->line, e->to),
                                     "沒有叫「%s」的團隊", "there is no team '%s'", e->to);
        guess g = guess_of(&d->voice, e->to);
        for (size_t t = 0; k->teams[t] != NULL; t++)
            guess_offer(&g, k->teams[t]);
        guess_mend(&g, f, "在 teams.json 加上它，或改用已有的團隊。",
                   "Add it to teams.json, or name one that is there.");
    }
}

static void say_leads_to_refused(linker *k, draft *d, const reference *r)
{
    wm_finding *f = findings_add(k->found, "WM112", WM_ERROR, voice_at(&d->voice, r->line, r->guide),
                                 "這裡通往指引「%s」，而它有錯誤、不能使用",
                                 "this leads to guide '%s', which was refused", r->guide);
    if (f != NULL)
        f->mend = (wm_text){ "先改好那份指引的錯誤。", "Mend that guide's own errors first." };
}

static void say_no_such_guide(linker *k, draft *d, const reference *r)
{
    wm_finding *f = findings_add(k->found, "WM101", WM_ERROR, voice_at(&d->voice, r->line, r->guide),
                                 "沒有叫「%s」的指引", "there is no guide '%s'", r->guide);
    guess g = guess_of(&d->voice, r->guide);
    for (size_t i = 0; i < k->count; i++)
        guess_offer(&g, k->drafts[i]->guide.name);
    guess_mend(&g, f, "寫出那份指引，或改用已有的。", "Write that guide, or name one that exists.");
}

static void check_references(linker *k, draft *d)
{
    for (uint32_t i = 0; i < d->reference_count; i++) {
        reference *r = &d->references[i];
        const name *n = r->target == NONE ? names_find(&k->names, r->guide) : NULL;
        if (n != NULL)
            r->target = n->of[LINK_GUIDE];
        bool was_refused = r->target != NONE ? k->drafts[r->target]->refused : n != NULL && n->of[LINK_REFUSED] != NONE;
        if (was_refused)
            say_leads_to_refused(k, d, r);
        else if (r->target == NONE)
            say_no_such_guide(k, d, r);
    }
}

/* ---- Shared questions and actions ----------------------------------------------------------- */

static bool same_answers(const question *a, const question *b)
{
    if (a->kind != b->kind || a->answer_count != b->answer_count)
        return false;
    for (uint32_t i = 0; i < a->answer_count; i++)
        if (strcmp(a->answers[i].id, b->answers[i].id) != 0)
            return false;
    return true;
}

/* The number of the shared thing of that name: the one there is, or a new one; NONE: no memory. */
static uint32_t share(linker *k, int side, const char *id, uint32_t draft_number, uint32_t what)
{
    name *n = names_keep(&k->names, id, strlen(id));
    if (n == NULL)
        return NONE;
    if (n->of[side] != NONE)
        return n->of[side];
    shared made = { .id = id, .guide = draft_number, .what = what };
    if (!vector_append(&k->shared[side], &made, 1))
        return NONE;
    return n->of[side] = (uint32_t)k->shared[side].count - 1;
}

static bool share_question(linker *k, uint32_t draft_number, uint32_t number)
{
    draft *d = k->drafts[draft_number];
    const question *q = &d->questions[number];
    uint32_t at = share(k, SIDE_ANSWER, q->id, draft_number, number);
    if (at == NONE)
        return false;
    const shared *s = &VECTOR_AT(&k->shared[SIDE_ANSWER], shared, at);
    const draft *home = k->drafts[s->guide];
    if (same_answers(q, &home->questions[s->what]))
        return true;
    wm_finding *f =
        findings_add(k->found, "WM111", WM_ERROR, voice_at(&d->voice, q->line, q->id),
                     "共用的問題「%s」在 %s:%lu 的寫法不同", "the shared question '%s' is another one at %s:%lu", q->id,
                     home->guide.file, (unsigned long)home->questions[s->what].line);
    if (f != NULL)
        f->mend = (wm_text){ "讓兩處的 kind 與 answers 一致，或刪掉其中一處。",
                             "Give both the same kind and answers, or delete one of them." };
    refuse(k, d);
    return true;
}

static bool share_action(linker *k, uint32_t draft_number, uint32_t number)
{
    draft *d = k->drafts[draft_number];
    const action *a = &d->actions[number];
    uint32_t at = share(k, SIDE_REMEDY, a->id, draft_number, number);
    if (at == NONE)
        return false;
    const shared *s = &VECTOR_AT(&k->shared[SIDE_REMEDY], shared, at);
    if (s->guide == draft_number)
        return true;
    const draft *home = k->drafts[s->guide];
    wm_finding *f = findings_add(k->found, "WM111", WM_ERROR, voice_at(&d->voice, a->line, a->id),
                                 "共用的處置「%s」已經寫在 %s:%lu", "the shared action '%s' is already there: %s:%lu",
                                 a->id, home->guide.file, (unsigned long)home->actions[s->what].line);
    if (f != NULL)
        f->mend = (wm_text){ "刪掉這一個：別的指引可以直接 try 它。",
                             "Delete this one: other guides can try it by its name." };
    refuse(k, d);
    return true;
}

static void forget_shared(linker *k)
{
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < k->shared[side].count; i++)
            names_find(&k->names, VECTOR_AT(&k->shared[side], shared, i).id)->of[side] = NONE;
        k->shared[side].count = 0;
    }
}

/* What the guides in use share: the first declaration in order of the guides' names counts. */
static bool register_shared(linker *k)
{
    forget_shared(k);
    if (share(k, SIDE_ANSWER, question_solved.id, NONE, NONE) == NONE)
        return false;
    for (uint32_t i = 0; i < k->count; i++) {
        const draft *d = k->drafts[i];
        for (uint32_t q = 0; d->shares && !d->refused && q < d->guide.question_count; q++)
            if (d->questions[q].share && !share_question(k, i, q))
                return false;
        for (uint32_t a = 0; d->shares && !d->refused && a < d->guide.action_count; a++)
            if (d->actions[a].share && !share_action(k, i, a))
                return false;
    }
    return true;
}

/* ---- What a guide uses of others ------------------------------------------------------------ */

/* A guide that was refused and would have shared the thing, or NULL. */
static const draft *refused_sharer(const linker *k, int side, const char *id)
{
    for (size_t i = 0; i < k->count; i++) {
        const draft *d = k->drafts[i];
        uint32_t count = side == SIDE_ANSWER ? d->guide.question_count : d->guide.action_count;
        for (uint32_t j = 0; d->shares && d->refused && j < count; j++)
            if (side == SIDE_ANSWER ? d->questions[j].share && strcmp(d->questions[j].id, id) == 0
                                    : d->actions[j].share && strcmp(d->actions[j].id, id) == 0)
                return d;
    }
    return NULL;
}

static void offer_names(guess *g, const linker *k, const draft *d, int side)
{
    uint32_t count = side == SIDE_ANSWER ? d->guide.answer_family_count : d->guide.remedy_family_count;
    for (uint32_t i = 0; i < count; i++)
        if (d->families[side][i].as || d->origins[side][i].missing == NULL)
            guess_offer(g, d->families[side][i].id);
    for (size_t i = 0; i < k->shared[side].count; i++)
        guess_offer(g, VECTOR_AT(&k->shared[side], shared, i).id);
}

static void say_undeclared(linker *k, draft *d, int side, const origin *from)
{
    finding_place place = voice_at(&d->voice, from->line, from->missing);
    const draft *sharer = refused_sharer(k, side, from->missing);
    if (sharer != NULL) {
        wm_finding *f =
            findings_add(k->found, "WM112", WM_ERROR, place, "「%s」由指引「%s」共用，而它有錯誤、不能使用",
                         "'%s' is shared by guide '%s', which was refused", from->missing, sharer->guide.name);
        if (f != NULL)
            f->mend = (wm_text){ "先改好那份指引的錯誤。", "Mend that guide's own errors first." };
        return;
    }
    wm_finding *f = NULL;
    if (side == SIDE_ANSWER)
        f = findings_add(k->found, "WM101", WM_ERROR, place, "沒有叫「%s」的問題", "there is no question '%s'",
                         from->missing);
    else
        f = findings_add(k->found, "WM101", WM_ERROR, place, "沒有叫「%s」的處置", "there is no action '%s'",
                         from->missing);
    guess g = guess_of(&d->voice, from->missing);
    offer_names(&g, k, d, side);
    guess_mend(&g, f, "在這份指引裡宣告它，或讓宣告它的指引寫 share = true。",
               "Declare it in this guide, or with share = true in another.");
}

/* Finds the declarations of one side; a name that has none is said once, where it is first used. */
static bool find_declarations(linker *k, draft *d, int side)
{
    uint32_t count = side == SIDE_ANSWER ? d->guide.answer_family_count : d->guide.remedy_family_count;
    k->marks++;
    for (uint32_t i = 0; i < count; i++) {
        origin *from = &d->origins[side][i];
        if (from->missing == NULL)
            continue;
        name *n = names_keep(&k->names, from->missing, strlen(from->missing));
        if (n == NULL)
            return false;
        if (n->of[side] == NONE) {
            if (n->mark != k->marks)
                say_undeclared(k, d, side, from);
            n->mark = k->marks;
            continue;
        }
        const shared *s = &VECTOR_AT(&k->shared[side], shared, n->of[side]);
        d->families[side][i].of = s->what;
        d->families[side][i].declared = s->guide; /* a draft, until all are numbered */
        if (side == SIDE_ANSWER)
            from->asked = &k->drafts[s->guide]->questions[s->what];
    }
    return true;
}

/* ---- What waited for a question ------------------------------------------------------------- */

static const question *foreign_question(const draft *d, uint32_t family_number)
{
    const origin *from = &d->origins[SIDE_ANSWER][family_number];
    return from->missing != NULL ? from->asked : NULL;
}

static bool is_about_question(const condition *c)
{
    return c->kind <= COND_KNOWN;
}

static void settle_conditions(draft *d)
{
    for (uint32_t i = 0; i < d->guide.condition_count; i++) {
        condition *c = &d->conditions[i];
        const question *q = is_about_question(c) ? foreign_question(d, c->family) : NULL;
        if (q != NULL)
            settle_condition(d, c, q, d->sets + c->first, d->set_words + c->first);
    }
}

/* The family that a slot belongs to, while those of shared things hold their family's number. */
static uint32_t family_of_slot(const draft *d, uint32_t slot_)
{
    return slot_ >= SHARED_SLOT ? slot_ - SHARED_SLOT : d->guide.answer_slots[slot_].family;
}

static bool settle_sets(draft *d)
{
    for (uint32_t i = 0; i < d->guide.action_count; i++) {
        setting *sets = (setting *)d->actions[i].sets;
        for (uint32_t k = 0; k < d->actions[i].set_count; k++) {
            const question *q = foreign_question(d, family_of_slot(d, sets[k].slot));
            if (q != NULL && !settle_setting(d, &sets[k], q))
                return false;
        }
    }
    return true;
}

static void settle_asks(draft *d)
{
    for (size_t i = 0; i < d->sketch.nodes.count; i++) {
        node *n = &VECTOR_AT(&d->sketch.nodes, node, i);
        const question *q = n->kind == NODE_ASK && n->what != NONE ? foreign_question(d, n->what) : NULL;
        if (q != NULL)
            settle_ask(d, n, q);
    }
}

static bool has_errors_since(const linker *k, size_t first)
{
    return findings_errors(k->found, first) > 0;
}

/* Once a draft: the declaration that counts may change later, but not their kinds and answers. */
static bool settle(linker *k, draft *d, size_t first_finding)
{
    d->settled = true;
    settle_conditions(d);
    if (!settle_sets(d))
        return false;
    if (!d->waits)
        return true;
    settle_asks(d);
    if (has_errors_since(k, first_finding))
        return true;
    ordering o;
    if (!flow_order(d, &d->scratch, &o) || !flow_keep(d, &o))
        return false;
    sketch_free(&d->sketch);
    return true;
}

/* ---- Guides that were refused before -------------------------------------------------------- */

/* Their names are looked up all the same, so that whoever mends them sees everything at once. */
static bool check_refused(linker *k, draft *d)
{
    for (uint32_t i = 0; i < d->reference_count; i++) {
        const reference *r = &d->references[i];
        const name *n = names_find(&k->names, r->guide);
        if (n == NULL || (n->of[LINK_GUIDE] == NONE && n->of[LINK_REFUSED] == NONE))
            say_no_such_guide(k, d, r);
    }
    for (int side = 0; side < SIDES; side++) {
        uint32_t count = side == SIDE_ANSWER ? d->guide.answer_family_count : d->guide.remedy_family_count;
        k->marks++;
        for (uint32_t i = 0; i < count; i++) {
            const origin *from = &d->origins[side][i];
            name *n = from->missing != NULL ? names_keep(&k->names, from->missing, strlen(from->missing)) : NULL;
            if (from->missing != NULL && n == NULL)
                return false;
            if (n == NULL || n->of[side] != NONE || n->mark == k->marks)
                continue;
            n->mark = k->marks;
            if (refused_sharer(k, side, from->missing) == NULL)
                say_undeclared(k, d, side, from);
        }
    }
    return true;
}

/* ---- All of it ------------------------------------------------------------------------------ */

static bool check_draft(linker *k, draft *d)
{
    size_t first_finding = k->found->list.count;
    check_references(k, d);
    bool ok = !d->foreign || (find_declarations(k, d, SIDE_ANSWER) && find_declarations(k, d, SIDE_REMEDY));
    if (ok && d->foreign && !d->settled && !has_errors_since(k, first_finding))
        ok = settle(k, d, first_finding);
    if (!d->refused && has_errors_since(k, first_finding))
        refuse(k, d);
    return ok;
}

bool link_names(linker *k)
{
    if (!register_refused(k) || !register_guides(k) || !register_teams(k))
        return false;
    for (size_t i = 0; i < k->count; i++) {
        size_t first_finding = k->found->list.count;
        check_teams(k, k->drafts[i]);
        if (has_errors_since(k, first_finding))
            refuse(k, k->drafts[i]);
    }
    do {
        k->refused = false;
        if (!register_shared(k))
            return false;
        for (size_t i = 0; i < k->count; i++)
            if (!k->drafts[i]->refused && !check_draft(k, k->drafts[i]))
                return false;
    } while (k->refused && !k->found->no_memory);
    for (size_t i = 0; i < k->count; i++)
        if (k->drafts[i]->names_only && !check_refused(k, k->drafts[i]))
            return false;
    return !k->found->no_memory;
}
