-- Nobody gets in over SSH: the way from the caller's computer to the host, walked from the outside in.
-- Texts of the manual: kb/manuals/vm-connection. A rejected key goes on in compute/ssh_key_rejected, a changed host key in
-- compute/ssh_host_key, a VM that is not running in compute/vm_stopped; what was answered here is not asked again there.

guide "compute/ssh_unreachable" {
  zh = "無法以 SSH 連線到虛擬機器", en = "VM cannot be reached over SSH",
  symptoms = {
    "ssh", "ssh 連不上", "無法 ssh", "連不進主機", "虛擬機器連不上", "連接埠 22", "連線逾時", "連線被拒",
    "cannot ssh", "ssh timeout", "port 22", "PuTTY", "Connection timed out", "Operation timed out",
    "Connection refused", "No route to host", "Could not resolve hostname", "kex_exchange_identification",
  },
  manual   = "vm-connection",
  goal     = is("login", "works"),
  owner    = "l1_compute", reviewed = "2026-03-01",
  applies  = is("product_class", "platform"),
}

-- ---------------------------------------------------------------- the goal, and whom it concerns

question "login" {
  zh = "現在能登入了嗎？", en = "Can the user sign in now?",
  say = { zh = "請您照平常的方式再登入一次，告訴我畫面停在哪裡。",
          en = "Please sign in once more as you usually do, and tell me where it stops." },
  answers = {
    { "works", zh = "出現命令提示字元", en = "A command prompt appears", sign = "user@host:~$" },
    { "fails", zh = "還是進不去", en = "Still no prompt" },
  },
  share = true, cost = 1, cite = "#symptoms",
}

-- The question of common/before_start, here with what its answers say about the causes below.
question "affected" {
  zh = "多少人受影響？", en = "How many people are affected?",
  answers = {
    { "one", zh = "只有一個人", en = "One person" },
    { "unit", zh = "一個單位", en = "One department" },
    { "many", zh = "好幾個單位", en = "Several departments" },
  },
  given = {
    sg_source       = { one = .80, unit = .18 },
    office_firewall = { unit = .70, one = .15 },
  },
  share = true, cost = 1, cite = "#scope",
}

-- ---------------------------------------------------------------- the machine and the message

question "vm_state" {
  zh = "虛擬機器在執行嗎？", en = "Is the VM running?",
  how = { zh = "主控台 > 虛擬機器，看「狀態」那一欄。", en = "Console > virtual machines: the status column." },
  answers = {
    { "running", zh = "執行中", en = "Running", sign = "Running" },
    { "stopped", zh = "已停止", en = "Stopped", sign = "Stopped, Deallocated, TERMINATED" },
    { "changing", zh = "正在開機或關機", en = "Starting or stopping", sign = "Starting, Stopping, PROVISIONING" },
  },
  share = true, cost = 2, cite = "#power",
}

question "settled" {
  zh = "過 2 分鐘，現在是什麼狀態？", en = "Two minutes later: what state is it in?",
  say = { zh = "主機正在切換狀態，我們等 2 分鐘再看，我先不掛電話。",
          en = "The server is changing state. Let's wait two minutes; I'll stay on the line." },
  answers = {
    { "running", zh = "執行中", en = "Running", sign = "Running" },
    { "stopped", zh = "已停止", en = "Stopped", sign = "Stopped, Deallocated, TERMINATED" },
    { "changing", zh = "還在切換", en = "Still changing", sign = "Starting, Stopping, PROVISIONING" },
  },
  cost = 1, wait = 2, cite = "#power",
}

question "ssh_message" {
  zh = "畫面出現什麼訊息？", en = "What does the screen say?",
  say = { zh = "請您把最後兩行照著唸，或直接貼給我，英文不用翻譯。", en = "Please read me the last two lines as they are, or paste them." },
  kind = "text",
  -- Order matters: ssh prints "Permission denied" below the first three as well.
  match = {
    key_open = "UNPROTECTED PRIVATE KEY FILE", too_many = "Too many authentication failures",
    bad_key = "invalid format", host_key = "Host key verification failed", denied = "Permission denied",
    refused = "Connection refused", timed_out = "timed out", no_name = "Could not resolve hostname",
    closed = "kex_exchange_identification",
  },
  answers = {
    { "key_open", zh = "金鑰檔權限太開放", en = "Key file is open to others", sign = "UNPROTECTED PRIVATE KEY FILE" },
    { "too_many", zh = "試太多把金鑰", en = "Too many keys tried", sign = "Too many authentication failures" },
    { "bad_key", zh = "金鑰格式不對", en = "Key in another format", sign = "invalid format" },
    { "host_key", zh = "主機指紋不符", en = "Host key has changed", sign = "Host key verification failed" },
    { "denied", zh = "拒絕這把金鑰", en = "Key or account refused", sign = "Permission denied (publickey)" },
    { "refused", zh = "連線被拒", en = "Connection refused", sign = "Connection refused" },
    { "timed_out", zh = "連線逾時", en = "Timed out", sign = "Connection timed out" },
    { "no_name", zh = "找不到這個名稱", en = "Name not found", sign = "Could not resolve hostname" },
    { "closed", zh = "一連上就斷線", en = "Cut off at once", sign = "kex_exchange_identification" },
  },
  given = {
    sg_closed        = { timed_out = .95 },
    sg_source        = { timed_out = .95 },
    wrong_address    = { timed_out = .45, no_name = .45, refused = .05 },
    no_public_ip     = { timed_out = .70, no_name = .25 },
    office_firewall  = { timed_out = .85, refused = .08, closed = .04 },
    route_missing    = { timed_out = .95 },
    acl_blocks       = { timed_out = .95 },
    sshd_down        = { refused = .93, closed = .04 },
    host_firewall    = { timed_out = .50, refused = .45 },
    disk_full        = { closed = .50, refused = .25, timed_out = .15 },
    overloaded       = { timed_out = .60, closed = .35 },
    boot_failed      = { timed_out = .55, refused = .40 },
  },
  share = true, cost = 1, cite = "#message",
}

local silent = { timeout = .95 }                        -- a packet that somebody drops on the way

question "port_22" {
  zh = "TCP 22 有回應嗎？", en = "Does TCP 22 answer?",
  say = { zh = "我請您在自己的電腦貼一行指令，再把最後一行唸給我聽。", en = "Please paste one line, and read me the last line it prints." },
  how = { zh = "在使用者的電腦執行，看最後一行。Windows 兩種失敗都顯示 False：2 秒內是被拒，約 20 秒是逾時。",
          en = "On the user's computer; read the last line. Windows says False for both: 2 s is refused, 20 s a time-out.",
          run = "Windows      Test-NetConnection HOST -Port 22\nmacOS/Linux  nc -vz -w3 HOST 22" },
  why = { zh = "這一題能分開「網路擋住」和「主機沒有服務」。",
          en = "It separates \"the network is in the way\" from \"nothing listens on the host\"." },
  answers = {
    { "open", zh = "有回應", en = "It answers", sign = "succeeded, TcpTestSucceeded : True" },
    { "refused", zh = "連線被拒", en = "Connection refused", sign = "Connection refused" },
    { "timeout", zh = "逾時", en = "Timed out", sign = "timed out" },
  },
  given = {
    sg_closed = silent, sg_source = silent, no_public_ip = silent, route_missing = silent, acl_blocks = silent,

    wrong_address    = { timeout = .85, refused = .10 },
    office_firewall  = { timeout = .88, refused = .10 },
    sshd_down        = { refused = .96 },
    host_firewall    = { timeout = .50, refused = .48 },
    disk_full        = { open = .60, refused = .30 },
    overloaded       = { open = .75, timeout = .22 },
    boot_failed      = { timeout = .55, refused = .43 },
  },
  share = true, cost = 1, cite = "#port-22",
}

-- ---------------------------------------------------------------- the way there: it timed out

question "sg_rule" {
  zh = "安全群組有 22 的規則嗎？", en = "Does the security group have a rule for 22?",
  how = { zh = "主控台 > 網路 > 安全群組 > 入站規則，找 TCP 22，比對來源和使用者的對外 IP。",
          en = "Console > network > security group > inbound rules: find TCP 22, compare its source with the user's IP.",
          run = "Windows      curl.exe https://checkip.amazonaws.com\nmacOS/Linux  curl https://checkip.amazonaws.com" },
  why = { zh = "逾時最常見的原因，一線在主控台就看得到。", en = "It is the commonest cause of a time-out, and visible in the console." },
  answers = {
    { "listed", zh = "有，來源也對", en = "Yes, with this source", sign = "TCP 22, USER_IP/32" },
    { "wrong_source", zh = "有，但來源不符", en = "Yes, for another source" },
    { "none", zh = "沒有 22 的規則", en = "No rule for 22" },
  },
  cost = 3, cite = "#security-group",
}

question "address" {
  zh = "連的位址和主控台相同嗎？", en = "Is the address the one in the console?",
  say = { zh = "請您唸一下連線用的位址，我和系統上的對一下。", en = "Please read me the address you connect to; I'll compare it with ours." },
  how = { zh = "主控台 > 虛擬機器 > 公用 IP。停止再啟動過的主機，動態 IP 會換。",
          en = "Console > the VM > public IP. A dynamic IP changes when the VM was stopped and started.",
          run = "nslookup HOST" },
  answers = {
    { "same", zh = "一樣", en = "The same" },
    { "different", zh = "不一樣", en = "Another one" },
    { "no_public", zh = "沒有公用 IP", en = "The VM has no public IP", sign = "Public IP: -" },
  },
  share = true, cost = 1, cite = "#address",
}

question "other_network" {
  zh = "換手機網路，22 有回應嗎？", en = "Over a phone's network, does 22 answer?",
  say = { zh = "請您用手機開熱點，再貼一次剛才那行，就知道是不是辦公室網路的關係。",
          en = "Please share your phone's network and paste that line again: it shows whether the office is the cause." },
  how = { zh = "安全群組限定來源時，先確認測試用的 IP 也在規則裡；不在就答不確定。",
          en = "Where the rule names a source, the phone's IP must be in it too; if it isn't, answer \"not sure\".",
          run = "Windows      Test-NetConnection HOST -Port 22\nmacOS/Linux  nc -vz -w3 HOST 22" },
  answers = {
    { "works", zh = "手機網路有回應", en = "It answers there", sign = "succeeded, TcpTestSucceeded : True" },
    { "fails", zh = "一樣不通", en = "It fails there too", sign = "timed out" },
  },
  given = { office_firewall = { works = .97 } },
  cost = 3, cite = "#other-network",
}

question "route" {
  zh = "路由表有 0.0.0.0/0 嗎？", en = "Does the route table have 0.0.0.0/0?",
  how = { zh = "主控台 > 網路 > 子網路 > 路由表。公用子網路要有 0.0.0.0/0 指向網際網路閘道。只看，不改。",
          en = "Console > network > subnet > route table: 0.0.0.0/0 to the internet gateway. Look only." },
  answers = {
    { "present", zh = "有，指向閘道", en = "Yes, to the gateway", sign = "0.0.0.0/0 -> igw, Internet" },
    { "missing", zh = "沒有或指向別處", en = "Missing, or elsewhere", sign = "blackhole" },
  },
  cost = 3, cite = "#routes",
}

question "acl" {
  zh = "網路 ACL 放行進和出嗎？", en = "Does the network ACL allow both ways?",
  how = { zh = "主控台 > 網路 > 子網路 > 網路 ACL：進 TCP 22，出 1024-65535，看有沒有更前面的拒絕。",
          en = "Console > network > subnet > ACL: in TCP 22, out 1024-65535, and no earlier deny." },
  answers = {
    { "allows", zh = "進出都放行", en = "Allows both", sign = "ALLOW in 22, ALLOW out 1024-65535" },
    { "blocks", zh = "有一邊擋住", en = "Blocks one way", sign = "DENY" },
  },
  cost = 3, cite = "#network-acl",
}

-- ---------------------------------------------------------------- the host itself

question "console" {
  zh = "主控台紀錄最後 50 行寫什麼？", en = "What do the console's last 50 lines say?",
  how = { zh = "主控台 > 虛擬機器 > 序列主控台記錄檔，從最後一行往上看。照貼，不必翻譯。",
          en = "Console > the VM > serial log. Read from the end upwards and paste it as it is." },
  kind = "text",
  match = {
    panic = "Kernel panic", emergency = "emergency mode", disk_full = "No space left on device",
    oom = "Out of memory", sshd_failed = "Failed to start Open",
  },
  answers = {
    { "panic", zh = "核心停住", en = "Kernel panic", sign = "Kernel panic - not syncing" },
    { "emergency", zh = "停在緊急模式", en = "Emergency mode", sign = "You are in emergency mode" },
    { "disk_full", zh = "磁碟滿了", en = "Disk full", sign = "No space left on device" },
    { "oom", zh = "記憶體不足", en = "Out of memory", sign = "Out of memory: Killed process" },
    { "sshd_failed", zh = "SSH 服務沒起來", en = "SSH service did not start", sign = "Failed to start OpenSSH" },
    { "clean", zh = "沒有異狀", en = "Nothing unusual", sign = "login:" },
  },
  share = true, cost = 3, cite = "#console-log",
}

question "ssh_service" {
  zh = "主機上的 SSH 服務在跑嗎？", en = "Is the SSH service running on the host?",
  how = { zh = "從序列主控台登入後執行，看 Active 那一行。服務名稱是 ssh 或 sshd。",
          en = "Sign in on the serial console; read the Active line. The unit is ssh or sshd.",
          run = "systemctl status ssh sshd --no-pager" },
  answers = {
    { "active", zh = "在跑", en = "Running", sign = "Active: active (running)" },
    { "failed", zh = "失敗或沒有跑", en = "Failed or stopped", sign = "Active: failed, Active: inactive (dead)" },
    { "no_login", zh = "主控台登不進去", en = "No sign-in on the console", sign = "Login incorrect" },
  },
  cost = 5, cite = "#ssh-service",
}

question "host_fw" {
  zh = "主機防火牆有擋 22 嗎？", en = "Does the host's own firewall block 22?",
  how = { zh = "在序列主控台執行其中一行，看有沒有放行 22/tcp 或 ssh。",
          en = "On the serial console run one of these: is 22/tcp or ssh allowed?",
          run = "Ubuntu       sudo ufw status\nRHEL/Rocky   sudo firewall-cmd --list-all\nDebian       sudo nft list ruleset" },
  answers = {
    { "allows", zh = "有放行", en = "Allowed", sign = "22/tcp ALLOW, services: ssh" },
    { "blocks", zh = "沒有放行", en = "Not allowed", sign = "DENY, drop, reject" },
  },
  cost = 4, cite = "#host-firewall",
}

question "cpu_percent" {
  zh = "CPU 最近 15 分鐘用多少？", en = "CPU over the last 15 minutes?",
  how = { zh = "主控台 > 虛擬機器 > 監視，讀 15 分鐘的平均值。", en = "Console > the VM > monitoring: the mean of 15 minutes." },
  kind = "number", unit = "%", min = 0, max = 100,
  cost = 2, cite = "#load",
}

question "disk_percent" {
  zh = "系統磁碟用了多少？", en = "How full is the system disk?",
  how = { zh = "有代理程式就看監視圖；沒有就從序列主控台執行，讀 / 那一行的 Use%。",
          en = "With an agent, the monitoring chart; else, on the serial console, Use% of the line of /.",
          run = "df -h /" },
  kind = "number", unit = "%", min = 0, max = 100,
  cost = 3, cite = "#disk",
}

-- ---------------------------------------------------------------- what a hand-over wants to know

question "ssh_vvv" {
  zh = "ssh -vvv 印出什麼？", en = "What does ssh -vvv print?",
  how = { zh = "在使用者的電腦執行，最後 30 行貼上。金鑰內容不要貼。", en = "On the user's computer; paste the last 30 lines, never a key.",
          run = "ssh -vvv USER@HOST" },
  kind = "text", share = true, cost = 3, cite = "#hand-over",
}

-- ---------------------------------------------------------------- causes

fault "sg_closed" {
  zh = "安全群組未開放 TCP 22", en = "The security group blocks TCP 22", prior = .22, cite = "#security-group",
  tell = { zh = "雲端的網路規則還沒有放行您到這台主機的連線；主機和資料都沒有受影響。",
           en = "The cloud's network rules did not let your connection through. The server and your data are fine." } }
fault "sg_source" {
  zh = "使用者的 IP 不在允許來源", en = "The user's IP is not an allowed source", prior = .10, cite = "#security-group",
  tell = { zh = "您的網路位址換了新的，原本的規則認不得；資料沒有受影響。",
           en = "Your network address changed, and the old rule did not know the new one. Your data is fine." } }
fault "wrong_address" {
  zh = "連到舊的或錯的位址", en = "Old or wrong address", prior = .08, cite = "#address",
  tell = { zh = "主機的位址換過，原本記下的那一個已經不通；主機本身正常。",
           en = "The server's address has changed, so the one on record leads nowhere. The server itself is fine." } }
fault "no_public_ip" {
  zh = "虛擬機器沒有公用 IP", en = "The VM has no public IP", prior = .02, cite = "#address",
  tell = { zh = "這台主機只開放內部連線，要經過公司的入口才連得到。",
           en = "This server only takes connections from inside; it is reached through the company's entry point." } }
fault "office_firewall" {
  zh = "辦公室防火牆擋下", en = "The office firewall blocks it", prior = .09, cite = "#other-network",
  tell = { zh = "辦公室的網路沒有放行這種連線；主機和您的帳號都正常。",
           en = "The office network does not let this kind of connection out. The server and your account are fine." } }
fault "route_missing" {
  zh = "路由或閘道不通", en = "Routing or gateway", prior = .04, cite = "#routes",
  tell = { zh = "雲端網路到這台主機的路線不通，網路工程師已接手；資料沒有受影響。",
           en = "The cloud network's path to the server is broken. Engineers have it now; your data is fine." } }
fault "acl_blocks" {
  zh = "網路 ACL 擋下", en = "The network ACL blocks it", prior = .03, cite = "#network-acl",
  tell = { zh = "雲端網路的另一層規則擋下了連線，工程師已接手；資料沒有受影響。",
           en = "Another layer of the cloud's network rules stopped the connection. Engineers have it; your data is fine." } }
fault "sshd_down" {
  zh = "sshd 未執行", en = "sshd is not running", prior = .08, cite = "#ssh-service",
  tell = { zh = "主機開著，但負責登入的服務停了；重新啟動那個服務就好，資料沒有受影響。",
           en = "The server is up, but its sign-in service had stopped. Starting it again is enough; your data is fine." } }
fault "host_firewall" {
  zh = "主機防火牆擋下", en = "The host's own firewall blocks it", prior = .03, cite = "#host-firewall",
  tell = { zh = "主機自己的保護設定擋下了登入連線；資料沒有受影響。",
           en = "The server's own protection stopped the sign-in. Your data is fine." } }
fault "disk_full" {
  zh = "系統磁碟滿了", en = "The system disk is full", prior = .05, cite = "#disk",
  tell = { zh = "主機的磁碟空間用完，所以無法登入；騰出空間後會恢復。已存好的資料都在。",
           en = "The server ran out of disk space, so nobody could sign in. What was saved is still there." } }
fault "overloaded" {
  zh = "CPU 或記憶體耗盡", en = "CPU or memory is exhausted", prior = .05, cite = "#load",
  tell = { zh = "主機太忙，來不及回應登入；減輕負擔後會恢復。",
           en = "The server was too busy to answer. It recovers once the load is off." } }
fault "boot_failed" {
  zh = "作業系統開機失敗", en = "The operating system does not boot", prior = .03, cite = "#boot",
  tell = { zh = "主機沒有順利開機，需要工程師修復；磁碟先保持原樣，避免資料受損。",
           en = "The server did not start properly and needs an engineer. Its disk is left untouched to keep the data safe." } }
-- ---------------------------------------------------------------- remedies

action "open_sg" {
  zh = "新增入站規則：TCP 22，來源只限使用者 IP", en = "Allow inbound TCP 22 from the user's IP only",
  fixes = { sg_closed = .97, sg_source = .90 }, cost = 5, risk = "approval",
  safety = { zh = "會改動正式環境的網路規則。只新增一條 TCP 22，來源填使用者 IP/32，不可填 0.0.0.0/0 或 ::/0。",
             en = "This changes network rules in production. Add one rule, TCP 22 from the user's IP/32; never 0.0.0.0/0 or ::/0." },
  steps = {
    { zh = "請使用者查對外 IP，複述一次核對。", en = "Have the user look up their outside IP; read it back.",
      run = "curl https://checkip.amazonaws.com" },
    { zh = "主控台 > 網路 > 安全群組 > 入站規則，新增 SSH、TCP 22、來源 IP/32，說明填案號。",
      en = "Console > network > security group > inbound rules: add SSH, TCP 22, IP/32, the case number as description." },
    { zh = "儲存，等 10 秒。", en = "Save, and wait 10 seconds." },
  },
  verify = is("port_22", "open"), sets = { sg_rule = "listed" }, changes = { "ssh_message" },
  undo = { zh = "刪掉說明裡有這個案號的那條規則。", en = "Delete the rule whose description has this case number." },
  cite = "#open-rule",
}

action "use_bastion" {
  zh = "先改走公司 VPN 或跳板機連線", en = "Connect through the company's VPN or jump host for now",
  fixes = { sg_source = .60, office_firewall = .80, no_public_ip = .85 }, cost = 6, workaround = true,
  steps = {
    { zh = "連上公司 VPN；沒有 VPN 就用跳板機。", en = "Connect the company's VPN, or else use the jump host." },
    { zh = "用原本的帳號和金鑰連線。", en = "Connect with the usual account and key.", run = "ssh -J USER@JUMPHOST USER@HOST" },
  },
  undo = { zh = "中斷 VPN，或不加 -J 連線即可。", en = "Disconnect the VPN, or leave out -J." },
  cite = "#other-network",
}

action "use_ip" {
  zh = "改用主控台上的公用 IP 連線", en = "Connect to the public IP shown in the console",
  fixes = { wrong_address = .95 }, cost = 2,
  steps = {
    { zh = "把主控台的公用 IP 唸給使用者，複述一次。", en = "Read the console's public IP to the user, and have it read back." },
    { zh = "用這個 IP 連線。", en = "Connect to that IP.", run = "ssh USER@PUBLIC_IP" },
    { zh = "能連上就更新書籤和名稱解析紀錄的申請。", en = "If it works, update the bookmark and ask for the DNS record to be corrected." },
  },
  sets = { address = "same" }, changes = { "ssh_message", "port_22" },
  undo = { zh = "改回原本的位址。", en = "Go back to the former address." },
  cite = "#address",
}

action "restart_sshd" {
  zh = "經序列主控台重啟 sshd", en = "Restart sshd over the serial console",
  fixes = { sshd_down = .80 }, cost = 8,
  steps = {
    { zh = "先測設定檔，沒有輸出才往下做。", en = "Test the configuration first; go on only if it prints nothing.", run = "sudo sshd -t" },
    { zh = "重新啟動服務。", en = "Restart the service.", run = "sudo systemctl restart ssh || sudo systemctl restart sshd" },
  },
  verify = is("port_22", "open"), changes = { "ssh_service" },
  undo = { zh = "不需要復原；已登入的連線不受影響。", en = "Nothing to undo: sessions already open are kept." },
  cite = "#ssh-service",
}

action "allow_host_fw" {
  zh = "主機防火牆放行 TCP 22，只限使用者 IP", en = "Allow TCP 22 from the user's IP on the host's firewall",
  fixes = { host_firewall = .92 }, cost = 6, risk = "approval",
  safety = { zh = "只放行一個來源 IP。不可關閉整個防火牆，也不可放行所有來源。",
             en = "Allow one source IP. Never switch the firewall off, never allow every source." },
  steps = {
    { zh = "Ubuntu：", en = "Ubuntu:", run = "sudo ufw allow from USER_IP to any port 22 proto tcp" },
    { zh = "RHEL、Rocky：", en = "RHEL, Rocky:",
      run = "sudo firewall-cmd --add-rich-rule='rule family=ipv4 source address=USER_IP service name=ssh accept'" },
  },
  verify = is("port_22", "open"), sets = { host_fw = "allows" }, changes = { "ssh_message" },
  undo = { zh = "刪掉剛才那一條（ufw delete，或重新載入 firewalld）。", en = "Delete that rule (ufw delete, or reload firewalld)." },
  cite = "#host-firewall",
}

action "free_space" {
  zh = "清掉舊的系統記錄檔，騰出空間", en = "Remove old system logs to make room",
  fixes = { disk_full = .75 }, cost = 12, risk = "approval",
  safety = { zh = "只清系統記錄檔和套件快取。使用者的檔案和資料庫不要動，有資安疑慮時不可清。",
             en = "Only system logs and package caches. Leave users' files and databases; clear nothing if security is in doubt." },
  steps = {
    { zh = "看誰佔最多。", en = "See what takes the room.", run = "sudo du -xh --max-depth=2 /var | sort -h | tail" },
    { zh = "縮小系統記錄檔。", en = "Shrink the system journal.", run = "sudo journalctl --vacuum-size=200M" },
  },
  verify = below("disk_percent", 90), changes = { "ssh_message", "port_22", "console" },
  undo = { zh = "清掉的記錄檔無法復原；需要時從記錄檔備份取回。", en = "Removed logs do not come back, except from the log archive." },
  cite = "#disk",
}

action "grow_disk" {
  zh = "擴大系統磁碟", en = "Enlarge the system disk",
  fixes = { disk_full = .90 }, cost = 25, wait = 5, risk = "approval",
  safety = { zh = "先做快照。磁碟只能加大不能縮小，費用會增加。", en = "Take a snapshot first. A disk can grow, never shrink, and it costs more." },
  steps = {
    { zh = "主控台 > 磁碟 > 建立快照，等完成。", en = "Console > disks > create a snapshot; wait for it." },
    { zh = "主控台 > 磁碟 > 大小，加大到核准的容量。", en = "Console > disks > size: to the capacity approved." },
    { zh = "在主機上看容量有沒有變大；沒有就交接。", en = "On the host see whether it grew; if not, hand over.", run = "df -h /" },
  },
  verify = below("disk_percent", 90), changes = { "ssh_message", "port_22", "console" },
  undo = { zh = "無法縮回；要回到原本大小只能從快照還原。", en = "It cannot shrink; only the snapshot brings back the former size." },
  cite = "#disk",
}

action "restart_vm" {
  zh = "從主控台重新啟動虛擬機器", en = "Restart the VM from the console",
  fixes = { overloaded = .70 }, cost = 6, wait = 4, risk = "approval",
  safety = { zh = "沒存檔的工作會不見，同一台上的服務會中斷約 4 分鐘。先問擁有者，有資安疑慮時不可重啟。",
             en = "Unsaved work is lost and its services stop for about 4 minutes. Ask the owner; never if security is in doubt." },
  steps = {
    { zh = "先抓監視圖的畫面，重啟後就看不到了。", en = "Take a picture of the charts first: a restart flattens them." },
    { zh = "主控台 > 虛擬機器 > 重新啟動（不要用停止）。", en = "Console > the VM > restart (not stop)." },
  },
  changes = { "ssh_message", "port_22", "console", "cpu_percent" },
  undo = { zh = "重啟無法復原；服務沒起來就交接。", en = "A restart cannot be undone; if a service stays down, hand over." },
  cite = "#load",
}

action "repair_boot_disk" {
  zh = "由工程師掛載磁碟修復開機", en = "Engineers mount the disk and repair the boot",
  fixes = { boot_failed = .85 }, cost = 90, risk = "handover",
  safety = { zh = "一線不修磁碟。保持現狀，不要重灌、不要重複重啟。",
             en = "The first line repairs no disks. Leave it as it is: no reinstall, no repeated restarts." },
  cite = "#boot",
}

-- ---------------------------------------------------------------- hand-overs

escalation "architects" {
  to = "cloud_architects", level = 2, cost = 90,
  zh = "交給雲端架構工程人員查網路路徑", en = "Cloud architects look into the network path",
  say = { zh = "我把查到的都交給網路工程師了，您不用再說一次，他們會接著查。",
          en = "I've passed all of this to the network engineers. You needn't repeat it; they go on from here." },
  evidence = { "instance_id", "ssh_message", "port_22", "sg_rule", "address", "network_ip", "other_network", "route", "acl",
               "console", "last_worked", "ssh_vvv" },
}
escalation "developers" {
  to = "cloud_developers", level = 2, cost = 75,
  zh = "交給雲端系統開發工程人員查主機", en = "Cloud developers look into the host",
  say = { zh = "網路是通的，接下來請系統工程師看主機本身，有進展我回電給您。",
          en = "The network is fine. System engineers look at the server itself next; I'll call you back." },
  evidence = { "instance_id", "ssh_message", "port_22", "console", "ssh_service", "cpu_percent", "disk_percent",
               "recent_changes", "last_worked" },
}
escalation "network_desk" {
  to = "network", level = 2, cost = 60,
  zh = "交給網路人員放行辦公室對外連線", en = "The network team opens the way out of the office",
  say = { zh = "辦公室網路要由網管開放，我已把測試結果給他們，開好會通知您。",
          en = "The office network has to be opened by its team. They have the test results and will tell you." },
  evidence = { "network_ip", "address", "port_22", "other_network", "affected" },
}

-- ---------------------------------------------------------------- the walk

flow {
  include "common/before_start",
  when(is("provider_status", "incident")) { see "common/provider_incident" },
  ask "vm_state" {
    stopped  = see "compute/vm_stopped",
    changing = go "settle",
    unsure   = go "message",                              -- what the port says will tell
  },
  go "message",
  otherwise = escalate "architects",
}

flow "settle" {
  ask "settled" {
    running  = go "message",
    stopped  = see "compute/vm_stopped",
    changing = again "settle" { at_most = 2 },            -- three looks, six minutes
  },
  otherwise = escalate "architects",
}

flow "message" {
  ask "ssh_message" {
    on(one_of("key_open", "too_many", "bad_key", "denied")) { see "compute/ssh_key_rejected" },
    host_key = see "compute/ssh_host_key",
    no_name = ask "address" {
      no_public = conclude "no_public_ip",
      other     = conclude "wrong_address",
    },
    other  = go "port",
    unsure = go "port",
  },
  otherwise = escalate "architects",
}

flow "port" {
  ask "port_22" {
    timeout = go "path",
    refused = go "host",
    open    = {
      when(any { is("ssh_message", "timed_out"), is("ssh_message", "closed") }) { go "load" },  -- it listens but cannot keep up
      see "compute/ssh_key_rejected",
    },
    unsure  = go "path",                                  -- the console shows the rules without the caller's help
  },
}

flow "path" {
  ask "sg_rule" {
    none         = conclude "sg_closed",
    wrong_source = conclude "sg_source",
  },
  ask "address" {
    different = conclude "wrong_address",
    no_public = conclude "no_public_ip",
  },
  ask "other_network" { works = go "office" },
  any_order {
    ask "route" { missing = conclude "route_missing" },
    ask "acl" { blocks = conclude "acl_blocks" },
  },
  ask "recent_changes" { network = escalate "architects" },  -- rules look right, yet somebody changed the network
  go "host",
  otherwise = escalate "architects",
}

flow "office" {
  conclude "office_firewall",
  otherwise = escalate "network_desk",
}

flow "host" {
  ask "console" {
    on(one_of("panic", "emergency")) { go "boot" },
    disk_full = conclude "disk_full",
    oom       = conclude "overloaded",
  },
  ask "ssh_service" {
    failed   = conclude "sshd_down",
    no_login = escalate "developers",
  },
  ask "host_fw" { blocks = conclude "host_firewall" },
  go "load",
  otherwise = escalate "developers",
}

flow "boot" {
  conclude "boot_failed",
  otherwise = escalate "architects",
}

flow "load" {
  ask "cpu_percent" { on(at_least(95)) { conclude "overloaded" } },
  ask "disk_percent" {
    on(at_least(95)) { conclude "disk_full" },
    other = escalate "developers",                        -- neither busy nor full: its programs are next
  },
  otherwise = escalate "developers",
}
