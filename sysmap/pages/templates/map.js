"use strict";
// Puts the page to work: the drawing, what is chosen and shown, the keyboard, and what tests may look at.
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

// What happened, for people who cannot see it; where nothing could, `answer` says why, for everyone.
function say(text) {
  at("live").textContent = text;
  hideAnswer();
}

const hideAnswer = () => { at("answer").hidden = true; };

function answer(text) {
  say(text);
  at("answer").textContent = text;
  at("answer").hidden = false;
}

function select(id, centre) {
  if (id !== null && !isThere(id)) {
    answer(isGroup(id) ? `${groupName(id)} is open already, or left out` : absence(id));
    return;
  }
  state.selected = id;
  if (page.groups) refresh();
  beside = id === null ? new Set() : joined(id);
  say(id === null ? "Nothing selected" : inWords(id));
  fillDetails();
  if (id !== null && centre) bringIntoSight(id);
  network.redraw();
}

// How much is shown, and what was chosen and is not there any more.
function shownInWords(selected, focus) {
  const said = [`${count(shown.organisations.length, "organisation")} and ${count(shown.ties.length, "tie")} shown`];
  if (selected !== null && state.selected === null) said.push(`${nameOf(selected)} is not chosen any more`);
  if (focus !== null && state.focus === null) said.push(`the neighbourhood of ${nameOf(focus)} is not shown alone any more`);
  return said.join("; ");
}

function refresh() {
  const { selected, focus } = state;
  workOut();
  beside = state.selected === null ? new Set() : joined(state.selected);
  if (!items().includes(pointed)) pointed = null;
  updateMarks();
  at("summary").textContent = page.summaries[state.view] + withoutInWords();
  const filters = filtersInWords();
  at("filters").hidden = !filters.length;
  at("filters").textContent = `Shown: ${filters.join("; ")}.`;
  at("changed-only-field").hidden = state.view !== "changed";
  at("focus").setAttribute("aria-pressed", String(state.focus !== null));
  at("without-names").textContent = state.without.size ? `without ${few([...state.without].map((place) => organisations[place].name), 2)}` : "without the organisation chosen";
  at("without").checked = state.withoutOn;
  at("introductions").checked = state.introductions;
  countLegend();
  fillKey();
  fillDetails();
  fillTables();
  say(shownInWords(selected, focus));
  network.redraw();
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
      if (next === null) answer("Nothing connected in that direction");
      else if (next === undefined) answer("Nothing is shown");
      else select(next, true);
    } else if (key === "+" || key === "=") zoom(1.3);
    else if (key === "-") zoom(1 / 1.3);
    else if (key === "0") {
      whole();
      say("The whole map is shown");
    } else if (key === "Enter" && isGroup(state.selected)) openGroup(state.selected);
    else if (key === "Enter") at("details").focus();
    else if (key === "Escape") select(null);
    else return;
    event.preventDefault();
  });
}

function start() {
  workOut();
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
  fillKinds();
  refresh();
  whole();
  window.addEventListener("beforeprint", whole);
  // An answer is of the last press alone.
  for (const press of ["pointerdown", "keydown"]) window.addEventListener(press, hideAnswer, true);
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
    if (place === undefined || !isThere(place)) return false;
    select(place, true);
    return true;
  },
});

start();
