-- WM001:2
local function f() error("deep", 7) end
f()
