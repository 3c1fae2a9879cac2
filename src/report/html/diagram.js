"use strict";

/* The diagram. Columns and the order of the rows come with the page; here rows get their height, and only what is in
   sight is drawn. What is too small to read is drawn as one shape a colour, so that thousands of nodes stay fast. */

const WIDTH = 236;
const HEIGHT = 42;
const ACROSS = 76;
const STEP = 54;
const TOP = 36;
const EDGE = 12;
const LEAST = .12;
const MOST_ON_PAPER = 300;
const MOST_DASHED = 400;
const SVG = "http://www.w3.org/2000/svg";
const SIGNS = { pass: "\u2713", fail: "\u2715", unknown: "?" };

function shape(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/* Gives every visible node a place: rows of the fullest column lie close, those of the others near what they hang
   on. No two overlap, and the diagram is as high as its fullest column. */
function arrange(visible) {
  const columns = [];
  for (const at of visible) (columns[page.nodes[at].column] ??= []).push(at);
  const used = columns.filter(Boolean);
  for (const column of used) column.sort((a, b) => page.nodes[a].row - page.nodes[b].row);
  const rows = Math.max(0, ...used.map((column) => column.length));
  const anchor = used.findIndex((column) => column.length === rows);
  const places = new Map();
  const place = (number, wishes) => {
    const column = used[number];
    const ys = column.map((at, row) => wishes(at) ?? row * STEP);
    for (let row = 1; row < ys.length; row++) ys[row] = Math.max(ys[row], ys[row - 1] + STEP);
    let floor = (rows - 1) * STEP;
    for (let row = ys.length - 1; row >= 0; row--, floor -= STEP) ys[row] = Math.min(ys[row], floor);
    let roof = 0;
    for (let row = 0; row < ys.length; row++, roof += STEP) ys[row] = Math.max(ys[row], roof);
    column.forEach((at, row) => places.set(at, { x: EDGE + number * (WIDTH + ACROSS), y: TOP + ys[row] }));
  };
  const mean = (near) => {
    const known = near.filter((at) => places.has(at));
    if (known.length === 0) return undefined;
    return known.reduce((sum, at) => sum + places.get(at).y - TOP, 0) / known.length;
  };
  if (anchor >= 0) place(anchor, () => undefined);
  for (let number = anchor - 1; number >= 0; number--) place(number, (at) => mean(made(at)));
  for (let number = anchor + 1; number < used.length; number++) {
    place(number, (at) => mean(before[at].map((edge) => page.edges[edge][0])));
  }
  return {
    places,
    columns: used,
    width: 2 * EDGE + Math.max(1, used.length) * (WIDTH + ACROSS) - ACROSS,
    height: TOP + Math.max(1, rows) * STEP,
  };
}

const ruler = document.createElement("canvas").getContext("2d");

/* Cuts the middle out of a name that is too long: both the organisation and the version matter. */
function fitting(text, room, font) {
  ruler.font = font;
  if (ruler.measureText(text).width <= room) return text;
  const letters = [...text];
  const cut = (kept) => `${letters.slice(0, Math.ceil(kept / 2)).join("")}\u2026${letters.slice(letters.length - Math.floor(kept / 2)).join("")}`;
  let [fits, tooLong] = [0, letters.length];
  while (tooLong - fits > 1) {
    const kept = (fits + tooLong) >> 1;
    if (ruler.measureText(cut(kept)).width <= room) fits = kept;
    else tooLong = kept;
  }
  return cut(fits);
}

function curve(from, to) {
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
  // A line that closes a cycle goes back.
  const bend = Math.max(40, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/* At a distance a curve looks the same and costs much more. */
function straight(from, to) {
  return `M${from.x + WIDTH} ${from.y + HEIGHT / 2}L${to.x} ${to.y + HEIGHT / 2}`;
}

function heading(column) {
  const kinds = new Set(column.map((at) => page.nodes[at].kind));
  if (kinds.has("model")) return "Models";
  if (kinds.has("ancestor")) return "Base models and components";
  return kinds.has("crate") ? "Crates that pull" : "Members";
}

function describe(at) {
  const node = page.nodes[at];
  const kind = { member: "Member", crate: "Crate", model: "Model", ancestor: "Base or part" }[node.kind];
  const ofClass = isModel(node) ? `, ${node.class}` : "";
  return `${kind} ${node.name}${node.caption ? `: ${node.caption}` : ""}${ofClass}`;
}

class Diagram {
  constructor(frame, onChoose) {
    this.frame = frame;
    this.onChoose = onChoose;
    this.zoom = 1;
    this.chosen = null;
    this.active = null;
    this.drawn = new Map();
    this.svg = shape("svg", { role: "group", "aria-label": "Crates, models and what they were made from", "aria-describedby": "diagram-help" });
    this.lines = shape("g", { "aria-hidden": "true" });
    this.far = shape("g", { "aria-hidden": "true" });
    this.nodes = shape("g", {});
    this.svg.append(this.lines, this.far, this.nodes);
    frame.append(this.svg);
    this.family = getComputedStyle(this.svg).fontFamily;
    this.listen();
  }

  listen() {
    const { frame, svg } = this;
    frame.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => this.later()).observe(frame);
    frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.scale(this.zoom * Math.exp(-event.deltaY / 300), event);
    }, { passive: false });
    svg.addEventListener("click", (event) => {
      const node = event.target.closest(".node");
      if (this.moved) return;
      if (node) this.focus(Number(node.dataset.at));
      this.choose(node ? Number(node.dataset.at) : null);
    });
    svg.addEventListener("keydown", (event) => this.key(event));
    svg.addEventListener("focusin", (event) => {
      const node = event.target.closest(".node");
      if (node) this.active = Number(node.dataset.at);
    });
    frame.addEventListener("pointerdown", (event) => {
      this.moved = false;
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      const start = { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop };
      const move = (now) => {
        const [left, top] = [start.x - now.clientX, start.y - now.clientY];
        if (!this.moved && Math.hypot(left - frame.scrollLeft, top - frame.scrollTop) < 5) return;
        this.moved = true;
        frame.classList.add("moving");
        frame.scrollTo(left, top);
      };
      const end = () => {
        frame.classList.remove("moving");
        removeEventListener("pointermove", move);
        removeEventListener("pointerup", end);
      };
      addEventListener("pointermove", move);
      addEventListener("pointerup", end);
    });
  }

  /* Shows these nodes. */
  show(visible) {
    this.layout = arrange(visible);
    const { places } = this.layout;
    this.shown = page.edges.filter(([from, to]) => places.has(from) && places.has(to));
    this.svg.classList.toggle("thick", this.shown.length > MOST_DASHED);
    if (!places.has(this.active)) this.active = this.layout.columns[0]?.[0] ?? null;
    this.clear();
    if (!places.has(this.chosen)) this.choose(null);
    this.fit(1);
  }

  clear() {
    for (const element of this.drawn.values()) element.remove();
    this.drawn.clear();
  }

  /* Fits the width, as long as names can be read. */
  fit(largest) {
    const room = this.frame.clientWidth - 2;
    this.scale(Math.min(largest, Math.max(room / this.layout.width, .62)));
    this.frame.scrollTo(0, 0);
  }

  /* Sets the size; the point under `at`, or else the middle, stays where it is. */
  scale(zoom, at) {
    const { frame, layout } = this;
    const least = Math.min(.62, frame.clientHeight / layout.height, frame.clientWidth / layout.width);
    const box = frame.getBoundingClientRect();
    const [x, y] = at ? [at.clientX - box.left, at.clientY - box.top] : [frame.clientWidth / 2, frame.clientHeight / 2];
    const old = this.zoom;
    this.zoom = Math.min(3, Math.max(least, LEAST, zoom));
    const factor = this.zoom / old;
    const [left, top] = [(frame.scrollLeft + x) * factor - x, (frame.scrollTop + y) * factor - y];
    this.svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
    this.svg.setAttribute("width", layout.width * this.zoom);
    this.svg.setAttribute("height", layout.height * this.zoom);
    frame.classList.toggle("short", layout.height * this.zoom < 420);
    frame.scrollTo(left, top);
    this.draw();
  }

  later() {
    if (this.pending || !this.layout) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.draw();
    });
  }

  /* Draws what is in sight and a little around it. */
  draw(everything = false) {
    const { frame, layout, zoom } = this;
    const { places } = layout;
    const [w, h] = [frame.clientWidth / zoom, frame.clientHeight / zoom];
    const [left, top] = [frame.scrollLeft / zoom - w / 4, frame.scrollTop / zoom - h / 4];
    const [right, bottom] = [left + 1.5 * w, top + 1.5 * h];
    const sees = ({ x, y }) => everything || (x + WIDTH >= left && x <= right && y + HEIGHT >= top && y <= bottom);
    const seen = [...places.keys()].filter((at) => sees(places.get(at)));
    const hot = this.chosen === null ? null : this.around(this.chosen);
    this.svg.classList.toggle("some", hot !== null);
    this.svg.classList.toggle("afar", zoom <= .45);
    const near = everything || zoom > .45;
    this.drawFar(near ? [] : seen);
    this.drawNodes(near ? seen : [], hot);
    this.drawLines(everything ? null : { left, top, right, bottom }, hot, near);
  }

  drawFar(seen) {
    const paths = new Map();
    for (const at of seen) {
      const node = page.nodes[at];
      const { x, y } = this.layout.places.get(at);
      const tone = isModel(node) ? node.tone : "crate";
      paths.set(tone, `${paths.get(tone) ?? ""}M${x} ${y}h${WIDTH}v${HEIGHT}h-${WIDTH}z`);
    }
    this.far.replaceChildren(...[...paths].map(([tone, d]) => shape("path", { class: "far", "data-tone": tone, d })));
  }

  drawNodes(seen, hot) {
    const shown = new Set(seen);
    // The one that holds the focus, and the one that is chosen, are never taken away.
    for (const at of [this.active, this.chosen]) if (at !== null && this.layout.places.has(at)) shown.add(at);
    for (const [at, element] of this.drawn) {
      if (!shown.has(at)) {
        element.remove();
        this.drawn.delete(at);
      }
    }
    for (const at of shown) {
      if (!this.drawn.has(at)) {
        const element = this.node(at);
        this.drawn.set(at, element);
        this.nodes.append(element);
      }
      const element = this.drawn.get(at);
      element.setAttribute("tabindex", at === this.active ? "0" : "-1");
      element.setAttribute("aria-pressed", String(at === this.chosen));
      element.classList.toggle("chosen", at === this.chosen);
      element.classList.toggle("hot", hot !== null && hot.has(at));
    }
  }

  node(at) {
    const node = page.nodes[at];
    const { x, y } = this.layout.places.get(at);
    const group = shape("g", { class: `node ${node.kind}`, role: "button", transform: `translate(${x} ${y})`, "aria-label": describe(at), "data-at": at });
    const room = WIDTH - (node.verdict ? 38 : 22);
    const round = isModel(node) ? 16 : 3;
    const tone = isModel(node) ? node.tone : "";
    group.append(
      shape("rect", { class: "ring", x: -4, y: -4, width: WIDTH + 8, height: HEIGHT + 8, rx: round + 3 }),
      shape("rect", { class: "box", width: WIDTH, height: HEIGHT, rx: round, "data-tone": tone }),
      shape("text", { class: "title", x: 12, y: node.caption ? 17 : 26 }, fitting(node.name, room, `600 12px ${this.family}`)),
      shape("text", { class: "caption", x: 12, y: 33 }, fitting(node.caption, room, `11px ${this.family}`)),
      shape("title", {}, describe(at)),
    );
    if (node.verdict) group.append(shape("text", { class: `sign ${node.verdict}`, x: WIDTH - 14, y: 27 }, SIGNS[node.verdict]));
    return group;
  }

  drawLines(sight, hot, near) {
    const { places, columns } = this.layout;
    const paths = new Map();
    const labels = [];
    for (const [from, to, kind, word] of this.shown) {
      const [a, b] = [places.get(from), places.get(to)];
      if (sight && (Math.max(a.y, b.y) + HEIGHT < sight.top || Math.min(a.y, b.y) > sight.bottom)) continue;
      const isHot = hot !== null && hot.has(from) && hot.has(to);
      const style = isHot ? `edge ${kind} hot` : `edge ${kind}`;
      paths.set(style, (paths.get(style) ?? "") + (near ? curve(a, b) : straight(a, b)));
      if (near && kind !== "depends" && (isHot || this.shown.length <= 40)) labels.push([b, word]);
    }
    this.lines.replaceChildren(...[...paths].sort().map(([style, d]) => shape("path", { class: style, d })));
    if (!near) return;
    for (const [at, word] of labels) {
      this.lines.append(shape("text", { class: "label", x: at.x - 8, y: at.y + HEIGHT / 2 - 5, "text-anchor": "end" }, word));
    }
    columns.forEach((column, number) => {
      this.lines.append(shape("text", { class: "heading", x: EDGE + number * (WIDTH + ACROSS), y: 20 }, heading(column)));
    });
  }

  /* The node with all that it hangs on and all that hangs on it. */
  around(at) {
    const up = (node) => before[node].map((edge) => page.edges[edge][0]);
    return new Set([...reach([at], made), ...reach([at], up)]);
  }

  choose(at) {
    this.chosen = at;
    this.onChoose(at);
    if (this.layout) this.later();
  }

  /* Brings a node into sight and gives it the focus. */
  focus(at) {
    const { frame, zoom, layout } = this;
    const place = layout.places.get(at);
    if (!place) return;
    this.active = at;
    const into = (from, size, room, scroll) => {
      if (from < scroll) return from - 20;
      return from + size > scroll + room ? from + size - room + 20 : scroll;
    };
    frame.scrollTo(
      into(place.x * zoom, WIDTH * zoom, frame.clientWidth, frame.scrollLeft),
      into(place.y * zoom, HEIGHT * zoom, frame.clientHeight, frame.scrollTop),
    );
    this.draw();
    this.drawn.get(at).focus({ preventScroll: true });
  }

  key(event) {
    if (this.active === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const { places, columns } = this.layout;
    const column = columns.find((nodes) => nodes.includes(this.active));
    const row = column.indexOf(this.active);
    const nearest = (nodes) => {
      const y = places.get(this.active).y;
      const far = (at) => Math.abs(places.get(at).y - y);
      return nodes.filter((at) => places.has(at)).sort((a, b) => far(a) - far(b))[0];
    };
    const to = {
      ArrowUp: () => column[row - 1],
      ArrowDown: () => column[row + 1],
      Home: () => column[0],
      End: () => column[column.length - 1],
      ArrowRight: () => nearest(made(this.active)),
      ArrowLeft: () => nearest(before[this.active].map((edge) => page.edges[edge][0])),
    }[event.key];
    if (to) {
      event.preventDefault();
      const next = to();
      if (next !== undefined) this.focus(next);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape") {
      this.choose(null);
    }
  }

  /* Everything at once, where it fits on paper. */
  print() {
    const large = this.layout.places.size > MOST_ON_PAPER;
    this.frame.classList.toggle("large", large);
    if (!large) this.draw(true);
    return large;
  }
}
