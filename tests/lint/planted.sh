# planted.sh: read by the tests of the checks. A small tree is made in a temporary folder, faults are planted in it, and the check must find
# each; what is right must pass. Prints TAP.
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d) || exit 3
trap 'rm -rf "$tree"' EXIT
cd "$tree" || exit 3
count=0

needs() {
    for tool; do
        command -v "$tool" >/dev/null 2>&1 || { echo "1..0 # SKIP $tool is not installed (tools/deps lint)"; exit 0; }
    done
}

# put FILE: writes standard input there.
put() {
    mkdir -p "$(dirname "$1")"
    cat > "$1"
}

tell() {
    count=$((count + 1))
    if [ "$1" = yes ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        printf '%s\n' "$said" | sed 's/^/# /'
    fi
}

# passes CHECK WHAT: the tree as it stands is fine.
passes() {
    if said=$("$here/$1" 2>&1); then tell yes "$2"; else tell no "$2"; fi
}

# finds CHECK PATTERN WHAT: the check fails, and says something that matches.
finds() {
    if said=$("$here/$1" 2>&1); then
        tell no "$3"
    elif printf '%s\n' "$said" | grep -Eq -- "$2"; then
        tell yes "$3"
    else
        tell no "$3"
    fi
}

finish() {
    echo "1..$count"
}
