"use strict";
// The modules of the page share one object, `sysmap`: each takes from it what it needs and puts into it what
// others need. What changes, and what a later module brings, is read from it each time.
//
// What is on the page: the data, what the controls say, and which organisations and ties that leaves.
(() => {
  const page = JSON.parse(document.getElementById("data").textContent);

  // Marks and ties come as columns; one that repeats few values holds places in a list of them.
  function rowsOf(columns) {
    const names = Object.keys(columns);
    const full = names.map((name) => (Array.isArray(columns[name]) ? columns[name] : columns[name].codes.map((code) => columns[name].values[code])));
    const rows = new Array(full[0].length);
    for (let place = 0; place < rows.length; place += 1) {
      const row = {};
      names.forEach((name, column) => { row[name] = full[column][place]; });
      rows[place] = row;
    }
    return rows;
  }

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

  const state = {
    view: both ? "changed" : "after",
    sectors: new Set(page.sectors.map((_, code) => code)),
    kinds: new Set(page.kinds.map((_, code) => code)),
    unnamed: true,
    strength: page.strengths ? page.strengths[0] : null,
    acrossOnly: false,
    confirmedOnly: false,
    changedOnly: false,
    isolates: true,
    focus: null,
    steps: 1,
    withoutOn: false,
    without: new Set(page.team),
    open: [],
    forums: true,
    introductions: false,
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
  sysmap.shown = { organisations: [], ties: [], partners: new Map(), current: new Map(), tied: new Set(), drawn: [], drawnTies: [], folded: new Map(), bundles: [] };

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
    const current = partnersAmong(there, lines.filter((place) => !(state.view === "changed" && ties[place].status === "lost")));
    return { organisations: [...there].sort((a, b) => a - b), ties: lines, partners, current, tied };
  }

  // Takes over what the controls leave. What went out of sight is no longer chosen, nor the middle of a neighbourhood.
  function workOut() {
    sysmap.shown = left();
    if (state.focus !== null && !sysmap.shown.partners.has(state.focus)) state.focus = null;
    if (sysmap.isOrganisation(state.selected) && !sysmap.shown.partners.has(state.selected)) state.selected = null;
    Object.assign(sysmap.shown, sysmap.folding());
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

  function valueOf(place, entry = measure()) {
    return entry.values[waveFor(place)][place];
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
    const off = page.sectors.filter((_, code) => !state.sectors.has(code)).map((sector) => sector.label);
    if (off.length) said.push(off.length === page.sectors.length ? "no organisation" : `without ${off.join(", ")}`);
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
    return Number.isInteger(value) ? String(value) : value.toPrecision(3).replace(/e.*/, "");
  }

  Object.assign(sysmap, { absence, at, both, byName, collator, count, element, filtersInWords, isKnown, isThere, isolates, left, measure,
    numberInWords, ofView, organisationIsInView, organisations, outside, outsideInWords, page, rank, state, statusOf, ties, valueOf, wave, waveFor,
    waveOf, workOut });
})();
