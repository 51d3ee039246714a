-- WM001:2
table.insert(string, "mine")
