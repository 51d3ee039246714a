-- Makes a replay workload: GUIDES guides of NODES nodes each (questions of three kinds, conclusions with one to three remedies, flows named
-- every four levels), tickets that their facts lead through them, and what each ticket must come out as. The same arguments give the same
-- bytes. LUA_PERCENT of the conditions on numbers are Lua functions.
--     lua5.4 workload.lua OUT GUIDES NODES TICKETS [LUA_PERCENT]
-- OUT/rules/bench/*.lua   the guides          OUT/trees.txt      the same trees, for the peers
-- OUT/kb/teams.json                           OUT/tickets.jsonl, OUT/expected.tsv (id, verdict, fault, first action, questions asked)
local out, guides, size, tickets = arg[1], tonumber(arg[2]), tonumber(arg[3]), tonumber(arg[4])
local lua_percent = tonumber(arg[5] or 0)
local DEPTH = 13
local parts = { "power", "display", "network", "audio", "storage", "thermal", "input" }
local values = { "ok", "fail", "intermittent", "unknown", "replaced", "e17", "e42", "updated" }
local numbers = { "battery_v", "temp_c", "uptime_h", "fan_rpm", "disk_pct", "mem_pct", "ping_ms", "loss_pct", "fw_ver", "retries", "age_months", "signal_dbm" }
local phrases = { "客戶表示裝置", "更新韌體後", "重開機三次仍", "the unit was", "after firmware update", "已更換電源線", "on battery only", "主機板指示燈", "intermittently", "請協助確認" }
local words = { "無法開機", "藍屏", "連線中斷", "過熱", "異音", "畫面閃爍", "no boot", "blue screen", "timeout", "overheat", "flicker", "driver" }
local choices, is_number = {}, {}
for _, p in ipairs(parts) do
  for _, s in ipairs({ "state", "led", "error_code", "last_change" }) do choices[#choices + 1] = p .. "_" .. s end
end
for _, n in ipairs(numbers) do is_number[n] = true end

-- Park and Miller's generator: the same on every machine.
local state = 1
local function below(n)
  state = state * 48271 % 2147483647
  return state % n
end
local function pick(list) return list[below(#list) + 1] end
local function sample(list, n)
  local rest, got = { table.unpack(list) }, {}
  for i = 1, math.min(n, #rest) do got[i] = table.remove(rest, below(#rest) + 1) end
  return got
end
local function free_of(list, asked)
  local free = {}
  for _, q in ipairs(list) do if not asked[q] then free[#free + 1] = q end end
  return free
end

-- A question that the path has not asked yet, and its conditions: { kind, answers | limit | word }.
local function branches(asked)
  local kind, width = below(100), ({ 1, 1, 2, 2, 3, 4 })[below(6) + 1]
  local free, tests = free_of(choices, asked), {}
  if kind < 65 and #free > 0 then
    local each = kind < 10 and 2 or 1
    local taken = sample(values, math.min(width * each, #values - 1))
    for i = 1, #taken, each do tests[#tests + 1] = { "is", { table.unpack(taken, i, math.min(i + each - 1, #taken)) } } end
    return pick(free), tests
  end
  free = free_of(numbers, asked)
  if kind < 95 and #free > 0 then
    local at = 5
    for i = 1, width do
      at = at + 1 + below(20)
      tests[i] = { "below", at }
    end
    return pick(free), tests
  end
  if not asked.said then
    for i, w in ipairs(sample(words, width)) do tests[i] = { "contains", w } end
    return "said", tests
  end
end

-- nodes[i] = { question, tests, children } (the last child: other) or a leaf { fault, actions }; above: the node, and which of its children.
local function tree()
  local nodes, open = { { depth = 0, asked = {} } }, { 1 }
  while #open > 0 and #nodes < size do
    local at = nodes[table.remove(open, math.max(below(#open), below(#open)) + 1)]
    local question, tests
    if at.depth < DEPTH then question, tests = branches(at.asked) end
    if question then
      local asked = setmetatable({ [question] = true }, { __index = at.asked })
      at.question, at.tests, at.children = question, tests, {}
      for i = 1, #tests + 1 do
        nodes[#nodes + 1] = { depth = at.depth + 1, asked = asked, above = at, branch = i }
        at.children[i] = #nodes
        open[#open + 1] = #nodes
      end
    end
  end
  return nodes
end

-- Leaves get their faults, and one to three remedies each; the first is the one of the best P/C.
local function conclude(nodes)
  local leaves, fixes, actions = {}, {}, {}
  for i, n in ipairs(nodes) do
    if not n.question then
      leaves[#leaves + 1] = n
      n.fault, n.best = ("dx_%05d"):format(i - 1), 0
      local seen = {}
      for rank = 1, ({ 1, 2, 2, 3 })[below(4) + 1] do
        local number = below(300)
        local a, p = ("kb_%05d"):format(number), 1.1 - .2 * rank
        if not fixes[a] then
          fixes[a] = {}
          actions[#actions + 1] = a
        end
        if not seen[a] then
          seen[a] = true
          table.insert(fixes[a], ("%s = %.1f"):format(n.fault, p))
          local worth = p / (1 + number / 1000)
          if worth > n.best then n.best, n.action = worth, a end
        end
      end
    end
  end
  table.sort(actions)
  return leaves, fixes, actions
end

local function row(test, question, step)
  local kind, what = test[1], test[2]
  if kind == "is" and #what == 1 then return ("%s = %s"):format(what[1], step) end
  if kind == "is" then return ('on(one_of("%s")) { %s }'):format(table.concat(what, '", "'), step) end
  if kind == "contains" then return ('on(contains("%s")) { %s }'):format(what, step) end
  if below(1000) < lua_percent * 10 then return ("on(function(facts) return facts.%s < %d end) { %s }"):format(question, what, step) end
  return ("on(below(%d)) { %s }"):format(what, step)
end

local function guide(name, nodes, fixes, actions)
  local lines, used = {}, {}
  local function add(...) lines[#lines + 1] = string.format(...) end
  add('guide "%s" { zh = "%s", en = "%s" }\n', name, name, name)
  for _, n in ipairs(nodes) do if n.question then used[n.question] = true end end
  local asked = {}
  for q in pairs(used) do asked[#asked + 1] = q end
  table.sort(asked)
  for _, q in ipairs(asked) do
    local kind = is_number[q] and 'kind = "number", min = -1000, max = 100000' or q == "said" and 'kind = "text"'
      or 'answers = { "' .. table.concat(values, '", "') .. '" }'
    add('question "%s" { zh = "%s", en = "%s", %s }', q, q, q, kind)
  end
  for _, n in ipairs(nodes) do
    if n.fault then add('fault "%s" { zh = "%s", en = "%s" }', n.fault, n.fault, n.fault) end
  end
  for _, a in ipairs(actions) do
    add('action "%s" { zh = "%s", en = "%s", cost = %g, fixes = { %s } }', a, a, a, 1 + tonumber(a:sub(4)) / 1000, table.concat(fixes[a], ", "))
  end
  add('escalation "l2" { to = "cloud_architects", zh = "二線", en = "Second line", cost = 90 }')

  local pending = { { 1 } }
  local function step(i, level)
    local n = nodes[i]
    if n.fault then return ('conclude "%s"'):format(n.fault) end
    if level == 4 then
      pending[#pending + 1] = { i, "f" .. i }
      return ('go "f%d"'):format(i)
    end
    local rows = {}
    for k, test in ipairs(n.tests) do rows[k] = row(test, n.question, step(n.children[k], level + 1)) end
    rows[#rows + 1] = "other = " .. step(n.children[#n.children], level + 1)
    return ('ask "%s" { %s }'):format(n.question, table.concat(rows, ", "))
  end
  local main
  local at = 1
  while pending[at] do
    local body = step(pending[at][1], 0)
    if pending[at][2] then add('flow "%s" { %s }', pending[at][2], body) else main = body end
    at = at + 1
  end
  add('flow { %s, otherwise = escalate "l2" }', main)
  return table.concat(lines, "\n") .. "\n"
end

-- ---------------------------------------------------------------- tickets

local function holds(test, value)
  local kind, what = test[1], test[2]
  if kind == "below" then return value < what end
  if kind == "contains" then return value:lower():find(what:lower(), 1, true) ~= nil end
  for _, v in ipairs(what) do if v == value then return true end end
  return false
end

local function walk(nodes, facts)
  local n, asked = nodes[1], 0
  while n.question do
    local taken = #n.children
    for i, test in ipairs(n.tests) do
      if holds(test, facts[n.question]) then
        taken = i
        break
      end
    end
    n, asked = nodes[n.children[taken]], asked + 1
  end
  return n, asked
end

-- A value that takes the node's branch, or its `other`.
local function value_for(n, branch)
  local test, kind = n.tests[branch], n.tests[1][1]
  if kind == "is" then
    if test then return pick(test[2]) end
    local rest = {}
    for _, v in ipairs(values) do
      local free = true
      for _, t in ipairs(n.tests) do free = free and not holds(t, v) end
      if free then rest[#rest + 1] = v end
    end
    return pick(rest)
  end
  if kind == "contains" then return pick(phrases) .. " " .. (test and test[2] .. " " or "") .. pick(phrases) end
  if not test then return 96 + below(24) end
  local low = branch > 1 and n.tests[branch - 1][2] or -5
  return low + below((test[2] - low) * 100) / 100
end

local function json(value)
  return type(value) == "number" and ("%.14g"):format(value) or '"' .. value .. '"'
end

-- Facts that lead to a leaf drawn at random, and some that nobody asks for; 85 % of the records name the leaf that they lead to.
local function ticket(number, t)
  local facts, names, n = {}, {}, pick(t.leaves)
  local function know(question, value)
    if facts[question] == nil then
      facts[question] = value
      table.insert(names, below(#names + 1) + 1, question)
    end
  end
  while n.above do
    know(n.above.question, value_for(n.above, n.branch))
    n = n.above
  end
  for _ = 1, 30 do
    local q = t.nodes[below(#t.nodes) + 1].question
    if #names >= 12 then break end
    if q then know(q, is_number[q] and below(100) or q == "said" and pick(phrases) or pick(values)) end
  end
  local leaf, asked = walk(t.nodes, facts)
  local recorded = below(100) < 85 and leaf.fault or pick(t.leaves).fault
  local list = {}
  for i, q in ipairs(names) do list[i] = ('"%s":%s'):format(q, json(facts[q])) end
  local id = ("T%08d"):format(number)
  local opened = ("2026-%02d-%02dT%02d:%02d:00+08:00"):format(1 + below(12), 1 + below(28), below(24), below(60))
  return ('{"id":"%s","opened_at":"%s","guide":"%s","text":"%s %s %s","facts":{%s},"resolved":{"fault":"%s"},"minutes":%d}\n'):format(
    id, opened, t.name, pick(phrases), pick(words), pick(phrases), table.concat(list, ","), recorded, 3 + below(237)
  ), ("%s\t%s\t%s\t%s\t%d\n"):format(id, recorded == leaf.fault and "agree" or "disagree", leaf.fault, leaf.action, asked)
end

-- ---------------------------------------------------------------- all of it

local function write(path, ...)
  local file = assert(io.open(out .. "/" .. path, "w"))
  file:write(...)
  file:close()
end

local function tree_lines(t)
  local lines = { ("T %s %d"):format(t.name, #t.nodes) }
  for _, n in ipairs(t.nodes) do
    if n.fault then
      lines[#lines + 1] = ("L %s %s"):format(n.fault, n.action)
    else
      lines[#lines + 1] = ("Q %s %d %d"):format(n.question, #n.tests, n.children[#n.children] - 1)
      for i, test in ipairs(n.tests) do
        local what = test[1] == "is" and table.concat(test[2], "|") or test[1] == "contains" and test[2]:gsub(" ", "_") or test[2]
        lines[#lines + 1] = ("B %s %d %s"):format(test[1], n.children[i] - 1, what)
      end
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

assert(os.execute(("mkdir -p '%s/rules/bench' '%s/kb'"):format(out, out)))
write("kb/teams.json", '{"cloud_architects":{"zh":"雲端架構工程人員","en":"Cloud architects","level":2}}\n')
local trees, lines = {}, {}
for i = 1, guides do
  local t = { name = ("bench/g%03d"):format(i - 1), nodes = tree() }
  local fixes, actions
  t.leaves, fixes, actions = conclude(t.nodes)
  write("rules/" .. t.name .. ".lua", guide(t.name, t.nodes, fixes, actions))
  trees[i], lines[i] = t, tree_lines(t)
end
write("trees.txt", table.concat(lines))
local records, expected = assert(io.open(out .. "/tickets.jsonl", "w")), assert(io.open(out .. "/expected.tsv", "w"))
for i = 1, tickets do
  local record, result = ticket(i - 1, pick(trees))
  records:write(record)
  expected:write(result)
end
records:close()
expected:close()
