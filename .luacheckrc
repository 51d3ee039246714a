-- luacheck: guides may use the rule language and the few helpers that the fence lets in (rules/README.md), and set no global.
std = "lua54"
codes = true
max_line_length = false

stds.rules = {
    read_globals = {
        -- declarations
        "guide", "question", "fault", "action", "escalation", "flow",
        -- steps
        "ask", "when", "try", "conclude", "suspect", "escalate", "resolve", "go", "see", "include", "any_order", "again", "on",
        -- conditions
        "is", "one_of", "below", "at_least", "between", "contains", "known", "fixed", "failed", "all", "any", "none",
        -- helpers
        "ipairs", "pairs", "select", "type", "tonumber", "tostring", "error", "assert",
        string = { fields = { "byte", "char", "len", "lower", "upper", "sub", "format", "find", "rep" } },
        table = { fields = { "insert", "remove", "unpack" } },
        math = { fields = {
            "abs", "ceil", "floor", "fmod", "huge", "max", "maxinteger", "min", "mininteger", "modf", "pi", "sqrt", "tointeger", "type",
            "ult", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "deg", "rad",
        } },
        utf8 = { fields = { "char", "charpattern", "codes", "codepoint", "len", "offset" } },
    },
}
files["rules"].std = "rules"
