-- WM117:2 the language's words are for loading
flow { when(function(facts) return resolve() end) { resolve() } }
