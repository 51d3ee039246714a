-- What the desk's tests walk: every kind of screen, in texts as long as real ones.

guide "compute/ssh" {
  zh = "無法以 SSH 連線到虛擬機器", en = "VM cannot be reached over SSH",
  symptoms = { "ssh", "連線逾時", "Connection timed out" },
  manual = "vm", goal = is("login", "works"),
}

question "login" {
  zh = "現在能登入了嗎？", en = "Can the user sign in now?",
  say = { zh = "請您照平常的方式再登入一次，告訴我畫面停在哪裡。",
          en = "Please sign in once more as you usually do, and tell me where it stops." },
  answers = { { "works", zh = "出現命令提示字元", en = "A command prompt appears", sign = "user@host:~$" },
              { "fails", zh = "還是進不去", en = "Still no prompt" } },
}
question "security_sign" {
  zh = "有資安徵兆嗎？", en = "Any sign of a security incident?",
  say = { zh = "先問一件事：有沒有看到不認得的登入、檔案被改名，或勒索訊息？",
          en = "First: have you seen a sign-in you don't know, renamed files, or a ransom note?" },
  answers = { { "none", zh = "沒有", en = "No" }, { "signs", zh = "有，看得到", en = "Yes, visible" } },
}
question "affected" {
  zh = "多少人受影響？", en = "How many people are affected?",
  answers = { { "one", zh = "只有一個人", en = "One person" }, { "unit", zh = "一個單位", en = "One department" },
              { "many", zh = "好幾個單位", en = "Several departments" } },
}
question "message" {
  zh = "畫面出現什麼訊息？", en = "What does the screen say?",
  kind = "text", match = { timed_out = "timed out", refused = "Connection refused" },
  answers = { { "timed_out", zh = "連線逾時", en = "Timed out", sign = "Connection timed out" },
              { "refused", zh = "連線被拒", en = "Connection refused", sign = "Connection refused" } },
}
question "port_22" {
  zh = "TCP 22 有回應嗎？", en = "Does TCP 22 answer?",
  say = { zh = "我請您在自己的電腦貼一行指令，再把最後一行唸給我聽。",
          en = "Please paste one line, and read me the last line it prints." },
  how = { zh = "在使用者的電腦執行", en = "Run on the user's computer",
          run = "Windows      Test-NetConnection 203.0.113.24 -Port 22\nmacOS/Linux  nc -vz -w3 203.0.113.24 22" },
  why = { zh = "這一題能分開「網路擋住」和「主機沒有服務」。",
          en = "It separates \"the network is in the way\" from \"nothing listens on the host\"." },
  answers = { { "open", zh = "有回應", en = "It answers", sign = "succeeded, TcpTestSucceeded : True" },
              { "refused", zh = "連線被拒", en = "Connection refused", sign = "Connection refused" },
              { "timeout", zh = "逾時", en = "Timed out", sign = "timed out" } },
  given = { sg_closed = { timeout = .97 }, office = { timeout = .90 }, sshd_down = { refused = .97 },
            overload = { open = .9 } },
  cite = "#port-22",
}
question "cpu" {
  zh = "CPU 最近 15 分鐘用多少？", en = "How busy was the CPU for 15 minutes?",
  kind = "number", min = 0, max = 100, unit = { zh = "%", en = "%" },
}
question "console" {
  zh = "主控台紀錄最後 50 行寫什麼？", en = "What do the console's last 50 lines say?",
  kind = "text", match = { panic = "Kernel panic" },
  answers = { { "panic", zh = "核心錯誤", en = "Kernel panic" }, { "clean", zh = "沒有異常", en = "Nothing unusual" } },
  cost = 3,
}

fault "sg_closed" {
  zh = "安全群組未開放 TCP 22", en = "The security group blocks TCP 22", prior = .5,
  tell = { zh = "整理網路規則時，少放行了您辦公室到主機的連線；資料沒有受影響。",
           en = "When network rules were tidied up, the way from your office was left out. Your data was not affected." },
}
fault "office" { zh = "辦公室防火牆擋下", en = "The office firewall blocks it", prior = .2 }
fault "sshd_down" { zh = "sshd 未執行", en = "sshd is not running", prior = .2 }
fault "overload" { zh = "主機太忙", en = "The host is too busy", prior = .1 }

action "open_sg" {
  zh = "開放 TCP 22，來源只限使用者 IP", en = "Open TCP 22 for the user's IP only",
  fixes = { sg_closed = .95 }, cost = 5, risk = "approval",
  safety = { zh = "會改動正式環境的網路規則。只新增一條 TCP 22，來源填使用者 IP/32，不可填 0.0.0.0/0 或 ::/0。",
             en = "This changes network rules in production. Add one rule, TCP 22 from the user's IP/32; never 0.0.0.0/0 or ::/0." },
  steps = { { zh = "請使用者查對外 IP，複述一次核對。", en = "Have the user look up their outside IP; read it back.",
              run = "curl https://checkip.example.com" },
            { zh = "主控台 > 網路 > 安全群組 > 入站規則，新增 SSH、TCP 22、來源 IP/32，說明填案號。",
              en = "Console > network > security group > inbound rules: add SSH, TCP 22, IP/32, the case number as description." } },
  verify = is("port_22", "open"), undo = { zh = "刪掉說明裡有這個案號的那條規則。", en = "Delete that rule." },
  cite = "#open-rule",
}
action "restart_sshd" { zh = "經序列主控台重啟 sshd", en = "Restart sshd over the serial console", fixes = { sshd_down = .8 }, cost = 10 }

escalation "architects" {
  to = "cloud_architects", zh = "交給雲端架構工程人員查網路路徑", en = "Cloud architects look into the network path",
  say = { zh = "我把查到的都交給網路工程師了，您不用再說一次。", en = "I have passed all of this on; you need not repeat it." },
  evidence = { "message", "port_22", "console", "cpu" },
}
escalation "security_desk" {
  to = "security", zh = "交給資訊安全人員，主機保持原樣", en = "Security takes over; leave the VM as it is",
  evidence = { "security_sign", "message" },
}

flow {
  ask "security_sign" { signs = escalate "security_desk" },
  ask "affected" {},
  ask "message" {},
  ask "port_22" {
    timeout = conclude "sg_closed",
    refused = conclude "sshd_down",
    open = ask "cpu" { on(at_least(90)) { conclude "overload" } },
  },
  otherwise = escalate "architects",
}
