# fish completion for waymark. What there is to complete is asked of the program itself (waymark VERB --help), so that a new verb or option
# needs no line here. Uses fish, sed and find.

# Prints the verbs, one a line, each with what it does after a tab.
function __waymark_verbs
    waymark --help --lang en 2>/dev/null | sed -n 's/^  waymark \([a-z][a-z]*\)\( [^ ]*\)\{0,1\}  *\(.*\)/\1\t\3/p'
end

# Prints the options of a verb (or of none), one a line: "--rules DIR", "--json".
function __waymark_options
    waymark $argv --help --lang en 2>/dev/null | sed -n 's/^  \(--[a-z][a-z-]*\)\( [^ ]*\)\{0,1\}  .*/\1\2/p'
end

# Prints the same for people: the option, and what it does after a tab.
function __waymark_options_told
    waymark $argv --help --lang en 2>/dev/null | sed -n 's/^  \(--[a-z][a-z-]*\)\( [^ ]*\)\{0,1\}  *\(.*\)/\1\t\3/p'
end

# Prints what the value of an option is called: OPTION VERB.
function __waymark_value
    __waymark_options $argv[2..-1] | sed -n "s/^$argv[1] //p"
end

# Prints the names of the guides; $argv[1]: what --rules says.
function __waymark_guides
    set -l folder $argv[1]
    set -l installed (dirname (command -s waymark; or echo /nowhere/waymark))/../share/waymark/rules
    if test -z "$folder"
        if test -n "$WAYMARK_RULES"
            set folder $WAYMARK_RULES
        else if test -d rules
            set folder rules
        else
            set folder $installed
        end
    end
    test -d "$folder"; and find $folder -name '*.lua' -exec sed -n "s/^[[:space:]]*guide[[:space:]]*(\{0,1\}[[:space:]]*[\"']\([a-z0-9_/]*\)[\"'].*/\1/p" '{}' +
end

# Prints the numbers of the cases that there are.
function __waymark_cases
    set -l state $XDG_STATE_HOME
    test -n "$state"; or set state $HOME/.local/state
    for file in $state/waymark/cases/*.jsonl
        basename $file .jsonl
    end
end

# Completes what is called by this name: words, folders, files, guides.
function __waymark_named # NAME RULES
    if not string match -qr '[A-Z]' -- $argv[1]; and string match -q '*|*' -- $argv[1]
        string split '|' -- $argv[1]
        return
    end
    switch $argv[1]
        case '*NAME*' '*GUIDE*'
            __waymark_guides $argv[2]
        case 'DIR*'
            __fish_complete_directories (commandline -ct)
        case '*FILE*' '*PATH*' '*TICKETS*' '*TALLY*' '*DIR*'
            __fish_complete_path (commandline -ct)
    end
end

function __waymark_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l verb
    set -l rules ''
    set -l i 2
    while test $i -le (count $before) # the verb, and the folder of guides, before the cursor
        set -l word $before[$i]
        if string match -q -- '--*' $word
            if not string match -q -- '*=*' $word; and test -n (__waymark_value $word $verb | string collect)
                set i (math $i + 1)
                test $word = --rules; and test $i -le (count $before); and set rules $before[$i]
            end
        else if test -z "$verb"; and not string match -q -- '-*' $word
            set verb $word
        end
        set i (math $i + 1)
    end
    set -l previous $before[-1]
    set -l value
    string match -q -- '--*' $previous; and set value (__waymark_value $previous $verb)
    if test "$previous" = --case
        __waymark_cases
        __fish_complete_path $current
    else if test -n "$value"
        __waymark_named $value $rules
    else if string match -q -- '-*' $current
        __waymark_options_told $verb
    else if test -z "$verb"
        __waymark_verbs
    else
        __waymark_named (waymark $verb --help --lang en 2>/dev/null | sed -n '1s/^Usage: waymark [a-z]* \(.*\)\[OPTIONS\].*/\1/p') $rules
    end
end

complete -c waymark -f -a '(__waymark_complete)'
