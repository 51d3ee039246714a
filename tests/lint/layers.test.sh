# The layers check: allowed arrows pass, every kind of wrong one is found.
. "$(dirname "$0")/planted.sh"

put engine/walk/walk.c <<'C'
#include "walk/walk.h"
#include "model/guide.h"
#include "base/arena.h"
#include "waymark.h"
#include <string.h>
/* printf("never"), exit(1) */
void walk_say(char *out) { snprintf(out, 4, "exit(1)"); }
C
put engine/report/text.c <<'C'
#include "store/store.h"
#include "walk/walk.h"
#include "model/guide.h"
C
put engine/waymark.c <<'C'
#include "learn/learn.h"
#include "reason/belief.h"
C
put engine/script/vm.c <<'C'
#include <lua.h>
C
put tools/cli/main.c <<'C'
#include "waymark.h"
#include "protocol/session.h"
#include "cli/verbs.h"
#include <cjson/cJSON.h>
C
passes layers 'arrows of the picture pass, also those through a layer in between'

one() { # one FILE LINE PATTERN WHAT: a file with that one line is found
    printf '%s\n' "$2" | put "$1"
    finds layers "$3" "$4"
    rm "$1"
}
one engine/walk/bad.c '#include "reason/belief.h"' 'bad.c:1: walk may not use reason' 'walk may not use reason'
one engine/base/bad.c '#include "model/guide.h"' 'base may not use model' 'base uses nobody'
one engine/store/bad.c '#include "walk/walk.h"' 'store may not use walk' 'store uses base only'
one engine/script/bad.c '#include "walk/walk.h"' 'script may not use walk' 'script may not use walk'
one engine/new/bad.c '#include "base/arena.h"' 'engine/new/ is no layer' 'a layer that nobody drew'
one engine/model/bad.c '#include <lua.h>' 'lua.h> is used only in engine/script/' 'Lua outside of script/'
one engine/reason/bad.c '#include <cjson/cJSON.h>' 'cJSON.h> is used only in' 'cJSON in a layer that is not its own'
one engine/report/bad.c '#include <sqlite3.h>' 'sqlite3.h> is used only in' 'SQLite outside of store/'
one tools/cli/bad.c '#include "walk/walk.h"' 'tools use waymark.h only' 'a tool inside the engine'
one tools/draw/bad.c '#include "cli/verbs.h"' 'tools/draw may not use cli' 'draw may not use cli'
one tools/protocol/bad.c '#include "../cli/verbs.h"' 'write the path from' 'a path with dots'
one engine/walk/bad.c '#include "walk.h"' 'write the folder' 'a path without its folder'
one engine/walk/bad.c 'void f(void) { printf("x"); }' 'prints nothing' 'the engine prints'
one engine/walk/bad.c 'void f(void) { exit(1); }' 'never ends the program' 'the engine exits'
one engine/walk/bad.c 'void f(void) { fprintf(stderr, "x"); }' 'prints nothing' 'the engine writes to stderr'
finish
