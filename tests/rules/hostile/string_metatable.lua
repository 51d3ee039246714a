-- WM001:2
getmetatable("").__index = {}
