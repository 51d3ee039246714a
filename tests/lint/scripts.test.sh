# The scripts check: luacheck knows the rule language and nothing else in rules/, shellcheck reads scripts with and without an ending.
. "$(dirname "$0")/planted.sh"
needs luacheck shellcheck
cp "$here/../../.luacheckrc" .

put rules/ssh.lua <<'LUA'
guide "ssh" { zh = "甲", en = "a", goal = is("login", "works") }
flow { ask "login" { works = resolve(), other = any_order { try "x", on(one_of("a", "b")) { escalate "y" } } } }
LUA
put tools/ok <<'SH'
#!/bin/sh
echo "$1"
SH
passes scripts 'a guide and a script'
echo 'flow { ask "x" { yes = conclde "y" } }' | put rules/bad.lua
finds scripts "undefined variable 'conclde'" 'a constructor that the language does not have'
echo 'local x = os.time() flow { x }' | put rules/bad.lua
finds scripts "undefined variable 'os'" 'a library that the fence keeps out'
echo 'flow = { }' | put rules/bad.lua
finds scripts 'flow' 'a guide that sets a global'
rm rules/bad.lua
# shellcheck disable=SC2016 # the planted fault
printf '#!/bin/sh\nrm $1\n' | put tools/bad
finds scripts 'SC2086' 'an unquoted variable in a script without an ending'
rm tools/bad
# shellcheck disable=SC2016 # the planted fault
echo 'cd $1' | put tests/bad.sh
finds scripts 'SC2164' 'an unchecked cd in a .sh'
finish
