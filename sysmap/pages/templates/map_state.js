"use strict";
// The modules of the page share one object, `sysmap`: each takes from it what it needs and puts into it what
// others need. What changes, and what a later module brings, is read from it each time.
//
// What is on the page: the data, what the controls say, and which organisations and ties that leaves.
//
// Whatever else the page remembers is a part of the same state. The module that brings it declares it,
//   sysmap.part("large_text", { field: "largeText", first: 1, choices: [1, 2, 3, 4], screen: true, show: resize });
// (map_parts.js says what there is to say), changes `state.largeText` and calls `sysmap.refresh()`, or, where
// nothing needs to be worked out again, `sysmap.changed()`. Undo, reset, the address, views and steps follow.
// The name is added to `PARTS` in sysmap/pages/map/views.py, which checks what Python is given.
(() => {
  const { part, state } = sysmap;
  const page = JSON.parse(document.getElementById("data").textContent);

  // Marks and ties come as columns; one that repeats few values holds places in a list of them: as a list, as a
  // text of digits to the base 36, or as how many there are of the one value. One that climbs holds its steps.
  function unpacked(column) {
    if (Array.isArray(column)) return column;
    const { values, codes, steps } = column;
    let sum = 0;
    if (steps !== undefined) return [...steps].map((step) => (sum += parseInt(step, 36)));
    if (typeof codes === "number") return new Array(codes).fill(values[0]);
    return typeof codes === "string" ? [...codes].map((code) => values[parseInt(code, 36)]) : codes.map((code) => values[code]);
  }

  function rowsOf(columns) {
    const names = Object.keys(columns);
    const full = names.map((name) => unpacked(columns[name]));
    const rows = new Array(full[0].length);
    for (let place = 0; place < rows.length; place += 1) {
      const row = {};
      names.forEach((name, column) => { row[name] = full[column][place]; });
      rows[place] = row;
    }
    return rows;
  }

  for (const measure of page.measures) measure.values = measure.values.map(unpacked);
  const organisations = rowsOf(page.marks);
  const ties = rowsOf(page.lines);
  const both = page.views.length > 1;
  const byName = new Map(organisations.map((organisation, place) => [organisation.name, place]));
  const collator = new Intl.Collator("en-GB");
  // Where each name stands in the alphabet, so that long tables need not compare texts.
  const rank = new Array(organisations.length);
  organisations.map((_, place) => place).sort((one, other) => collator.compare(organisations[one].name, organisations[other].name)).forEach((place, number) => { rank[place] = number; });

  const isolates = new Set(organisations.keys());
  for (const tie of ties) {
    isolates.delete(tie.a);
    isolates.delete(tie.b);
  }

  const nameOfPlace = (place) => organisations[place].name;
  const inOrder = (places) => [...places].sort((one, other) => one - other);

  // Names that a view holds: those that are not on this map are passed over, and said.
  function namesThere(names, missed, known = byName) {
    if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return undefined;
    for (const name of names) if (!known.has(name)) missed(name);
    return names.filter((name) => known.has(name));
  }

  // One name, or nobody.
  function nameThere(name, missed, known = byName) {
    if (name === null) return null;
    return namesThere([name], missed, known)?.[0] ?? (typeof name === "string" ? null : undefined);
  }

  // A set of numbers, kept as the labels of those that are not in it.
  function leftOutOf(field, labels) {
    const codes = new Map(labels.map((label, code) => [label, code]));
    return {
      first: [],
      get: () => labels.filter((_, code) => !state[field].has(code)),
      set: (off) => { state[field] = new Set(labels.keys()); for (const label of off) state[field].delete(codes.get(label)); },
      check: (off, missed) => namesThere(off, missed, codes),
      show: () => document.getElementById(field === "sectors" ? "legend" : "kinds").querySelectorAll("input").forEach((box, code) => { box.checked = code < labels.length ? state[field].has(code) : state.unnamed; }),
    };
  }

  part("showing", { field: "view", first: page.views[page.views.length - 1], choices: page.views,
    show: () => document.querySelectorAll("input[name=view]").forEach((radio) => { radio.checked = radio.value === state.view; }) });
  part("size_by", { first: page.size_by, choices: page.measures.map(({ name }) => name), control: "size-by", get: () => state.sizeBy,
    set: (name) => { state.sizeBy = name; sysmap.scaleSizes?.(); } });
  part("sectors_left_out", leftOutOf("sectors", page.sectors.map(({ label }) => label)));
  part("kind_not_recorded", { field: "unnamed", first: true });
  part("kinds_left_out", leftOutOf("kinds", page.kinds));
  part("strength", { field: "strength", first: page.strengths ? page.strengths[0] : null, glides: true,
    check: (value) => (page.strengths && typeof value === "number" && value >= page.strengths[0] && value <= page.strengths[1] ? value : undefined),
    // What is being typed is left alone.
    show: () => { if (page.strengths) for (const control of [at("strength"), at("strength-number")]) if (control !== document.activeElement) control.value = state.strength; } });
  part("across_only", { field: "acrossOnly", first: false, control: "across-only" });
  part("confirmed_only", { field: "confirmedOnly", first: false, control: "confirmed-only" });
  part("changed_only", { field: "changedOnly", first: false, control: "changed-only" });
  part("isolates", { field: "isolates", first: true, control: "isolates" });
  // Who is left out; while nobody is, who would be.
  part("may_be_left_out", { first: page.team.map(nameOfPlace), check: namesThere,
    get: () => (state.withoutOn ? page.team : inOrder(state.without)).map(nameOfPlace),
    set: (names) => { state.without = new Set(names.map((name) => byName.get(name))); } });
  part("without", { first: [], check: namesThere, get: () => (state.withoutOn ? inOrder(state.without).map(nameOfPlace) : []),
    set: (names) => { state.withoutOn = names.length > 0; if (names.length) state.without = new Set(names.map((name) => byName.get(name))); },
    show: () => { at("without").checked = state.withoutOn; } });
  part("two_steps", { first: false, control: "two-steps", get: () => state.steps === 2, set: (two) => { state.steps = two ? 2 : 1; } });
  part("neighbourhood", { first: null, check: nameThere, get: () => (state.focus === null ? null : nameOfPlace(state.focus)),
    set: (name) => { state.focus = name === null ? null : byName.get(name); },
    show: () => at("focus").setAttribute("aria-pressed", String(state.focus !== null)) });
  part("forums", { field: "forums", first: true, control: "forums" });
  part("introductions", { field: "introductions", first: false, control: "introductions" });
  part("chosen", { first: null, check: nameThere, get: () => (sysmap.isOrganisation(state.selected) ? nameOfPlace(state.selected) : null),
    set: (name) => { state.selected = name === null ? null : byName.get(name); } });

  // The wave whose values a view shows: the later one where both are shown.
  const waveOf = (view) => (view === "before" ? 0 : page.waves.length - 1);
  const wave = () => waveOf(state.view);

  // What was said in the room is there while it is shown, and in its wave; what it takes the place of is not.
  const asSaid = ({ added }) => added === undefined || added === sysmap.saidOn();

  function tieIsInView(tie) {
    if (!asSaid(tie)) return false;
    if (!both || state.view === "changed") return tie.status !== "";
    return tie.status === "kept" || tie.status === (state.view === "before" ? "lost" : "new");
  }

  function organisationIsInView(organisation) {
    if (!asSaid(organisation)) return false;
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
    if (state.confirmedOnly && !(tie.confirmed && ofView(tie.confirmed) === 1)) return false;
    const kinds = ofView(tie.kinds);
    if (kinds.length ? !kinds.some((kind) => state.kinds.has(kind)) : !state.unnamed) return false;
    if (page.strengths && state.strength > page.strengths[0]) {
      const strength = ofView(tie.strength);
      if (strength === null || strength < state.strength) return false;
    }
    return true;
  }

  // What the controls leave: places of organisations and of ties, and each organisation's partners among
  // them; and of these what is drawn one by one, what is folded into groups, and the ties bundled between.
  sysmap.shown = { organisations: [], ties: [], partners: new Map(), current: new Map(), tied: new Set(), drawn: [], drawnSet: new Set(), drawnTies: [], folded: new Map(), bundles: [], ribbons: [], spread: [], none: [], overview: false };

  function partnersAmong(there, lines) {
    const partners = new Map([...there].map((place) => [place, new Set()]));
    for (const place of lines) {
      partners.get(ties[place].a).add(ties[place].b);
      partners.get(ties[place].b).add(ties[place].a);
    }
    return partners;
  }

  // The organisations within so many steps of one.
  function around(place, steps, partners) {
    const reached = new Set([place]);
    let edge = [place];
    for (let step = 0; step < steps; step += 1) {
      const next = [];
      for (const one of edge) for (const other of partners.get(one) || []) if (!reached.has(other)) { reached.add(other); next.push(other); }
      edge = next;
    }
    return reached;
  }

  // Which control leaves an organisation out; "" if none does. `tied` are those with a tie in this view.
  function leftOutBy(place, tied, withoutOn) {
    const organisation = organisations[place];
    if (!organisationIsInView(organisation)) return "it is not on the map of this wave";
    if (!state.sectors.has(organisation.sector)) return `its ${page.boundary} is not ticked`;
    if (withoutOn && state.without.has(place)) return "it is left out";
    if (!state.isolates && !tied.has(place)) return "organisations without ties are not shown";
    return "";
  }

  // What the controls leave. It changes nothing, so that it can be asked for with other settings too.
  function left(withoutOn = state.withoutOn) {
    const tied = new Set();
    for (const tie of ties) if (tieIsInView(tie)) tied.add(tie.a).add(tie.b);
    let there = new Set([...organisations.keys()].filter((place) => !leftOutBy(place, tied, withoutOn)));
    let lines = [];
    ties.forEach((tie, place) => {
      if (there.has(tie.a) && there.has(tie.b) && tiePasses(tie)) lines.push(place);
    });
    let partners = partnersAmong(there, lines);
    if (there.has(state.focus)) {
      there = around(state.focus, state.steps, partners);
      lines = lines.filter((place) => there.has(ties[place].a) && there.has(ties[place].b));
      partners = partnersAmong(there, lines);
    }
    // Where both waves are shown, an organisation works with those it works with in the later one.
    const current = state.view === "changed" ? partnersAmong(there, lines.filter((place) => ties[place].status !== "lost")) : partners;
    return { organisations: [...there].sort((a, b) => a - b), ties: lines, partners, current, tied };
  }

  // Takes over what the controls leave. What went out of sight is no longer chosen, nor the middle of a neighbourhood.
  function workOut() {
    sysmap.shown = left();
    if (state.focus !== null && !sysmap.shown.partners.has(state.focus)) state.focus = null;
    if (sysmap.isOrganisation(state.selected) && !sysmap.shown.partners.has(state.selected)) state.selected = null;
    Object.assign(sysmap.shown, sysmap.folding(), { filtered: filtersInWords().length > 0 });
    sysmap.shown.drawnSet = new Set(sysmap.shown.drawn);
    const chosen = [state.selected, ...(state.tie === null ? [] : [ties[state.tie].a, ties[state.tie].b])];
    const hidden = chosen.filter((id) => sysmap.isOrganisation(id) && sysmap.shown.partners.has(id) && !sysmap.shown.drawnSet.has(id));
    if (hidden.length) {
      // Whoever is chosen is drawn: what it is folded into opens.
      hidden.forEach(sysmap.openTo);
      Object.assign(sysmap.shown, sysmap.folding());
      sysmap.shown.drawnSet = new Set(sysmap.shown.drawn);
      if (sysmap.isOrganisation(state.selected) && !sysmap.shown.drawnSet.has(state.selected)) state.selected = null;
    }
    if (!sysmap.shown.overview || (state.ribbon && !state.ribbon.every((id) => sysmap.shown.folded.has(id)))) state.ribbon = null;
    if (sysmap.isGroup(state.selected) && !sysmap.shown.folded.has(state.selected)) state.selected = null;
  }

  const isThere = (id) => (sysmap.isGroup(id) ? sysmap.shown.folded.has(id) : sysmap.shown.partners.has(id));

  // Why what is asked for is not on the map, in words.
  function absence(place) {
    const reason = leftOutBy(place, sysmap.shown.tied, state.withoutOn) || `only the neighbourhood of ${organisations[state.focus].name} is`;
    return `${organisations[place].name} is not shown: ${reason}`;
  }

  const measure = () => page.measures.find((entry) => entry.name === state.sizeBy);

  // What was changed has the values of the later wave, or of the earlier for an organisation that left.
  const waveFor = (place) => (state.view === "changed" && !organisations[place].on[wave()] ? 0 : wave());

  // What marks are sized by can be counted among what is shown, where something is left out.
  const isCounted = () => sysmap.shown.filtered && ["partners", "cross_partners"].includes(state.sizeBy);
  const partnersShown = (place) => (organisations[place].on[wave()] ? sysmap.shown.current : sysmap.shown.partners).get(place).size;

  function valueOf(place, entry) {
    if (!entry && isCounted() && sysmap.shown.current.has(place)) return state.sizeBy === "partners" ? partnersShown(place) : outside(place);
    return (entry || measure()).values[waveFor(place)][place] ?? null;
  }

  // Partners of another, known label; nothing to tell for an organisation whose own is unknown.
  const isKnown = (place) => organisations[place].known;
  function outside(place) {
    if (!isKnown(place)) return null;
    let found = 0;
    for (const other of sysmap.shown.current.get(place)) if (isKnown(other) && organisations[other].label !== organisations[place].label) found += 1;
    return found;
  }
  const outsideInWords = (place) => (isKnown(place) ? `${outside(place)} outside its ${page.boundary}` : `its ${page.boundary} unknown`);

  function statusOf(tie) {
    return both ? tie.status : "kept";
  }

  // The controls in words, for people who see a picture of the page and not the page.
  function filtersInWords() {
    const said = [];
    const [off, on] = [false, true].map((ticked) => page.sectors.filter((_, code) => state.sectors.has(code) === ticked).map((sector) => sector.label));
    if (off.length) said.push(on.length ? (on.length < off.length ? `${[on.slice(0, -1).join(", "), on.at(-1)].filter(Boolean).join(" and ")} only` : `without ${off.join(", ")}`) : "no organisation");
    const kinds = page.kinds.filter((_, code) => !state.kinds.has(code));
    if (kinds.length) said.push(`without ties of kind ${kinds.join(", ")}`);
    if (!state.unnamed) said.push("without ties whose kind is not recorded");
    if (page.strengths && state.strength > page.strengths[0]) said.push(`strength ${numberInWords(state.strength)} or more`);
    if (state.acrossOnly) said.push("ties across boundaries only");
    if (state.confirmedOnly) said.push("ties confirmed by both sides only");
    if (state.view === "changed" && state.changedOnly) said.push("changed ties only");
    if (!state.isolates) said.push("without organisations that have no tie");
    if (state.focus !== null) said.push(`${organisations[state.focus].name} and those within ${count(state.steps, "step")}`);
    if (state.withoutOn && state.without.size) said.push(`without ${[...state.without].map((place) => organisations[place].name).join(", ")}`);
    if (sysmap.saidInWords) said.push(...sysmap.saidInWords());
    return said;
  }

  function element(tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    return made;
  }

  const at = (id) => document.getElementById(id);
  const count = (number, one, many) => `${number} ${number === 1 ? one : many || one + "s"}`;

  function numberInWords(value) {
    if (value === null || value === undefined) return "–";
    if (Number.isInteger(value)) return String(value);
    return Math.abs(value) < 1e-6 ? "nearly 0" : String(Math.abs(value) < 1000 ? value.toPrecision(3) : Math.round(value));
  }

  Object.assign(sysmap, { absence, at, both, byName, collator, count, element, filtersInWords, isCounted, isKnown, isThere, isolates, left, measure,
    nameThere, namesThere, numberInWords, ofView, organisationIsInView, organisations, outside, outsideInWords, page, rank, statusOf, tieIsInView, ties, unpacked, valueOf, wave, waveFor,
    waveOf, workOut });
})();
