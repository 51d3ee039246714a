-- WM001:3 a string that doubles stops at 64 KiB
local s = "x"
while true do s = s .. s end
