-- WM002:5 the same key in another coat
local t = {
  sg_closed = 1, -- [==[ } ]==]
  f = function() local t = { sg_closed = 2 } t.sg_closed = 3; t = nil end,
  ["sg\x5fclosed"] = 4,
}
