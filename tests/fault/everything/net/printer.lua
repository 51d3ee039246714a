-- A guide that uses every statement, step and condition at least once, together with the others of this folder.
guide "net/printer" {
  zh = "無法列印", en = "Nothing is printed",
  symptoms = { "印表機", "printer", "無法列印", "Print queue stopped" },
  manual = "printing", owner = "first_line", reviewed = "2026-03-01",
  goal = is("prints", "yes"),
  applies = is("system", "linux", "windows"),
}

question "prints" { zh = "印得出來嗎？", en = "Does it print?", cost = 2, share = true }
question "system" { zh = "作業系統？", en = "Which system?", answers = { "linux", "windows", "other_system" }, environment = true, share = true }
question "lamp" {
  zh = "燈號？", en = "What does the lamp show?",
  say = { zh = "請看面板的燈。", en = "Please look at the lamp on the panel." },
  how = { zh = "看面板。", en = "Look at the panel.", run = "lpstat -p" },
  why = { zh = "燈號最快。", en = "The lamp is quickest." },
  answers = { { "green", zh = "綠燈", en = "Green", sign = "READY TO PRINT" }, { "amber", zh = "橘燈", en = "Amber" }, "off" },
  given = { no_paper = { amber = .9 }, no_power = { off = .95, green = .01 } },
  cost = 1, wait = 1, cite = "#lamp",
}
question "pages" { zh = "佇列裡有幾頁？", en = "How many pages wait?", kind = "number", min = 0, max = 1000, unit = { zh = "頁", en = "pages" } }
question "message" {
  zh = "畫面寫什麼？", en = "What does the screen say?", kind = "text",
  answers = { "jam", "offline" }, match = { jam = { "paper jam", "卡紙" }, offline = "not connected" },
}
question "remarks" { zh = "其他？", en = "Anything else?", kind = "text" }
question "paper" { zh = "有紙嗎？", en = "Is there paper?", cost = 1 }
question "tray" { zh = "紙匣關好了嗎？", en = "Is the tray shut?", cost = 3, given = { no_paper = { no = .6 }, jammed = { no = .3 } } }

fault "no_paper" { zh = "沒有紙", en = "Out of paper", prior = .3, cite = "#paper", tell = { zh = "加紙就好。", en = "It only wants paper." } }
fault "no_power" { zh = "沒有電", en = "No power", prior = .2 }
fault "jammed" { zh = "卡紙", en = "Paper jam" }
fault "queue" { zh = "佇列停止", en = "The queue has stopped" }

action "add_paper" {
  zh = "加紙", en = "Add paper", fixes = { no_paper = .95, jammed = .1 }, cost = 2, verify = is("paper", "yes"),
  steps = { { zh = "打開紙匣。", en = "Open the tray." }, { zh = "放紙。", en = "Put paper in.", run = "true" } },
  safety = { zh = "小心夾手。", en = "Mind your fingers." }, undo = { zh = "拿出來。", en = "Take it out." }, cite = "printing#paper",
}
action "plug_in" { zh = "插上電源", en = "Plug it in", fixes = { no_power = .9 }, sets = { lamp = "green", pages = 3 }, changes = { "message", "prints" } }
action "pull_paper" { zh = "取出卡紙", en = "Pull the paper out", fixes = { jammed = .7 }, risk = "approval", wait = 5, verify = all{ is("paper", "yes"), none{ is("lamp", "amber") } } }
action "restart_queue" { zh = "重啟佇列", en = "Restart the queue", fixes = { queue = .8, jammed = .05 }, share = true, workaround = true, changes = { "pages" } }

escalation "printers" {
  to = "printer_team", zh = "印表機小組", en = "Printer team", cost = 45, level = 2,
  say = { zh = "同仁會接手。", en = "A colleague takes over." }, evidence = { "lamp", "message", "pages" },
}
escalation "anyone" { to = "second_line", zh = "二線", en = "Second line" }

flow {
  any_order {
    ask "lamp" { off = conclude "no_power", amber = suspect "no_paper" },
    ask "paper" { no = { suspect "no_paper", ask "tray" { no = suspect "jammed" } } },
  },
  when(all{ known("pages"), any{ at_least("pages", 100), none{ is("lamp", "green") } } }) { suspect "queue" },
  ask "message" {
    jam = conclude "jammed",
    on(contains("spooler")) { try "restart_queue" },
    on(function(facts) return facts.pages ~= nil and facts.pages > 900 end) { go "busy" },
    other = include "net/cable",
    unsure = { include "net/cable", ask "remarks" },
  },
  when(failed("restart_queue")) { escalate "anyone" },
  go "busy",
  otherwise = escalate "printers",
}

flow "busy" {
  ask "pages" {
    on(below(10)) { again "rounds" { at_most = 2 } },
    on(between("pages", 10, 500)) { see "net/driver" },
    on(at_least(500)) { suspect "queue" },
  },
  ask("lamp", { as = "lamp_later" }) { green = resolve(), on(one_of("amber", "off")) { try("restart_queue", { as = "restart_again" }) } },
}

flow "rounds" {
  ask "tray" { no = again "rounds" { at_most = 2 } },
  when(fixed("add_paper")) { resolve() },
  otherwise = see "net/driver",
}
