-- No mobile data at all. A part of "slow data" and of "no picture messages": any speed will do here.
-- Texts of the manual: kb/manuals/phone.

guide "telecom/data_connection" {
  zh = "行動數據連不上", en = "Mobile data does not connect",
  symptoms = {
    "行動網路不通", "不能上網", "行動數據", "國外不能上網", "漫遊", "流量用完",
    "no mobile data", "no internet", "data not working", "No Connection", "roaming", "abroad", "data limit",
  },
  manual = "phone",
  goal   = is("speed", "slow", "excellent"),
  owner  = "phone_desk", reviewed = "2026-03-01",
}

-- ---------------------------------------------------------------- what is asked

question "speed" {
  zh = "測速結果是什麼？", en = "What does the speed test say?",
  say = { zh = "請您先關掉 Wi-Fi，測一次網速，把結果那個詞唸給我聽。",
          en = "With Wi-Fi off, please run the speed test and read me the word in its result." },
  why = { zh = "分開「連不上」和「連得上但慢」，兩條路查的東西不同。",
          en = "It separates \"no connection\" from \"slow\": two different ways to look." },
  answers = {
    { "none", zh = "連不上", en = "No connection", sign = "No Connection" },
    { "slow", zh = "有速度，但不是極佳", en = "A speed below Excellent", sign = "Very Poor, Poor, Fair, Good" },
    { "excellent", zh = "極佳", en = "Excellent", sign = "Excellent" },
  },
  share = true, cost = 2, cite = "#data",
}

question "abroad" {
  zh = "使用者現在人在國外嗎？", en = "Is the user abroad now?",
  say = { zh = "請問您現在在國內，還是出國了？", en = "Are you at home, or travelling abroad just now?" },
  answers = { { "yes", zh = "在國外", en = "Abroad" }, { "no", zh = "在國內", en = "At home" } },
  environment = true, share = true, cost = 1, cite = "#roaming",
}

question "phone_roaming" {
  zh = "手機的數據漫遊開了嗎？", en = "Is data roaming on, on the phone?",
  how = { zh = "設定 > 網路狀態，看「數據漫遊」那一行。", en = "Settings > network status: the data roaming line." },
  answers = {
    { "on", zh = "開著", en = "On", sign = "Data Roaming Enabled: Yes" },
    { "off", zh = "關著", en = "Off", sign = "Data Roaming Enabled: No" },
  },
  cost = 1, cite = "#roaming",
}

question "line_roaming" {
  zh = "系統上這個門號開通漫遊了嗎？", en = "Is roaming enabled on the line in our records?",
  how = { zh = "客戶資料 > 門號 > 漫遊。", en = "Customer record > line > roaming." },
  answers = {
    { "enabled", zh = "已開通", en = "Enabled" },
    { "disabled", zh = "未開通", en = "Not enabled" },
  },
  cost = 1, cite = "#roaming",
}

question "data_switch" {
  zh = "行動數據的開關是開的嗎？", en = "Is the mobile data switch on?",
  how = { zh = "設定 > 網路狀態，看「行動數據」那一行。", en = "Settings > network status: the mobile data line." },
  answers = {
    { "on", zh = "開著", en = "On", sign = "Mobile Data Enabled: Yes" },
    { "off", zh = "關著", en = "Off", sign = "Mobile Data Enabled: No" },
  },
  cost = 1, cite = "#data-switch",
}

question "data_left" {
  zh = "本期數據量還剩多少 GB？", en = "How many GB of this month's data are left?",
  how = { zh = "客戶資料 > 用量：方案數據量加上加購量，減去已用量；超過就是負數。",
          en = "Customer record > usage: the plan's data plus what was added, less what was used; negative when exceeded." },
  kind = "number", min = -10000, max = 10000, unit = "GB",
  cost = 2, cite = "#allowance",
}

question "data_added" {
  zh = "本期已加購多少 GB？", en = "How many GB were added this month?",
  how = { zh = "客戶資料 > 用量 > 加購。上限是 2 GB。", en = "Customer record > usage > refuelled. The limit is 2 GB." },
  kind = "number", min = 0, max = 1000, unit = "GB",
  cost = 1, cite = "#allowance",
}

question "data_choice" {
  zh = "要加購數據量還是換方案？", en = "Add data, or change the plan?",
  say = { zh = "這個月的數據量用完了。您可以加購，最多 2 GB，或改成量比較大的方案，您想選哪一種？",
          en = "This month's data is used up. You can add up to 2 GB, or change to a larger plan. Which would you like?" },
  answers = {
    { "add", zh = "加購", en = "Add data" },
    { "plan", zh = "換方案", en = "Change the plan" },
    { "neither", zh = "都不要", en = "Neither" },
  },
  given = { allowance_used = { add = 1 / 3, plan = 1 / 3, neither = 1 / 3 } },   -- a wish, no evidence
  cost = 2, cite = "#allowance",
}

-- ---------------------------------------------------------------- what it may be

fault "phone_roaming_off" { zh = "手機沒開數據漫遊", en = "Data roaming is off on the phone", prior = .20, cite = "#roaming",
  tell = { zh = "在國外要先打開數據漫遊才能上網。", en = "Abroad, the phone's data roaming has to be on." } }
fault "line_roaming_off" { zh = "門號沒開通漫遊", en = "Roaming is not enabled on the line", prior = .20, cite = "#roaming",
  tell = { zh = "門號還沒開通漫遊，我現在幫您開，不用費用。", en = "Roaming isn't enabled for your number yet; I enable it now, at no cost." } }
fault "data_off" { zh = "行動數據關著", en = "Mobile data is switched off", prior = .25, cite = "#data-switch",
  tell = { zh = "手機的行動數據開關被關掉了，打開就好。", en = "The phone's mobile data was switched off; we'll turn it on." } }
fault "allowance_used" { zh = "本期數據量用完了", en = "This month's data is used up", prior = .25, cite = "#allowance",
  tell = { zh = "這個月的數據量用完了，所以連線停了。", en = "This month's data is used up, so the connection stopped." } }

-- ---------------------------------------------------------------- what helps

action "phone_roaming_on" {
  zh = "打開手機的數據漫遊", en = "Turn data roaming on, on the phone",
  fixes = { phone_roaming_off = .90 }, cost = 1, sets = { phone_roaming = "on" },
  safety = { zh = "先說明漫遊的計費方式，使用者同意再開。", en = "Explain how roaming is charged; turn it on once the user agrees." },
  undo = { zh = "再關掉數據漫遊。", en = "Turn data roaming off again." },
  cite = "#roaming",
}

action "enable_line_roaming" {
  zh = "在系統上開通門號漫遊", en = "Enable roaming on the line",
  fixes = { line_roaming_off = .95 }, cost = 2, sets = { line_roaming = "enabled" },
  undo = { zh = "在客戶資料關閉漫遊。", en = "Disable it again in the customer record." },
  cite = "#roaming",
}

action "data_on" {
  zh = "打開行動數據", en = "Turn mobile data on",
  fixes = { data_off = .95 }, cost = 1, sets = { data_switch = "on" },
  undo = { zh = "再關掉行動數據。", en = "Turn mobile data off again." },
  cite = "#data-switch",
}

action "refuel_data" {
  zh = "加購 2 GB 數據量", en = "Add 2 GB of data",
  fixes = { allowance_used = .95 }, cost = 3, risk = "approval", changes = { "data_left", "data_added" },
  safety = { zh = "先報每 GB 的價格和總價，使用者同意才加購；每期上限 2 GB。",
             en = "State the price per GB and in total, and add it only if the user agrees; 2 GB a month at most." },
  undo = { zh = "加購不能退回。", en = "Added data cannot be returned." },
  cite = "#allowance",
}

action "change_plan" {
  zh = "改成數據量較大的方案", en = "Change to a plan with more data",
  cost = 8, risk = "approval", changes = { "data_left" },
  safety = { zh = "列出可選的方案和月費，由使用者自己選，複述總價再改。",
             en = "List the plans and their prices; the user chooses; read the price back before changing." },
  undo = { zh = "下一期才能改回原方案。", en = "The former plan can be had again from the next month." },
  cite = "#allowance",
}

escalation "technical_support" {
  to = "network", level = 2, cost = 60,
  zh = "交給行動技術支援查數據連線", en = "Mobile technical support looks into the data connection",
  say = { zh = "基本的都查過了，接下來請技術同仁查線路，有結果會回電給您。",
          en = "The basics are all checked. Our technicians look into the line and will call you back." },
  evidence = { "speed", "abroad", "phone_roaming", "line_roaming", "data_switch", "data_left", "data_added" },
}

-- ---------------------------------------------------------------- the walk

flow {
  ask "speed" {                                           -- any speed at all: the goal holds
    none   = include "telecom/service_issue",             -- no service, no data
    unsure = include "telecom/service_issue",
  },
  ask "abroad" { yes = go "phone_roaming" },
  go "data_switch",
  otherwise = escalate "technical_support",
}

flow "phone_roaming" {
  ask "phone_roaming" { off = go "phone_roaming_off" },
  go "line_roaming",
}

flow "phone_roaming_off" {
  conclude "phone_roaming_off",
  otherwise = go "line_roaming",
}

flow "line_roaming" {
  ask "line_roaming" { disabled = go "line_roaming_off" },
  go "data_switch",
}

flow "line_roaming_off" {
  conclude "line_roaming_off",
  otherwise = go "data_switch",
}

flow "data_switch" {
  ask "data_switch" { off = go "data_off" },
  go "allowance",
}

flow "data_off" {
  conclude "data_off",
  otherwise = go "allowance",
}

flow "allowance" {
  ask "data_left" {
    on(below(0)) { go "allowance_used" },
    unsure = escalate "technical_support",                -- nobody pays on a guess
    other  = escalate "technical_support",                -- everything the desk can look at is in order
  },
  otherwise = escalate "technical_support",
}

flow "allowance_used" {
  ask "data_choice" {
    add = ask "data_added" {
      on(at_least(2)) { try "change_plan" },              -- the limit is reached: only a larger plan is left
      unsure = escalate "technical_support",
      other  = conclude "allowance_used",
    },
    plan    = try "change_plan",
    neither = escalate "technical_support",
  },
  otherwise = escalate "technical_support",
}
