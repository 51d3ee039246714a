-- Nothing is wrong with this one.
guide "good" { zh = "好的", en = "Good" }
question "power" { zh = "有電嗎？", en = "Is there power?" }
fault "unplugged" { zh = "插頭鬆了", en = "It is unplugged", prior = .5 }
fault "broken" { zh = "電源壞了", en = "The supply is broken", prior = .5 }
action "plug_in" { zh = "插好", en = "Plug it in", fixes = { unplugged = 1 } }
escalation "desk" { to = "l1_desk", zh = "服務台", en = "Desk" }
flow { ask "power" { no = conclude "unplugged", yes = conclude "broken" }, otherwise = escalate "desk" }
