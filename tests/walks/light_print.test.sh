# The light-print model (rules/light_print.lua), walked by `waymark session` from start to end, with its plan before and its
# explanations at every step: compared with light_print.zh and light_print.en. GOLDEN=write writes them anew; read the difference.
program=${WAYMARK:?WAYMARK: the path of the program}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT

# A request, and below it the reply with a line for each of its parts; the case's number has the day in it.
transcript() {
    echo "\$ waymark plan light_print --lang $1"
    "$program" plan light_print --rules "$here/rules" --lang "$1"
    echo "\$ waymark plan light_print --json"
    "$program" plan light_print --rules "$here/rules" --json
    echo "\$ waymark session"
    sed "s/LANG/$1/" "$here/light_print.in" > "$scratch/in"
    "$program" session --rules "$here/rules" < "$scratch/in" > "$scratch/out"
    paste -d '\n' "$scratch/in" "$scratch/out" | sed -e 's/"C[0-9]\{8\}-/"C-/' -e 's/^{"\(open\|why\|answer\|outcome\|retract\)":/\n&/' \
        -e 's/,"\(step\|diagnosis\|path\|done\|answers\|passed\|decided_by\|rivals\|why_not\|flip\|reordered\|lines\)":/,\n   &/g' \
        -e 's/\n   ,/\n    /g'
}

echo 1..2
count=0
for lang in zh en; do
    count=$((count + 1))
    transcript "$lang" > "$scratch/$lang"
    [ "${GOLDEN-}" != write ] || cp "$scratch/$lang" "$here/light_print.$lang"
    if diff -u "$here/light_print.$lang" "$scratch/$lang" > "$scratch/diff"; then
        echo "ok $count - the walk, its plan and its explanations ($lang)"
    else
        echo "not ok $count - the walk, its plan and its explanations ($lang)"
        sed 's/^/# /' "$scratch/diff"
    fi
done
