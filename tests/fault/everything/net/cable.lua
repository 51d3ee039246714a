-- Included by net/printer, and leads back to it.
guide "net/cable" { zh = "網路線", en = "The cable", goal = is("link", "yes"), symptoms = { "cable" } }
question "link" { zh = "連線燈亮嗎？", en = "Is the link lamp lit?" }
fault "loose" { zh = "線鬆了", en = "The cable is loose", prior = .6 }
action "push" { zh = "插緊", en = "Push it in", fixes = { loose = .9 }, cost = 1 }
escalation "network" { to = "network", zh = "網路組", en = "Network team", evidence = { "link" } }
flow {
  ask "link" { no = conclude "loose", yes = when(is("system", "windows")) { include "net/printer" } },
  otherwise = escalate "network",
}
