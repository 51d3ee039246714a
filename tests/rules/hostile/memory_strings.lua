-- WM001:3 many that are shorter stop at the memory's bound
local t = {}
for i = 1, 1e9 do t[i] = ("x"):rep(60000) .. i end
