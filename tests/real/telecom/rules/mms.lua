-- Picture messages can't be sent: signal and data first, at any speed, then what MMS alone needs.
-- Texts of the manual: kb/manuals/phone.

guide "telecom/mms_issue" {
  zh = "多媒體簡訊傳不出去", en = "Picture messages cannot be sent",
  symptoms = {
    "多媒體簡訊", "圖片簡訊", "照片傳不出去", "MMS", "群組簡訊",
    "MMS", "picture message", "multimedia message", "group message", "send pictures",
  },
  manual = "phone",
  goal   = is("mms", "works"),
  owner  = "phone_desk", reviewed = "2026-03-01",
}

question "mms" {
  zh = "現在能傳多媒體簡訊嗎？", en = "Can a picture message be sent now?",
  say = { zh = "請用手機內建的訊息程式，傳一張照片給自己試試。",
          en = "In the phone's own messaging app, please send yourself a picture." },
  answers = {
    { "works", zh = "傳得出去", en = "It is sent", sign = "can send MMS messages" },
    { "fails", zh = "傳不出去", en = "It is not sent", sign = "cannot send MMS messages" },
  },
  cost = 2, cite = "#mms",
}

question "connected_to" {
  zh = "現在連的是哪一代網路？", en = "Which network is the phone connected to?",
  how = { zh = "設定 > 網路狀態 > 網路類型。", en = "Settings > network status > network type." },
  answers = {
    { "2g", zh = "2G", en = "2G", sign = "Cellular Network Type: 2G" },
    { "3g_up", zh = "3G 以上", en = "3G or newer", sign = "3G, 4G, 5G" },
  },
  cost = 1, cite = "#network-type",
}

question "wifi_calling" {
  zh = "Wi-Fi 通話開著嗎？", en = "Is Wi-Fi calling on?",
  how = { zh = "設定 > 行動網路 > Wi-Fi 通話。", en = "Settings > mobile network > Wi-Fi calling." },
  answers = {
    { "on", zh = "開著", en = "On", sign = "currently turned ON" },
    { "off", zh = "關著", en = "Off", sign = "currently turned OFF" },
  },
  cost = 1, cite = "#wifi-calling",
}

question "permissions" {
  zh = "訊息程式缺哪些權限？", en = "Which permissions does the messaging app lack?",
  how = { zh = "設定 > 應用程式 > 訊息 > 權限。要有「儲存空間」和「簡訊」。",
          en = "Settings > apps > Messaging > permissions. It needs Storage and SMS." },
  answers = {
    { "complete", zh = "兩項都有", en = "Neither: it has both" },
    { "no_storage", zh = "缺儲存空間", en = "Storage" },
    { "no_sms", zh = "缺簡訊", en = "SMS" },
    { "no_both", zh = "兩項都缺", en = "Both" },
  },
  cost = 2, cite = "#permissions",
}

fault "on_2g" { zh = "連在 2G 網路", en = "The phone is on 2G", prior = .22, cite = "#network-type",
  tell = { zh = "手機連在太舊的網路，傳不了圖片。", en = "The phone is on a network too old for pictures." } }
fault "wifi_calling_on" { zh = "Wi-Fi 通話互相干擾", en = "Wi-Fi calling interferes", prior = .22, cite = "#wifi-calling",
  tell = { zh = "Wi-Fi 通話有時會擋住圖片簡訊，先關掉。", en = "Wi-Fi calling can get in the way of picture messages; we'll turn it off." } }
fault "storage_denied" { zh = "訊息程式讀不到照片", en = "Messaging may not read the pictures", prior = .13, cite = "#permissions",
  tell = { zh = "訊息程式沒有讀取照片的權限，打開就好。", en = "The messaging app isn't allowed to read your pictures; we'll allow it." } }
fault "sms_denied" { zh = "訊息程式不能傳簡訊", en = "Messaging may not send messages", prior = .13, cite = "#permissions",
  tell = { zh = "訊息程式沒有傳簡訊的權限，打開就好。", en = "The messaging app isn't allowed to send messages; we'll allow it." } }
fault "both_denied" { zh = "訊息程式兩項權限都缺", en = "Messaging lacks both permissions", prior = .10, cite = "#permissions",
  tell = { zh = "訊息程式缺了兩個權限，打開就好。", en = "The messaging app lacks two permissions; we'll allow them." } }
fault "mmsc_missing" { zh = "APN 沒有 MMSC 網址", en = "The APN has no MMSC address", prior = .17, cite = "#mmsc",
  tell = { zh = "手機少了圖片簡訊的伺服器設定，恢復預設就好。", en = "The phone lost the address of the picture message server; we put it back." } }

action "leave_2g" {
  zh = "改用 3G 以上的網路（4G、5G 優先）", en = "Let the phone use 3G or newer (4G and 5G preferred)",
  fixes = { on_2g = .90 }, cost = 2, sets = { connected_to = "3g_up" },
  undo = { zh = "改回原本的網路類型。", en = "Choose the former network type." },
  cite = "#network-type",
}

action "wifi_calling_off" {
  zh = "關閉 Wi-Fi 通話", en = "Turn Wi-Fi calling off",
  fixes = { wifi_calling_on = .90 }, cost = 1, sets = { wifi_calling = "off" },
  safety = { zh = "室內訊號弱時，關掉後通話可能變差，先說明。", en = "Where the indoor signal is weak, calls may get worse: say so first." },
  undo = { zh = "再打開 Wi-Fi 通話。", en = "Turn Wi-Fi calling on again." },
  cite = "#wifi-calling",
}

action "allow_storage" {
  zh = "給訊息程式「儲存空間」權限", en = "Allow Storage to the messaging app",
  fixes = { storage_denied = .95 }, cost = 1, sets = { permissions = "complete" },
  undo = { zh = "在同一頁收回權限。", en = "Take it back on the same page." },
  cite = "#permissions",
}

action "allow_sms" {
  zh = "給訊息程式「簡訊」權限", en = "Allow SMS to the messaging app",
  fixes = { sms_denied = .95 }, cost = 1, sets = { permissions = "complete" },
  undo = { zh = "在同一頁收回權限。", en = "Take it back on the same page." },
  cite = "#permissions",
}

action "allow_both" {
  zh = "給訊息程式「儲存空間」和「簡訊」權限", en = "Allow Storage and SMS to the messaging app",
  fixes = { both_denied = .95 }, cost = 2, sets = { permissions = "complete" },
  steps = {
    { zh = "允許「儲存空間」。", en = "Allow Storage." },
    { zh = "允許「簡訊」。", en = "Allow SMS." },
  },
  undo = { zh = "在同一頁收回權限。", en = "Take them back on the same page." },
  cite = "#permissions",
}

action "restore_mmsc" {
  zh = "把 APN 恢復預設值，再重新開機", en = "Reset the APN to its default, then restart",
  fixes = { mmsc_missing = .95 }, cost = 5, wait = 2, sets = { apn = "right" },
  safety = { zh = "自己加的 APN 會被清掉；公司專用的先抄下來。", en = "APNs the user added are erased: write down a company's own one first." },
  steps = {
    { zh = "設定 > 行動網路 > 存取點名稱 > 重設為預設值。", en = "Settings > mobile network > access point names > reset to default." },
    { zh = "重新開機；不重開不會生效。", en = "Restart: it takes effect only then." },
  },
  undo = { zh = "照抄下的內容填回。", en = "Enter again what was written down." },
  cite = "#mmsc",
}

escalation "technical_support" {
  to = "network", level = 2, cost = 60,
  zh = "交給行動技術支援查簡訊伺服器", en = "Mobile technical support looks at the message server",
  say = { zh = "手機這邊都查過了，接下來請技術同仁查簡訊伺服器，會回電給您。",
          en = "The phone itself is checked. Our technicians look at the message server and will call you back." },
  evidence = { "mms", "signal", "speed", "connected_to", "wifi_calling", "permissions", "apn" },
}

-- ---------------------------------------------------------------- the walk

flow {
  ask "mms",                                              -- it is sent: the goal holds
  include "telecom/data_connection",                      -- which includes the signal
  ask "speed" { none = escalate "technical_support" },
  ask "connected_to" { ["2g"] = go "on_2g" },
  go "wifi_calling",
  otherwise = escalate "technical_support",
}

flow "on_2g" {
  conclude "on_2g",
  otherwise = go "wifi_calling",
}

flow "wifi_calling" {
  ask "wifi_calling" { on = go "wifi_calling_on" },
  go "permissions",
}

flow "wifi_calling_on" {
  conclude "wifi_calling_on",
  otherwise = go "permissions",
}

flow "permissions" {
  ask "permissions" {
    no_storage = go "storage_denied",
    no_sms     = go "sms_denied",
    no_both    = go "both_denied",
  },
  go "mmsc",
}

flow "storage_denied" { conclude "storage_denied", otherwise = go "mmsc" }
flow "sms_denied" { conclude "sms_denied", otherwise = go "mmsc" }
flow "both_denied" { conclude "both_denied", otherwise = go "mmsc" }

flow "mmsc" {
  ask "apn" {
    right = escalate "technical_support",
    other = conclude "mmsc_missing",
  },
  otherwise = escalate "technical_support",
}
