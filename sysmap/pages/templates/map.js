"use strict";
// Puts the page to work: the drawing, the controls, the keyboard, and what tests may look at.
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
let network;
let wholeScale = 1;

function marksShown() {
  const there = new Set(shown.organisations);
  return organisations.map(({ id, x, y }) => ({ id, x, y, hidden: !there.has(id), shape: "custom", ctxRenderer: markRenderer(id) }));
}

function whole() {
  network.fit({ animation: false, minZoomLevel: 0.01, maxZoomLevel: 3 });
  // Room for names at the edge.
  network.moveTo({ scale: network.getScale() * 0.92, animation: false });
  wholeScale = network.getScale();
}

function select(place, centre) {
  state.selected = place;
  if (place === null) {
    at("live").textContent = "Nothing selected";
  } else {
    at("live").textContent = inWords(place);
    if (centre) {
      const scale = Math.max(network.getScale(), wholeScale);
      network.moveTo({ position: network.getPosition(place), scale, animation: still ? false : { duration: 300 } });
    }
  }
  fillDetails();
  network.redraw();
}

let markData;
function refresh() {
  work_out();
  const there = new Set(shown.organisations);
  markData.update(organisations.map(({ id }) => ({ id, hidden: !there.has(id) })));
  at("summary").textContent = page.summaries[state.view];
  at("changed-only-field").hidden = state.view !== "changed";
  fillKey();
  fillDetails();
  fillTables();
  at("live").textContent = `${count(shown.organisations.length, "organisation")} and ${count(shown.ties.length, "tie")} shown`;
  network.redraw();
}

function switchOn(id, name) {
  at(id).addEventListener("change", (event) => { state[name] = event.target.checked; refresh(); });
}

function setUpControls() {
  const words = { before: "Before", after: "After", changed: "Changed" };
  at("views").hidden = !both;
  for (const view of both ? page.views : []) {
    const label = element("label");
    const radio = element("input", null, { type: "radio", name: "view", value: view, "data-testid": `view-${view}` });
    radio.checked = view === state.view;
    radio.addEventListener("change", () => { state.view = view; refresh(); });
    const wave = view === "changed" ? "" : ` (${page.waves[waveOf(view)]})`;
    label.append(radio, element("span", words[view] + wave));
    at("views").append(label);
  }
  switchOn("across-only", "acrossOnly");
  switchOn("changed-only", "changedOnly");
  switchOn("isolates", "isolates");
  for (const entry of page.measures) at("size-by").append(element("option", entry.label, { value: entry.name, title: entry.question }));
  at("size-by").value = state.sizeBy;
  at("size-by").addEventListener("change", (event) => { state.sizeBy = event.target.value; scaleSizes(); refresh(); });
  for (const [id, tick] of [["all-sectors", true], ["no-sectors", false]]) {
    at(id).addEventListener("click", () => {
      state.sectors = new Set(tick ? page.sectors.map((_, code) => code) : []);
      fillLegend();
      refresh();
    });
  }
  if (page.strengths) {
    const [low, high] = page.strengths;
    at("strength-section").hidden = false;
    const slider = at("strength");
    Object.assign(slider, { min: low, max: high, step: Number.isInteger(low) && Number.isInteger(high) ? 1 : (high - low) / 20 });
    slider.value = low;
    at("strength-value").textContent = numberInWords(low);
    slider.addEventListener("input", () => {
      state.strength = Number(slider.value);
      at("strength-value").textContent = numberInWords(state.strength);
      refresh();
    });
  }
  for (const name of ["ties", "organisations"]) {
    at(`more-${name}`).addEventListener("click", () => { tables[name].rows += ROWS; fillTables(); });
  }
  at("zoom-in").addEventListener("click", () => zoom(1.3));
  at("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  at("zoom-fit").addEventListener("click", () => { select(null); whole(); });
}

function zoom(times) {
  network.moveTo({ scale: network.getScale() * times, animation: false });
}

function setUpSearch() {
  at("suggestions").append(...organisations.map((organisation) => element("option", null, { value: organisation.name })));
  const find = () => {
    const wanted = at("search").value.trim().toLocaleLowerCase("en-GB");
    if (!wanted) return null;
    const texts = (place) => [organisations[place].name, organisations[place].label, organisations[place].place].map((text) => text.toLocaleLowerCase("en-GB"));
    const among = [...shown.organisations];
    for (const fits of [(all) => all[0] === wanted, (all) => all[0].startsWith(wanted), (all) => all[0].includes(wanted), (all) => all.some((text) => text.includes(wanted))]) {
      const found = among.find((place) => fits(texts(place)));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const go = () => {
    const found = find();
    if (found === undefined) at("live").textContent = "No organisation shown here fits";
    else if (found !== null) select(found, true);
  };
  at("search").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
  at("search").addEventListener("input", () => { if (byName.has(at("search").value)) go(); });
}

function towards(key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const here = network.getPosition(state.selected);
  let best = null;
  let least = Infinity;
  for (const partner of shown.partners.get(state.selected)) {
    const there = network.getPosition(partner);
    const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
    const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
    if (along > 0 && along + 2 * aside < least) { least = along + 2 * aside; best = partner; }
  }
  return best;
}

function setUpKeys() {
  at("map").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key.startsWith("Arrow")) {
      if (state.selected === null) {
        const most = [...shown.organisations].sort((a, b) => shown.partners.get(b).size - shown.partners.get(a).size || a - b)[0];
        if (most !== undefined) select(most, true);
      } else {
        const next = towards(key);
        if (next === null) at("live").textContent = "No partner in that direction";
        else select(next, true);
      }
    } else if (key === "+" || key === "=") zoom(1.3);
    else if (key === "-") zoom(1 / 1.3);
    else if (key === "0") whole();
    else if (key === "Enter") at("details").focus();
    else if (key === "Escape") select(null);
    else return;
    event.preventDefault();
  });
}

function start() {
  work_out();
  scaleSizes();
  markData = new vis.DataSet(marksShown());
  network = new vis.Network(at("map"), { nodes: markData, edges: new vis.DataSet([]) }, {
    physics: false, layout: { improvedLayout: false }, autoResize: true,
    interaction: { hover: true, tooltipDelay: 1e9, keyboard: false, selectConnectedEdges: false, multiselect: false, zoomSpeed: 0.6 },
    nodes: { chosen: false },
  });
  // The container that vis-network adds is a picture: the map itself is the stop for the keyboard.
  for (const added of at("map").querySelectorAll("[tabindex]")) added.setAttribute("tabindex", "-1");
  network.on("beforeDrawing", (ctx) => drawTies(ctx, network.getPositions(), 1 / network.getScale()));
  network.on("afterDrawing", (ctx) => drawNames(ctx, network.getPositions()));
  network.on("click", ({ nodes }) => select(nodes.length ? nodes[0] : null, false));
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
    const spots = network.getPositions(shown.organisations);
    return {
      organisations: shown.organisations.map((place) => organisations[place].name),
      ties: shown.ties.map((place) => [organisations[ties[place].a].name, organisations[ties[place].b].name, statusOf(ties[place])]),
      positions: Object.fromEntries(shown.organisations.map((place) => [organisations[place].name, [spots[place].x, spots[place].y]])),
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
