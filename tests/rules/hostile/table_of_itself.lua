-- WM113:3 a list in a list is one error, however deep it would go
local t = {} t[1] = t
flow(t)
