"use strict";
// Puts the page to work: the drawing, the controls, the keyboard, and what tests may look at.
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
let network;
let markData;
let wholeScale = 1;

const asNode = (id) => ({ id, x: spots[id].x, y: spots[id].y, shape: "custom", ctxRenderer: markRenderer(id) });

// Only what is drawn is given to vis-network: a national map holds thousands that are folded.
function updateMarks() {
  const wanted = new Set(items());
  markData.remove(markData.getIds().filter((id) => !wanted.has(id)));
  const there = new Set(markData.getIds());
  markData.add([...wanted].filter((id) => !there.has(id)).map(asNode));
}

function whole() {
  network.fit({ animation: false, minZoomLevel: 0.01, maxZoomLevel: 3 });
  const above = Math.min(0, ...seats().map(({ number }) => forumSpots[number].y));
  const top = Math.min(0, ...items().map((id) => spots[id].y));
  if (above < top) {
    // Forums stand above everyone: the picture is so much higher.
    const { x, y } = network.getViewPosition();
    const height = at("map").clientHeight / network.getScale();
    network.moveTo({ position: { x, y: y - (top - above) / 2 }, scale: network.getScale() * (height / (height + top - above)), animation: false });
  }
  // Room for names at the edge.
  network.moveTo({ scale: network.getScale() * 0.92, animation: false });
  wholeScale = network.getScale();
}

function showAround(ids) {
  if (!ids.length) return;
  network.fit({ nodes: ids, animation: false, minZoomLevel: 0.01, maxZoomLevel: 1.2 });
  network.moveTo({ scale: network.getScale() * 0.85, animation: false });
}

// Moves the map only if it must: a picture that jumps is hard to follow.
function bringIntoSight(id) {
  if (page.groups && !isGroup(id)) {
    showAround([id, ...beside]);
    return;
  }
  const { x, y } = network.canvasToDOM(spots[id]);
  const [width, height] = [at("map").clientWidth, at("map").clientHeight];
  if (x > 60 && x < width - 60 && y > 40 && y < height - 40) return;
  network.moveTo({ position: spots[id], animation: still ? false : { duration: 300 } });
}

function select(id, centre) {
  state.selected = id;
  if (page.groups) refresh();
  beside = id === null ? new Set() : joined(id);
  at("live").textContent = id === null ? "Nothing selected" : inWords(id);
  fillDetails();
  if (id !== null && centre) bringIntoSight(id);
  network.redraw();
}

function refresh() {
  const lost = withoutInWords();
  work_out();
  beside = state.selected === null ? new Set() : joined(state.selected);
  updateMarks();
  at("summary").textContent = page.summaries[state.view] + lost;
  const filters = filtersInWords();
  at("filters").hidden = !filters.length;
  at("filters").textContent = `Shown: ${filters.join("; ")}.`;
  at("changed-only-field").hidden = state.view !== "changed";
  at("focus").setAttribute("aria-pressed", String(state.focus !== null));
  at("without-names").textContent = state.without.size ? `without ${few([...state.without].map((place) => organisations[place].name), 2)}` : "without the organisation chosen";
  at("without").checked = state.withoutOn;
  fillKey();
  fillDetails();
  fillTables();
  at("live").textContent = `${count(shown.organisations.length, "organisation")} and ${count(shown.ties.length, "tie")} shown`;
  network.redraw();
}

function switchOn(id, name) {
  at(id).addEventListener("change", (event) => { state[name] = event.target.checked; refresh(); });
}

function setUpViews() {
  const words = { before: "Before", after: "After", changed: "Changed" };
  at("views").hidden = !both;
  for (const view of both ? page.views : []) {
    const label = element("label");
    const radio = element("input", null, { type: "radio", name: "view", value: view, "data-testid": `view-${view}` });
    radio.checked = view === state.view;
    radio.addEventListener("change", () => { state.view = view; refresh(); });
    label.append(radio, element("span", words[view] + (view === "changed" ? "" : ` (${page.waves[waveOf(view)]})`)));
    at("views").append(label);
  }
}

function setUpStrength() {
  if (!page.strengths) return;
  const [low, high] = page.strengths;
  at("strength-section").hidden = false;
  const step = Number.isInteger(low) && Number.isInteger(high) ? 1 : "any";
  for (const id of ["strength", "strength-number"]) {
    Object.assign(at(id), { min: low, max: high, step });
    at(id).value = low;
    at(id).addEventListener("input", () => {
      const value = Number(at(id).value);
      if (at(id).value === "" || Number.isNaN(value)) return;
      state.strength = Math.min(high, Math.max(low, value));
      at(id === "strength" ? "strength-number" : "strength").value = state.strength;
      refresh();
    });
  }
}

// The neighbourhood of the organisation chosen, and back to everyone.
function setUpFocus() {
  at("focus").addEventListener("click", () => {
    if (state.focus === null && (state.selected === null || isGroup(state.selected))) {
      at("live").textContent = "Choose an organisation first: its neighbourhood is then shown alone";
      return;
    }
    state.focus = state.focus === null ? state.selected : null;
    refresh();
    whole();
  });
  at("two-steps").addEventListener("change", (event) => {
    state.steps = event.target.checked ? 2 : 1;
    refresh();
    if (state.focus !== null) whole();
  });
  at("show-all").addEventListener("click", foldAll);
}

// Organisations left out: the programme team where the records name one, and whoever is added.
function setUpWithout() {
  at("without").addEventListener("change", (event) => {
    if (event.target.checked && !state.without.size && state.selected !== null && !isGroup(state.selected)) state.without.add(state.selected);
    state.withoutOn = event.target.checked && state.without.size > 0;
    refresh();
    if (event.target.checked && !state.withoutOn) at("live").textContent = "Choose an organisation first: it is then left out";
  });
  at("leave-out").addEventListener("click", () => {
    const place = state.selected;
    if (!state.without.delete(place)) state.without.add(place);
    state.withoutOn = state.without.size > 0;
    refresh();
    at("live").textContent = state.without.has(place) ? `${organisations[place].name} is left out` : `${organisations[place].name} stays on the map`;
  });
}

function setUpControls() {
  setUpViews();
  switchOn("across-only", "acrossOnly");
  switchOn("changed-only", "changedOnly");
  switchOn("confirmed-only", "confirmedOnly");
  switchOn("isolates", "isolates");
  at("confirmed-field").hidden = !page.confirmed_recorded;
  for (const entry of page.measures) at("size-by").append(element("option", entry.label, { value: entry.name, title: entry.question }));
  at("size-by").value = state.sizeBy;
  at("size-by").addEventListener("change", (event) => { state.sizeBy = event.target.value; scaleSizes(); refresh(); });
  for (const [id, ticked] of [["all-sectors", true], ["no-sectors", false]]) {
    at(id).addEventListener("click", () => {
      state.sectors = new Set(ticked ? page.sectors.map((_, code) => code) : []);
      fillLegend();
      refresh();
    });
  }
  switchOn("forums", "forums");
  switchOn("introductions", "introductions");
  at("forums-field").hidden = !page.forums.length;
  fillIntroductions();
  setUpStrength();
  setUpFocus();
  setUpWithout();
  for (const name of ["ties", "organisations"]) {
    at(`more-${name}`).addEventListener("click", () => { tables[name].rows += ROWS; fillTable(name); });
  }
  at("zoom-in").addEventListener("click", () => zoom(1.3));
  at("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  at("zoom-fit").addEventListener("click", () => { select(null); whole(); });
  at("export-png").addEventListener("click", exportPng);
  at("export-svg").addEventListener("click", exportSvg);
  at("export-csv").addEventListener("click", exportCsv);
  at("print").addEventListener("click", () => window.print());
}

function zoom(times) {
  network.moveTo({ scale: network.getScale() * times, animation: false });
}

// Finds by name, by how it was written, by sector and by place; names that begin so come first.
function setUpSearch() {
  const low = (text) => text.toLocaleLowerCase("en-GB");
  const texts = organisations.map(({ name, also, label, place }) => [low(name), low([also, label, place].join("\n"))]);
  const fits = (wanted) => {
    const among = new Set(shown.organisations);
    const tests = [(text) => text[0] === wanted, (text) => text[0].startsWith(wanted), (text) => text[0].includes(wanted), (text) => text[1].includes(wanted)];
    const found = new Set();
    for (const test of tests) for (let place = 0; place < texts.length && found.size < 12; place += 1) if (among.has(place) && test(texts[place])) found.add(place);
    return [...found];
  };
  const go = () => {
    const wanted = low(at("search").value.trim());
    if (!wanted) return;
    const [found] = fits(wanted);
    if (found === undefined) at("live").textContent = "No organisation shown here fits";
    else select(found, true);
  };
  at("search").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
  at("search").addEventListener("input", () => {
    const wanted = low(at("search").value.trim());
    at("suggestions").replaceChildren(...(wanted ? fits(wanted) : []).map((place) => element("option", null, { value: organisations[place].name })));
    if (byName.has(at("search").value)) go();
  });
}

function towards(key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const here = spots[state.selected];
  let best = null;
  let least = Infinity;
  for (const other of beside) {
    const along = (spots[other].x - here.x) * dx + (spots[other].y - here.y) * dy;
    const aside = Math.abs((spots[other].x - here.x) * dy) + Math.abs((spots[other].y - here.y) * dx);
    if (along > 0 && along + 2 * aside < least) { least = along + 2 * aside; best = other; }
  }
  return best;
}

// Where the arrow keys begin: the largest group, or the organisation with most partners.
const firstItem = () => (shown.folded.size ? [...shown.folded].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0][0] : busiest(shown.drawn)[0]);

function setUpKeys() {
  at("map").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key.startsWith("Arrow")) {
      const next = state.selected === null ? firstItem() : towards(key);
      if (next === null) at("live").textContent = "Nothing connected in that direction";
      else if (next !== undefined) select(next, true);
    } else if (key === "+" || key === "=") zoom(1.3);
    else if (key === "-") zoom(1 / 1.3);
    else if (key === "0") whole();
    else if (key === "Enter" && state.selected !== null && isGroup(state.selected)) openGroup(state.selected);
    else if (key === "Enter") at("details").focus();
    else if (key === "Escape") select(null);
    else return;
    event.preventDefault();
  });
}

function start() {
  work_out();
  scaleSizes();
  markData = new vis.DataSet(items().map(asNode));
  network = new vis.Network(at("map"), { nodes: markData, edges: new vis.DataSet([]) }, {
    physics: false, layout: { improvedLayout: false }, autoResize: true,
    interaction: { hover: true, tooltipDelay: 1e9, keyboard: false, selectConnectedEdges: false, multiselect: false, zoomSpeed: 0.6 },
    nodes: { chosen: false },
  });
  // The container that vis-network adds is a picture: the map itself is the stop for the keyboard.
  for (const added of at("map").querySelectorAll("[tabindex]")) added.setAttribute("tabindex", "-1");
  let boxes = [];
  network.on("beforeDrawing", (ctx) => {
    const unit = 1 / network.getScale();
    drawTies(ctx, spots, unit);
    drawIntroductions(ctx, spots, unit);
    boxes = drawForums(ctx, spots, unit, (spot) => spot);
  });
  network.on("afterDrawing", (ctx) => {
    const unit = 1 / network.getScale();
    const everyone = items().length < FEW || network.getScale() > 2 * wholeScale;
    const corner = network.DOMtoCanvas({ x: 0, y: 0 });
    const far = network.DOMtoCanvas({ x: at("map").clientWidth, y: at("map").clientHeight });
    drawNames(ctx, spots, unit, everyone, { left: corner.x, top: corner.y, right: far.x, bottom: far.y }, boxes);
    drawPointed(ctx, spots, unit);
  });
  network.on("click", ({ nodes: [id] }) => {
    if (id !== undefined && isGroup(id)) openGroup(id);
    else select(id === undefined ? null : id, false);
  });
  const dragged = ({ nodes }) => { for (const id of nodes) spots[id] = network.getPosition(id); };
  network.on("dragging", dragged);
  network.on("dragEnd", dragged);
  network.on("hoverNode", ({ node }) => { pointed = node; network.redraw(); });
  network.on("blurNode", () => { pointed = null; network.redraw(); });
  setUpControls();
  setUpSearch();
  setUpKeys();
  fillLegend();
  refresh();
  whole();
  window.addEventListener("beforeprint", whole);
  network.once("afterDrawing", () => {
    performance.mark("sysmap-interactive");
    window.sysmapReady = true;
  });
  network.redraw();
}

window.sysmap = Object.freeze({
  visible() {
    return {
      organisations: shown.drawn.map((place) => organisations[place].name),
      ties: shown.drawnTies.map((place) => [organisations[ties[place].a].name, organisations[ties[place].b].name, statusOf(ties[place])]),
      positions: Object.fromEntries(shown.drawn.map((place) => [organisations[place].name, [spots[place].x, spots[place].y]])),
      view: state.view,
    };
  },
  select(name) {
    const place = byName.get(name);
    if (place === undefined || !shown.partners.has(place)) return false;
    select(place, true);
    return true;
  },
});

start();
