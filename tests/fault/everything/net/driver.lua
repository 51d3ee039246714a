-- net/printer and this guide lead to each other.
guide "net/driver" { zh = "驅動程式", en = "The driver" }
question "version" { zh = "版本？", en = "Which version?", kind = "number", min = 1, max = 9 }
fault "old" { zh = "太舊", en = "Too old" }
action "update" { zh = "更新", en = "Update it", fixes = { old = .6 }, verify = at_least("version", 5), changes = { "version" }, cost = 15, risk = "handover" }
escalation "makers" { to = "makers", zh = "原廠", en = "The maker" }
flow {
  ask "version" { on(below(5)) { conclude "old" }, other = { try "restart_queue", see "net/printer" } },
  otherwise = escalate "makers",
}
