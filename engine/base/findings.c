/* A growing list of findings, each with words in both languages. Uses base/ alone. */
#include "base/findings.h"

#include <stdarg.h>
#include <string.h>

void findings_init(findings *f, wm_allocator allocator)
{
    arena_init(&f->arena, allocator);
    f->list = vector_of(allocator, sizeof(wm_finding));
    f->no_memory = false;
}

void findings_free(findings *f)
{
    vector_free(&f->list);
    arena_free(&f->arena);
}

static const char *where_of(arena *a, finding_place place)
{
    if (place.file == NULL)
        return "";
    if (place.line == 0)
        return arena_string(a, place.file, strlen(place.file));
    return arena_format(a, "%s:%lu", place.file, (unsigned long)place.line);
}

/* Copies a name that may be NULL; *kept turns false where there is no memory. */
static const char *copy_of(arena *a, const char *name, bool *kept)
{
    if (name == NULL)
        return NULL;
    const char *copy = arena_string(a, name, strlen(name));
    *kept = *kept && copy != NULL;
    return copy;
}

wm_finding *findings_add(findings *f, const char *code, wm_severity severity, finding_place place, const char *zh,
                         const char *en, ...)
{
    bool kept = true;
    wm_finding made = { .severity = severity, .where = where_of(&f->arena, place) };
    made.code = copy_of(&f->arena, code, &kept);
    made.guide = copy_of(&f->arena, place.guide, &kept);
    made.node = copy_of(&f->arena, place.node, &kept);
    va_list args;
    va_start(args, en);
    made.what.zh = arena_format_list(&f->arena, zh, args);
    va_end(args);
    va_start(args, en);
    made.what.en = arena_format_list(&f->arena, en, args);
    va_end(args);
    kept = kept && made.where != NULL && made.what.zh != NULL && made.what.en != NULL;
    wm_finding *slot = kept ? vector_push(&f->list) : NULL;
    if (slot != NULL)
        *slot = made;
    else
        f->no_memory = true;
    return slot;
}

void findings_mend(findings *f, wm_finding *finding, const char *zh, const char *en, ...)
{
    if (finding == NULL)
        return;
    wm_text mend;
    va_list args;
    va_start(args, en);
    mend.zh = arena_format_list(&f->arena, zh, args);
    va_end(args);
    va_start(args, en);
    mend.en = arena_format_list(&f->arena, en, args);
    va_end(args);
    if (mend.zh != NULL && mend.en != NULL)
        finding->mend = mend;
    else
        f->no_memory = true;
}

bool findings_join(findings *to, findings *from)
{
    if (!vector_append(&to->list, from->list.data, from->list.count))
        return false;
    from->list.count = 0;
    arena_join(&to->arena, &from->arena);
    to->no_memory = to->no_memory || from->no_memory;
    return true;
}

size_t findings_errors(const findings *f, size_t from)
{
    size_t errors = 0;
    for (size_t i = from; i < f->list.count; i++)
        errors += VECTOR_AT(&f->list, wm_finding, i).severity == WM_ERROR;
    return errors;
}

/* ---- Order --------------------------------------------------------------------------------- */

/* "rules/x.lua:28" as file and line; without a line, line 0. */
typedef struct place_key {
    const char *file;
    size_t size;
    unsigned long long line;
} place_key;

static place_key place_of(const char *where)
{
    size_t size = strlen(where), digits = 0;
    while (digits < size && digits < 10 && where[size - digits - 1] >= '0' && where[size - digits - 1] <= '9')
        digits++;
    place_key key = { .file = where, .size = size };
    if (digits == 0 || digits == size || where[size - digits - 1] != ':')
        return key;
    key.size = size - digits - 1;
    for (size_t i = size - digits; i < size; i++)
        key.line = key.line * 10 + (unsigned long long)(where[i] - '0');
    return key;
}

static int compare_findings(const wm_finding *a, const wm_finding *b)
{
    place_key x = place_of(a->where), y = place_of(b->where);
    int order = memcmp(x.file, y.file, x.size < y.size ? x.size : y.size);
    if (order != 0)
        return order;
    if (x.size != y.size)
        return x.size < y.size ? -1 : 1;
    if (x.line != y.line)
        return x.line < y.line ? -1 : 1;
    return strcmp(a->code, b->code);
}

static void insertion_sort(wm_finding *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        wm_finding moved = list[i];
        size_t at = i;
        for (; at > 0 && compare_findings(&list[at - 1], &moved) > 0; at--)
            list[at] = list[at - 1];
        list[at] = moved;
    }
}

/* Merges list[0..middle) and list[middle..count), both in order; spare holds `middle`. */
static void merge(wm_finding *list, size_t middle, size_t count, wm_finding *spare)
{
    memcpy(spare, list, middle * sizeof *list);
    size_t left = 0, right = middle, to = 0;
    while (left < middle && right < count) {
        bool take_left = compare_findings(&spare[left], &list[right]) <= 0;
        list[to++] = take_left ? spare[left++] : list[right++];
    }
    memcpy(&list[to], &spare[left], (middle - left) * sizeof *list);
}

static void merge_sort(wm_finding *list, size_t count, wm_finding *spare)
{
    if (count <= 16) {
        insertion_sort(list, count);
        return;
    }
    size_t middle = count / 2;
    merge_sort(list, middle, spare);
    merge_sort(list + middle, count - middle, spare);
    merge(list, middle, count, spare);
}

void findings_sort(findings *f)
{
    wm_finding *list = f->list.data;
    size_t count = f->list.count, half = (count / 2) * sizeof(wm_finding);
    if (count < 2)
        return;
    wm_finding *spare = allocator_alloc(&f->list.allocator, half);
    if (spare != NULL)
        merge_sort(list, count, spare);
    else
        insertion_sort(list, count); /* slower where there is no memory, and right all the same */
    allocator_free(&f->list.allocator, spare, half);
}
