# waymark draw: SVG, DOT and Mermaid; what is drawn on them; what happens without `dot` and without a cache.
. "$(dirname "$0")/support.sh"
export XDG_CACHE_HOME="$scratch/cache"
unset SERVER_NAME

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP Graphviz's dot is not here"
}
# same FILE FILE WHAT
same() {
    if cmp -s "$1" "$2"; then tell yes "$3"; else tell no "$3"; fi
}
# run_without ARGUMENT…: where no other program can be found.
run_without() {
    env PATH="$scratch/none" "$program" "$@" > "$scratch/out" 2> "$scratch/err" < /dev/null
    code=$?
}
# has FILE WORDS WHAT
has() {
    if grep -Fq -- "$2" "$1"; then tell yes "$3"; else tell no "$3"; fi
}

# DOT and Mermaid need no other program.
run draw ssh -o "$scratch/ssh.dot" --lang zh < /dev/null
exits 0 'a picture as DOT'
silent 'into its file alone'
has "$scratch/ssh.dot" 'TCP 22 有回應嗎？' 'with the words of the language'
run draw ssh --as mmd --lang en < /dev/null
says 'flowchart TD' 'a picture as Mermaid, printed'
says 'Does TCP 22 answer?' 'in English'
says '-->|"Timed out"|' 'with answers at the arrows'
run draw ssh -o "$scratch/ssh.pdf" --lang en < /dev/null
exits 2 'a kind that there is not'
says_on_stderr 'there are .svg, .dot, .mmd' 'and which there are'
run draw shs --lang en < /dev/null
exits 2 'a guide that there is not'
run draw < /dev/null
exits 2 'no guide at all'
run draw ssh -o "$scratch/none/x.dot" --lang en < /dev/null
exits 3 'a folder that there is not'
given < /dev/null
run_full draw ssh --as dot
exits 3 'an output that takes nothing'
run draw --help --lang zh < /dev/null
says '主線由上往下' 'help, in Chinese'

# What is drawn on a guide.
printf '{"id":"1","guide":"ssh","facts":{"port_22":"timeout"}}\n' > "$scratch/ticket.json"
run draw ssh --as mmd --walk "$scratch/ticket.json" --lang en < /dev/null
exits 0 'the way of a ticket'
says 'walked' 'which is lit'
printf '{"case":"C1","at":"x"}\n{"guide":"ssh"}\n{"answer":"port_22","value":"refused"}\n{"retract":"port_22"}\n{"answer":"port_22","value":"timeout"}\n' > "$scratch/case.jsonl"
cp "$scratch/out" "$scratch/ticket.mmd"
run draw ssh --as mmd --walk "$scratch/case.jsonl" --lang en < /dev/null
same "$scratch/out" "$scratch/ticket.mmd" 'the way of a case: what was taken back is not on it'
echo 'no case' > "$scratch/case.jsonl"
run draw ssh --as mmd --walk "$scratch/case.jsonl" --lang en < /dev/null
exits 2 'a file that is no case'
for i in 1 2 3 4; do printf '{"id":"%s","guide":"ssh","facts":{"port_22":"timeout"}}\n' $i; done > "$scratch/tickets.jsonl"
printf '{"id":"5","guide":"ssh","facts":{}}\n{"id":"6","guide":"ssh","facts":{}}\n' >> "$scratch/tickets.jsonl"
"$program" replay "$scratch/tickets.jsonl" --json > "$scratch/tally.json"
run draw ssh --as mmd --traffic "$scratch/tally.json" --lang en < /dev/null
exits 0 'the traffic of a replay'
says '|"Timed out · 4"|' 'counts at the arrows'
says '2 stop here' 'and where tickets stop'
run draw vpn_setup --as mmd --traffic "$scratch/ticket.json" --lang en < /dev/null
exits 2 'a file that is no tally'

if command -v dot > /dev/null; then
    run draw ssh --lang zh < /dev/null
    exits 0 'SVG, laid out by dot'
    line 1 '<svg xmlns="http://www.w3.org/2000/svg"' 'printed'
    says 'xml:lang="zh-Hant-TW"' 'in its language'
    says '無法以 SSH 連線到虛擬機器' 'with its title'
    cp "$scratch/out" "$scratch/first.svg"
    find "$XDG_CACHE_HOME/waymark" -name '*.layout' > "$scratch/out"
    lines 1 'the layout is kept'
    run_without draw ssh --lang zh
    same "$scratch/out" "$scratch/first.svg" 'and used again: dot is not asked'
    for kept in "$XDG_CACHE_HOME"/waymark/*.layout; do head -c 900 "$kept" > "$scratch/cut" && cp "$scratch/cut" "$kept"; done
    run draw ssh --lang zh < /dev/null
    same "$scratch/out" "$scratch/first.svg" 'a damaged one is done again'
    : > "$scratch/file"
    XDG_CACHE_HOME=$scratch/file run draw ssh --lang zh < /dev/null
    same "$scratch/out" "$scratch/first.svg" 'a cache that cannot be written is done without'
    run draw ssh --walk "$scratch/ticket.json" --lang en < /dev/null
    says 'class="waymark"' 'the way has numbers'
    run draw ssh --traffic "$scratch/tally.json" --lang en < /dev/null
    says 'the thicker, the more tickets' 'the legend tells of traffic'
else
    skip 'SVG'
fi
mkdir "$scratch/bin"
printf '#!/bin/sh\nwhile :; do echo x; done\n' > "$scratch/bin/dot"
chmod +x "$scratch/bin/dot"
export XDG_CACHE_HOME="$scratch/other"
# run_with_that ARGUMENT…: where `dot` is the one made here.
run_with_that() {
    env PATH="$scratch/bin:$PATH" "$program" "$@" > "$scratch/out" 2> "$scratch/err" < /dev/null
    code=$?
}
run_with_that draw ssh --lang en
exits 3 'a dot that never ends its output is stopped'
printf '#!/bin/sh\necho "{}"\n' > "$scratch/bin/dot"
run_with_that draw ssh --lang en
exits 3 'a dot that gives no layout'
says_on_stderr 'dot gave no picture' 'is said'
run_without draw ssh --lang en
exits 3 'without dot there is no SVG'
says_on_stderr 'sudo apt-get install graphviz' 'how to install it is said'
finish
