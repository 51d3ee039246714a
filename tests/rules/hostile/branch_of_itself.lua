-- WM113:3
local t = {} t.a = t
flow { ask "q" (t) }
