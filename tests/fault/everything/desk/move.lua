-- An operation manual: each try is a step of it.
guide "desk/move" { zh = "搬移印表機", en = "Moving a printer", kind = "procedure" }
action "unplug" { zh = "拔線", en = "Unplug it", stuck = "net/cable" }
action "carry" { zh = "搬", en = "Carry it", stuck = "desk/mouse" }
question "room" { zh = "搬到哪裡？", en = "To which room?", kind = "text" }
flow { ask "room", try "unplug", try "carry", try("unplug", { as = "unplug_again" }) }
