-- WM001:2 patterns take exponential time
local s = ("a"):rep(3000):match(("a*"):rep(30) .. "b")
