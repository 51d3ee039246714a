-- WM113:2 WM001:2 complaints are bounded
while true do conclude(1) end
