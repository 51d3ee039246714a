-- WM117:3 … nor through a function within a function
local n = 0
local function count() return function() n = n + 1 return n end end
flow { when(function(facts) return count()() > 2 end) { resolve() } }
