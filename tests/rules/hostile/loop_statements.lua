-- WM001:4 names, too
local i = 0
while true do i = i + 1
  fault("f" .. i) { zh = "甲", en = "A" }
end
