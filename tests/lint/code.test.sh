# The layout and clang-tidy checks: each finds a planted fault, and tidy reads a file again only when it, or what it includes, changed.
. "$(dirname "$0")/planted.sh"
needs clang-format clang-tidy gcc
cp "$here/../../.clang-format" "$here/../../.clang-tidy" .
export TIDY_FLAGS='-std=c11 -Iengine' BUILD=build

put engine/a.h <<'C'
/* a.h: a header. */
#define A_SIZE 4
C
put engine/a.c <<'C'
/* a.c: a source. */
#include "a.h"

int a_size(void);

int a_size(void)
{
    return A_SIZE;
}
C
passes layout 'a tidy layout'
passes tidy 'a clean source'
stamp=build/tidy/engine/a.c.sum
before=$(stat -c %y $stamp)
passes tidy 'the same once more'
same=no
[ "$before" != "$(stat -c %y $stamp)" ] || same=yes
tell $same 'it was not read again'
printf '/* a.h: a header. */\n#define A_SIZE 1 + 1\n' | put engine/a.h
finds tidy 'bugprone-macro-parentheses' 'a fault in an included header'
printf '/* a.h: a header. */\n#define A_SIZE 4\n' | put engine/a.h
put engine/b.c <<'C'
/* b.c: a fault. */
#include <stdlib.h>
int b_kept(int n);
int b_kept(int n) { int *kept = malloc(sizeof *kept); if (!kept) return 0;
  *kept = n; return n; }
C
finds layout 'engine/b.c:4: .*make format' 'a layout of its own'
finds tidy 'Potential leak of memory' 'memory that nobody frees'
finish
