-- WM117:3 a condition keeps nothing from call to call
local n = 0
flow { when(function(facts) n = n + 1 return n > 2 end) { resolve() } }
