-- WM117:3
local step = resolve()
flow { when(function(facts) return step end) { step } }
