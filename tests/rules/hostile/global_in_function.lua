-- WM001:3 … nor can a function of it
local function set()
  counter = 1
end
set()
