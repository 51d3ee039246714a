-- WM001:2 nothing has a __close
local x <close> = {}
