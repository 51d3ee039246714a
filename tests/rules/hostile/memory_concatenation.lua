-- WM001:3
local s = ("x"):rep(60000)
local long = s .. s .. s .. s .. s .. s
