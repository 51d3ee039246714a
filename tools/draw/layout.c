/* Where `dot` has put boxes and wires. Uses draw/write.h and draw/json.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/json.h"
#include "draw/write.h"

#define MOST_POINTS 4096u

/* "12.5,300": one point. Graphviz counts upwards, pictures downwards. */
static const char *read_point(const char *at, double height, double out[2])
{
    char *end;
    out[0] = strtod(at, &end);
    if (end == at || *end != ',')
        return NULL;
    at = end + 1;
    out[1] = height - strtod(at, &end);
    return end != at && isfinite(out[0]) && isfinite(out[1]) ? end : NULL;
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

/* The number of "b12", or NO_BOX. */
static size_t box_number(const picture *p, const char *name)
{
    char *end = NULL;
    unsigned long number = name != NULL && name[0] == 'b' ? strtoul(name + 1, &end, 10) : 0;
    return end != NULL && end != name + 1 && *end == '\0' && number < p->box_count ? number : NO_BOX;
}

/* ---- Boxes ------------------------------------------------------------------------------------------------- */

static bool read_box(picture *p, const cJSON *object)
{
    size_t index = box_number(p, text_of(object, "name"));
    const char *pos = text_of(object, "pos");
    double at[2];
    if (index == NO_BOX)
        return true; /* a group of boxes */
    if (pos == NULL || read_point(pos, p->height, at) == NULL)
        return false;
    p->boxes[index].x = at[0];
    p->boxes[index].y = at[1];
    return true;
}

/* The box of an object that edges name by its number. */
static size_t box_of_object(const picture *p, const cJSON *objects, const cJSON *number)
{
    if (!cJSON_IsNumber(number))
        return NO_BOX;
    const cJSON *object;
    cJSON_ArrayForEach(object, objects)
    {
        const cJSON *id = cJSON_GetObjectItemCaseSensitive(object, "_gvid");
        if (cJSON_IsNumber(id) && id->valuedouble == number->valuedouble)
            return box_number(p, text_of(object, "name"));
    }
    return NO_BOX;
}

/* ---- Wires ------------------------------------------------------------------------------------------------- */

/* "e,10,20 1,2 3,4 …": the arrow's tip, then the curve, which is led on to the tip. */
static bool read_curve(wire *w, const char *pos, double height, bool *no_memory)
{
    double tip[2], at[2];
    bool has_tip = pos[0] == 'e' && pos[1] == ',';
    if (has_tip)
        pos = read_point(pos + 2, height, tip);
    w->points = malloc(2 * (MOST_POINTS + 4) * sizeof *w->points);
    *no_memory = w->points == NULL;
    while (w->points != NULL && pos != NULL && *pos != '\0' && w->point_count < MOST_POINTS) {
        pos += strspn(pos, " ");
        pos = read_point(pos, height, at);
        if (pos == NULL)
            return false;
        w->points[2 * w->point_count] = at[0];
        w->points[2 * w->point_count++ + 1] = at[1];
    }
    if (pos == NULL || w->points == NULL || w->point_count < 4 || w->point_count % 3 != 1)
        return false;
    if (has_tip && w->arrow)
        memcpy(w->points + 2 * w->point_count, tip, sizeof tip);
    else
        w->arrow = false;
    double *less = realloc(w->points, 2 * (w->point_count + 1) * sizeof *less);
    w->points = less != NULL ? less : w->points;
    return true;
}

static wire *wire_between(picture *p, size_t from, size_t to)
{
    for (size_t i = 0; i < p->wire_count; i++)
        if (p->wires[i].from == from && p->wires[i].to == to && p->wires[i].points == NULL)
            return &p->wires[i];
    return NULL;
}

static bool read_wire(picture *p, const cJSON *objects, const cJSON *edge, bool *no_memory)
{
    size_t from = box_of_object(p, objects, cJSON_GetObjectItemCaseSensitive(edge, "tail"));
    size_t to = box_of_object(p, objects, cJSON_GetObjectItemCaseSensitive(edge, "head"));
    wire *w = wire_between(p, from, to);
    const char *pos = text_of(edge, "pos");
    return w != NULL && pos != NULL && read_curve(w, pos, p->height, no_memory);
}

/* ---- All of it ---------------------------------------------------------------------------------------------- */

static bool read_size(picture *p, const cJSON *root)
{
    const char *bb = text_of(root, "bb");
    double low[2], high[2];
    const char *at = bb != NULL ? read_point(bb, 0, low) : NULL;
    if (at == NULL || *at != ',' || read_point(at + 1, 0, high) == NULL)
        return false;
    p->width = high[0] - low[0];
    p->height = -high[1] + low[1];
    return p->width > 0 && p->height > 0;
}

static void forget(picture *p)
{
    for (size_t i = 0; i < p->wire_count; i++) {
        free(p->wires[i].points);
        p->wires[i].points = NULL;
        p->wires[i].point_count = 0;
    }
}

static bool read_all(picture *p, const cJSON *root, bool *no_memory)
{
    const cJSON *objects = cJSON_GetObjectItemCaseSensitive(root, "objects"), *item;
    size_t boxes = 0, wires = 0;
    if (!read_size(p, root))
        return false;
    cJSON_ArrayForEach(item, objects)
    {
        if (!read_box(p, item))
            return false;
        boxes += box_number(p, text_of(item, "name")) != NO_BOX;
    }
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(root, "edges"))
    {
        if (!read_wire(p, objects, item, no_memory))
            return false;
        wires++;
    }
    return boxes == p->box_count && wires == p->wire_count;
}

bool layout_read(picture *p, const char *json, size_t size, bool *no_memory)
{
    cJSON *root = json_read(json, size, no_memory);
    bool read = root != NULL && read_all(p, root, no_memory);
    cJSON_Delete(root);
    if (!read)
        forget(p);
    return read;
}
