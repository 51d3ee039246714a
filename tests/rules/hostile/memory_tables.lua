-- WM001:3
local t = {}
while true do t = { t } end
