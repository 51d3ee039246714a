-- WM001:2
for i = 1, math.maxinteger do local x = i end
