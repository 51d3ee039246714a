-- WM001:2
error()
