-- WM001:3 the chunk's environment may be thrown away: nothing is left then
_ENV = {}
question "x" {}
