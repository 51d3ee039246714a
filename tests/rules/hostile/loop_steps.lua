-- WM001:2 steps are kept outside of Lua's memory and counted all the same
while true do resolve() end
