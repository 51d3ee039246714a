# The words check. It has to spell what it plants: lint: word list
. "$(dirname "$0")/planted.sh"

put engine/a.c <<'C'
/* A path: ~/work/x, $HOME/x, src/home/x; words: TODOS, XXXXXX. 網域名稱、區域名稱、國內存放、連網關閉、逾時。 */
C
put rules/ssh.lua <<'LUA'
run = "chmod 700 /home/azureuser/.ssh"
LUA
passes words 'near misses, and the paths of the machines that a guide speaks of'

one() { # one LINE PATTERN WHAT
    printf '%s\n' "$1" | put tests/x.sh
    finds words "$2" "$3"
    rm tests/x.sh
}
for place in root work home; do one "cd /$place/x" 'x.sh:1: a path of one machine' "the path /$place/"; done
one 'curl https://registry.npmjs.org/x' 'package registry' 'the host of a registry'
for word in TODO FIXME XXX HACK; do one "# $word: later" "left open: $word" "the word $word"; done
for word in 服務器 域名 默認 超時 證書 網關 端口 內存 日志; do one "echo 這個$word" "not the word of Taiwan: $word" "the word $word"; done
echo 'lint: word list 服務器' | put tests/list.txt
passes words 'a list of the words is left alone'
finish
