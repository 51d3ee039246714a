-- WM001:2
for k in function() return 1 end do end
