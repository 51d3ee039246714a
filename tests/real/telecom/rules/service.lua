-- No signal: from the caller's own switch inwards to the carrier's line. A part of every guide that needs the network.
-- Texts of the manual: kb/manuals/phone.

guide "telecom/service_issue" {
  zh = "手機沒有訊號", en = "The phone has no service",
  symptoms = {
    "沒有訊號", "無服務", "收不到訊號", "打不出去", "不能打電話", "SIM 卡", "停話",
    "no service", "no signal", "cannot make calls", "SIM card", "airplane mode", "line suspended", "signal",
  },
  manual = "phone",
  goal   = is("signal", "yes"),
  owner  = "phone_desk", reviewed = "2026-03-01",
}

-- ---------------------------------------------------------------- what is asked

question "signal" {
  zh = "狀態列有訊號格嗎？", en = "Does the status bar show signal bars?",
  say = { zh = "請您看螢幕最上方：有訊號格，還是寫「無服務」，或有一架小飛機？",
          en = "Please look at the very top of the screen: signal bars, \"No signal\", or a little plane?" },
  answers = {
    { "yes", zh = "有訊號格", en = "Signal bars" },
    { "no", zh = "無訊號或飛航模式", en = "No signal, or a plane", sign = "No Signal, Airplane Mode" },
  },
  share = true, cost = 1, cite = "#service",
}

question "airplane" {
  zh = "飛航模式是開的嗎？", en = "Is Airplane mode on?",
  how = { zh = "設定 > 網路狀態，看「飛航模式」那一行。", en = "Settings > network status: the Airplane mode line." },
  why = { zh = "飛航模式會關掉所有無線電，別的都不必查。", en = "It turns off every radio: nothing else matters while it is on." },
  answers = {
    { "on", zh = "開著", en = "On", sign = "Airplane Mode: ON" },
    { "off", zh = "關著", en = "Off", sign = "Airplane Mode: OFF" },
  },
  cost = 1, cite = "#airplane",
}

question "sim" {
  zh = "SIM 卡狀態寫什麼？", en = "What does the SIM status say?",
  how = { zh = "設定 > SIM 卡，照唸畫面上的狀態。", en = "Settings > SIM card: read the status out." },
  answers = {
    { "active", zh = "正常使用中", en = "Active", sign = "active and working" },
    { "missing", zh = "偵測不到卡", en = "Missing", sign = "No SIM card detected" },
    { "locked", zh = "被 PIN 或 PUK 鎖住", en = "Locked with a PIN or PUK", sign = "locked with a PIN code" },
  },
  cost = 2, cite = "#sim",
}

question "apn" {
  zh = "APN 設定的內容對嗎？", en = "Are the APN settings right?",
  how = { zh = "設定 > 行動網路 > 存取點名稱：名稱要是 internet，MMSC 要有網址。",
          en = "Settings > mobile network > access point names: the name is internet, and MMSC holds an address." },
  answers = {
    { "right", zh = "兩項都對", en = "Both are right", sign = "Current APN Name: internet" },
    { "wrong_name", zh = "名稱不對", en = "Another name", sign = "Current APN Name: broken" },
    { "no_mmsc", zh = "MMSC 沒有設定", en = "MMSC is not set", sign = "Not Set" },
  },
  share = true, cost = 2, cite = "#apn",
}

question "line" {
  zh = "系統上這個門號的狀態是？", en = "What is the line's status in our records?",
  how = { zh = "客戶資料 > 門號 > 狀態。", en = "Customer record > line > status." },
  answers = {
    { "active", zh = "使用中", en = "Active", sign = "Active" },
    { "suspended", zh = "停話", en = "Suspended", sign = "Suspended" },
  },
  cost = 1, cite = "#suspension",
}

question "contract" {
  zh = "合約到期日過了嗎？", en = "Is the contract's end date past?",
  how = { zh = "客戶資料 > 門號 > 合約到期日，和今天比。", en = "Customer record > line > contract end date: compare it with today." },
  why = { zh = "合約到期的停話，客服不能復話，也不必請客戶先繳費。",
          en = "A line suspended for its contract may not be resumed here, so nobody should pay first." },
  answers = {
    { "running", zh = "還沒到期", en = "Still running" },
    { "ended", zh = "已經到期", en = "Ended" },
  },
  cost = 1, cite = "#suspension",
}

-- ---------------------------------------------------------------- what it may be

fault "airplane_on" { zh = "開著飛航模式", en = "Airplane mode is on", prior = .26, cite = "#airplane",
  tell = { zh = "手機在飛航模式，所以暫時不能連線，關掉就好。", en = "Your phone is in Airplane mode, which cuts every connection; we'll switch it off." } }
fault "sim_unseated" { zh = "SIM 卡沒插好", en = "The SIM card is not seated", prior = .20, cite = "#sim",
  tell = { zh = "手機讀不到 SIM 卡，通常重新插一次就好。", en = "The phone can't see its SIM card; putting it in again usually helps." } }
fault "sim_locked" { zh = "SIM 卡被鎖住", en = "The SIM card is locked", prior = .10, cite = "#sim",
  tell = { zh = "SIM 卡因密碼輸入錯誤被鎖，要由技術同仁幫您解鎖。", en = "The SIM is locked after wrong codes; our technicians unlock it for you." } }
fault "apn_broken" { zh = "APN 名稱設錯", en = "The APN name is wrong", prior = .14, cite = "#apn",
  tell = { zh = "手機的上網設定跑掉了，恢復預設再重開機就好。", en = "A network setting was changed; we put back the default and restart." } }
fault "line_suspended" { zh = "帳單逾期而停話", en = "Suspended for an overdue bill", prior = .15, cite = "#suspension",
  tell = { zh = "有一期帳單過期未繳，繳清後馬上幫您復話。", en = "A bill is overdue. Once it is paid we resume the line at once." } }
fault "contract_ended" { zh = "合約到期而停話", en = "Suspended: the contract has ended", prior = .10, cite = "#suspension",
  tell = { zh = "這個門號的合約已到期，要請專責同仁和您確認。", en = "The contract for this number has ended; a colleague will settle it with you." } }
fault "not_registered" { zh = "手機還沒重新登錄網路", en = "The phone has not registered again", prior = .05, cite = "#restart",
  tell = { zh = "門號是正常的，手機要重開機才會重新連上。", en = "Your line is fine; the phone needs a restart to join the network again." } }

-- ---------------------------------------------------------------- what helps

action "airplane_off" {
  zh = "關閉飛航模式", en = "Turn Airplane mode off",
  fixes = { airplane_on = .95 }, cost = 1, sets = { airplane = "off" },
  undo = { zh = "再打開飛航模式。", en = "Turn it on again." },
  cite = "#airplane",
}

action "reseat_sim" {
  zh = "重新插入 SIM 卡", en = "Take the SIM card out and put it back",
  fixes = { sim_unseated = .90 }, cost = 4, changes = { "sim" },
  safety = { zh = "先關機。輕推卡托，不要用尖銳物戳其他的孔。", en = "Power off first. Push the tray pin gently, and only into its own hole." },
  steps = {
    { zh = "關機，退出卡托，取出 SIM 卡。", en = "Power off, open the tray, take the card out." },
    { zh = "缺角對齊後放回，推到底，再開機。", en = "Put it back with its cut corner aligned, close the tray, power on." },
  },
  undo = { zh = "不需要復原。", en = "Nothing to undo." },
  cite = "#sim",
}

action "reset_apn" {
  zh = "把 APN 恢復預設值，再重新開機", en = "Reset the APN to its default, then restart",
  fixes = { apn_broken = .95 }, cost = 5, wait = 2, sets = { apn = "right" },
  safety = { zh = "自己加的 APN 會被清掉；公司專用的先抄下來。", en = "APNs the user added are erased: write down a company's own one first." },
  steps = {
    { zh = "設定 > 行動網路 > 存取點名稱 > 重設為預設值。", en = "Settings > mobile network > access point names > reset to default." },
    { zh = "重新開機；不重開不會生效。", en = "Restart: it takes effect only then." },
  },
  undo = { zh = "照抄下的內容填回。", en = "Enter again what was written down." },
  cite = "#apn",
}

action "restart_phone" {
  zh = "請使用者重新開機", en = "Have the user restart the phone",
  fixes = { line_suspended = .95, not_registered = .90 }, cost = 3, wait = 2,
  safety = { zh = "先存好沒完成的內容。電話可能會斷，約好回撥的號碼。", en = "Save open work. The call may drop: agree on a number to call back." },
  undo = { zh = "不需要復原。", en = "Nothing to undo." },
  cite = "#restart",
}

escalation "technical_support" {
  to = "network", level = 2, cost = 60,
  zh = "交給行動技術支援處理", en = "Mobile technical support takes over",
  say = { zh = "這部分要由技術同仁處理，我把查過的都交給他們，您不用再說一次。",
          en = "Our technicians take it from here. They have all we found; you needn't repeat it." },
  evidence = { "signal", "airplane", "sim", "apn", "line", "contract" },
}

-- ---------------------------------------------------------------- the walk: several causes may hold at once, so each check goes on to the next

flow {
  ask "signal",                                           -- bars: the goal holds, and there is nothing to do
  ask "airplane" { on = go "airplane" },
  go "sim",
  otherwise = escalate "technical_support",
}

flow "airplane" {
  conclude "airplane_on",
  otherwise = go "sim",
}

flow "sim" {
  ask "sim" {
    missing = go "reseat",
    locked  = go "locked",
  },
  go "apn",
}

flow "reseat" {                                           -- once; it is looked at again, and may now be active or locked
  conclude "sim_unseated",
  otherwise = escalate "technical_support",
}

flow "locked" {
  conclude "sim_locked",                                  -- nothing the desk may do
  otherwise = escalate "technical_support",
}

flow "apn" {
  ask "apn" { wrong_name = go "reset_apn" },
  go "line",
}

flow "reset_apn" {
  conclude "apn_broken",
  otherwise = go "line",
}

flow "line" {
  ask "line" { suspended = go "suspended" },
  conclude "not_registered",                              -- all is in order: a line resumed just now needs a restart
  otherwise = escalate "technical_support",
}

flow "suspended" {
  ask "contract" {
    ended  = go "contract_ended",
    unsure = escalate "technical_support",                -- nobody pays on a guess
  },
  include "telecom/line_suspension",                      -- bills, then the line
  conclude "line_suspended",                              -- and the phone's restart brings it back
  otherwise = escalate "technical_support",
}

flow "contract_ended" {
  conclude "contract_ended",
  otherwise = escalate "technical_support",
}
