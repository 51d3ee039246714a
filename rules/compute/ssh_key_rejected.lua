-- The host answers, but turns the key or the account away: the caller's side. The host's is compute/ssh_key_host.
-- Texts of the manual: kb/manuals/vm-connection. The shared questions login and ssh_message are declared in
-- compute/ssh_unreachable, which leads here: what was answered there is not asked again.

guide "compute/ssh_key_rejected" {
  zh = "SSH 金鑰或帳號被拒", en = "SSH key or account rejected",
  symptoms = {
    "金鑰被拒", "金鑰不能用", "ssh 登入被拒", "key rejected", "Permission denied (publickey)", "Permission denied",
    "Too many authentication failures", "UNPROTECTED PRIVATE KEY FILE", "bad permissions", "invalid format",
    "Server refused our key", "No supported authentication methods available",
  },
  manual   = "vm-connection",
  goal     = is("login", "works"),
  owner    = "l1_compute", reviewed = "2026-03-01",
  applies  = is("product_class", "platform"),
}

-- ---------------------------------------------------------------- the caller's side

question "user_name" {
  zh = "登入名稱和映像檔相符嗎？", en = "Does the user name suit the image?",
  say = { zh = "請您唸一下 @ 前面那個名稱，每種系統預設的不一樣。",
          en = "Please read me the name before the @ sign; each system has its own." },
  how = { zh = "主控台 > 虛擬機器 > 映像檔。Ubuntu：ubuntu；Amazon Linux：ec2-user；Debian：admin；Azure：建立時自訂的名稱。",
          en = "Console > the VM > image. Ubuntu: ubuntu; Amazon Linux: ec2-user; Debian: admin; Azure: as chosen." },
  why = { zh = "名稱錯了，再對的金鑰也會被拒，而且改起來最快。",
          en = "With the wrong name the right key is turned away too, and it is the quickest thing to change." },
  answers = {
    { "match", zh = "相符", en = "It does" },
    { "differ", zh = "不相符", en = "It doesn't", sign = "root@, administrator@" },
  },
  cost = 1, cite = "#key-user",
}

question "login_kind" {
  zh = "用金鑰檔還是雲端帳號登入？", en = "By a key file or by a cloud account?",
  how = { zh = "主控台 > 虛擬機器 > 安全性：有開啟 OS Login 或 Entra 登入，就是雲端帳號。",
          en = "Console > the VM > security: OS Login or Entra sign-in switched on means a cloud account." },
  answers = {
    { "key_file", zh = "金鑰檔", en = "A key file", sign = "ssh -i FILE, .pem, .ppk" },
    { "cloud_account", zh = "雲端帳號", en = "A cloud account", sign = "gcloud compute ssh, az ssh vm" },
  },
  cost = 1, cite = "#key-role",
}

question "cloud_role" {
  zh = "有登入虛擬機器的角色嗎？", en = "Does the account have the VM sign-in role?",
  how = { zh = "主控台 > 存取控制，查使用者在這台或這個專案的角色。只看，不改。",
          en = "Console > access control: the user's roles on this VM or project. Look only." },
  answers = {
    { "granted", zh = "有", en = "Yes", sign = "OS Login, Virtual Machine User Login" },
    { "missing", zh = "沒有這個角色", en = "No such role", sign = "Reader, Viewer" },
  },
  cost = 3, cite = "#key-role",
}

question "key_sent" {
  zh = "有送出對的那把金鑰嗎？", en = "Was the right key sent?",
  say = { zh = "請您貼這行指令，找 Offering 開頭的那幾行，唸檔名給我聽。",
          en = "Please paste this line, find the lines with Offering, and read me the file names." },
  how = { zh = "在使用者的電腦執行，看 Offering public key 後面的檔名。",
          en = "On the user's computer; see the file name after Offering public key.",
          run = "ssh -v -i KEY_FILE USER@HOST" },
  answers = {
    { "sent", zh = "有送出這把", en = "This key was sent", sign = "Offering public key: KEY_FILE" },
    { "not_sent", zh = "沒送或送別把", en = "None, or another one", sign = "no such identity" },
  },
  cost = 2, cite = "#key-pair",
}

question "fingerprint" {
  zh = "金鑰指紋和登記的一樣嗎？", en = "Is the fingerprint the registered one?",
  how = { zh = "在使用者的電腦執行，和主控台「金鑰對」的指紋比對。各雲端算法不同，見手冊。",
          en = "On the user's computer; compare with the console's key pair. Clouds differ in the hash: see the manual.",
          run = "ssh-keygen -lf KEY_FILE" },
  answers = {
    { "same", zh = "一樣", en = "The same" },
    { "differ", zh = "不一樣", en = "Another one" },
  },
  cost = 3, cite = "#key-pair",
}

-- ---------------------------------------------------------------- causes

fault "wrong_user" {
  zh = "登入名稱不對", en = "Wrong user name", prior = .27, cite = "#key-user",
  tell = { zh = "這台主機用的登入名稱和平常的不一樣，換成對的就能登入。",
           en = "This server uses another sign-in name than the usual one. With the right name it works." } }
fault "wrong_key" {
  zh = "用的不是登記的金鑰", en = "Not the registered key", prior = .22, cite = "#key-pair",
  tell = { zh = "電腦送出的是另一把金鑰，所以主機沒有認出您；資料沒有受影響。",
           en = "Your computer presented another key, so the server did not recognise you. Your data is fine." } }
fault "key_file_open" {
  zh = "金鑰檔權限太開放", en = "The key file is open to others", prior = .11, cite = "#key-file",
  tell = { zh = "金鑰檔別人也讀得到，電腦為了保護您先不使用它。",
           en = "Others could read the key file, so your computer held it back to protect you." } }
fault "key_format" {
  zh = "金鑰檔格式不合或損壞", en = "The key file's format does not fit", prior = .06, cite = "#key-file",
  tell = { zh = "金鑰檔的格式和這個連線程式不合，轉換一次就能用。",
           en = "The key file is in a format that this program does not read. Converting it once is enough." } }
fault "too_many_keys" {
  zh = "試太多把金鑰而斷線", en = "Cut off after too many keys", prior = .05, cite = "#key-pair",
  tell = { zh = "電腦一次試了太多把金鑰，主機先中斷；指定一把就好。",
           en = "Your computer tried many keys in a row and the server hung up. Naming one key is enough." } }
fault "role_missing" {
  zh = "雲端帳號沒有登入角色", en = "The cloud account lacks the sign-in role", prior = .06, cite = "#key-role",
  tell = { zh = "您的帳號還沒有登入這台主機的權限，要由擁有者授予。",
           en = "Your account may not sign in to this server yet; its owner can grant that." } }

-- ---------------------------------------------------------------- remedies: each is verified by the goal, signing in

action "use_right_user" {
  zh = "改用映像檔的登入名稱連線", en = "Connect with the image's user name",
  fixes = { wrong_user = .95 }, cost = 2,
  steps = { { zh = "把 @ 前面換成正確的名稱。", en = "Replace what stands before the @.", run = "ssh -i KEY_FILE IMAGE_USER@HOST" } },
  sets = { user_name = "match" }, changes = { "ssh_message" }, cite = "#key-user",
}
action "use_right_key" {
  zh = "找出登記的那把金鑰並指定使用", en = "Find the registered key and name it",
  fixes = { wrong_key = .80 }, cost = 6,
  steps = {
    { zh = "逐一看金鑰檔的指紋，找和主控台相同的那把。", en = "See each key file's fingerprint; find the console's.",
      run = "ssh-keygen -lf KEY_FILE" },
    { zh = "指定這一把連線。", en = "Connect with that one.", run = "ssh -i KEY_FILE -o IdentitiesOnly=yes USER@HOST" },
  },
  changes = { "ssh_message", "key_sent", "fingerprint" }, cite = "#key-pair",
}
action "one_key_only" {
  zh = "只送一把金鑰連線", en = "Offer one key only",
  fixes = { too_many_keys = .92 }, cost = 2,
  steps = { { zh = "加上 IdentitiesOnly 連線。", en = "Connect with IdentitiesOnly.",
              run = "ssh -i KEY_FILE -o IdentitiesOnly=yes USER@HOST" } },
  changes = { "ssh_message" }, cite = "#key-pair",
}
action "close_key_file" {
  zh = "把金鑰檔改成只有本人能讀", en = "Make the key file readable by its owner alone",
  fixes = { key_file_open = .95 }, cost = 3,
  steps = {
    { zh = "在使用者的電腦執行；Windows 用命令提示字元（cmd）。", en = "On the user's computer; on Windows in a command prompt (cmd).",
      run = "Windows      icacls KEY_FILE /inheritance:r /grant:r \"%USERNAME%:R\"\nmacOS/Linux  chmod 600 KEY_FILE" },
  },
  changes = { "ssh_message" },
  undo = { zh = "不需要復原；這是金鑰檔應有的權限。", en = "Nothing to undo: these are the rights that a key file should have." },
  cite = "#key-file",
}
action "convert_key" {
  zh = "把金鑰檔轉成這個程式的格式", en = "Convert the key file for this program",
  fixes = { key_format = .85 }, cost = 5,
  safety = { zh = "在使用者自己的電腦上轉，金鑰不可寄出，也不可貼進案件。",
             en = "Convert it on the user's own computer. A key is never mailed, nor pasted into a case." },
  steps = {
    { zh = "PuTTY 要 .ppk：用 PuTTYgen 載入後另存。", en = "PuTTY wants .ppk: load it in PuTTYgen and save." },
    { zh = "OpenSSH 要 PEM：PuTTYgen 選單 Conversions 匯出。", en = "OpenSSH wants its own: PuTTYgen, menu Conversions, export." },
  },
  changes = { "ssh_message" },
  undo = { zh = "原檔保留，改用原檔即可。", en = "The original is kept: use it again." },
  cite = "#key-file",
}
action "request_role" {
  zh = "請擁有者授予登入角色", en = "Have the owner grant the sign-in role",
  fixes = { role_missing = .90 }, cost = 10, wait = 5, risk = "approval",
  safety = { zh = "由資源擁有者授予，一線不可授權給自己或代為授權。只給登入，不給管理員。",
             en = "The resource's owner grants it; the first line never does. Sign-in only, not administrator." },
  steps = {
    { zh = "送出申請：誰、哪一台、一般登入、到何時。", en = "Ask for it: who, which VM, plain sign-in, until when." },
    { zh = "授予後等 5 分鐘，請使用者重新登入。", en = "Once granted wait 5 minutes; have the user sign in anew." },
  },
  sets = { cloud_role = "granted" }, changes = { "ssh_message" },
  undo = { zh = "由擁有者收回角色。", en = "The owner takes the role back." },
  cite = "#key-role",
}

-- ---------------------------------------------------------------- hand-overs

escalation "architects" {
  to = "cloud_architects", level = 2, cost = 90,
  zh = "交給雲端架構工程人員查登入設定", en = "Cloud architects look into the sign-in setup",
  say = { zh = "我把查到的都交給雲端工程師了，您不用再說一次，他們會接著查。",
          en = "I've passed all of this to the cloud engineers. You needn't repeat it; they go on from here." },
  evidence = { "instance_id", "ssh_message", "user_name", "login_kind", "cloud_role", "key_sent", "fingerprint",
               "last_worked", "ssh_vvv" },
}

-- ---------------------------------------------------------------- the walk

flow {
  include "common/before_start",
  ask "ssh_message" {
    key_open = conclude "key_file_open",
    too_many = conclude "too_many_keys",
    bad_key  = conclude "key_format",
    unsure   = go "caller",
  },
  go "caller",
  otherwise = escalate "architects",
}

flow "caller" {
  ask "user_name" { differ = conclude "wrong_user" },
  ask "login_kind" { cloud_account = go "role" },
  ask "key_sent" { not_sent = conclude "wrong_key" },
  ask "fingerprint" { differ = conclude "wrong_key" },
  see "compute/ssh_key_host",
}

flow "role" {
  ask "cloud_role" {
    missing = conclude "role_missing",
    granted = escalate "architects",
  },
  otherwise = escalate "architects",
}
