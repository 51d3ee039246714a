-- WM116:2 a text that turns round on a screen, or is none
guide "g" { zh = "\u{202e}txt", en = "\xff\xfe" }
