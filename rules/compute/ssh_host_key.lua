-- The host shows another fingerprint than the computer remembers: rebuilt, or somebody who poses as the server?
-- Texts of the manual: kb/manuals/vm-connection. compute/ssh_unreachable leads here; login is declared there.

guide "compute/ssh_host_key" {
  zh = "SSH 主機指紋不符", en = "SSH host key has changed",
  symptoms = {
    "主機指紋", "指紋不符", "指紋變了", "host key", "Host key verification failed",
    "REMOTE HOST IDENTIFICATION HAS CHANGED", "POTENTIAL SECURITY BREACH",
  },
  manual   = "vm-connection",
  goal     = is("login", "works"),
  owner    = "l1_compute", reviewed = "2026-03-01",
  applies  = is("product_class", "platform"),
}

question "rebuilt" {
  zh = "這台主機最近重建過嗎？", en = "Was this VM rebuilt lately?",
  how = { zh = "看主控台的建立時間，再問擁有者。重建、還原或換 IP 都會換主機指紋。",
          en = "See the creation time in the console and ask its owner. A rebuild, a restore or a moved IP changes it." },
  why = { zh = "沒有重建，指紋卻變了，可能有人假冒這台主機。",
          en = "A fingerprint that changes without a rebuild may mean somebody poses as the server." },
  answers = { { "yes", zh = "重建或還原過", en = "Rebuilt or restored" }, { "no", zh = "沒有動過", en = "Untouched" } },
  cost = 3, cite = "#host-key",
}

fault "host_key_changed" {
  zh = "主機指紋已更換", en = "The host key has changed", cite = "#host-key",
  tell = { zh = "主機重建後換了識別碼，您的電腦還記著舊的，所以先擋下來保護您。",
           en = "The rebuilt server has a new identity. Your computer remembered the old one and stopped to protect you." } }

action "forget_host_key" {
  zh = "核對新指紋後，清掉電腦記住的舊指紋", en = "Compare the new fingerprint, then forget the old one",
  fixes = { host_key_changed = .95 }, cost = 4,
  safety = { zh = "指紋和主控台不一樣就停手，改交給資安。", en = "If the fingerprint differs from the console's, stop: security takes over." },
  steps = {
    { zh = "從主控台記錄檔抄下主機指紋（SHA256 開頭）。", en = "Copy the host's fingerprint (it begins with SHA256) from the console log." },
    { zh = "在使用者的電腦清掉舊的。", en = "On the user's computer forget the old one.", run = "ssh-keygen -R HOST" },
    { zh = "重新連線，畫面上的指紋和抄下的一樣才打 yes。", en = "Connect again; type yes only if the fingerprint is the one you copied." },
  },
  changes = { "ssh_message" },
  undo = { zh = "從 known_hosts.old 還原。", en = "Restore known_hosts.old." },
  cite = "#host-key",
}

escalation "security_desk" {
  to = "security", level = 2, cost = 60,
  zh = "交給資訊安全人員，主機保持原樣", en = "Security takes over; leave the VM as it is",
  say = { zh = "為了保護您的資料，這部分由資安同仁接手。請先不要關機，也不要刪東西。",
          en = "To protect your data our security team takes this on. Please don't shut down or delete anything." },
  evidence = { "instance_id", "security_sign", "audit_log", "ssh_message", "last_worked" },
}

flow {
  include "common/before_start",
  ask "rebuilt" {
    yes    = conclude "host_key_changed",
    no     = escalate "security_desk",
    unsure = escalate "security_desk",                    -- nobody can say: security finds out, nothing is forgotten
  },
  otherwise = escalate "security_desk",
}
