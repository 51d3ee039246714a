-- WM001:2
while true do end
