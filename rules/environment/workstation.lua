-- The environment confirmation (O1.1.1 系統環境確認書): hardware and software, network, roles, procedure of one user.
-- Every question here is shared: what was confirmed is a fact of the case, and no guide asks for it again.
-- The state of each item (已確認, 使用者口述, 無法確認) is the source that is given with its answer.

guide "environment/workstation" {
  zh = "系統環境確認", en = "Environment confirmation",
  symptoms = { "環境確認", "系統環境確認書", "O1.1.1", "environment confirmation", "workstation", "setup" },
  kind     = "environment",
  manual   = "vm-connection",
  owner    = "l1_desk", reviewed = "2026-03-01",
}

-- ---------------------------------------------------------------- who and what

question "trigger" {
  zh = "這次為什麼要確認環境？", en = "Why is the environment confirmed now?",
  answers = {
    { "new_service", zh = "新啟用服務", en = "A new service" },
    { "incident", zh = "處理障礙", en = "An incident" },
    { "change", zh = "變更前後", en = "Before or after a change" },
    { "periodic", zh = "定期檢視", en = "A periodic review" },
  },
  environment = true, share = true, cite = "#environment",
}

question "product_class" {
  zh = "用的是哪一類雲端產品？", en = "Which class of cloud product is it?",
  say = { zh = "您用的是現成的線上軟體、雲端主機，還是公司裡的設備？",
          en = "Is it ready-made online software, a cloud server, or a device in your office?" },
  answers = {
    { "software", zh = "雲端軟體", en = "Cloud software", sign = "Microsoft 365, Google Workspace" },
    { "platform", zh = "雲端平台", en = "Cloud platform", sign = "VM, Kubernetes, database" },
    { "device", zh = "雲端設備", en = "Cloud device", sign = "NAS, VPN, thin client" },
  },
  environment = true, share = true, cite = "#environment",
}

question "product" {
  zh = "產品和版本是什麼？", en = "Which product and version?",
  how = { zh = "照畫面「關於」或主控台總覽抄下，例如 Ubuntu 24.04 虛擬機器。",
          en = "As its About page or the console's overview says, e.g. a VM with Ubuntu 24.04." },
  kind = "text", environment = true, share = true, cite = "#environment",
}

question "tenant" {
  zh = "租戶或訂用帳戶是哪一個？", en = "Which tenant or subscription?",
  how = { zh = "主控台右上角的帳戶選單；抄名稱和代號，不要抄密碼。",
          en = "The account menu in the console: its name and ID, no password." },
  kind = "text", environment = true, share = true, cite = "#environment",
}

question "instance_id" {
  zh = "執行個體 ID 是什麼？", en = "What is the instance ID?",
  how = { zh = "主控台 > 虛擬機器 > 總覽，整串複製。", en = "Console > the VM > overview: copy all of it." },
  kind = "text", environment = true, share = true, cite = "#hand-over",
}

-- ---------------------------------------------------------------- hardware and software

question "hardware" {
  zh = "電腦的廠牌和型號是什麼？", en = "Make and model of the computer?",
  how = { zh = "看機身標籤，或在使用者的電腦執行。", en = "On its label, or run on the user's computer:",
          run = "Windows      Get-CimInstance Win32_ComputerSystem\nmacOS        system_profiler SPHardwareDataType\n"
             .. "Linux        hostnamectl" },
  kind = "text", cost = 2, environment = true, share = true, cite = "#environment",
}

question "os" {
  zh = "電腦是哪一種作業系統？", en = "Which operating system is on the computer?",
  answers = {
    { "windows", zh = "Windows", en = "Windows", sign = "C:\\Users" },
    { "macos", zh = "macOS", en = "macOS", sign = "Finder" },
    { "linux", zh = "Linux", en = "Linux", sign = "/home" },
  },
  environment = true, share = true, cite = "#environment",
}

question "os_version" {
  zh = "作業系統的版本是多少？", en = "Which version of it?",
  how = { zh = "在使用者的電腦執行。", en = "On the user's computer, run:",
          run = "Windows      winver\nmacOS        sw_vers\nLinux        cat /etc/os-release" },
  kind = "text", environment = true, share = true, cite = "#environment",
}

question "software" {
  zh = "用什麼程式連線？版本呢？", en = "Which client program, and its version?",
  how = { zh = "例如 OpenSSH、PuTTY、瀏覽器；版本看「關於」，OpenSSH 則執行這一行。",
          en = "OpenSSH, PuTTY, a browser: the version is on its About page; for OpenSSH run:", run = "ssh -V" },
  kind = "text", environment = true, share = true, cite = "#environment",
}

question "security_sw" {
  zh = "裝了哪些防護軟體？", en = "Which security software is installed?",
  how = { zh = "看工作列圖示：防毒、端點防護、裝置管理。沒有就寫「無」。",
          en = "See the tray icons: antivirus, endpoint protection, device management. None: write \"none\"." },
  kind = "text", environment = true, share = true, cite = "#environment",
}

-- ---------------------------------------------------------------- network

question "network_place" {
  zh = "現在從哪裡連線？", en = "Where does the user connect from?",
  answers = {
    { "office", zh = "公司網路", en = "The office network" },
    { "home", zh = "家裡", en = "Home" },
    { "mobile", zh = "手機網路", en = "A phone's network" },
    { "public", zh = "外面的 Wi-Fi", en = "Wi-Fi somewhere else" },
  },
  environment = true, share = true, cite = "#environment",
}

question "network_ip" {
  zh = "使用者的對外 IP 是什麼？", en = "What is the user's outside IP?",
  say = { zh = "請您貼這行，把顯示的數字唸給我，我再唸一次核對。",
          en = "Please paste this line and read me the number; I'll read it back." },
  how = { zh = "在使用者的電腦執行。", en = "On the user's computer, run:",
          run = "Windows      curl.exe https://checkip.amazonaws.com\nmacOS/Linux  curl https://checkip.amazonaws.com" },
  kind = "text", environment = true, share = true, cite = "#environment",
}

question "network_url" {
  zh = "連到哪個網址或主機？", en = "Which address or host do they connect to?",
  kind = "text", environment = true, share = true, cite = "#environment",
}

question "network_dns" {
  zh = "用哪一台 DNS 伺服器？", en = "Which DNS server is used?",
  how = { zh = "看輸出第一行的 Server。", en = "The first line of the output, Server:", run = "nslookup HOST" },
  kind = "text", environment = true, share = true, cite = "#environment",
}

question "network_proxy" {
  zh = "有經過 Proxy 嗎？", en = "Is there a proxy?",
  how = { zh = "看系統的 Proxy 設定，或執行這一行。", en = "In the system's proxy settings, or run:",
          run = "Windows      netsh winhttp show proxy\nmacOS        scutil --proxy\nLinux        env | grep -i proxy" },
  answers = {
    { "no", zh = "直接連線", en = "Direct", sign = "Direct access (no proxy server)" },
    { "yes", zh = "經過 Proxy", en = "Through a proxy", sign = "HTTPProxy, https_proxy=" },
  },
  environment = true, share = true, cite = "#environment",
}

question "network_vpn" {
  zh = "現在有連公司 VPN 嗎？", en = "Is the company's VPN connected now?",
  answers = {
    { "off", zh = "沒有連", en = "Not connected", sign = "Disconnected" },
    { "on", zh = "連上了", en = "Connected", sign = "Connected" },
  },
  environment = true, share = true, cite = "#environment",
}

-- ---------------------------------------------------------------- people, procedure, changes

question "roles" {
  zh = "使用者在系統裡是什麼角色？", en = "Which role does the user have in it?",
  answers = {
    { "user", zh = "一般使用者", en = "User" },
    { "operator", zh = "操作或維運", en = "Operator" },
    { "admin", zh = "管理員", en = "Administrator" },
    { "owner", zh = "系統擁有者", en = "System owner" },
  },
  environment = true, share = true, cite = "#environment",
}

question "workflow" {
  zh = "平常怎麼操作到這一步？", en = "How do they usually get to this point?",
  say = { zh = "請您從開機開始，說說平常怎麼做到這一步，我邊聽邊記。",
          en = "Please tell me how you usually get here, from switching on; I'll write it down." },
  kind = "text", cost = 3, environment = true, share = true, cite = "#environment",
}

question "recent_changes" {
  zh = "最近改過什麼？", en = "What was changed lately?",
  say = { zh = "上次正常之後，有換電腦、換地點或改過設定嗎？想到什麼都可以說。",
          en = "Since it last worked: a new computer, another place, any setting? Whatever comes to mind." },
  answers = {
    { "nothing", zh = "沒有", en = "Nothing" },
    { "network", zh = "網路或防火牆", en = "Network or firewall" },
    { "system", zh = "系統更新或安裝", en = "An update, new software" },
    { "account", zh = "帳號或金鑰", en = "Account or key" },
    { "moved", zh = "換電腦或地點", en = "Another computer or place" },
  },
  environment = true, share = true, cite = "#scope",
}

question "conclusion" {
  zh = "環境和合約要求相符嗎？", en = "Does it match what the service requires?",
  how = { zh = "逐項和服務的系統需求比對；有一項不合就是部分相符。",
          en = "Compare each item with the service's requirements; one that differs makes it partly." },
  answers = {
    { "match", zh = "相符", en = "It matches" },
    { "partly", zh = "部分相符", en = "In part" },
    { "mismatch", zh = "不符", en = "It does not" },
  },
  cost = 2, environment = true, share = true, cite = "#environment",
}

flow {
  ask "trigger" {},
  ask "product_class" {
    platform = ask "instance_id" {},
  },
  ask "product" {},
  ask "tenant" {},
  ask "hardware" {},
  ask "os" {},
  ask "os_version" {},
  ask "software" {},
  ask "security_sw" {},
  go "network",
}

flow "network" {
  ask "network_place" {},
  ask "network_ip" {},
  ask "network_url" {},
  ask "network_dns" {},
  ask "network_proxy" {},
  ask "network_vpn" {},
  go "people",
}

flow "people" {
  ask "roles" {},
  ask "workflow" {},
  ask "recent_changes" {},
  ask "conclusion" {},
  resolve(),
}
