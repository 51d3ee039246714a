-- Prints a guide of 10,000 nodes, for step_bench and for the gate on instructions.
--     lua5.4 step_guide.lua tree|long
-- tree: a walk passes 12 questions, the last of them t_11_0, where all are answered "a". long: 300 questions, the last of them s100.
local shape = arg[1] or "tree"
local FAULTS, NODES = 40, 10000
local questions, made = {}, 0
local function declare(q)
  if not questions[q] then
    questions[q] = true
    questions[#questions + 1] = q
  end
  return q
end
local function count(n) made = made + n end

-- A binary tree of asks; its ends take turns.
local function tree(name, level, levels, place)
  count(1)
  if level == levels then
    return place % 5 == 0 and 'escalate "e"' or ('conclude "f%d"'):format(place % FAULTS)
  end
  local q = declare(("%s_%d_%d"):format(name, level, place % 16))
  return ('ask "%s" { a = %s, other = %s }'):format(q, tree(name, level + 1, levels, 2 * place), tree(name, level + 1, levels, 2 * place + 1))
end

local flows, main = {}, {}
if shape == "tree" then
  local function top(level, place)
    count(1)
    if level == 6 then -- deeper, Lua's compiler would want a name
      flows[#flows + 1] = ('flow "w%d" { %s }'):format(place, tree("t", 6, 12, place))
      return ('go "w%d"'):format(place)
    end
    local q = declare(("t_%d_%d"):format(level, place % 16))
    return ('ask "%s" { a = %s, other = %s }'):format(q, top(level + 1, 2 * place), top(level + 1, 2 * place + 1))
  end
  main[1] = top(0, 0)
else
  for i = 1, 100 do
    local first, second, third = declare("p" .. i), declare("r" .. i), declare("s" .. i)
    main[#main + 1] = ('ask "%s" { a = ask "%s" { a = ask "%s" { b = conclude "f%d" }, other = escalate "e" }, other = %s }'):format(
      first, second, third, i % FAULTS, tree("side" .. i % 10, 0, 5, 0))
    count(5)
  end
end
while made < NODES do
  flows[#flows + 1] = ('flow "spare%d" { %s }'):format(#flows, tree("spare", 0, NODES - made > 70 and 5 or 1, made))
end

print('guide "bench" { zh = "一萬步", en = "Ten thousand steps", goal = is("well", "yes") }')
print('question "well" { zh = "好了嗎？", en = "Is it well?" }')
for _, q in ipairs(questions) do
  print(('question "%s" { zh = "%s 是哪個？", en = "Which is %s?", answers = { "a", "b", "c" } }'):format(q, q, q))
end
for f = 0, FAULTS - 1 do
  print(('fault "f%d" { zh = "原因 %d", en = "Cause %d" }'):format(f, f, f))
  print(('action "m%d" { zh = "處置 %d", en = "Remedy %d", fixes = { f%d = .8 }, cost = %d }'):format(f, f, f, f, 1 + f % 9))
end
print('escalation "e" { to = "team", zh = "二線", en = "Second line" }')
for _, flow in ipairs(flows) do print(flow) end
print(("flow {\n  %s,\n  otherwise = escalate \"e\" }"):format(table.concat(main, ",\n  ")))
