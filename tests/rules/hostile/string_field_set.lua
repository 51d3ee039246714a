-- WM001:3 strings share their helpers and can be given none
local s = "x"
s.rep = 1
