-- WM001:2 a comment that shows another text than it is
local x = 1 -- ‮ end of comment
