-- WM001:2
math.random = function() return 4 end
