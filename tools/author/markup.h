/* Text out of markup: tags away, entities as the characters they stand for. Uses author/chart.h. */
#ifndef AUTHOR_MARKUP_H
#define AUTHOR_MARKUP_H

#include "author/chart.h"

/* One line of text, to be freed; NULL where there is no memory. Entities are &amp; and &#38;, Mermaid's also #amp; and #38;. */
char *markup_text(const char *text, size_t size);

#endif
