/* Where the guides and manuals are, and loading them. Uses waymark.h. */
#ifndef CLI_PLACES_H
#define CLI_PLACES_H

#include "cli/verbs.h"

/* --rules, $WAYMARK_RULES, ./rules, the installed ones: the first that is said or there. Never NULL. */
const char *rules_folder(const invocation *use);
/* The same for kb; NULL where there is none. */
const char *kb_folder(const invocation *use);
/* --threads: 1 to 256; 1 where nothing is said, 0 where something else is. */
unsigned threads_wished(const invocation *use);
/* Loads a folder's guides. EXIT_DONE with *out to be freed, or EXIT_FAULT after saying why on stderr. */
int rules_open(const invocation *use, const char *folder, wm_rules **out);
/* The same for a verb that walks: the folder of the command line, and a word on stderr where some of
 * its files were refused. */
int rules_open_for_walk(const invocation *use, wm_rules **out);
/* The errors that loading found. */
size_t rules_errors(const wm_rules *rules);

/* Whether an absolute path is a folder or below it; by its letters alone. */
bool path_is_below(const char *path, const char *folder);
/* An absolute path as seen from the working directory, where that is shorter to read. Points into `path`, or is ".". */
const char *path_from_here(const char *path);
/* Cuts an absolute path down to the nearest folder named `rules` on the way up, itself included; else to the folder, or
 * that of the file. */
void cut_to_rule_set(char *path);

#endif
