-- The provider's own incident: nothing of ours is changed, the notice is followed, and the user tries again once it is over.
-- Other guides lead here when common/before_start has found one. Texts of the manual: kb/manuals/before-start.

guide "common/provider_incident" {
  zh = "雲端業者服務事件", en = "An incident at the provider",
  symptoms = { "業者公告", "服務事件", "服務中斷", "大家都不能用", "status page", "outage", "Service disruption", "Degraded" },
  manual   = "before-start",
  goal     = is("works_again", "works"),
  owner    = "l1_desk", reviewed = "2026-03-01",
}


question "works_again" {
  zh = "使用者現在能用了嗎？", en = "Does it work for the user now?",
  say = { zh = "業者說已經恢復，請您照平常的方式再試一次。", en = "The provider says it is over. Please try again as you usually do." },
  answers = { { "works", zh = "恢復正常", en = "It works" }, { "fails", zh = "還是不行", en = "It still fails" } },
  cost = 1, cite = "#provider-status",
}

fault "provider_outage" {
  zh = "雲端業者服務事件", en = "An incident at the provider", cite = "#provider-status",
  tell = { zh = "雲端業者這個區域正在搶修，不是您的電腦或設定的問題；恢復時我們會通知您。",
           en = "The provider is repairing this region. Your computer and settings are fine; we will tell you when it is back." },
}

action "follow_provider" {
  zh = "訂閱業者公告，恢復後請使用者再試", en = "Follow the provider's notice; try again once it is over",
  fixes = { provider_outage = .90 }, cost = 5, wait = 60,
  steps = {
    { zh = "記下公告編號和區域，訂閱更新。", en = "Note the incident number and the region; subscribe." },
    { zh = "告訴使用者下次回覆的時間。", en = "Tell the user when you will call next." },
    { zh = "公告寫恢復後，請使用者再試一次。", en = "Once it says resolved, have the user try again." },
  },
  changes = { "provider_status" },
  cite = "#provider-status",
}

escalation "provider_desk" {
  to = "provider", level = 3, cost = 120,
  zh = "向雲端業者開案", en = "Open a case with the provider",
  say = { zh = "我們已經向雲端業者開案追進度，有消息就回電給您。", en = "We've opened a case with the provider and will call you with news." },
  evidence = { "tenant", "instance_id", "provider_status", "affected", "last_worked" },
}

flow {
  ask "provider_status" { normal = escalate "provider_desk" },   -- it fails for many, yet the notice is silent
  conclude "provider_outage",
  otherwise = escalate "provider_desk",
}
