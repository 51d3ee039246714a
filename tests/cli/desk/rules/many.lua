-- Longer lists than there are keys: answers, pieces of evidence, escalations.

guide "many" { zh = "印表機清單", en = "The list of printers", symptoms = { "印表機清單", "list of printers" }, goal = is("prints", "yes") }
question "prints" { zh = "印得出來嗎？", en = "Does it print?" }
question "printer" {
  zh = "哪一台印表機？", en = "Which printer is it?",
  answers = {
    { "floor_1", zh = "一樓", en = "Floor 1" },
    { "floor_2", zh = "二樓", en = "Floor 2" },
    { "floor_3", zh = "三樓", en = "Floor 3" },
    { "floor_4", zh = "四樓", en = "Floor 4" },
    { "floor_5", zh = "五樓", en = "Floor 5" },
    { "floor_6", zh = "六樓", en = "Floor 6" },
    { "floor_7", zh = "七樓", en = "Floor 7" },
    { "floor_8", zh = "八樓", en = "Floor 8" },
    { "floor_9", zh = "九樓", en = "Floor 9" },
    { "floor_10", zh = "十樓", en = "Floor 10" },
    { "floor_11", zh = "十一樓", en = "Floor 11" },
    { "floor_12", zh = "十二樓", en = "Floor 12" },
  },
}
question "fact_1" { zh = "第 1 項設定是什麼？", en = "What is setting 1?", kind = "text" }
question "fact_2" { zh = "第 2 項設定是什麼？", en = "What is setting 2?", kind = "text" }
question "fact_3" { zh = "第 3 項設定是什麼？", en = "What is setting 3?", kind = "text" }
question "fact_4" { zh = "第 4 項設定是什麼？", en = "What is setting 4?", kind = "text" }
question "fact_5" { zh = "第 5 項設定是什麼？", en = "What is setting 5?", kind = "text" }
question "fact_6" { zh = "第 6 項設定是什麼？", en = "What is setting 6?", kind = "text" }
question "fact_7" { zh = "第 7 項設定是什麼？", en = "What is setting 7?", kind = "text" }
question "fact_8" { zh = "第 8 項設定是什麼？", en = "What is setting 8?", kind = "text" }
question "fact_9" { zh = "第 9 項設定是什麼？", en = "What is setting 9?", kind = "text" }
question "fact_10" { zh = "第 10 項設定是什麼？", en = "What is setting 10?", kind = "text" }
question "fact_11" { zh = "第 11 項設定是什麼？", en = "What is setting 11?", kind = "text" }
fault "jam" { zh = "卡紙", en = "A paper jam", prior = .5 }
action "clear" { zh = "取出紙張", en = "Take the paper out", fixes = { jam = .9 } }
escalation "desk_1" { to = "network", zh = "交給一樓的人", en = "To the people of floor 1", evidence = { "fact_1", "fact_2", "fact_3", "fact_4", "fact_5", "fact_6", "fact_7", "fact_8", "fact_9", "fact_10", "fact_11" } }
escalation "desk_2" { to = "network", zh = "交給二樓的人", en = "To the people of floor 2", cost = 102 }
escalation "desk_3" { to = "network", zh = "交給三樓的人", en = "To the people of floor 3", cost = 103 }
escalation "desk_4" { to = "network", zh = "交給四樓的人", en = "To the people of floor 4", cost = 104 }
escalation "desk_5" { to = "network", zh = "交給五樓的人", en = "To the people of floor 5", cost = 105 }
escalation "desk_6" { to = "network", zh = "交給六樓的人", en = "To the people of floor 6", cost = 106 }
escalation "desk_7" { to = "network", zh = "交給七樓的人", en = "To the people of floor 7", cost = 107 }
escalation "desk_8" { to = "network", zh = "交給八樓的人", en = "To the people of floor 8", cost = 108 }
escalation "desk_9" { to = "network", zh = "交給九樓的人", en = "To the people of floor 9", cost = 109 }
escalation "desk_10" { to = "network", zh = "交給十樓的人", en = "To the people of floor 10", cost = 110 }
escalation "desk_11" { to = "network", zh = "交給十一樓的人", en = "To the people of floor 11", cost = 111 }
flow { ask "printer" { floor_11 = conclude "jam" }, otherwise = escalate "desk_1" }
