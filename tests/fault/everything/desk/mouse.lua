-- A guide without a flow: walked by the plan alone.
guide "desk/mouse" { zh = "滑鼠不動", en = "The mouse does not move", symptoms = { "mouse", "滑鼠" } }
question "light" { zh = "亮嗎？", en = "Is it lit?", given = { battery = { yes = .1 }, pad = { yes = .95 } }, cost = 1 }
question "surface" { zh = "桌墊會反光嗎？", en = "Is the pad shiny?", given = { pad = { yes = .8 }, battery = { yes = .2 } }, cost = 2 }
fault "battery" { zh = "沒電", en = "Flat battery", prior = .5 }
fault "pad" { zh = "桌墊", en = "The pad", prior = .3 }
action "charge" { zh = "充電", en = "Charge it", fixes = { battery = .9 }, cost = 5, wait = 20 }
action "paper_pad" { zh = "墊紙", en = "Put paper under it", fixes = { pad = .8 }, cost = 1, workaround = true }
escalation "desk" { to = "service_desk", zh = "服務台", en = "Service desk", cost = 40 }
