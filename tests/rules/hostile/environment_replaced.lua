-- WM001:3 a local environment hides the language and reaches nothing else
local _ENV = {}
question "x" {}
