#!/bin/sh
# Every fenced block of README.md, run in a copy of the tree: `sh` runs as it stands, `console` prints what stands below each `$ `, and a
# screen (`text`) is one of the terminal desk's golden screens. Prints TAP.
set -u
here=$(cd "$(dirname "$0")" && pwd)
program=${WAYMARK:?WAYMARK: the path of the program}
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
count=0

tell() { # TRUTH WHAT: one result
    count=$((count + 1))
    if [ "$1" = yes ]; then
        printf 'ok %d - %s\n' "$count" "$2"
    else
        printf 'not ok %d - %s\n' "$count" "$2"
        sed 's/^/# /' "$scratch/said"
    fi
}

# ---- A copy of the tree, built as it is ------------------------------------------------------------------------------------------------

# `make test` of a README runs one test only here: all of them are running already. What the outer make was told is not for the inner one.
unset MAKEFLAGS MFLAGS MAKELEVEL WAYMARK_RULES WAYMARK_KB LC_MESSAGES LANG NO_COLOR
export BUILD="$scratch/build" VARIANT="${WAYMARK_VARIANT-}" T=tests/run.test.sh LC_ALL=C.UTF-8 XDG_STATE_HOME="$scratch/state"
built=$(cd "$(dirname "$program")" && pwd)
mkdir "$scratch/tree" "$scratch/build" "$scratch/bin"
(cd "$here/.." && tar -c --exclude=./build --exclude=./.git .) | tar -x -C "$scratch/tree"
for part in engine tools flags sources datadir libwaymark.a waymark; do
    [ ! -e "$built/$part" ] || cp -Rp "$built/$part" "$scratch/build/"
done
ln -s "$built/$(basename "$program")" "$scratch/bin/waymark"
PATH=$scratch/bin:$PATH
cd "$scratch/tree" || exit 3

# ---- The blocks: each in a file of its own, line-kind ---------------------------------------------------------------------------------------

awk -v folder="$scratch" '
/^```/ && !inside { inside = 1; kind = substr($0, 4); file = folder "/block." NR "." kind; print NR, kind; printf "" > file; next }
/^```$/ { inside = 0; close(file); next }
inside { print > file }' README.md > "$scratch/blocks"

# holds FILE PART: whether the lines of PART stand in FILE, one after the other.
holds() {
    awk 'NR == FNR { part[++count] = $0; next } { at = $0 == part[at + 1] ? at + 1 : $0 == part[1] ? 1 : 0 } at == count { found = 1; exit } END { exit !found }' "$2" "$1"
}

# console FILE: runs the commands, and compares.
console() {
    awk -v folder="$scratch" '/^\$ / { n++; print substr($0, 3) > (folder "/command." n); printf "" > (folder "/wanted." n); next } { print > (folder "/wanted." n) }' "$1"
    status=0
    for command in "$scratch"/command.*; do
        sh -e "$command" > "$scratch/is" 2>&1 < /dev/null || status=1
        diff -u "$scratch/wanted.${command##*.}" "$scratch/is" || status=1
    done > "$scratch/said"
    rm -f "$scratch"/command.* "$scratch"/wanted.*
    return $status
}

while read -r line kind; do
    block=$scratch/block.$line.$kind
    ok=no
    : > "$scratch/said"
    case $kind in
    sh) sh -e "$block" > "$scratch/said" 2>&1 < /dev/null && ok=yes ;;
    console) console "$block" && ok=yes ;;
    text)
        for golden in tests/cli/desk/golden/*.txt; do
            ! holds "$golden" "$block" || ok=yes
        done
        ;;
    *) echo "what a block of \"$kind\" is, this test does not know" > "$scratch/said" ;;
    esac
    what=$(head -n 1 "$block")
    [ "$kind" != text ] || what='a screen of the desk'
    tell $ok "README.md:$line, $kind: $what"
done < "$scratch/blocks"

# Both languages show the same things.
kinds() { # LANGUAGE: the kinds of its blocks, in order
    border=$(grep -n '^## English' README.md | cut -d: -f1)
    awk -v border="$border" -v lang="$1" '(lang == "zh") == ($1 < border) { printf "%s ", $2 }' "$scratch/blocks"
}
echo "zh: $(kinds zh), en: $(kinds en)" > "$scratch/said"
if [ "$(kinds zh)" = "$(kinds en)" ]; then tell yes 'both languages show the same'; else tell no 'both languages show the same'; fi
echo "1..$count"
