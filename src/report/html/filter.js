"use strict";

/* What is kept, by the controls and the data alone: no element is touched here. */

const page = JSON.parse(document.getElementById("data").textContent);

/* Lines that lead to and from each node. */
const before = page.nodes.map(() => []);
const after = page.nodes.map(() => []);
page.edges.forEach(([from, to], at) => {
  after[from].push(at);
  before[to].push(at);
});

/* All nodes that can be reached from `starts` along the lines that `next` gives. */
function reach(starts, next) {
  const seen = new Set(starts);
  const open = [...starts];
  while (open.length > 0) {
    for (const to of next(open.pop())) {
      if (!seen.has(to)) {
        seen.add(to);
        open.push(to);
      }
    }
  }
  return seen;
}

const isModel = (node) => node.kind === "model" || node.kind === "ancestor";
const made = (node) => after[node].map((at) => page.edges[at][1]);
const pullers = (node) => before[node].filter((at) => page.edges[at][2] !== "made").map((at) => page.edges[at][0]);

/* The searched text of each model: its names, its licences, and those of its dependents. */
const haystacks = page.models.map(({ node }) => {
  const around = new Set([...reach([node], made), ...reach([node], pullers)]);
  const words = [...around].map((at) => {
    const { name, caption, class: ofClass } = page.nodes[at];
    return isModel(page.nodes[at]) ? `${name} ${caption} ${ofClass}` : name;
  });
  return words.join("\n").toLowerCase();
});

/* Whether a model or a finding is kept. What is not chosen is null or empty. */
function keeps(item, haystack, ofClass, query) {
  return (query.member === null || item.members.includes(query.member))
    && (query.severity === "" || item.severity === query.severity)
    && (query.how === "" || item.how.includes(query.how))
    && (query.classes.size === 0 || query.classes.has(ofClass))
    && query.words.every((word) => haystack.includes(word));
}

/* The models and findings that are kept, and the nodes to draw. `texts` are the findings in lower case. */
function kept(query, texts) {
  const classOf = (model) => (model === null ? "" : page.nodes[page.models[model].node].class);
  const models = new Set();
  page.models.forEach((model, at) => {
    if (keeps(model, haystacks[at], classOf(at), query)) models.add(at);
  });
  const findings = new Set();
  page.findings.forEach((finding, at) => {
    const hay = finding.model === null ? texts[at] : `${texts[at]}\n${haystacks[finding.model]}`;
    if (keeps(finding, hay, classOf(finding.model), query)) findings.add(at);
  });
  const chosen = [...models].map((at) => page.models[at].node);
  const nodes = new Set([...reach(chosen, made), ...reach(chosen, pullers)]);
  if (query.member !== null) {
    // Of the crates, only those on a way from that member.
    const from = reach([page.members[query.member]].filter((node) => node !== null), made);
    for (const node of nodes) if (!from.has(node)) nodes.delete(node);
  }
  return { models, findings, nodes };
}
