-- Asked before every tree: is it a matter for security, how many people, and does the provider know already?
-- Other guides include it. A sign of an incident ends the case with security; otherwise the walk comes back, and the
-- includer goes by what is known now: when(is("provider_status", "incident")) { see "common/provider_incident" }.
-- Its kind needs no `otherwise` and it has no goal: nothing is diagnosed here. Texts of the manual: kb/manuals/before-start.

guide "common/before_start" {
  zh = "開始查之前", en = "Before anything is checked",
  symptoms = { "先確認", "資安徵兆", "勒索訊息", "before we start", "security sign", "ransom note" },
  kind     = "environment",
  manual   = "before-start",
  owner    = "l1_desk", reviewed = "2026-03-01",
}

question "security_sign" {
  zh = "有資安徵兆嗎？", en = "Any sign of a security incident?",
  say = { zh = "先問一件事：有沒有看到不認得的登入、檔案被改名，或勒索訊息？",
          en = "First: have you seen a sign-in you don't know, renamed files, or a ransom note?" },
  why = { zh = "有徵兆時，重開機和改設定都會毀掉跡證，要先交給資安。",
          en = "Where there are signs, restarting or changing anything destroys the traces: security goes first." },
  answers = {
    { "none", zh = "沒有", en = "No" },
    { "signs", zh = "有，看得到", en = "Yes, visible" },
  },
  share = true, cost = 1, cite = "#security-signs",
}

question "audit_log" {
  zh = "操作紀錄有不明帳號嗎？", en = "Does the activity log show an unknown account?",
  how = { zh = "主控台 > 操作紀錄（活動記錄、登入記錄），看最近 24 小時由誰動過這項服務。",
          en = "Console > activity log, or sign-in log: who touched this service in the last 24 hours?" },
  answers = {
    { "known", zh = "都是認得的人", en = "Only known people" },
    { "unknown", zh = "有不明帳號", en = "An unknown account" },
  },
  share = true, cost = 3, cite = "#security-signs",
}

question "affected" {
  zh = "多少人受影響？", en = "How many people are affected?",
  say = { zh = "旁邊的同事也一樣嗎？這能讓我們少查很多。",
          en = "Is it the same for the colleague next to you? It saves us many checks." },
  answers = {
    { "one", zh = "只有一個人", en = "One person" },
    { "unit", zh = "一個單位", en = "One department" },
    { "many", zh = "好幾個單位", en = "Several departments" },
  },
  share = true, cost = 1, cite = "#scope",
}

question "provider_status" {
  zh = "業者公告有服務事件嗎？", en = "Does the provider report an incident?",
  how = { zh = "打開業者的服務狀態頁，看這項服務和使用者所在的區域。",
          en = "Open the provider's status page: this service, in the region that is used." },
  why = { zh = "業者在搶修時，改任何設定都沒有用，還會分不清原因。",
          en = "While the provider repairs, no setting of ours helps, and changes only hide the cause." },
  answers = {
    { "normal", zh = "全部正常", en = "All normal", sign = "Available, No incidents, 全部正常" },
    { "incident", zh = "這項服務有事件", en = "An incident of this service", sign = "Service disruption, Degraded" },
  },
  share = true, cost = 2, cite = "#provider-status",
}

-- ---------------------------------------------------------------- what a hand-over wants to know

question "security_seen" {
  zh = "看到什麼？幾點看到的？", en = "What was seen, and at what time?",
  say = { zh = "請您照畫面上的字唸，我一字不改地記下來。", en = "Please read it as it is on the screen; I'll write down every word." },
  kind = "text", share = true, cost = 2, cite = "#security-signs",
}

question "last_worked" {
  zh = "最後一次正常是何時？", en = "When did it last work?",
  answers = {
    { "today", zh = "今天", en = "Today" },
    { "week", zh = "這一週", en = "This week" },
    { "earlier", zh = "更早", en = "Earlier" },
    { "never", zh = "從來沒成功過", en = "It never worked" },
  },
  share = true, cost = 1, cite = "#last-change",
}

escalation "security_desk" {
  to = "security", level = 2, cost = 60,
  zh = "交給資訊安全人員，一切保持原樣", en = "Security takes over; everything stays as it is",
  say = { zh = "為了保護您的資料，這部分由資安同仁接手。請先不要關機，也不要刪東西。",
          en = "To protect your data our security team takes this on. Please don't shut down or delete anything." },
  evidence = { "security_sign", "security_seen", "audit_log", "affected", "last_worked", "recent_changes" },
}

flow {
  ask "security_sign" {
    signs  = escalate "security_desk",
    unsure = ask "audit_log" {                            -- the easier test; if nobody can tell, security looks
      unknown = escalate "security_desk",
      unsure  = escalate "security_desk",
    },
  },
  ask "affected" {
    on(one_of("unit", "many")) { ask "provider_status" {} },
  },
  resolve(),
}
