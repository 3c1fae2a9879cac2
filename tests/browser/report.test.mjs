// What the report does in a browser. `.ci/validate html` runs it; it needs the pages of $PAGES and Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { nodeModules, open, start, stop } from "./browser.mjs";
import { HOSTILE } from "./workspace.mjs";

const PAGES = process.env.PAGES;
const file = (name) => join(PAGES, `${name}.html`);
const shots = process.env.SHOTS;

async function with_(options, name, use) {
  const context = await start(options);
  try {
    const { page, errors } = await open(context, file(name));
    await use(page, errors);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

/** A test on one page in a browser of its own. */
const on = (name, title, use, options = {}) => test(`${name}: ${title}`, () => with_(options, name, use));

after(stop);

const shown = (page, selector) => page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.id));
const outcome = (page) => page.locator("#outcome").textContent();
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function choose(page, control, value) {
  await page.selectOption(control, value);
  await settled(page);
}

/** No two nodes of the diagram overlap, no node hides a word, and all lie in it. */
const misplaced = (page) => page.evaluate(() => {
  const { places, width, height } = diagram.layout;
  const faults = [];
  const columns = new Map();
  for (const [at, { x, y }] of places) {
    if (!(x >= 0 && y >= 0 && x + WIDTH <= width && y + HEIGHT <= height)) faults.push(`node ${at} is at ${x}, ${y}`);
    if (!columns.has(x)) columns.set(x, []);
    columns.get(x).push(y);
  }
  for (const [x, ys] of columns) {
    ys.sort((a, b) => a - b);
    ys.forEach((y, at) => { if (at > 0 && y - ys[at - 1] < HEIGHT) faults.push(`two nodes at ${x}, ${y}`); });
  }
  // The words beside lines stand between the nodes.
  for (const label of document.querySelectorAll("svg .label")) {
    if (label.getComputedTextLength() > ACROSS - 8) faults.push(`"${label.textContent}" is hidden in part`);
  }
  return faults;
});

/** What axe has against a page. */
async function faults(page) {
  await page.evaluate(readFileSync(join(nodeModules, "axe-core/axe.min.js"), "utf8"));
  const { violations } = await page.evaluate(() => axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    // Long names are cut in the diagram; what is read out is the whole name.
    rules: { "label-content-name-mismatch": { enabled: false } },
  }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

async function screenshot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

describe("every page", () => {
  for (const name of ["hidream", "hidream-free", "workspace", "search-app", "strict", "nothing", "hostile"]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 360]) {
        const options = { colorScheme, viewport: { width, height: 900 } };
        on(name, `sound in ${colorScheme} at ${width} pixels`, async (page) => {
          await settled(page);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, "nothing sticks out");
          assert.equal(await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches), colorScheme === "dark");
          assert.deepEqual(await faults(page), []);
          if (name !== "nothing") assert.deepEqual(await misplaced(page), []);
          await screenshot(page, `${name}-${colorScheme}-${width}`);
        }, options);
      }
    }
  }
});

describe("filters", () => {
  on("workspace", "a search keeps what it names and what hangs on it", async (page) => {
    assert.equal(await outcome(page), "Shown: 2 models, 2 findings.");
    assert.equal(await page.locator(".node").count(), 7);
    await page.fill("#search", "qwen");
    await settled(page);
    assert.equal(await outcome(page), "Shown: 1 of 2 models, 0 of 2 findings.");
    assert.deepEqual(await shown(page, "#table tbody tr"), ["m1"]);
    assert.deepEqual(await shown(page, ".finding"), []);
    const names = await page.locator(".node").evaluateAll((nodes) => nodes.map((node) => node.getAttribute("aria-label")));
    assert.equal(names.length, 5);
    assert.ok(names.every((name) => !name.includes("Llama")), names.join("\n"));
    assert.deepEqual(await misplaced(page), []);
    await page.fill("#search", "no such thing");
    await settled(page);
    assert.equal(await outcome(page), "Shown: 0 of 2 models, 0 of 2 findings.");
    await page.click("#show-all");
    await settled(page);
    assert.equal(await outcome(page), "Shown: 2 models, 2 findings.");
    assert.equal(await page.inputValue("#search"), "");
  });

  on("workspace", "member, severity, way and class", async (page) => {
    // The members are cli, models, notes and server; only the last is held to Llama's terms.
    await choose(page, "#member", "0");
    assert.deepEqual(await shown(page, "#table tbody tr"), ["m1"]);
    const members = await page.locator(".node.member").evaluateAll((nodes) => nodes.map((node) => node.textContent));
    assert.ok(members.every((text) => !text.startsWith("server")), members.join("\n"));
    await choose(page, "#member", "");
    await choose(page, "#severity", "deny");
    assert.deepEqual(await shown(page, ".finding"), ["f0"]);
    assert.deepEqual(await shown(page, "#table tbody tr"), ["m0"]);
    await choose(page, "#severity", "none");
    assert.deepEqual(await shown(page, "#table tbody tr"), ["m1"]);
    await choose(page, "#severity", "");
    await choose(page, "#how", "runtime");
    assert.equal(await outcome(page), "Shown: 2 models, 2 findings.");
    await page.check("[name=class][value=osi-permissive]");
    await settled(page);
    assert.deepEqual(await shown(page, "#table tbody tr"), ["m1"]);
    await page.check("[name=class][value=source-available-commercial-limits]");
    await settled(page);
    assert.equal(await outcome(page), "Shown: 2 models, 2 findings.");
  });

  on("workspace", "a link to what is filtered away shows it", async (page) => {
    await page.fill("#search", "qwen");
    await settled(page);
    await page.evaluate(() => { location.hash = "#f1"; });
    await settled(page);
    assert.deepEqual(await shown(page, ".finding"), ["f0", "f1"]);
    assert.ok(await page.locator("#f1 > details").evaluate((fold) => fold.open));
  });

  on("workspace", "the table sorts both ways", async (page) => {
    const order = () => shown(page, "#table tbody tr");
    await page.click("#table th button >> nth=1");
    assert.deepEqual(await order(), ["m0", "m1"]);
    await page.click("#table th button >> nth=1");
    assert.deepEqual(await order(), ["m1", "m0"]);
    assert.equal(await page.getAttribute("#table th >> nth=1", "aria-sort"), "descending");
    await page.click("#table th button >> nth=0");
    assert.deepEqual(await order(), ["m0", "m1"]);
    assert.equal(await page.getAttribute("#table th >> nth=1", "aria-sort"), null);
  });
});

describe("keyboard", () => {
  on("workspace", "everything that can be clicked can be reached, and shows it", async (page) => {
    const stops = [];
    for (let count = 0; count < 200; count++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const at = document.activeElement;
        if (at === document.body) return null;
        const look = getComputedStyle(at);
        const ring = at.querySelector?.(":scope > .ring");
        const seen = parseFloat(look.outlineWidth) > 0 && look.outlineStyle !== "none";
        const box = at.getBoundingClientRect();
        return {
          name: at.id || at.getAttribute("aria-label") || at.textContent.slice(0, 40),
          tag: at.tagName.toLowerCase(),
          seen: seen || (ring && getComputedStyle(ring).stroke !== "none"),
          sight: box.bottom > 0 && box.top < innerHeight,
        };
      });
      if (stop === null) break;
      stops.push(stop);
    }
    assert.equal(stops[0].name, "To the findings");
    assert.ok(stops.length > 30 && stops.length < 200, `${stops.length} stops`);
    assert.deepEqual(stops.filter(({ seen }) => !seen), [], "the focus shows");
    assert.deepEqual(stops.filter(({ sight }) => !sight), [], "the focus is in sight");
    for (const wanted of ["search", "member", "severity", "how", "show-all", "zoom-in", "zoom-out", "zoom-fit"]) {
      assert.ok(stops.some(({ name }) => name === wanted), `${wanted} is reached`);
    }
    const reached = stops.filter(({ tag }) => tag === "g");
    assert.equal(reached.length, 1, "the diagram is one stop");
    const clickable = await page.evaluate(() => [...document.querySelectorAll("a[href], button, summary, input, select")].filter((one) => one.checkVisibility()).length);
    assert.ok(stops.length >= clickable, `${stops.length} stops for ${clickable} controls`);
  });

  on("workspace", "arrows walk through the diagram", async (page) => {
    const at = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? "");
    await page.locator(".node[tabindex='0']").focus();
    assert.match(await at(), /^Member cli/);
    await page.keyboard.press("ArrowDown");
    assert.match(await at(), /^Member server/);
    await page.keyboard.press("ArrowRight");
    assert.match(await at(), /^Member models/);
    await page.keyboard.press("ArrowRight");
    assert.match(await at(), /^Model (meta-llama|Qwen)/);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    assert.match(await at(), /^Base or part /);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Home");
    assert.match(await at(), /^Model meta-llama\/Llama-3.1-8B-Instruct: llama3.1, fails, source-available-commercial-limits$/);
    await page.keyboard.press("Enter");
    await settled(page);
    assert.match(await page.locator("#detail").textContent(), /meta-llama\/Llama-3\.1-8B-Instruct.*llama3\.1, fails.*Its row in the table.*Finding: .*server.*Pulled by:.*models 0\.1\.0 \(runtime\).*Derived from, or loads:/s);
    assert.equal(await page.locator(".node.chosen").count(), 1);
    assert.equal(await page.locator(".node.hot").count(), 5);
    await page.keyboard.press("Escape");
    await settled(page);
    assert.equal(await page.locator(".node.chosen, .node.hot").count(), 0);
  });

  on("workspace", "the diagram grows, shrinks and fits", async (page) => {
    const width = () => page.locator("#frame svg").evaluate((svg) => svg.getBoundingClientRect().width);
    const first = await width();
    await page.focus("#zoom-in");
    await page.keyboard.press("Enter");
    assert.ok(await width() > first);
    await page.click("#zoom-out");
    await page.click("#zoom-out");
    assert.ok(await width() < first);
    await page.click("#zoom-fit");
    assert.equal(await width(), first);
    const box = await page.locator("#frame").boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -300);
    await page.keyboard.up("Control");
    await settled(page);
    assert.ok(await width() > first, "Ctrl and the wheel");
  });
});

describe("mouse", () => {
  on("workspace", "a click shows the details of a node, and a link leads from there", async (page) => {
    await page.click(".node.ancestor >> nth=0");
    await settled(page);
    assert.match(await page.locator("#detail h3").textContent(), /^(meta-llama|Qwen)/);
    await page.click("#detail li button");
    await settled(page);
    assert.equal(await page.locator(".node.model.chosen").count(), 1);
    await page.click("#detail a >> nth=0");
    await settled(page);
    assert.match(await page.evaluate(() => location.hash), /^#m\d$/);
  });
});

describe("looks", () => {
  test("dark is dark and light is light", async () => {
    const ground = {};
    for (const colorScheme of ["light", "dark"]) {
      await with_({ colorScheme }, "hidream", async (page) => {
        ground[colorScheme] = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).reduce((sum, part) => sum + Number(part), 0));
      });
    }
    assert.ok(ground.light > 700 && ground.dark < 120, JSON.stringify(ground));
  });

  // axe does not look into drawings.
  for (const colorScheme of ["light", "dark"]) {
    on("strict", `the texts of the diagram can be read in ${colorScheme}`, async (page) => {
      const poor = await page.evaluate(() => {
        const light = (color) => {
          const [r, g, b] = color.match(/[\d.]+/g).slice(0, 3).map((part) => Number(part) / 255).map((part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
          return .2126 * r + .7152 * g + .0722 * b;
        };
        const contrast = (a, b) => (Math.max(light(a), light(b)) + .05) / (Math.min(light(a), light(b)) + .05);
        const ground = getComputedStyle(document.body).backgroundColor;
        const faults = [];
        for (const node of document.querySelectorAll(".node")) {
          const box = getComputedStyle(node.querySelector(".box"));
          for (const text of node.querySelectorAll("text")) {
            const found = contrast(getComputedStyle(text).fill, box.fill);
            if (found < 4.5) faults.push(`${text.textContent}: ${found}`);
          }
          if (contrast(box.stroke, ground) < 3) faults.push(`the line of ${node.textContent}`);
        }
        return faults;
      });
      assert.deepEqual(poor, []);
      assert.ok(await page.locator(".node").count() > 5);
    }, { colorScheme });
  }

  on("workspace", "on paper everything is unfolded and no control is left", async (page) => {
    const folded = await page.locator("details:not([open])").count();
    assert.ok(folded > 2);
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true, path: join(PAGES, "workspace.pdf") });
    assert.ok(pdf.length > 20000);
    assert.equal(await page.locator("details:not([open])").count(), folded, "folded again");
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await shown(page, "nav, .filters, .tools, #detail, .bar button"), []);
    assert.equal(await page.locator("#f1 dl").evaluate((part) => part.checkVisibility({ contentVisibilityAuto: true })), true);
  });

  on("workspace", "without a script it is complete but for the diagram", async (page) => {
    assert.deepEqual(await shown(page, ".finding"), ["f0", "f1"]);
    assert.deepEqual(await shown(page, "#table tbody tr"), ["m0", "m1"]);
    assert.deepEqual(await shown(page, "#filters, #canvas"), []);
    assert.match(await page.locator("noscript").textContent(), /need JavaScript/);
    assert.equal(await page.locator(".licence").count(), 2);
  }, { javaScriptEnabled: false });
});

describe("texts of others", () => {
  on("hostile", "do nothing and are shown", async (page) => {
    await page.click(".node.model >> nth=0");
    await page.locator("details").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    await page.fill("#search", "<script>");
    await settled(page);
    await page.click("#show-all");
    for (const node of await page.locator(".node").all()) {
      await node.focus();
      await page.keyboard.press("Enter");
    }
    for (const element of await page.locator(".name").all()) await element.hover();
    const seen = await page.evaluate(() => ({
      hit: globalThis.hit ?? null,
      scripts: document.scripts.length,
      strangers: document.querySelectorAll("img, iframe, object, embed, base, form[action], main script, main style, [style]").length,
      handlers: [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes]).filter(({ name }) => name.startsWith("on")).length,
      links: [...document.links].map(({ href }) => new URL(href)).filter(({ protocol, host }) => protocol === "javascript:" || host === "example.com").length,
      text: document.body.innerText,
    }));
    assert.equal(seen.hit, null);
    assert.equal(seen.scripts, 2);
    assert.deepEqual([seen.strangers, seen.handlers, seen.links], [0, 0, 0]);
    for (const raw of HOSTILE) assert.ok(seen.text.includes(raw.replaceAll("/", "\u2215")), `${raw} is shown`);
    assert.ok(seen.text.includes(HOSTILE[0]), "the reason of the exception is shown");
  });

  on("hostile", "the policy of the page stops what is put in later", async (page, errors) => {
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.hit = 9";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<a id='late' href='#' onclick='globalThis.hit = 8'>late</a>");
      document.getElementById("late").click();
      return fetch("https://example.com/").catch(() => undefined);
    });
    assert.equal(await page.evaluate(() => globalThis.hit ?? null), null);
    assert.ok(errors.length > 0 && errors.every((error) => /Content Security Policy/.test(error)), errors.join("\n"));
    errors.length = 0;
  });
});

describe("two thousand crates and models", () => {
  let page;
  let errors;
  before(async () => {
    const context = await start({ viewport: { width: 1280, height: 900 } });
    ({ page, errors } = await open(context, file("large")));
  });
  after(async () => {
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  const elements = () => page.evaluate(() => document.querySelectorAll("#frame *").length);
  const filter = (text) => page.evaluate((text) => new Promise((done) => {
    const started = performance.now();
    const search = document.getElementById("search");
    search.value = text;
    search.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => requestAnimationFrame(() => done(Math.round(performance.now() - started))));
  }), text);

  test("open", async (t) => {
    const { loadEventEnd } = await page.evaluate(() => performance.getEntriesByType("navigation")[0].toJSON());
    t.diagnostic(`loaded in ${Math.round(loadEventEnd)} ms`);
    assert.match(await outcome(page), /^Shown: 2000 models, \d{4} findings\.$/);
    assert.deepEqual(await misplaced(page), []);
  });

  test("filter", async (t) => {
    for (const [text, models] of [["model-1999", 1], ["llama3.1", null], ["org-7/", 50], ["", 2000]]) {
      t.diagnostic(`filtered by "${text}" in ${await filter(text)} ms`);
      const rows = await page.locator("#table tbody tr:not([hidden])").count();
      assert.ok(models === null ? rows > 100 && rows < 1000 : rows === models, `${rows} rows for ${text}`);
      assert.deepEqual(await misplaced(page), []);
    }
  });

  test("are drawn as far as they are in sight, near and far", async (t) => {
    assert.ok(await elements() < 1500, `${await elements()} elements near`);
    const scrolled = await page.evaluate(async () => {
      const frame = document.getElementById("frame");
      const started = performance.now();
      for (let step = 0; step < 10; step++) {
        frame.scrollTop += 700;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      }
      return Math.round((performance.now() - started) / 10);
    });
    t.diagnostic(`scrolled in ${scrolled} ms a step`);
    const names = await page.locator(".node").evaluateAll((nodes) => {
      const frame = document.getElementById("frame").getBoundingClientRect();
      return nodes.filter((node) => node.getBoundingClientRect().top < frame.bottom && node.getBoundingClientRect().bottom > frame.top).length;
    });
    assert.ok(names > 10, `${names} nodes in sight`);
    for (let step = 0; step < 10; step++) await page.click("#zoom-out");
    await settled(page);
    assert.ok(await elements() < 200, `${await elements()} elements afar`);
    assert.ok(await page.locator(".far").count() >= 2);
  });

  test("keep the focus while it is out of sight", async () => {
    await page.click("#zoom-fit");
    await page.locator(".node[tabindex='0']").focus();
    const name = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    await page.evaluate(() => document.getElementById("frame").scrollTo(0, 30000));
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), name);
    await page.keyboard.press("End");
    const sight = await page.evaluate(() => {
      const [frame, node] = [document.getElementById("frame"), document.activeElement].map((one) => one.getBoundingClientRect());
      return node.top >= frame.top && node.bottom <= frame.bottom;
    });
    assert.ok(sight, "what has the focus is brought into sight");
  });

  test("are printed on paper without the diagram", async () => {
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    assert.deepEqual([await page.isVisible("#paper"), await page.isVisible("#frame")], [true, false]);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.deepEqual([await page.isVisible("#paper"), await page.isVisible("#frame")], [false, true]);
  });
});

describe("Mermaid", () => {
  for (const name of ["hidream", "workspace", "hostile"]) {
    test(`draws the list of ${name}`, async () => {
      await with_({}, "nothing", async (page, errors) => {
        await page.goto("about:blank");
        await page.setContent("<div id='at'></div>");
        await page.addScriptTag({ path: join(nodeModules, "mermaid/dist/mermaid.min.js") });
        const text = readFileSync(join(PAGES, `${name}.mmd`), "utf8");
        const drawn = await page.evaluate(async (text) => {
          mermaid.initialize({ startOnLoad: false });
          await mermaid.parse(text);
          const { svg } = await mermaid.render("drawn", text);
          document.getElementById("at").innerHTML = svg;
          const found = document.getElementById("at");
          return {
            nodes: found.querySelectorAll(".node").length,
            strangers: found.querySelectorAll("script, img, iframe").length,
            hit: globalThis.hit ?? null,
            text: found.textContent,
          };
        }, text);
        assert.equal(drawn.nodes, text.match(/^ {2}n\d+[[(]/gm).length);
        assert.deepEqual([drawn.strangers, drawn.hit], [0, null]);
        if (name === "hostile") assert.ok(drawn.text.includes("<!--<script>"), drawn.text);
        errors.length = 0;
      });
    });
  }
});
