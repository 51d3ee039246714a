-- WM001:2
error(function() return "x" end)
