# The tree check: what is missing and what is too much is found.
. "$(dirname "$0")/planted.sh"

for file in Makefile README.md LICENSE CHANGELOG.md .editorconfig engine/README.md engine/walk/README.md engine/walk/walk.c rules/README.md \
    kb/teams.json tests/README.md tests/unit/README.md tests/unit/walk/test_walk.c tests/fuzz/README.md tests/fuzz/corpus/ticket/1 tools/README.md \
    tools/cli/README.md tools/cli/main.c; do
    echo x | put "$file"
done
passes tree 'the tree as it should be'
echo x | put NOTES.md
finds tree '^NOTES.md: does not belong' 'a file too much at the top'
rm NOTES.md
echo x | put src/x.c
finds tree '^src: does not belong' 'a folder too much at the top'
rm -r src
rm LICENSE
finds tree '^LICENSE: missing' 'no licence'
echo x | put LICENSE
for folder in engine/walk tools/cli tests/unit tests; do
    rm "$folder/README.md"
    finds tree "^$folder/README.md: missing" "no README in $folder"
    echo x | put "$folder/README.md"
done
echo x | put engine/base/x.c
finds tree '^engine/base/README.md: missing' 'a new layer without a README'
finish
