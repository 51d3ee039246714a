-- Two remedies of the same fault: which comes first is a matter of what waiting costs.

guide "waiting" { zh = "檔案打不開", en = "The file does not open", symptoms = { "file" } }
fault "locked" { zh = "檔案鎖住了", en = "The file is locked", prior = 1 }
action "wait_for_it" { zh = "等鎖定逾時", en = "Wait until the lock ends", fixes = { locked = .9 }, cost = 5, wait = 100 }
action "break_lock" { zh = "解除鎖定", en = "Break the lock", fixes = { locked = .9 }, cost = 9 }
escalation "up" { to = "network", zh = "交給網管", en = "To the network team", cost = 200 }
