-- A second guide, for messages that lead elsewhere.

guide "vpn" { zh = "VPN 連上但無法存取", en = "VPN connected but no access", symptoms = { "vpn", "AnyConnect" }, goal = is("vpn_works", "yes") }
question "vpn_works" { zh = "現在能用了嗎？", en = "Does it work now?" }
question "client" { zh = "用戶端顯示已連線嗎？", en = "Does the client say connected?" }
fault "account" { zh = "帳號沒有這個權限", en = "The account may not", prior = .5 }
action "renew" { zh = "重新登入 VPN", en = "Sign in to the VPN again", fixes = { account = .5 } }
escalation "desk" { to = "network", zh = "交給網路人員", en = "To the network team", evidence = { "client" } }
flow { ask "client" { yes = conclude "account" }, otherwise = escalate "desk" }
