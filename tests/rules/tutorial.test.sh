# The tutorial of the rule language's manual, followed to the letter in an empty folder, in either language: each block with file=PATH is
# saved there, and each line behind "$ " of a `console` is typed and must print the lines below it. Prints TAP.
set -u
here=$(cd "$(dirname "$0")" && pwd)
program=${WAYMARK:?WAYMARK: the path of the program}
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
unset WAYMARK_RULES WAYMARK_KB LC_MESSAGES LANG NO_COLOR
export XDG_CACHE_HOME="$scratch/cache" XDG_STATE_HOME="$scratch/state"
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/waymark"
PATH=$scratch/bin:$PATH
count=0

tell() { # TRUTH WHAT: one result; what was said is shown where it failed
    count=$((count + 1))
    if [ "$1" = yes ]; then
        printf 'ok %d - %s\n' "$count" "$2"
    else
        printf 'not ok %d - %s\n' "$count" "$2"
        sed 's/^/# /' "$scratch/said"
    fi
}

# blocks MANUAL FOLDER: the tutorial's blocks in order, 001, 002, …; what each is stands in NNN.what.
blocks() {
    awk -v folder="$2" '
    /^## / && !inside { if (++part > 1) exit }
    /^```/ && !inside { inside = 1; n++; file = sprintf("%s/%03d", folder, n); print substr($0, 4) > (file ".what"); printf "" > file; next }
    /^```$/ { inside = 0; close(file); close(file ".what"); next }
    inside { print > file }' "$1"
}

# console BLOCK: types its commands, and compares what they print.
console() {
    rm -f "$scratch"/command.* "$scratch"/wanted.*
    awk -v folder="$scratch" '/^\$ / { n++; print substr($0, 3) > (folder "/command." n); printf "" > (folder "/wanted." n); next } { print > (folder "/wanted." n) }' "$1"
    for n in $(seq "$(grep -c '^\$ ' "$1")"); do
        sh "$scratch/command.$n" > "$scratch/is" 2>&1 < /dev/null
        if diff -u "$scratch/wanted.$n" "$scratch/is" > "$scratch/said"; then ok=yes; else ok=no; fi
        tell "$ok" "$lang: $(cat "$scratch/command.$n")"
    done
}

follow() { # MANUAL LANGUAGE LOCALE
    lang=$2
    export LC_ALL="$3"
    mkdir -p "$scratch/$lang/blocks" "$scratch/$lang/desk"
    blocks "$1" "$scratch/$lang/blocks"
    cd "$scratch/$lang/desk" || exit 3
    for what in "$scratch/$lang"/blocks/*.what; do
        block=${what%.what}
        case $(cat "$what") in
        *file=*)
            to=$(sed 's/.*file=\([^ ]*\).*/\1/' "$what")
            cp "$block" "$to"
            ;;
        console) console "$block" ;;
        esac
    done
    grep -q '<svg' intranet.svg 2> /dev/null && ok=yes || ok=no
    tell "$ok" "$lang: there is a picture"
}

if ! command -v dot > /dev/null 2>&1; then
    echo '1..0 # SKIP graphviz draws the pictures, and is not installed'
    exit 0
fi
follow "$here/../../rules/README.md" zh zh_TW.UTF-8
follow "$here/../../rules/README.en.md" en C.UTF-8
echo "1..$count"
