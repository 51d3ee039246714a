-- An environment guide: a form is printed from its answers.
guide "desk/form" { zh = "環境確認", en = "The environment", kind = "environment" }
question "floor" { zh = "幾樓？", en = "Which floor?", kind = "number", min = 1, max = 30, environment = true }
flow { ask "system", ask "floor" }
