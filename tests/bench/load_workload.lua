-- Makes rules to load: GUIDES guides of NODES nodes each, in the form of the replay workload (questions of three kinds, conclusions with
-- one to three remedies, flows named every four levels). The same arguments give the same bytes.
--     lua5.4 load_workload.lua OUT GUIDES NODES
local out, guides, size = arg[1], tonumber(arg[2]), tonumber(arg[3])
local DEPTH = 13
local parts = { "power", "display", "network", "audio", "storage", "thermal", "input" }
local values = { "ok", "fail", "intermittent", "unknown", "replaced", "e17", "e42", "updated" }
local numbers = { "battery_v", "temp_c", "uptime_h", "fan_rpm", "disk_pct", "mem_pct", "ping_ms", "loss_pct", "fw_ver", "retries", "age_months", "signal_dbm" }
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

-- A question that the path has not asked yet, and its conditions.
local function branches(asked)
  local kind, width = below(100), ({ 1, 1, 2, 2, 3, 4 })[below(6) + 1]
  local free = free_of(choices, asked)
  if kind < 65 and #free > 0 then
    local taken, rows = sample(values, width * (kind < 10 and 2 or 1)), {}
    for i = 1, #taken, kind < 10 and 2 or 1 do
      rows[#rows + 1] = kind < 10 and taken[i + 1] and ('on(one_of("%s", "%s")) { %%s }'):format(taken[i], taken[i + 1]) or taken[i] .. " = %s"
    end
    return pick(free), rows
  end
  free = free_of(numbers, asked)
  if kind < 95 and #free > 0 then
    local at, rows = 5, {}
    for i = 1, width do
      at = at + 1 + below(20)
      rows[i] = ("on(below(%d)) { %%s }"):format(at)
    end
    return pick(free), rows
  end
  if not asked.said then
    local rows = sample(words, width)
    for i, w in ipairs(rows) do rows[i] = ('on(contains("%s")) { %%s }'):format(w) end
    return "said", rows
  end
end

-- nodes[i] = { question, rows, children } or a leaf { fault, actions }.
local function tree()
  local nodes, open = { { depth = 0, asked = {} } }, { 1 }
  while #open > 0 and #nodes < size do
    local at = nodes[table.remove(open, math.max(below(#open), below(#open)) + 1)]
    local question, rows
    if at.depth < DEPTH then question, rows = branches(at.asked) end
    if question then
      local asked = setmetatable({ [question] = true }, { __index = at.asked })
      at.question, at.rows, at.children = question, rows, {}
      for i = 1, #rows + 1 do
        nodes[#nodes + 1] = { depth = at.depth + 1, asked = asked }
        at.children[i] = #nodes
        open[#open + 1] = #nodes
      end
    end
  end
  return nodes
end

local function guide(name)
  local nodes, lines, used, fixes, actions = tree(), {}, {}, {}, {}
  local function add(...) lines[#lines + 1] = string.format(...) end
  add('guide "%s" { zh = "%s", en = "%s" }\n', name, name, name)
  for i, n in ipairs(nodes) do
    if n.question then
      used[n.question] = true
    else
      n.fault = ("dx_%05d"):format(i)
      n.actions = {}
      for rank = 1, ({ 1, 2, 2, 3 })[below(4) + 1] do
        local a = ("kb_%05d"):format(below(300))
        if not fixes[a] then
          fixes[a] = {}
          actions[#actions + 1] = a
        end
        if not fixes[a][n.fault] then
          fixes[a][n.fault] = true
          fixes[a][#fixes[a] + 1] = ("%s = %.1f"):format(n.fault, 1.1 - .2 * rank)
        end
      end
    end
  end
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
  table.sort(actions)
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
    for k, row in ipairs(n.rows) do rows[k] = row:format(step(n.children[k], level + 1)) end
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

for i = 0, guides - 1 do
  local name = ("g%03d"):format(i)
  local file = assert(io.open(("%s/%s.lua"):format(out, name), "w"))
  file:write(guide("bench/" .. name))
  file:close()
end
