// The replay workload in zen-engine: one decision table a guide, one row a leaf, the first row that holds.
//   node zen.mjs TREES TICKETS COUNT > results
import { createRequire } from "node:module";
import { readRows, replay } from "./trees.mjs";

const { ZenEngine } = createRequire(process.env.PEERS + "/")("@gorules/zen-engine");
const [trees, tickets, count] = process.argv.slice(2);

function cell({ kind, test }) {
  if (kind === "is") return test.map((v) => JSON.stringify(v)).join(", ");
  return kind === "below" ? `< ${test}` : `contains(lower($), ${JSON.stringify(test)})`;
}

function tableOf(rows) {
  const questions = [...new Set(rows.flatMap((row) => row.conditions.map((c) => c.question)))];
  const outputs = ["fault", "action", "asked"];
  return {
    hitPolicy: "first",
    inputs: questions.map((q) => ({ id: `i_${q}`, name: q, field: q })),
    outputs: outputs.map((o) => ({ id: `o_${o}`, name: o, field: o })),
    rules: rows.map((row, i) => ({
      _id: `r${i}`,
      ...Object.fromEntries(questions.map((q) => [`i_${q}`, row.conditions.filter((c) => c.question === q).map(cell).join(" and ")])),
      ...Object.fromEntries(outputs.map((o) => [`o_${o}`, JSON.stringify(row[o])])),
    })),
  };
}

function decisionOf(engine, rows) {
  const content = {
    nodes: [
      { id: "in", name: "in", type: "inputNode", content: {} },
      { id: "table", name: "table", type: "decisionTableNode", content: tableOf(rows) },
      { id: "out", name: "out", type: "outputNode", content: {} },
    ],
    edges: [
      { id: "e1", type: "edge", sourceId: "in", targetId: "table" },
      { id: "e2", type: "edge", sourceId: "table", targetId: "out" },
    ],
  };
  return engine.createDecision(Buffer.from(JSON.stringify(content)));
}

const engine = new ZenEngine();
const decisions = new Map([...readRows(trees)].map(([name, rows]) => [name, decisionOf(engine, rows)]));
await replay(tickets, Number(count), async (guide, facts) => (await decisions.get(guide).evaluate(facts)).result);
