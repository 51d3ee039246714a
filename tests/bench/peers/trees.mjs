// The replay workload's trees as rows for rule engines: one row a leaf, in the order of the walk, so that the first row whose
// conditions all hold is the leaf that the walk comes to. Used by json_rules.mjs and zen.mjs.
import { readFileSync } from "node:fs";

/** name → nodes: {question, other, branches: [{kind, test, child}]} or {fault, action}; the first is the root. */
export function readTrees(path) {
  const trees = new Map();
  let nodes = null;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const [tag, first, second, ...rest] = line.split(" ");
    if (tag === "T") trees.set(first, (nodes = []));
    else if (tag === "L") nodes.push({ fault: first, action: second });
    else if (tag === "Q") nodes.push({ question: first, other: Number(rest[0]), branches: [] });
    else if (tag === "B") {
      const what = rest.join(" ");
      const test = first === "is" ? what.split("|") : first === "below" ? Number(what) : what.replaceAll("_", " ").toLowerCase();
      nodes[nodes.length - 1].branches.push({ kind: first, test, child: Number(second) });
    }
  }
  return trees;
}

/** [{conditions: [{question, kind, test}], fault, action, asked}] of a tree. */
function rowsOf(nodes, at = 0, conditions = [], asked = 0, rows = []) {
  const node = nodes[at];
  if (node.fault) rows.push({ conditions, fault: node.fault, action: node.action, asked });
  else {
    for (const { kind, test, child } of node.branches)
      rowsOf(nodes, child, [...conditions, { question: node.question, kind, test }], asked + 1, rows);
    rowsOf(nodes, node.other, conditions, asked + 1, rows);
  }
  return rows;
}

export function readRows(path) {
  return new Map([...readTrees(path)].map(([name, nodes]) => [name, rowsOf(nodes)]));
}

/** Replays the first `most` tickets: decide(guide, facts) → {fault, action, asked}. Results to stdout, seconds to stderr. */
export async function replay(path, most, decide) {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, most);
  const results = [];
  const begin = process.cpuUsage();
  for (const line of lines) {
    const ticket = JSON.parse(line);
    const { fault, action, asked } = await decide(ticket.guide, ticket.facts);
    const verdict = ticket.resolved.fault === fault ? "agree" : "disagree";
    results.push(`${ticket.id}\t${verdict}\t${fault}\t${action}\t${asked}\n`);
  }
  const { user, system } = process.cpuUsage(begin);
  process.stdout.write(results.join(""));
  process.stderr.write(`${lines.length} ${((user + system) / 1e6).toFixed(6)}\n`);
}
