-- WM001:3 there is no protected call to catch the end with
local function stop() while true do end end
while true do pcall(stop) end
