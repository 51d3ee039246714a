-- WM001:2 … and names that there are not cost a lot
while true do local s = nothing_of_this_name end
