-- WM001:2,3 arguments that double … and are carried round
local function f(...) return f(1, 2, 3, 4, 5, 6, 7, 8, 9, ...) end
f()
