"use strict";

/* Controls, and what follows from them. All texts are set as texts: nothing here makes HTML. */

const $ = (id) => document.getElementById(id);

function tag(name, text, ...children) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

const filters = $("filters");
const articles = page.findings.map((_, at) => $(`f${at}`));
const rows = page.models.map((_, at) => $(`m${at}`));
/* Of a finding on a model its headline; the model is searched by itself, and what helps names models that pass. */
const texts = articles.map((article, at) => {
  const part = page.findings[at].model === null ? article : article.querySelector("summary");
  return part.textContent.toLowerCase();
});
let diagram = null;

function query() {
  const value = (id) => $(id)?.value ?? "";
  const classes = [...filters.querySelectorAll("[name=class]:checked")].map((box) => box.value);
  return {
    words: value("search").toLowerCase().split(/\s+/).filter(Boolean),
    member: value("member") === "" ? null : Number(value("member")),
    severity: value("severity"),
    how: value("how"),
    classes: new Set(classes),
  };
}

function of(some, all, word) {
  const counted = `${all} ${word}${all === 1 ? "" : "s"}`;
  return some === all ? counted : `${some} of ${counted}`;
}

function apply() {
  const { models, findings, nodes } = kept(query(), texts);
  rows.forEach((row, at) => { row.hidden = !models.has(at); });
  articles.forEach((article, at) => { article.hidden = !findings.has(at); });
  $("outcome").textContent = `Shown: ${of(models.size, rows.length, "model")}, ${of(findings.size, articles.length, "finding")}.`;
  diagram?.show(nodes);
}

let pending = false;
function applyLater() {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    apply();
  });
}

/* How the lines from and to a node are called; 0 is where a line starts, 1 where it ends. */
const RELATIONS = [
  ["Used by", before, 0, ["depends"]],
  ["Pulled by", before, 0, ["pulls", "offered"]],
  ["Derived from it, or loads it", before, 0, ["made"]],
  ["Depends on", after, 1, ["depends"]],
  ["Pulls", after, 1, ["pulls", "offered"]],
  ["Derived from, or loads", after, 1, ["made"]],
];

/* The nodes at one end of some lines, to go on from. */
function others(edges, end) {
  const items = edges.slice(0, 50).map((edge) => {
    const [other, word] = [page.edges[edge][end], page.edges[edge][3]];
    const button = tag("button", page.edges[edge][2] === "depends" ? page.nodes[other].name : `${page.nodes[other].name} (${word})`);
    button.type = "button";
    button.disabled = !diagram.layout.places.has(other);
    button.addEventListener("click", () => {
      diagram.focus(other);
      diagram.choose(other);
    });
    return tag("li", "", button);
  });
  if (edges.length > 50) items.push(tag("li", `and ${edges.length - 50} more`));
  return tag("ul", "", ...items);
}

/* Shows the details of a node below the diagram. */
function showDetail(at) {
  const box = $("detail");
  if (at === null) {
    box.replaceChildren(tag("p", "Select a crate or a model to see its dependencies."));
    return;
  }
  const node = page.nodes[at];
  const parts = [tag("h3", node.name), tag("p", describe(at).slice(0, describe(at).indexOf(" ")))];
  if (isModel(node)) {
    const tone = tag("span", node.caption);
    tone.className = "tone";
    tone.dataset.tone = node.tone;
    parts.push(tag("p", "", tone), tag("p", `Class: ${node.class}`));
  } else if (node.caption) {
    parts.push(tag("p", node.caption));
  }
  const model = page.models.findIndex((known) => known.node === at);
  if (model >= 0) {
    const links = [[`m${model}`, "Its row in the table"]];
    page.findings.forEach((finding, number) => {
      if (finding.model === model) links.push([`f${number}`, `Finding: ${articles[number].querySelector("h3").textContent}`]);
    });
    parts.push(tag("ul", "", ...links.map(([id, text]) => {
      const link = tag("a", text);
      link.href = `#${id}`;
      return tag("li", "", link);
    })));
  }
  if (diagram.layout.places.size > 20) {
    const only = tag("button", "Show only this and related nodes");
    only.type = "button";
    only.addEventListener("click", () => {
      $("search").value = node.name;
      apply();
      diagram.focus(at);
      diagram.choose(at);
    });
    parts.push(tag("p", "", only));
  }
  for (const [title, edges, end, kinds] of RELATIONS.map(([title, near, end, kinds]) => [title, near[at], end, kinds])) {
    const related = edges.filter((edge) => kinds.includes(page.edges[edge][2]));
    if (related.length > 0) parts.push(tag("p", `${title}:`), others(related, end));
  }
  box.replaceChildren(...parts);
}

/* A link into a part that is folded or filtered away has to lead somewhere. */
function reveal() {
  const target = $(location.hash.slice(1));
  if (!target) return;
  if (target.hidden) {
    filters.reset();
    apply();
  }
  const fold = target.querySelector(":scope > details");
  if (fold && target.classList.contains("finding")) fold.open = true;
  target.scrollIntoView();
}

function folding() {
  if (articles.length < 2) return;
  const bar = document.querySelector("#findings .bar");
  const button = (text, open) => {
    const made = tag("button", text);
    made.type = "button";
    made.addEventListener("click", () => {
      for (const article of articles) article.firstElementChild.open = open;
    });
    return made;
  };
  bar.append(tag("div", "", button("Unfold all", true), " ", button("Fold all", false)));
}

function printing() {
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const fold of folded) fold.open = true;
    if (diagram) $("paper").hidden = !diagram.print();
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
    if (diagram) {
      $("paper").hidden = true;
      diagram.frame.classList.remove("large");
      diagram.draw();
    }
  });
}

if ($("table")) sortable($("table"));
folding();
printing();
if (page.models.length > 0) {
  filters.hidden = false;
  $("canvas").hidden = false;
  diagram = new Diagram($("frame"), showDetail);
  $("zoom-in").addEventListener("click", () => diagram.scale(diagram.zoom * 1.3));
  $("zoom-out").addEventListener("click", () => diagram.scale(diagram.zoom / 1.3));
  $("zoom-fit").addEventListener("click", () => diagram.fit(1));
  showDetail(null);
  filters.addEventListener("input", applyLater);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", () => setTimeout(apply));
  apply();
}
addEventListener("hashchange", reveal);
if (location.hash) reveal();
