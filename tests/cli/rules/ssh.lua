-- A small guide that meets every kind of step once: the walks in golden/ go through it.

guide "ssh" {
  zh = "無法以 SSH 連線到虛擬機器", en = "VM cannot be reached over SSH",
  symptoms = { "ssh", "Connection timed out" },
  manual = "vm-connection",
  goal = is("login", "works"),
}

question "login" {
  zh = "現在能登入了嗎？", en = "Can you sign in now?",
  answers = { { "works", zh = "能", en = "Yes" }, { "fails", zh = "不能", en = "No" } },
}
question "port_22" {
  zh = "TCP 22 有回應嗎？", en = "Does TCP 22 answer?",
  say = { zh = "請您貼上這行指令，再把最後一行唸給我聽。", en = "Please paste this line and read the last line to me." },
  how = { zh = "在使用者的電腦執行", en = "On the user's computer, run", run = "nc -vz -w3 HOST 22" },
  why = { zh = "分得出是網路擋住，還是主機沒有服務。", en = "It tells a blocked network from a host without the service." },
  answers = {
    { "open", zh = "有回應", en = "It answers", sign = "succeeded" },
    { "refused", zh = "連線被拒", en = "Connection refused", sign = "Connection refused" },
    { "timeout", zh = "逾時", en = "Timed out", sign = "Connection timed out" },
  },
  match = { timeout = "Connection timed out" },
  cite = "#port-22",
}
question "console" {
  zh = "主控台最後一行寫什麼？", en = "What does the console's last line say?",
  kind = "text", match = { panic = "Kernel panic", disk_full = "No space left on device" },
  answers = {
    { "panic", zh = "核心錯誤", en = "Kernel panic" }, { "disk_full", zh = "磁碟已滿", en = "Disk full" },
  },
  cost = 3,
}
question "cpu" {
  zh = "CPU 使用率多少？", en = "How busy is the CPU?",
  kind = "number", min = 0, max = 100, unit = { zh = "%", en = "%" },
}

fault "sg_closed" {
  zh = "安全性群組未開放 TCP 22", en = "The security group blocks TCP 22", prior = .5,
  tell = { zh = "少放行了一條連線，已經補上。", en = "One connection was not let through; it is now." },
}
fault "sshd_down" { zh = "sshd 未執行", en = "sshd is not running", prior = .3 }
fault "overload" { zh = "主機太忙", en = "The host is too busy", prior = .2 }

action "open_sg" {
  zh = "開放 TCP 22，來源只限使用者的 IP", en = "Allow TCP 22 from the user's IP only",
  fixes = { sg_closed = .9 }, cost = 5, risk = "approval",
  steps = {
    { zh = "打開安全性群組的入站規則。", en = "Open the security group's inbound rules." },
    { zh = "新增這條規則。", en = "Add this rule.", run = "tcp 22 USER_IP/32" },
  },
  safety = { zh = "不可填 0.0.0.0/0。", en = "Never 0.0.0.0/0." },
  undo = { zh = "刪掉這條規則。", en = "Delete this rule." },
  verify = is("port_22", "open"), cite = "#security-group",
}
action "restart_sshd" {
  zh = "經序列主控台重啟 sshd", en = "Restart sshd over the serial console",
  fixes = { sshd_down = .8 }, cost = 10, wait = 2, workaround = true,
}
action "resize" {
  zh = "換成較大的執行個體", en = "Move to a larger instance",
  fixes = { overload = .7 }, cost = 30, risk = "handover",
}

escalation "architects" {
  to = "cloud_architects", zh = "雲端架構工程人員", en = "Cloud architects", cost = 90,
  say = { zh = "我把查到的都交給工程師了，您不用再說一次。", en = "I have passed all of this on; you need not repeat it." },
  evidence = { "port_22", "console", "cpu" },
}

flow {
  ask "port_22" {
    timeout = { conclude "sg_closed" },
    refused = { ask "console" { panic = escalate "architects", other = conclude "sshd_down" } },
    open = { ask "cpu" { on(at_least(90)) { conclude "overload" }, other = escalate "architects" } },
  },
  otherwise = escalate "architects",
}
