-- WM117:2
flow { when(function(facts) found = true return true end) { resolve() } }
