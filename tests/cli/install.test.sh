# `make install`: what lands where below DESTDIR, a program that finds its own guides and manuals from any folder, and `make uninstall`.
. "$(dirname "$0")/support.sh"

root=$(cd "$here/../.." && pwd)
built=$(cd "$(dirname "$program")" && pwd)
# What the outer make was told is not for the inner one; the flags of the build are asked of the build itself.
unset MAKEFLAGS MFLAGS MAKELEVEL WAYMARK_RULES WAYMARK_KB
export VARIANT="${WAYMARK_VARIANT-}" LC_ALL=C.UTF-8

# A copy of what is built, so that nothing of it is made anew under the other tests.
mkdir "$scratch/build" "$scratch/elsewhere"
for part in engine tools flags sources datadir libwaymark.a waymark; do
    [ ! -e "$built/$part" ] || cp -Rp "$built/$part" "$scratch/build/"
done

# make_it TARGET VARIABLE…
make_it() {
    make -C "$root" BUILD="$scratch/build" "$@" > "$scratch/out" 2> "$scratch/err"
    code=$?
}

# has PATH: a file that is not empty was installed.
has() {
    if [ -s "$1" ]; then tell yes "there is ${1#"$scratch"/}"; else tell no "there is ${1#"$scratch"/}"; fi
}

make_it install DESTDIR="$scratch/x"
exits 0 'make install DESTDIR=…'
for file in bin/waymark lib/libwaymark.a lib/pkgconfig/waymark.pc include/waymark.h share/waymark/rules/README.md \
    share/waymark/kb/teams.json share/man/man1/waymark.1 share/man/zh_TW/man1/waymark.1 \
    share/bash-completion/completions/waymark share/zsh/site-functions/_waymark share/fish/vendor_completions.d/waymark.fish; do
    has "$scratch/x/usr/local/$file"
done
if [ "$(find "$scratch/x" -type f ! -path "$scratch/x/usr/local/*" | wc -l)" -eq 0 ]; then
    tell yes 'and nothing beside the prefix'
else
    tell no 'and nothing beside the prefix'
fi
make_it uninstall DESTDIR="$scratch/x"
exits 0 'make uninstall DESTDIR=…'
find "$scratch/x" ! -type d > "$scratch/out"
lines 0 'nothing of it is left'

# Another prefix: the program knows its own guides and manuals.
make_it install PREFIX="$scratch/usr"
exits 0 'make install PREFIX=…'
cd "$scratch/elsewhere" || exit 3
program=$scratch/usr/bin/waymark
run --version < /dev/null
says "waymark $(sed -n 's/^.define WM_VERSION "\(.*\)".*/\1/p' "$root/engine/waymark.h")" 'the installed program tells its version'
run check --lang en < /dev/null
exits 0 'from another folder, it checks its own guides'
run guide compute/ssh_unreachable --lang en < /dev/null
says 'Question 1: ' 'and walks one'
run plan compute/ssh_unreachable --lang en < /dev/null
says compute/ssh_unreachable 'and plans it'
mkdir rules
cp "$here/rules/vpn_setup.lua" rules/
run guide compute/ssh_unreachable --lang en < /dev/null
exits 2 'guides of the folder that it is called in come before its own'
cd "$here" || exit 3
make_it uninstall PREFIX="$scratch/usr"
find "$scratch/usr" ! -type d > "$scratch/out"
lines 0 'nothing of it is left there, either'
finish
