-- WM001:2
while true do local s = ("x"):rep(20) end
