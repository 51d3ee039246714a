-- WM001:2 a message can't give another place
error("rule:99: not here")
