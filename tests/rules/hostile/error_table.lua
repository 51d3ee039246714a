-- WM001:2
error({ code = 1 })
