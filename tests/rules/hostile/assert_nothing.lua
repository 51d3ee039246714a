-- WM001:2
assert(nil)
