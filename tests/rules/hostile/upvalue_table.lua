-- WM117:3
local seen = {}
flow { when(function(facts) seen.x = 1 return true end) { resolve() } }
