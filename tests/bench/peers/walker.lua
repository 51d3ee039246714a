-- The replay workload as a Lua programmer would write it by hand: lua-cjson and tables. Runs under Lua 5.4 and LuaJIT.
--   walker.lua TREES TICKETS COUNT > results      (id, verdict, fault, first action, questions; seconds go to stderr)
local cjson = require "cjson"
local trees_path, tickets_path, most = arg[1], arg[2], tonumber(arg[3])

local function split(s, mark)
  local set = {}
  for part in (s .. mark):gmatch("([^" .. mark .. "]+)") do set[part] = true end
  return set
end

local function read_trees(path)
  local trees, nodes, node = {}, nil, nil
  for line in io.lines(path) do
    local tag, rest = line:match "^(%u) (.*)$"
    if tag == "T" then
      nodes = {}
      trees[rest:match "^(%S+)"] = nodes
    elseif tag == "L" then
      local fault, action = rest:match "^(%S+) (%S+)$"
      nodes[#nodes + 1] = { fault = fault, action = action }
    elseif tag == "Q" then
      local question, _, other = rest:match "^(%S+) (%d+) (%d+)$"
      node = { question = question, other = tonumber(other) + 1 }
      nodes[#nodes + 1] = node
    else
      local kind, child, what = rest:match "^(%S+) (%d+) (.*)$"
      local branch = { kind = kind, child = tonumber(child) + 1 }
      if kind == "is" then branch.set = split(what, "|")
      elseif kind == "below" then branch.limit = tonumber(what)
      else branch.word = what:gsub("_", " "):lower() end
      node[#node + 1] = branch
    end
  end
  return trees
end

local function holds(branch, value)
  local kind = branch.kind
  if kind == "is" then return branch.set[value] end
  if kind == "below" then return value < branch.limit end
  return value:lower():find(branch.word, 1, true) ~= nil
end

local function walk(nodes, facts)
  local node, asked = nodes[1], 0
  while node.question do
    local value, next_node = facts[node.question], node.other
    for i = 1, #node do
      if holds(node[i], value) then
        next_node = node[i].child
        break
      end
    end
    node, asked = nodes[next_node], asked + 1
  end
  return node, asked
end

local trees, done = read_trees(trees_path), 0
local begin = os.clock()
for line in io.lines(tickets_path) do
  if done == most then break end
  local ticket = cjson.decode(line)
  local leaf, asked = walk(trees[ticket.guide], ticket.facts)
  local verdict = ticket.resolved.fault == leaf.fault and "agree" or "disagree"
  io.write(ticket.id, "\t", verdict, "\t", leaf.fault, "\t", leaf.action, "\t", asked, "\n")
  done = done + 1
end
io.stderr:write(string.format("%d %.6f\n", done, os.clock() - begin))
