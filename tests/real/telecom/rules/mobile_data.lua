-- Mobile data is slow or does not connect: first any connection at all, then what slows it down.
-- Texts of the manual: kb/manuals/phone.

guide "telecom/mobile_data_issue" {
  zh = "行動上網不通或很慢", en = "Mobile data is missing or slow",
  symptoms = {
    "上網很慢", "網路很慢", "行動上網", "跑不動", "數據節省", "VPN",
    "slow data", "slow internet", "mobile data", "browse the internet", "data saver", "speed test", "VPN",
  },
  manual = "phone",
  goal   = is("speed", "excellent"),
  owner  = "phone_desk", reviewed = "2026-03-01",
}

question "data_saver" {
  zh = "數據節省模式開著嗎？", en = "Is Data saver on?",
  how = { zh = "設定 > 網路與網際網路 > 數據節省模式。", en = "Settings > network and internet > Data saver." },
  answers = {
    { "on", zh = "開著", en = "On", sign = "Data Saver mode is ON" },
    { "off", zh = "關著", en = "Off", sign = "Data Saver mode is OFF" },
  },
  cost = 1, cite = "#data-saver",
}

question "network_mode" {
  zh = "偏好的網路類型是什麼？", en = "Which network type does the phone prefer?",
  how = { zh = "設定 > 行動網路 > 偏好的網路類型。", en = "Settings > mobile network > preferred network type." },
  answers = {
    { "new", zh = "含 4G 或 5G", en = "One with 4G or 5G", sign = "4g_5g_preferred" },
    { "old", zh = "只有 2G 或 3G", en = "2G or 3G only", sign = "2g_only, 3g_only" },
  },
  cost = 1, cite = "#network-mode",
}

question "vpn" {
  zh = "VPN 連著嗎？", en = "Is a VPN connected?",
  how = { zh = "看狀態列有沒有鎖頭，或設定 > VPN。", en = "A padlock in the status bar, or Settings > VPN." },
  answers = {
    { "connected", zh = "連著", en = "Connected", sign = "VPN is ON and connected" },
    { "off", zh = "沒有連", en = "Off", sign = "VPN is turned OFF" },
  },
  cost = 1, cite = "#vpn",
}

fault "data_saver_on" { zh = "開著數據節省模式", en = "Data saver is on", prior = .30, cite = "#data-saver",
  tell = { zh = "手機開了數據節省模式，所以速度被限制。", en = "Data saver is on, and holds the speed down." } }
fault "old_network" { zh = "手機只用舊的網路", en = "The phone keeps to an older network", prior = .35, cite = "#network-mode",
  tell = { zh = "手機被設成只用舊的網路，改回 4G、5G 就快了。", en = "The phone is set to an older network; with 4G and 5G it is fast again." } }
fault "slow_vpn" { zh = "VPN 拖慢連線", en = "A VPN slows the connection", prior = .25, cite = "#vpn",
  tell = { zh = "VPN 讓資料繞路，關掉就會變快。", en = "The VPN takes a detour; without it the connection is fast." } }

action "data_saver_off" {
  zh = "關閉數據節省模式", en = "Turn Data saver off",
  fixes = { data_saver_on = .90 }, cost = 1, sets = { data_saver = "off" },
  undo = { zh = "再打開數據節省模式。", en = "Turn Data saver on again." },
  cite = "#data-saver",
}

action "prefer_4g_5g" {
  zh = "把偏好的網路改成 4G、5G 優先", en = "Set the preferred network to 4G and 5G",
  fixes = { old_network = .90 }, cost = 2, sets = { network_mode = "new" },
  undo = { zh = "改回原本的網路類型。", en = "Choose the former network type." },
  cite = "#network-mode",
}

action "vpn_off" {
  zh = "中斷 VPN 連線", en = "Disconnect the VPN",
  fixes = { slow_vpn = .90 }, cost = 1, sets = { vpn = "off" },
  safety = { zh = "公司規定要走 VPN 的工作先存檔暫停。", en = "Save and pause work that must go through the company's VPN." },
  undo = { zh = "再連上 VPN。", en = "Connect the VPN again." },
  cite = "#vpn",
}

escalation "technical_support" {
  to = "network", level = 2, cost = 60,
  zh = "交給行動技術支援查網速", en = "Mobile technical support looks into the speed",
  say = { zh = "會影響速度的設定都看過了，接下來請技術同仁查基地台和線路。",
          en = "Every setting that costs speed is checked. Our technicians look at the network next." },
  evidence = { "speed", "data_saver", "network_mode", "vpn" },
}

-- ---------------------------------------------------------------- the walk

flow {
  ask "speed" {                                           -- asked anew after every remedy, also those of the part below
    none = {
      include "telecom/data_connection",
      escalate "technical_support",                       -- it came back without a connection
    },
    unsure = include "telecom/data_connection",
  },
  go "slow",
  otherwise = escalate "technical_support",
}

flow "slow" {
  ask "data_saver" { on = go "data_saver_on" },
  go "network_mode",
}

flow "data_saver_on" {
  conclude "data_saver_on",
  otherwise = go "network_mode",
}

flow "network_mode" {
  ask "network_mode" { old = go "old_network" },
  go "vpn",
}

flow "old_network" {
  conclude "old_network",
  otherwise = go "vpn",
}

flow "vpn" {
  ask "vpn" {
    connected = conclude "slow_vpn",
    off       = escalate "technical_support",
  },
  otherwise = escalate "technical_support",
}
