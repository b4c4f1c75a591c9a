"use strict";
// What is on the page: the data, what the controls say, and which organisations and ties that leaves.
const page = JSON.parse(document.getElementById("data").textContent);
const organisations = page.marks;
const ties = page.lines;
const both = page.views.length > 1;
const byName = new Map(organisations.map((organisation, place) => [organisation.name, place]));

const isolates = new Set(organisations.keys());
for (const tie of ties) {
  isolates.delete(tie.a);
  isolates.delete(tie.b);
}

const state = {
  view: both ? "changed" : "after",
  sectors: new Set(page.sectors.map((_, code) => code)),
  kinds: new Set(page.kinds.map((_, code) => code)),
  unnamed: true,
  strength: page.strengths ? page.strengths[0] : null,
  acrossOnly: false,
  changedOnly: false,
  isolates: true,
  sizeBy: page.size_by,
  selected: null,
};

// The wave whose values a view shows: the later one where both are shown.
const waveOf = (view) => (view === "before" ? 0 : page.waves.length - 1);
const wave = () => waveOf(state.view);

function tieIsInView(tie) {
  if (!both || state.view === "changed") return true;
  return tie.status === "kept" || tie.status === (state.view === "before" ? "lost" : "new");
}

function organisationIsInView(organisation) {
  return state.view === "changed" ? organisation.on.some(Boolean) : organisation.on[wave()] === 1;
}

function ofView(pair) {
  if (state.view !== "changed") return pair[wave()];
  return Array.isArray(pair[0]) ? [...new Set(pair.flat())] : (pair[pair.length - 1] ?? pair[0]);
}

function tiePasses(tie) {
  if (!tieIsInView(tie)) return false;
  if (state.view === "changed" && state.changedOnly && tie.status === "kept") return false;
  if (state.acrossOnly && tie.crosses !== 1) return false;
  const kinds = ofView(tie.kinds);
  if (kinds.length ? !kinds.some((kind) => state.kinds.has(kind)) : !state.unnamed) return false;
  if (page.strengths && state.strength > page.strengths[0]) {
    const strength = ofView(tie.strength);
    if (strength === null || strength < state.strength) return false;
  }
  return true;
}

// What the controls leave: places of organisations and of ties, and each organisation's partners among them.
let shown = { organisations: [], ties: [], partners: new Map(), current: new Map() };

function work_out() {
  const withTies = new Set();
  for (const tie of ties) if (tieIsInView(tie)) withTies.add(tie.a).add(tie.b);
  const there = new Set();
  organisations.forEach((organisation, place) => {
    if (!organisationIsInView(organisation) || !state.sectors.has(organisation.sector)) return;
    if (state.isolates || withTies.has(place)) there.add(place);
  });
  const partners = new Map([...there].map((place) => [place, new Set()]));
  const left = [];
  ties.forEach((tie, place) => {
    if (!there.has(tie.a) || !there.has(tie.b) || !tiePasses(tie)) return;
    left.push(place);
    partners.get(tie.a).add(tie.b);
    partners.get(tie.b).add(tie.a);
  });
  // Where both waves are shown, an organisation works with those it works with in the later one.
  const current = new Map([...there].map((place) => [place, new Set()]));
  for (const place of left) {
    const tie = ties[place];
    if (state.view === "changed" && tie.status === "lost") continue;
    current.get(tie.a).add(tie.b);
    current.get(tie.b).add(tie.a);
  }
  shown = { organisations: [...there], ties: left, partners, current };
  if (state.selected !== null && !there.has(state.selected)) state.selected = null;
}

const measure = () => page.measures.find((entry) => entry.name === state.sizeBy);

// What was changed has the values of the later wave, or of the earlier for an organisation that left.
const waveFor = (place) => (state.view === "changed" && !organisations[place].on[wave()] ? 0 : wave());

function valueOf(place, entry = measure()) {
  return entry.values[waveFor(place)][place];
}

// Partners of another, known label; nothing to tell for an organisation whose own is unknown.
const isKnown = (place) => organisations[place].known;
function outside(place) {
  if (!isKnown(place)) return null;
  return [...shown.current.get(place)].filter((other) => isKnown(other) && organisations[other].label !== organisations[place].label).length;
}
const outsideInWords = (place) => (isKnown(place) ? `${outside(place)} outside its ${page.boundary}` : `its ${page.boundary} unknown`);

function statusOf(tie) {
  return both ? tie.status : "kept";
}

function element(tag, text, attributes) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
  return made;
}

const count = (number, one, many) => `${number} ${number === 1 ? one : many || one + "s"}`;
