-- Makes a replay to measure: GUIDES guides of NODES nodes each (questions of three kinds, conclusions with one or two remedies, flows
-- named every four levels), and TICKETS tickets of 12 facts that lead to a conclusion, about 500 bytes each. The same arguments give the
-- same bytes. One in a hundred number conditions is a Lua function where LUA is 1.
--     lua5.4 replay_workload.lua OUT GUIDES NODES TICKETS [LUA]
local out, guides, size, tickets = arg[1], tonumber(arg[2]), tonumber(arg[3]), tonumber(arg[4])
local lua_percent = tonumber(arg[5] or 0)
local DEPTH, FACTS = 13, 12
local parts = { "power", "display", "network", "audio", "storage", "thermal", "input" }
local values = { "ok", "fail", "intermittent", "unknown", "replaced", "e17", "e42", "updated" }
local numbers = { "battery_v", "temp_c", "uptime_h", "fan_rpm", "disk_pct", "mem_pct", "ping_ms", "loss_pct", "fw_ver", "retries" }
local words = { "無法開機", "藍屏", "連線中斷", "過熱", "no boot", "blue screen", "timeout", "flicker" }
local phrases = { "客戶表示裝置", "更新韌體後", "the unit was", "on battery only", "請協助確認" }
local questions, kind_of = {}, { said = "text" }
for _, p in ipairs(parts) do
  for _, s in ipairs({ "state", "led", "error_code", "last_change" }) do questions[#questions + 1] = p .. "_" .. s end
end
for _, q in ipairs(questions) do kind_of[q] = "choice" end
for _, n in ipairs(numbers) do
  questions[#questions + 1] = n
  kind_of[n] = "number"
end
questions[#questions + 1] = "said"

-- Park and Miller's generator: the same on every machine.
local state = 1
local function below(n)
  state = state * 48271 % 2147483647
  return state % n
end
local function pick(list) return list[below(#list) + 1] end

-- The rows of an ask: each a condition as written, and a value that leads there; the last is for `other`.
local rows_of = {
  choice = function(width)
    local first, rows = below(#values), {}
    for i = 1, width do
      local v = values[(first + i) % #values + 1]
      rows[i] = { ("%s = "):format(v), ('"%s"'):format(v) }
    end
    rows[#rows + 1] = { "other = ", ('"%s"'):format(values[(first + width + 1) % #values + 1]) }
    return rows
  end,
  number = function(width, question)
    local at, rows = 0, {}
    for i = 1, width do
      at = at + 5 + below(15)
      local test = below(100) < lua_percent and ("function(facts) return facts.%s < %d end"):format(question, at) or ("below(%d)"):format(at)
      rows[i] = { ("on(%s) "):format(test), ("%.2f"):format(at - 1 - below(300) / 100) }
    end
    rows[#rows + 1] = { "other = ", ("%d"):format(at + below(30)) }
    return rows
  end,
  text = function(width)
    local first, rows = below(#words), {}
    for i = 1, width do
      local w = words[(first + i) % #words + 1]
      rows[i] = { ('on(contains("%s")) '):format(w), ('"%s %s %s"'):format(pick(phrases), w, pick(phrases)) }
    end
    rows[#rows + 1] = { "other = ", ('"%s"'):format(pick(phrases)) }
    return rows
  end,
}

-- nodes[i] = { question, rows, children } or { fault, actions }; `above` leads back.
local function tree()
  local nodes, open = { { depth = 0, asked = {} } }, { 1 }
  while #open > 0 and #nodes < size do
    local at = table.remove(open, math.max(below(#open), below(#open)) + 1)
    local n, question = nodes[at], pick(questions)
    if n.depth < DEPTH and not n.asked[question] then
      n.question, n.rows, n.children = question, rows_of[kind_of[question]](1 + below(3), question), {}
      for i = 1, #n.rows do
        local asked = setmetatable({ [question] = true }, { __index = n.asked })
        nodes[#nodes + 1] = { depth = n.depth + 1, asked = asked, above = at, branch = i }
        n.children[i] = #nodes
        open[#open + 1] = #nodes
      end
    elseif n.depth < DEPTH then
      open[#open + 1] = at
    end
  end
  for i, n in ipairs(nodes) do
    if not n.question then
      n.fault = ("dx_%05d"):format(i)
      n.actions = { ("kb_%05d"):format(below(300)), ("kb_%05d"):format(below(300)) }
    end
  end
  return nodes
end

local function declare(nodes, add)
  local used, fixes, actions = {}, {}, {}
  for _, n in ipairs(nodes) do
    if n.question then used[n.question] = true end
    for rank, a in ipairs(n.actions or {}) do
      if not fixes[a] then actions[#actions + 1] = a end
      fixes[a] = fixes[a] or {}
      if not fixes[a][n.fault] then
        fixes[a][n.fault] = true
        fixes[a][#fixes[a] + 1] = ("%s = %.1f"):format(n.fault, 1.1 - .2 * rank)
      end
    end
    if n.fault then add('fault "%s" { zh = "%s", en = "%s" }', n.fault, n.fault, n.fault) end
  end
  local rest = {
    choice = 'answers = { "' .. table.concat(values, '", "') .. '" }',
    number = 'kind = "number", min = -1000, max = 100000',
    text = 'kind = "text"',
  }
  for _, q in ipairs(questions) do
    if used[q] then add('question "%s" { zh = "%s", en = "%s", %s }', q, q, q, rest[kind_of[q]]) end
  end
  for _, a in ipairs(actions) do
    add('action "%s" { zh = "%s", en = "%s", cost = %g, fixes = { %s } }', a, a, a, 1 + tonumber(a:sub(4)) / 1000, table.concat(fixes[a], ", "))
  end
  add('escalation "l2" { to = "cloud_architects", zh = "二線", en = "Second line", cost = 90 }')
end

local function write_guide(name, nodes)
  local lines, pending, at = {}, { 1 }, 1
  local function add(...) lines[#lines + 1] = string.format(...) end
  add('guide "%s" { zh = "%s", en = "%s" }', name, name, name)
  declare(nodes, add)
  local function step(i, level)
    local n = nodes[i]
    if n.fault then return ('conclude "%s"'):format(n.fault) end
    if level == 4 then
      pending[#pending + 1] = i
      return ('go "f%d"'):format(i)
    end
    local rows = {}
    for k, row in ipairs(n.rows) do rows[k] = row[1] .. "{ " .. step(n.children[k], level + 1) .. " }" end
    return ('ask "%s" { %s }'):format(n.question, table.concat(rows, ", "))
  end
  local main
  while pending[at] do
    local body = step(pending[at], 0)
    if at == 1 then main = body else add('flow "f%d" { %s }', pending[at], body) end
    at = at + 1
  end
  add('flow { %s, otherwise = escalate "l2" }', main)
  return table.concat(lines, "\n") .. "\n"
end

-- Facts that lead to a conclusion drawn at random, and others up to FACTS.
local function facts_of(nodes)
  local at, facts, given, end_ = below(#nodes) + 1, {}, {}, nil
  while nodes[at].question do at = nodes[at].children[below(#nodes[at].children) + 1] end
  end_ = nodes[at]
  while nodes[at].above do
    local above = nodes[nodes[at].above]
    facts[#facts + 1] = ('"%s":%s'):format(above.question, above.rows[nodes[at].branch][2])
    given[above.question] = true
    at = nodes[at].above
  end
  while #facts < FACTS do
    local q = pick(questions)
    if not given[q] then
      given[q] = true
      local v = kind_of[q] == "number" and below(100) or ('"%s"'):format(kind_of[q] == "text" and pick(phrases) or pick(values))
      table.insert(facts, below(#facts + 1) + 1, ('"%s":%s'):format(q, v))
    end
  end
  return table.concat(facts, ","), end_.fault
end

local trees = {}
for i = 1, guides do
  local name = ("bench/g%03d"):format(i)
  trees[i] = tree()
  local file = assert(io.open(("%s/rules/%s.lua"):format(out, name), "w"))
  file:write(write_guide(name, trees[i]))
  file:close()
end
local file = assert(io.open(out .. "/tickets.jsonl", "w"))
for i = 1, tickets do
  local which = below(guides) + 1
  local facts, fault = facts_of(trees[which])
  local text = pick(phrases) .. " " .. pick(words)
  file:write(('{"id":"T%08d","opened_at":"2026-%02d-%02dT09:12:00+08:00","guide":"bench/g%03d","text":"%s","facts":{%s},"resolved":{"fault":"%s"},"minutes":%d}\n')
    :format(i, below(12) + 1, below(28) + 1, which, text, facts, below(100) < 85 and fault or "dx_00001", 3 + below(240)))
end
file:close()
