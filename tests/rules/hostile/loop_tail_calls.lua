-- WM001:3,4 two functions that go on in each other
local a, b
function a() return b() end
function b() return a() end
a()
