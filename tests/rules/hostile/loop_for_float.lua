-- WM001:2
for x = 1.0, math.huge do end
