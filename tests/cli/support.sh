# support.sh: read by the tests of the program. $WAYMARK is run with the small guides in rules/, and what it prints, says on stderr and
# exits with is looked at. Prints TAP.
here=$(cd "$(dirname "$0")" && pwd)
program=${WAYMARK:?WAYMARK: the path of the program}
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
cd "$here" || exit 3
unset LC_ALL LC_MESSAGES LANG NO_COLOR WAYMARK_KB
export WAYMARK_RULES="$here/rules"
count=0
code=0
: > "$scratch/out"
: > "$scratch/err"

# tell TRUTH WHAT: one result; what was printed is shown where it failed.
tell() {
    count=$((count + 1))
    if [ "$1" = yes ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# out: /' "$scratch/out"
        sed 's/^/# err: /' "$scratch/err"
        echo "# exit: $code"
    fi
}

finish() {
    echo "1..$count"
}

# ---- Running -------------------------------------------------------------------------------------------------------------------------

# run ARGUMENT…: standard input is the caller's.
run() {
    "$program" "$@" > "$scratch/out" 2> "$scratch/err"
    code=$?
}

# given: standard input is what run_given reads, as often as it is called.
given() {
    cat > "$scratch/in"
}
run_given() {
    run "$@" < "$scratch/in"
}

# run_full ARGUMENT…: what is given, with an output that takes nothing.
run_full() {
    : > "$scratch/out"
    "$program" "$@" < "$scratch/in" > /dev/full 2> "$scratch/err"
    code=$?
}

# run_left ARGUMENT…: what is given, with a reader that leaves after the first line.
run_left() {
    { "$program" "$@" < "$scratch/in" 2> "$scratch/err"; echo $? > "$scratch/code"; } | head -n 1 > "$scratch/out"
    code=$(cat "$scratch/code")
}

# ---- Looking: each is one test, and its last argument says which -----------------------------------------------------------------------

# exits CODE WHAT
exits() {
    if [ "$code" -eq "$1" ]; then tell yes "$2"; else tell no "$2"; fi
}

# says WORDS WHAT, says_on_stderr WORDS WHAT: they are somewhere in it. lacks WORDS WHAT: they are nowhere, on stderr neither.
says() {
    if grep -Fq -- "$1" "$scratch/out"; then tell yes "$2"; else tell no "$2"; fi
}
says_on_stderr() {
    if grep -Fq -- "$1" "$scratch/err"; then tell yes "$2"; else tell no "$2"; fi
}
lacks() {
    if grep -Fq -- "$1" "$scratch/out" "$scratch/err"; then tell no "$2"; else tell yes "$2"; fi
}

# silent WHAT: nothing was printed; quiet WHAT: nothing was said on stderr.
silent() {
    if [ ! -s "$scratch/out" ]; then tell yes "$1"; else tell no "$1"; fi
}
quiet() {
    if [ ! -s "$scratch/err" ]; then tell yes "$1"; else tell no "$1"; fi
}

# lines N WHAT: so many were printed; lines_with N WORDS WHAT: so many hold the words; line N WORDS WHAT: the N-th does.
lines() {
    if [ "$(wc -l < "$scratch/out")" -eq "$1" ]; then tell yes "$2"; else tell no "$2"; fi
}
lines_with() {
    if [ "$(grep -Fc -- "$2" "$scratch/out")" -eq "$1" ]; then tell yes "$3"; else tell no "$3"; fi
}
line() {
    if sed -n "$1p" "$scratch/out" | grep -Fq -- "$2"; then tell yes "$3"; else tell no "$3"; fi
}

# lines_match FIRST LAST PATTERN WHAT: each of these does.
lines_match() {
    if [ "$(sed -n "$1,$2p" "$scratch/out" | grep -cv -- "$3")" -eq 0 ]; then tell yes "$4"; else tell no "$4"; fi
}

# reads_as FILE WHAT: what was printed is what the file holds; with GOLDEN=write it is written there first.
reads_as() {
    [ "${GOLDEN-}" != write ] || cp "$scratch/out" "$1"
    if diff -u "$1" "$scratch/out" > "$scratch/err"; then tell yes "$2"; else tell no "$2"; fi
}
