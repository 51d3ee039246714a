-- A printer prints too light: Vomlel's model, often printed as the first example of decision-theoretic troubleshooting
-- (Vomlel & Vomlelova, Troubleshooting: NP-hardness and solution methods, 2003). It has no flow: the plan alone walks it.
-- Chances, minutes and S = 40 are those of the model; by the best plan it costs 19.34 minutes, without the question 20.44.

guide "light_print" {
  zh = "印出來的字太淡", en = "The printer prints too light",
  symptoms = { "太淡", "印不清楚", "light print", "faint" },
  owner = "l1_devices", reviewed = "2026-03-01",
}

question "test_page" {
  zh = "印表機自己的測試頁也太淡嗎？", en = "Is the printer's own test page light, too?",
  say  = { zh = "請按著面板的「測試頁」三秒，再看那張紙。", en = "Please hold \"test page\" for three seconds, then look at the sheet." },
  answers = { { "yes", zh = "也太淡", en = "Light, too" }, { "no", zh = "正常", en = "It is fine" } },
  cost = 2,
  given = { distribution = { yes = 1 }, defective = { yes = 1 }, corrupted = { no = 1 }, settings = { no = 1 } },
}

fault "distribution" { zh = "碳粉分布不均", en = "The toner is unevenly distributed", prior = .4 }
fault "defective"    { zh = "碳粉匣壞了", en = "The toner cartridge is defective", prior = .3 }
fault "corrupted"    { zh = "列印資料壞了", en = "The data on its way to the printer is corrupted", prior = .2 }
fault "settings"     { zh = "驅動程式設定錯了", en = "The driver's settings are wrong", prior = .1 }

action "shake" {
  zh = "取出碳粉匣，輕搖後裝回", en = "Take the toner out, shake it gently, put it back",
  fixes = { distribution = .6 }, cost = 5,
}
action "replace" {
  zh = "換一支新的碳粉匣", en = "Put a new toner cartridge in",
  fixes = { distribution = .9, defective = .9 }, cost = 15,
}
action "resend" {
  zh = "關掉再開印表機，重印一次", en = "Cycle the printer's power and print again",
  fixes = { corrupted = .9 }, cost = 1,
}

escalation "vendor" { to = "provider", zh = "請原廠來看", en = "Call the vendor", cost = 40, evidence = { "test_page" } }
