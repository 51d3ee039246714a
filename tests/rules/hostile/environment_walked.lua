-- WM001:3 the environment has no keys to go through, and no metatable to be had
for name in pairs(_ENV) do error(name) end
local m = getmetatable(_ENV)
m.__index = nil
