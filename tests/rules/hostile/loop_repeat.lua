-- WM001:2
repeat until false
