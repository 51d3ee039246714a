# waymark new: guides from nothing, from flowcharts and from manuals. What comes out loads, passes check, and walks.
. "$(dirname "$0")/support.sh"
charts="$here/charts"
home="$scratch/home"
mkdir -p "$home/kb/manuals"
echo '{"l1": {"zh": "一線", "en": "First line", "level": 1}, "repair": {"zh": "維修", "en": "Repair", "level": 2}}' > "$home/kb/teams.json"
cp "$charts/printer.zh.md" "$charts/printer.en.md" "$home/kb/manuals/"
unset WAYMARK_RULES
cd "$home" || exit 3

# make NAME [FILE]: a guide of that name; checked: what check says of all of them.
make() { run new guide "$1" ${2:+--from "$2"} --lang en < /dev/null; }
# same FILE FILE WHAT; writes WORDS FILE WHAT: they are in the guide.
same() {
    if cmp -s "$1" "$2"; then tell yes "$3"; else tell no "$3"; fi
}
writes() {
    if grep -Fq -- "$1" "$2"; then tell yes "$3"; else tell no "$3"; fi
}
checked() {
    run check --lang en < /dev/null
    exits 0 "$1"
}

make shop/first
exits 0 'from nothing'
says 'wrote rules/shop/first.lua' 'says what it wrote'
says 'wrote kb/manuals/shop-first.zh.md' 'the manual, too'
says 'waymark check rules/shop/first.lua' 'and what comes next'
run check --lang en < /dev/null
says 'Nothing found: 1 guide.' 'nothing is wrong with it'
cp rules/shop/first.lua "$scratch/before"
make shop/first
exits 1 'a file is never written over'
says_on_stderr 'is there already' 'and says so'
same rules/shop/first.lua "$scratch/before" 'it is as it was'

make shop/mermaid "$charts/printer.mmd"
exits 0 'from Mermaid'
says 'Questions 2,' 'its questions'
checked 'which passes check'
writes 'again "power" { at_most = 2 }' rules/shop/mermaid.lua 'a circle is a bounded loop'
writes '插上電源線 兩端都要' rules/shop/mermaid.lua 'a line break is a blank'
printf '%s\n' '{"open":{"guide":"shop/mermaid"}}' '{"answer":{"power":"yes"}}' '{"answer":{"paper":"yes"}}' > "$scratch/in"
run_given session
line 3 '"kind":"escalate","id":"desk"' 'it walks to the hand-over'

make shop/drawio "$charts/printer.drawio"
exits 0 'from draw.io'
make shop/packed "$charts/packed.drawio"
exits 0 'from draw.io, deflated'
sed 's/shop\/packed/shop\/drawio/; s/packed.drawio/printer.drawio/' rules/shop/packed.lua > "$scratch/packed"
same rules/shop/drawio.lua "$scratch/packed" 'which comes to the same'
writes 'en = "Plug in the cord & wait"' rules/shop/drawio.lua 'markup becomes text'
writes 'zh = "（待譯）Is the power light on?"' rules/shop/drawio.lua 'the language that is missing is marked'
checked 'which pass check'
says 'WM223' 'check tells of what is marked'
says "its zh is marked '（待譯）'" 'and how'

make shop/manual kb/manuals/printer.zh.md
exits 0 'from a manual'
writes 'cite = "#power"' rules/shop/manual.lua 'with cites'
writes 'question "step_2"' rules/shop/manual.lua 'a condition is a question'
make shop/manual_en kb/manuals/printer.en.md
exits 0 'from a manual in English'
checked 'which pass check'
lacks 'WM218' 'every cite leads somewhere'

cp "$charts/intranet.zh.md" "$charts/intranet.en.md" kb/manuals/
make shop/intranet kb/manuals/intranet.zh.md
exits 0 'from a manual in two languages'
says 'are of kb/manuals/intranet.en.md' 'says that the other one was read'
checked 'which pass check'
lacks ': error' 'and nothing is wrong'
writes 'zh = "沒有連線？", en = "It is not connected?"' rules/shop/intranet.lua 'a condition in a later sentence is a question, in both'
writes 'how = { zh = "看右下角的 VPN 圖示。", en = "Look at the VPN icon." }' rules/shop/intranet.lua 'the sentence before it says how'
writes 'zh = "清掉名稱解析快取。", en = "Forget the names that are kept."' rules/shop/intranet.lua 'what follows, too'
writes 'zh = "內部網站打不開", en = "The intranet page does not open"' rules/shop/intranet.lua 'and the title'
writes '["yes"] = { again "step_2"' rules/shop/intranet.lua 'a list that goes on counting leads back by its numbers'
writes 'en = "(to translate) 閘道要 300 ms 以上？"' rules/shop/intranet.lua 'an item of other parts is marked'
writes 'zh = "換了線路還是慢？", en = "It stays slow on the other line?"' rules/shop/intranet.lua 'the next one is not'
writes 'en = "(to translate) 請使用者再試一次。"' rules/shop/intranet.lua 'a list of another length is marked'
make shop/intranet_en kb/manuals/intranet.en.md
writes 'zh = "看右下角的 VPN 圖示。", en = "Look at the VPN icon."' rules/shop/intranet_en.lua 'the other way round'
mkdir -p alone && cp "$charts/intranet.zh.md" alone/
make shop/alone alone/intranet.zh.md
writes 'en = "(to translate) 看右下角的 VPN 圖示。"' rules/shop/alone.lua 'without a translation it is marked'
lacks 'are of' 'and none is named'
printf 'no steps at all\n' > alone/intranet.en.md
make shop/beside alone/intranet.zh.md
exits 0 'a translation that is no manual is none'
writes 'en = "(to translate) 看右下角的 VPN 圖示。"' rules/shop/beside.lua 'and all is marked'
lacks 'are of' 'and it is not named'

if command -v dot > /dev/null; then
    printf 'digraph { start -> q; q [shape=diamond,label="On?"]; q -> a [label=Yes]; q -> b [label=No]; a [label="Done"]; b [label="Escalate\\nnow"] }' > "$scratch/c.dot"
    make shop/dot "$scratch/c.dot"
    exits 0 'from DOT'
    checked 'which passes check'
    printf 'digraph { a -> ' > "$scratch/bad.dot"
    make shop/bad "$scratch/bad.dot"
    exits 3 'DOT that is none'
    n=0
    for file in "${WAYMARK_SHARED:-$here/../../../shared}"/data/telecom/workflows/*.dot; do
        [ -r "$file" ] || continue
        n=$((n + 1))
        make "telecom/path_$n" "$file"
        exits 0 "$(basename "$file") becomes a guide"
    done
    if [ $n -gt 0 ]; then
        checked 'the telecom workflows pass check'
    else
        count=$((count + 1))
        echo "ok $count - the telecom workflows # SKIP ../shared/data is not here"
    fi
else
    count=$((count + 1))
    echo "ok $count - from DOT # SKIP Graphviz's dot is not here"
fi

# What is in a chart is text, whatever it looks like.
make shop/hostile "$charts/hostile.mmd"
exits 0 'labels that look like Lua'
checked 'stay labels'
if [ ! -e "$home/ran" ]; then tell yes 'and nothing ran'; else tell no 'and nothing ran'; fi
make shop/bomb "$charts/hostile.drawio"
exits 3 'a DOCTYPE is refused'
says_on_stderr 'DOCTYPE' 'and named'
awk 'BEGIN { print "flowchart TD"; for (i = 0; i < 3000; i++) printf "n%d{Question number %d?} -->|Yes| n%d\nn%d -->|No| n%d\n", i, i, i + 1, i, (i * 7) % 3000 }' > "$scratch/deep.mmd"
make shop/deep "$scratch/deep.mmd"
exits 0 'three thousand boxes deep, with circles'
run check --lang en < /dev/null
lacks ': error' 'loads and has no error'
rm -f rules/shop/deep.lua
awk 'BEGIN { printf "flowchart TD\na[\""; for (i = 0; i < 300000; i++) printf "x"; print "\"] --> b[Done]" }' > "$scratch/long.mmd"
make shop/long "$scratch/long.mmd"
exits 0 'a text of 300,000 letters is cut'
checked 'and loads'
for bad in 'flowchart TD
a --> ' 'flowchart TD
a[open --> b' 'pie title x' ''; do
    printf '%s' "$bad" > "$scratch/bad.mmd"
    make shop/wrong "$scratch/bad.mmd"
    exits 3 "no flowchart: $(printf '%s' "$bad" | tail -n 1)"
done
printf '{"nodes":{"1":{"label":"On?","terminal":false}},"edges":{"1":{"yes":"2"}}}' > "$scratch/bad.json"
make shop/wrong "$scratch/bad.json"
exits 3 'an arrow to nowhere'

# What nothing leads to.
printf 'flowchart TD\na{On?} -->|Yes| b[Done]\na -->|No| c[Plug it in]\nd[Call the shop] --> d\n' > "$scratch/lost.mmd"
make shop/lost "$scratch/lost.mmd"
exits 0 'a box that nothing leads to'
says_on_stderr '1 box was left out, as no arrow or step leads there from the start, "On?"' 'is left out, and that is said'
says_on_stderr '  "Call the shop"' 'with its name'
says_on_stderr 'draw an arrow that leads there, delete rules/shop/lost.lua and run this again' 'and how to mend it'
awk 'BEGIN { print "flowchart TD\na{開著嗎？} -->|是| b[好了]\na -->|否| c[打開]"; for (i = 1; i < 9; i++) printf "x%d[框 %d] --> x%d\n", i, i, i }' > "$scratch/lost.mmd"
run new guide shop/lost_zh --from "$scratch/lost.mmd" --lang zh < /dev/null
says_on_stderr '有 8 個框沒有寫進去，因為從起點「開著嗎？」出發，沒有箭頭或步驟通到' 'in Chinese, too'
says_on_stderr '  「框 5」' 'five by name'
says_on_stderr '  … 還有 3 個' 'and how many more'

# Wrong use.
run new < /dev/null
exits 2 'without anything'
run new guide 'Shop/../etc' < /dev/null
exits 2 'what is no name'
run new guide a/b --from "$scratch/none.txt" < /dev/null
exits 2 'a file of no known kind'
run new guide a/b --from "$scratch/none.json" < /dev/null
exits 3 'a file that is not there'
run new --help --lang zh < /dev/null
exits 0 'help'
says '不會蓋掉已有的檔案' 'in Chinese'
finish
