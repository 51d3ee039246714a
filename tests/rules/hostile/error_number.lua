-- WM001:2
error(12)
