/* Which reader a file wants. Uses author/chart.h. */
#ifndef AUTHOR_READERS_H
#define AUTHOR_READERS_H

#include "author/chart.h"

typedef bool chart_reader(chart *c, const char *text, size_t size);

/* The reader for an ending, without its dot ("dot", "gv", "mmd", "mermaid", "drawio", "xml", "json", "md"); NULL: there is none. */
chart_reader *reader_of(const char *ending);
/* Reads a text, of at most CHART_MOST_BYTES, and settles the chart. False where it is no such chart, or there was no memory. To be
 * freed by chart_free in either case. */
bool chart_read(chart *c, chart_reader *reader, const char *text, size_t size);

#endif
