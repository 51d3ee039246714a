-- WM001:3 a rule can set no global
local here = 1
there = here
