-- WM001:4,5,6 a full table that is emptied and filled in turn is gone through at each step
local t = {}
for i = 1, 1 << 18 do t[i + .5] = i end
for i = 1, 1e9 do
  t[i + .5] = nil
  t[-i - .5] = i
end
