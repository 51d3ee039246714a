-- WM001:2 what the language offers can't be changed
string.rep = nil
