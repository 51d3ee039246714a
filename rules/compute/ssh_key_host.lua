-- The right key is sent, and the host does not take it: its files and its account, seen over the serial console.
-- Several of these may be wrong at once, on a host that somebody "tidied up": all are noted, then mended, the likeliest first.
-- So no remedy makes a finding's question stale: each settles its own. Texts of the manual: kb/manuals/vm-connection.

guide "compute/ssh_key_host" {
  zh = "主機不採用 SSH 金鑰", en = "The host does not take the SSH key",
  symptoms = { "authorized_keys", "bad ownership or modes", "Account expired", "no such user", "公鑰沒有登記", "家目錄權限" },
  manual   = "vm-connection",
  goal     = is("login", "works"),
  owner    = "l1_compute", reviewed = "2026-03-01",
  applies  = is("product_class", "platform"),
}

question "home_rights" {
  zh = "家目錄和 .ssh 的權限對嗎？", en = "Are the rights of home and .ssh right?",
  how = { zh = "在序列主控台執行。家目錄不可讓他人寫入，.ssh 要 700，authorized_keys 要 600，擁有者是本人。",
          en = "On the serial console. Home not writable by others, .ssh 700, authorized_keys 600, owned by the user.",
          run = "ls -ld ~USER ~USER/.ssh ~USER/.ssh/authorized_keys" },
  answers = {
    { "right", zh = "都對", en = "All right", sign = "drwx------ .ssh, -rw------- authorized_keys" },
    { "loose", zh = "太開放或擁有者不對", en = "Too open, or another owner", sign = "drwxrwxrwx, root root" },
  },
  cost = 3, cite = "#key-server",
}

question "key_listed" {
  zh = "主機上有登記這把公鑰嗎？", en = "Is this public key on the host?",
  how = { zh = "在序列主控台執行，看指紋有沒有在裡面。", en = "On the serial console: is the fingerprint in the list?",
          run = "ssh-keygen -lf ~USER/.ssh/authorized_keys" },
  answers = {
    { "listed", zh = "有登記", en = "It is", sign = "SHA256:" },
    { "absent", zh = "沒有這把", en = "It isn't", sign = "No such file or directory" },
  },
  cost = 3, cite = "#key-server",
}

question "account_state" {
  zh = "主機上的帳號是什麼狀態？", en = "What state is the account on the host in?",
  how = { zh = "在序列主控台執行。第一行沒有輸出就是沒有帳號，到期日看第二行。", en = "On the serial console. No output of the first line: no account. The second shows the expiry.",
          run = "getent passwd USER\nsudo chage -l USER" },
  answers = {
    { "active", zh = "正常", en = "Active", sign = "Account expires : never" },
    { "expired", zh = "已到期", en = "Expired", sign = "Account expires : Feb 28, 2026" },
    { "blocked", zh = "被停用", en = "Shut out on purpose", sign = "/usr/sbin/nologin" },
    { "no_account", zh = "沒有這個帳號", en = "No such account" },
  },
  cost = 3, cite = "#key-account",
}

-- ---------------------------------------------------------------- causes

fault "server_rights" {
  zh = "主機上的金鑰檔權限不對", en = "Wrong rights on the host's key files", prior = .40, cite = "#key-server",
  tell = { zh = "主機上一個資料夾的權限被動過，主機因此不採用您的金鑰；您的檔案都在。",
           en = "The rights of a folder on the server had changed, so it did not use your key. Your files are all there." } }
fault "key_absent" {
  zh = "主機沒有登記這把公鑰", en = "The public key is not on the host", prior = .40, cite = "#key-server",
  tell = { zh = "主機上還沒有登記您這把金鑰，核對身分後就會加上。",
           en = "The server does not know your key yet. Once we have checked who you are it will be added." } }
fault "account_expired" {
  zh = "帳號到期或不存在", en = "The account has expired or does not exist", prior = .15, cite = "#key-account",
  tell = { zh = "這台主機上的帳號已到期或還沒建立，要由擁有者決定是否開通。",
           en = "Your account on this server has ended or was not set up yet. The server's owner decides about it." } }

-- ---------------------------------------------------------------- remedies: each is verified by the goal, signing in

action "fix_server_rights" {
  zh = "在序列主控台改回金鑰檔權限", en = "Set the key files' rights over the serial console",
  fixes = { server_rights = .93 }, cost = 5,
  safety = { zh = "只動這位使用者的 .ssh，不可對整個家目錄遞迴。", en = "Touch this user's .ssh only; never recurse over the home." },
  steps = {
    { zh = "先抄下現在的權限，再執行。", en = "Note the present rights, then run:",
      run = "sudo chown USER: ~USER ~USER/.ssh ~USER/.ssh/authorized_keys\nsudo chmod go-w ~USER\n"
         .. "sudo chmod 700 ~USER/.ssh\nsudo chmod 600 ~USER/.ssh/authorized_keys" },
  },
  undo = { zh = "照抄下的權限改回。", en = "Set back the rights that you noted." },
  cite = "#key-server",
}

action "add_public_key" {
  zh = "核對身分後，加上使用者的公鑰", en = "Add the user's public key, once identified",
  fixes = { key_absent = .92 }, cost = 10, risk = "approval",
  safety = { zh = "加公鑰等於給人進出權限：先由主機擁有者核准並核對本人。只收 .pub，不收私鑰。",
             en = "A public key lets somebody in: the owner approves, and you identify the person. Take the .pub, never the private key." },
  steps = {
    { zh = "請使用者傳公鑰檔，電話複述指紋核對。", en = "Have the user send the public key; compare the fingerprint by phone.",
      run = "ssh-keygen -lf KEY_FILE.pub" },
    { zh = "主控台 > 虛擬機器 > SSH 金鑰，新增這把公鑰。", en = "Console > the VM > SSH keys: add it." },
  },
  undo = { zh = "從同一個地方刪掉這把公鑰。", en = "Remove the key in the same place." },
  cite = "#key-server",
}

action "renew_account" {
  zh = "請主機擁有者決定是否開通帳號", en = "Have the VM's owner decide about the account",
  fixes = { account_expired = .85 }, cost = 15, wait = 30, risk = "handover",
  safety = { zh = "到期可能是離職或專案結束，一線不可自行延長。", en = "It may have ended for a reason: the first line does not prolong it." },
  cite = "#key-account",
}

-- ---------------------------------------------------------------- hand-overs

escalation "architects" {
  to = "cloud_architects", level = 2, cost = 90,
  zh = "交給雲端架構工程人員查主機設定", en = "Cloud architects look into the host's setup",
  say = { zh = "我把查到的都交給雲端工程師了，您不用再說一次，他們會接著查。",
          en = "I've passed all of this to the cloud engineers. You needn't repeat it; they go on from here." },
  evidence = { "instance_id", "ssh_message", "home_rights", "key_listed", "account_state", "last_worked", "ssh_vvv" },
}
escalation "security_desk" {
  to = "security", level = 2, cost = 60,
  zh = "交給資訊安全人員，帳號保持原樣", en = "Security takes over; leave the account as it is",
  say = { zh = "為了保護您的帳號，這部分由資安同仁接手，請先不要再試登入。",
          en = "To protect your account our security team takes this on. Please don't try again for now." },
  evidence = { "instance_id", "security_sign", "audit_log", "ssh_message", "account_state", "last_worked" },
}

-- ---------------------------------------------------------------- the walk

flow {
  include "common/before_start",
  any_order {
    ask "home_rights" { loose = suspect "server_rights" },
    ask "key_listed" { absent = suspect "key_absent" },
    ask "account_state" {
      on(one_of("expired", "no_account")) { suspect "account_expired" },
      blocked = escalate "security_desk",
    },
  },
  otherwise = escalate "architects",
}
