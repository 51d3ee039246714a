# The sizes check: long functions, long files, a high median and files that don't introduce themselves are found.
. "$(dirname "$0")/planted.sh"
needs ctags

function_of() { # function_of LINES: a C function that long
    echo 'int f(int x)'
    echo '{'
    awk -v n="$1" 'BEGIN { for (i = 0; i < n - 4; i++) print "    x++;" }'
    echo '    return x;'
    echo '}'
}
source_of() { echo '/* a source */'; function_of "$1"; }

source_of 15 | put engine/walk/walk.c
passes sizes 'a function of 15 lines'
source_of 60 | put engine/walk/long.c
source_of 10 | put tools/cli/short.c
passes sizes 'one of 60 lines, the median staying low'
source_of 61 | put engine/walk/long.c
finds sizes 'long.c:2: f\(\) has 61 lines, more than 60' 'one of 61 lines'
rm engine/walk/long.c
source_of 16 | put engine/walk/walk.c
source_of 16 | put tools/cli/short.c
finds sizes 'median is over 15' 'a median of 16'
source_of 10 | put engine/walk/walk.c
source_of 100 | put tests/unit/test_walk.c
passes sizes 'a test of 100 lines, which does not count for the median'
source_of 101 | put tests/unit/test_walk.c
finds sizes 'has 101 lines, more than 100' 'a test of 101 lines'
rm tests/unit/test_walk.c
{ echo '/* long */'; awk 'BEGIN { for (i = 0; i < 600; i++) print "" }'; } | put engine/walk/file.h
finds sizes 'file.h: 601 lines, more than 600' 'a file of 601 lines'
echo 'int x;' | put engine/walk/file.h
finds sizes 'file.h:1: does not open with a comment' 'a file that does not say what it is'
finish
