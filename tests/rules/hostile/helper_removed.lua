-- WM001:2
table.remove(utf8)
