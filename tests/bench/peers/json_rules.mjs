// The replay workload in json-rules-engine: an engine a question, a rule a branch; the walk goes from engine to engine. (One engine a
// guide with a rule a leaf is several times slower: it tries the conditions of half its leaves for every ticket.)
//   node json_rules.mjs TREES TICKETS COUNT > results
import { createRequire } from "node:module";
import { readTrees, replay } from "./trees.mjs";

const { Engine } = createRequire(process.env.PEERS + "/")("json-rules-engine");
const [trees, tickets, count] = process.argv.slice(2);
const operators = { is: "in", below: "lessThan", contains: "holds" };

function engineOf({ question, branches }) {
  const engine = new Engine();
  engine.addOperator("holds", (text, word) => typeof text === "string" && text.toLowerCase().includes(word));
  branches.forEach(({ kind, test, child }, i) =>
    engine.addRule({
      conditions: { all: [{ fact: question, operator: operators[kind], value: test }] },
      priority: branches.length - i,
      event: { type: "taken", params: { child } },
    }),
  );
  engine.on("success", () => engine.stop());
  return engine;
}

async function walk(nodes, facts) {
  let node = nodes[0];
  let asked = 0;
  for (; !node.fault; asked++) {
    const { events } = await node.engine.run({ [node.question]: facts[node.question] });
    node = nodes[events.length > 0 ? events[0].params.child : node.other];
  }
  return { fault: node.fault, action: node.action, asked };
}

const guides = readTrees(trees);
for (const nodes of guides.values()) for (const node of nodes) if (!node.fault) node.engine = engineOf(node);
await replay(tickets, Number(count), (guide, facts) => walk(guides.get(guide), facts));
