-- WM117:4 an environment of one's own is a table
local function make()
  local _ENV = { leak = true }
  return function(facts) return leak end
end
flow { when(make()) { resolve() } }
