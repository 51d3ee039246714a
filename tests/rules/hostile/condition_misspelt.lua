-- WM001:3
flow {
  when(function(facts) return tonumer(facts.x) end) { resolve() } }
