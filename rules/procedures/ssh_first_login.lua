-- An operation manual's page: a new user signs in to a VM for the first time, step by step (T2.1 輔導操作).
-- Done goes on; stuck opens the guide named in the step. Texts of the manual: kb/manuals/vm-connection.

guide "procedures/ssh_first_login" {
  zh = "第一次登入虛擬機器", en = "Signing in to a VM for the first time",
  symptoms = { "第一次登入", "新人", "怎麼連主機", "怎麼用 ssh", "操作手冊", "first login", "how to ssh", "new user", "sign in" },
  kind     = "procedure",
  manual   = "vm-connection",
  owner    = "l1_compute", reviewed = "2026-03-01",
}

action "collect" {
  zh = "備齊四樣：位址、名稱、金鑰、主機指紋", en = "Have four things ready: address, user name, key, host fingerprint",
  steps = {
    { zh = "開通信裡有位址和登入名稱；沒有就問主機擁有者。", en = "Address and user name are in the welcome mail, or ask the VM's owner." },
    { zh = "金鑰檔（.pem 或 id_ed25519）是自己的，不向同事借。", en = "The key file (.pem or id_ed25519) is your own, never borrowed." },
    { zh = "主機指紋向擁有者要，以 SHA256 開頭。", en = "Get the host's fingerprint from its owner; it begins with SHA256." },
  },
  safety = { zh = "金鑰就是鑰匙：不寄信、不貼到聊天室、不放共用資料夾。",
             en = "A key is a key: not in mail, not in a chat, not in a shared folder." },
  cost = 5, stuck = "compute/ssh_key_rejected", cite = "#first-login",
}

action "check_client" {
  zh = "確認電腦有 SSH 程式", en = "See that the computer has an SSH program",
  steps = { { zh = "開 PowerShell 或終端機，貼上這行，要看到 OpenSSH 開頭的版本。",
              en = "Open PowerShell or a terminal and paste this: it prints a version that begins with OpenSSH.", run = "ssh -V" } },
  cost = 2, stuck = "compute/ssh_unreachable", cite = "#first-login",
}

action "test_port" {
  zh = "看主機的 22 有沒有回應", en = "See that the host answers on port 22",
  steps = { { zh = "要看到 succeeded 或 TcpTestSucceeded : True。", en = "It says succeeded, or TcpTestSucceeded : True.",
              run = "Windows      Test-NetConnection HOST -Port 22\nmacOS/Linux  nc -vz -w3 HOST 22" } },
  cost = 1, stuck = "compute/ssh_unreachable", cite = "#port-22",
}

action "close_key_windows" {
  zh = "Windows：讓金鑰檔只有自己能讀", en = "Windows: make the key file yours alone",
  steps = { { zh = "在命令提示字元（cmd）執行，要看到 1 個檔案處理成功。",
              en = "In a command prompt (cmd); it says that 1 file was processed.",
              run = "icacls KEY_FILE /inheritance:r /grant:r \"%USERNAME%:R\"" } },
  cost = 2, stuck = "compute/ssh_key_rejected", cite = "#key-file",
}

action "close_key_unix" {
  zh = "macOS、Linux：讓金鑰檔只有自己能讀", en = "macOS, Linux: make the key file yours alone",
  steps = { { zh = "執行後用 ls -l 看，要是 -rw------- 開頭。", en = "Then ls -l shows -rw------- first.",
              run = "chmod 600 KEY_FILE\nls -l KEY_FILE" } },
  cost = 1, stuck = "compute/ssh_key_rejected", cite = "#key-file",
}

action "connect" {
  zh = "連線，核對主機指紋再打 yes", en = "Connect; compare the fingerprint, then type yes",
  safety = { zh = "指紋不一樣就打 no，掛線前先告訴支援人員。", en = "If the fingerprint differs type no, and tell support at once." },
  steps = {
    { zh = "貼上這行，換成自己的名稱和位址。", en = "Paste this with your own user name and address.", run = "ssh -i KEY_FILE USER@HOST" },
    { zh = "畫面問 Are you sure：和手上的 SHA256 一個字一個字比對。", en = "Asked \"Are you sure\": compare the SHA256 letter by letter." },
  },
  cost = 3, stuck = "compute/ssh_unreachable", cite = "#host-key",
}

action "look_around" {
  zh = "看到提示字元，確認是對的主機", en = "At the prompt, see that it is the right host",
  steps = { { zh = "第一行是自己的名稱，第二行是主機名稱。", en = "First your user name, then the host's name.", run = "whoami\nhostname" } },
  cost = 1, stuck = "compute/ssh_key_rejected", cite = "#first-login",
}

action "save_settings" {
  zh = "把連線設定存起來，下次只打一個名字", en = "Keep the settings, so that one word is enough next time",
  steps = {
    { zh = "在自己電腦的 .ssh 資料夾開 config 檔，加上這四行。", en = "In the folder .ssh of your computer open config and add these four lines.",
      run = "Host web-01\n  HostName HOST\n  User USER\n  IdentityFile KEY_FILE" },
    { zh = "之後這樣連就好。", en = "From now on:", run = "ssh web-01" },
  },
  undo = { zh = "刪掉這四行。", en = "Delete the four lines." },
  cost = 3, stuck = "compute/ssh_key_rejected", cite = "#first-login",
}

action "sign_out" {
  zh = "登出", en = "Sign out",
  steps = { { zh = "打 exit，畫面回到自己的電腦。不要在主機裡關機。",
              en = "Type exit: you are back on your own computer. Never shut the host down from inside.", run = "exit" } },
  cost = 1, stuck = "compute/ssh_unreachable", cite = "#first-login",
}

flow {
  try "collect",
  try "check_client",
  try "test_port",
  ask "os" {
    windows = try "close_key_windows",
    other   = try "close_key_unix",
    unsure  = try "close_key_windows",                     -- if it isn't Windows the step is stuck, and the guide sorts it out
  },
  try "connect",
  try "look_around",
  try "save_settings",
  try "sign_out",
  resolve(),
}
