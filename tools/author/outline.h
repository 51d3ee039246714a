/* What a flowchart comes to as a guide: the role of each box, its name, which boxes become flows, what each answer is
 * called. Uses author/chart.h. */
#ifndef AUTHOR_OUTLINE_H
#define AUTHOR_OUTLINE_H

#include "author/chart.h"

#define NAME_SIZE 48

typedef enum role {
    ROLE_STEP,     /* one way out: something to do or to look at */
    ROLE_QUESTION, /* several, or drawn as a decision */
    ROLE_SOLVED,   /* an end that says so */
    ROLE_HANDOVER, /* … that hands over */
    ROLE_ADVICE    /* … that says what is wrong, or what to do */
} role;

typedef struct plan_box {
    role role;
    char name[NAME_SIZE];
    bool reached;
    bool head;  /* a flow of its own */
    bool looks; /* a step that only looks at something */
} plan_box;

typedef struct plan_arrow {
    char answer[NAME_SIZE];
    bool plain; /* the answer's text is nothing but yes or no */
    bool back;  /* leads to where it came from */
} plan_arrow;

typedef struct outline {
    const chart *chart;
    plan_box *boxes;
    plan_arrow *arrows;
    size_t *first, *out; /* arrows of box b: out[first[b]] .. out[first[b + 1]] */
    size_t start;
    size_t missed; /* boxes that nothing leads to from the start */
} outline;

/* False where there is no memory. To be freed in either case. */
bool outline_make(outline *o, const chart *c);
void outline_free(outline *o);

/* words.c: what a text says. */
wm_lang words_lang(const char *text);
bool words_say_solved(const char *text);
bool words_say_hand_over(const char *text);
bool words_only_look(const char *text);
bool words_begin(const char *text); /* "Start", "開始" */
bool words_are_question(const char *text);
/* -1: no; 1: yes; 0: neither. *plain: nothing else is said. */
int words_yes_no(const char *text, bool *plain);
/* names.c: a name of an id, else of a text's English words, else "" . */
void name_of_id(const char *id, char out[NAME_SIZE]);
void name_of_text(const char *text, char out[NAME_SIZE]);

#endif
