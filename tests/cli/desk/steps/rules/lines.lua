-- Commands of several lines: in a question, in a remedy's step with words, and in one without.

guide "lines" { zh = "名稱解析不對", en = "Names resolve wrongly", symptoms = { "dns" } }
question "resolver" {
  zh = "設定檔有 nameserver 嗎？", en = "Does the file name a server?",
  how = { zh = "在主機上執行", en = "On the host, run", run = "cd /etc\nsudo cat resolv.conf\n" },
}
fault "no_server" { zh = "沒有設定名稱伺服器", en = "No name server is set", prior = .9 }
action "set_server" {
  zh = "寫入名稱伺服器", en = "Write the name server", fixes = { no_server = .9 }, cost = 5,
  steps = {
    { zh = "寫進設定檔：", en = "Put into the file:", run = "Host web-01\n  HostName 10.0.0.7\n  User deploy" },
    { run = "sudo systemctl restart systemd-resolved\nresolvectl status" },
    { zh = "看結果：", en = "Look at it:", run = "Windows      nslookup web-01\nmacOS/Linux  dig web-01" },
  },
}
escalation "up" { to = "network", zh = "網路管理", en = "Network", cost = 20, evidence = { "resolver" } }
escalation "vendor" { to = "network", zh = "原廠", en = "The vendor", cost = 60 }
flow { ask "resolver" { no = conclude "no_server" }, otherwise = escalate "up" }
