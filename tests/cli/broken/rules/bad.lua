-- Refused: it asks a question that nobody declared.
guide "bad" { zh = "壞的", en = "Bad" }
question "port_22" { zh = "有回應嗎？", en = "Does it answer?" }
escalation "desk" { to = "l1_desk", zh = "服務台", en = "Desk" }
flow { ask "port_23" { yes = resolve() }, otherwise = escalate "desk" }
