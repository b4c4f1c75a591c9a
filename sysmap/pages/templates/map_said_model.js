"use strict";
// What the steps make of the map: organisations that were added or moved, ties that were added, struck or changed.
// `told` works it out and changes nothing; `applySaid` brings it onto the map, on which what it takes the place of
// stays, unseen while what was said is shown.
(() => {
  const { byName, holding, measuresOf, organisations, page, rank, state, ties } = sysmap;
  const { actions, between_kinds, ids, kinds: kindsOffered, roster, sector_of, sectors, spare } = page.editing;
  const STRENGTH = /^\+?(\d{1,15}(\.\d{1,15})?|\.\d{1,15})$/;
  const last = page.waves.length - 1;
  const base = organisations.length;
  const keyOf = (one, other) => JSON.stringify([one, other].sort());
  const asRecorded = organisations.map(({ known, label, on, sector, x, y }) => ({ known, label, on, sector, x, y }));
  // Whoever is on the map that is corrected, by name.
  const there = new Map([...organisations.keys()].filter((place) => organisations[place].on[last]).map((place) => [organisations[place].name, place]));
  const rosterOf = new Map(roster.map(([name, id, sector]) => [name, { id, sector }]));
  // The ties of that map, by the two that each is between.
  const recorded = new Map();
  ties.forEach((tie, place) => {
    if (tie.status === "lost") return;
    const [from, to] = [organisations[tie.a].name, organisations[tie.b].name];
    const key = keyOf(from, to);
    const arc = { from, to, place, there: true, changed: false, kinds: tie.kinds[last].map((code) => page.kinds[code]), strength: tie.strength[last] };
    recorded.set(key, [...(recorded.get(key) ?? []), arc]);
  });

  const idOf = (name) => (byName.has(name) && byName.get(name) < base ? ids[byName.get(name)] : rosterOf.get(name)?.id ?? "");
  const sectorOf = (name) => (byName.has(name) && byName.get(name) < base ? sector_of[byName.get(name)] : rosterOf.get(name)?.sector ?? "");

  // What some steps say, in their order: of whom (`people`), of which two (`pairs`); which cannot be (`faults`), and
  // which say again what is so already (`idle`), as a second table in the room may.
  function told(steps) {
    const [people, pairs, faults, idle] = [new Map(), new Map(), new Map(), new Map()];
    const isOn = (name) => there.has(name) || Boolean(people.get(name)?.added);
    const person = (name) => { if (!people.has(name)) people.set(name, { added: false, sector: null, steps: [] }); return people.get(name); };
    function pair({ organisation, other }) {
      const key = keyOf(organisation, other);
      if (!pairs.has(key)) pairs.set(key, { ends: [organisation, other], arcs: (recorded.get(key) ?? []).map((arc) => ({ ...arc })), none: false, steps: [] });
      return pairs.get(key);
    }
    const together = (step) => pair(step).arcs.some((arc) => arc.there);
    const kindsIn = (text) => text.split(between_kinds).map((kind) => kind.trim()).filter(Boolean);
    const strengthIn = (text) => (text === "" ? null : Number(text));

    // Why something cannot be said of the map as the steps before have left it.
    function faultOf(step) {
      const takes = actions[step.action];
      for (const name of takes.needs) if (name !== "undoes" && !step[name]) return `${step.action} needs ${name}`;
      if (takes.one_of.length && !takes.one_of.some((name) => step[name] !== "")) return `${step.action} needs ${takes.one_of.join(" or ")}`;
      if (step.action === "add organisation") {
        if ([...people.values()].filter(({ added }) => added).length >= spare) return `No more than ${spare} organisations can be added`;
      } else for (const name of [step.organisation, step.other]) if (name && !isOn(name)) return `${name} is not on the map: add it first`;
      if (step.other && step.other === step.organisation) return `${step.organisation} cannot have a tie to itself`;
      if (step.sector && !Object.hasOwn(sectors, step.sector)) return `${step.sector} is not a sector in this list`;
      const strange = kindsIn(step.kind).filter((kind) => !kindsOffered.includes(kind) && !page.kinds.includes(kind));
      if (strange.length) return `${strange[0]} is not a kind of tie on this map`;
      if (step.strength !== "" && !(STRENGTH.test(step.strength) && strengthIn(step.strength) > 0)) return `“${step.strength}” is not a strength: type a number above 0`;
      if (["strike tie", "change tie"].includes(step.action) && !together(step) && idleOf(step) === "") return `${step.organisation} and ${step.other} have no tie on the map`;
      return "";
    }

    // Why something need not be said: it is so already.
    function idleOf(step) {
      const { action, organisation, other } = step;
      if (action === "add organisation" && isOn(organisation)) return `${organisation} is on the map already`;
      if (action === "change sector" && (person(organisation).sector ?? sectorOf(organisation)) === step.sector) return `${organisation} belongs to ${step.sector} already`;
      const ended = ["no tie", "strike tie"].includes(action) && !together(step) && pair(step).steps.some((one) => ["no tie", "strike tie"].includes(one.action));
      return ended && (action === "strike tie" || pair(step).none) ? `It has been said already that ${organisation} and ${other} do not work together` : "";
    }

    function addTie(step) {
      const both = pair(step);
      const same = both.arcs.find((arc) => (arc.from === step.organisation && arc.to === step.other) || (!page.directed && arc.from === step.other));
      const fresh = { from: step.organisation, to: step.other, place: same ? same.place : null, there: true, changed: false, kinds: kindsIn(step.kind), strength: strengthIn(step.strength) };
      both.none = false;
      if (!same) both.arcs.push(fresh);
      else if (!same.there) both.arcs[both.arcs.indexOf(same)] = { ...fresh, again: same.place !== null };
      else {
        // They work together already: in this kind as well, and as strongly as is said.
        const kinds = [...new Set([...same.kinds, ...fresh.kinds])];
        const strength = fresh.strength === null ? same.strength : Math.max(fresh.strength, same.strength ?? fresh.strength);
        same.changed = same.changed || kinds.length > same.kinds.length || strength !== same.strength;
        Object.assign(same, { kinds, strength });
      }
    }

    const acts = {
      "add organisation": (step) => Object.assign(person(step.organisation), { added: true, sector: step.sector || null }),
      "add tie": addTie,
      "strike tie": (step) => pair(step).arcs.forEach((arc) => { arc.there = false; }),
      "change tie": (step) => pair(step).arcs.filter((arc) => arc.there).forEach((arc) => {
        Object.assign(arc, { changed: true, kinds: step.kind ? kindsIn(step.kind) : arc.kinds, strength: step.strength === "" ? arc.strength : strengthIn(step.strength) });
      }),
      "no tie": (step) => {
        const both = pair(step);
        both.arcs.forEach((arc) => { arc.there = false; });
        both.none = true;
      },
      "change sector": (step) => { person(step.organisation).sector = step.sector; },
      note: () => {},
    };
    for (const step of steps) {
      const fault = faultOf(step);
      if (fault) {
        faults.set(step.step, fault);
        continue;
      }
      if (idleOf(step)) idle.set(step.step, idleOf(step));
      else acts[step.action](step);
      (step.other ? pair(step) : person(step.organisation)).steps.push(step);
    }
    return { faults, idle, pairs, people };
  }

  // The model of what holds now.
  let [known, model] = [-1, null];
  function nowTold() {
    if (known !== sysmap.edition) [known, model] = [sysmap.edition, told(holding())];
    return model;
  }

  const boundaryOf = (sector) => (sector ? sectors[sector] ?? null : null);

  // Everyone on the map with the label of the boundary, and every tie, for the figures; `more` are two who could meet.
  function scene({ pairs, people }, more) {
    const names = [...there.keys(), ...[...people].filter(([name, { added }]) => added && !there.has(name)).map(([name]) => name)];
    const number = new Map(names.map((name, place) => [name, place]));
    const labels = names.map((name) => {
      const one = people.get(name);
      if (there.has(name)) return one?.sector && boundaryOf(one.sector) !== null ? boundaryOf(one.sector) : labelOf(there.get(name));
      return one.sector ? boundaryOf(one.sector) : null;
    });
    const arcs = [...recorded.entries()].flatMap(([key, list]) => (pairs.has(key) ? [] : list));
    for (const { arcs: list } of pairs.values()) arcs.push(...list.filter((arc) => arc.there));
    if (more && !arcs.some(({ from, to }) => (from === more[0] && to === more[1]) || (!page.directed && from === more[1] && to === more[0]))) arcs.push({ from: more[0], to: more[1] });
    return { labels, ties: arcs.map(({ from, to }) => [number.get(from), number.get(to)]), directed: page.directed };
  }
  const labelOf = (place) => (asRecorded[place].known ? asRecorded[place].label : null);

  let ofRecords = null;
  let [edition, ofSaid] = [-1, null];
  function measures() {
    ofRecords ??= measuresOf(scene(told([])));
    if (edition !== sysmap.edition) [edition, ofSaid] = [sysmap.edition, sysmap.ledger.length ? measuresOf(scene(nowTold())) : ofRecords];
    return { recorded: ofRecords, said: ofSaid };
  }
  const measuresIf = (one, other) => measuresOf(scene(nowTold(), [one, other]));

  // -- On the map --

  const nobody = { name: "", words: "", short: new Set(), also: [], rest: "" };
  const saidTies = new Map(); // places of ties that were said, by their ends
  let touched = [];
  let moved = new Set();
  const stood = new Map(); // where somebody was put because of what was said
  sysmap.struck = [];

  const sectorCode = (label) => {
    const found = [label, "Other sectors", "Unknown"].map((one) => page.sectors.findIndex((sector) => sector.label === one));
    return (label === null ? found.slice(2) : found).find((code) => code >= 0) ?? page.sectors.length - 1;
  };

  function belong(place, { known: told_, label, sector }) {
    Object.assign(organisations[place], { known: told_, label, sector });
    sysmap.regroup(place);
    sysmap.texts[place] = sysmap.textOf(organisations[place]);
  }

  function colour(place, sector) {
    for (const one of page.colourings) {
      if (!one.codes) continue;
      const wanted = one.key === "sector" ? sector || "Unknown" : "Unknown";
      const code = one.marks.findIndex(({ label }) => label === wanted);
      if (code < 0) one.marks.push({ label: "not recorded", colour: sysmap.colours.unknown, shape: "dot", pattern: "plain" });
      one.codes[place] = code < 0 ? one.marks.length - 1 : code;
    }
  }

  // Somebody new stands after everyone else, and stays there unseen when the step is taken back.
  function newcomer(name) {
    const found = byName.get(name) ?? sysmap.newcomers.get(name);
    if (found !== undefined) return found;
    const place = organisations.length;
    organisations.push({ name, label: "Unknown", known: 0, sector: sectorCode(null), place: "", also: "", acronym: "", x: 0, y: 0, on: page.waves.map((_, wave) => Number(wave === last)), answered: page.waves.map(() => ""), added: null });
    sysmap.newcomers.set(name, place);
    const after = [...byName].filter(([other]) => sysmap.collator.compare(other, name) < 0).map(([, other]) => rank[other]);
    rank[place] = Math.max(-1, ...after) + 0.5;
    for (const { values } of page.measures) for (const column of values) column[place] = null;
    return place;
  }

  const isAt = (place, { x, y }) => sysmap.homes[place].x === x && sysmap.homes[place].y === y;

  // Whoever is of another sector stands with it, unless a hand has moved it; somebody new stands with its own.
  function stand(place) {
    const { sector } = organisations[place];
    const own = stood.get(place) ?? (place < base ? asRecorded[place] : null);
    if (own && (own.sector === sector || !isAt(place, own))) return;
    const spot = sysmap.roomBeside(sector, place);
    stood.set(place, { ...spot, sector });
    sysmap.settleAt(place, spot);
  }

  function goHome(place) {
    const spot = stood.get(place);
    stood.delete(place);
    if (spot && isAt(place, spot)) sysmap.settleAt(place, { x: asRecorded[place].x, y: asRecorded[place].y });
  }

  function applySaid() {
    // The overview is arranged again: its discs may have other members.
    sysmap.settled += 1;
    const { pairs, people } = nowTold();
    for (const place of touched) delete ties[place].added;
    for (const place of saidTies.values()) ties[place].added = null;
    for (const [name, place] of sysmap.newcomers) {
      organisations[place].added = null;
      byName.delete(name);
      sysmap.regroup(place, true);
      sysmap.texts[place] = nobody;
    }
    for (const place of moved) {
      if (place < base) {
        organisations[place].on = asRecorded[place].on;
        belong(place, asRecorded[place]);
        colour(place, sector_of[place]);
      }
    }
    const before = moved;
    [touched, moved, sysmap.struck] = [[], new Set(), []];
    for (const [name, one] of people) sayOf(name, one);
    for (const place of before) if (place < base && !moved.has(place)) goHome(place);
    for (const place of new Set([...before, ...moved])) for (const tie of ties) if (tie.a === place || tie.b === place) tie.crosses = crosses(tie.a, tie.b);
    for (const one of pairs.values()) for (const arc of one.arcs) sayTie(arc, one);
    for (const { arcs, ends, none } of pairs.values()) {
      if (none && !arcs.length) sysmap.struck.push({ a: byName.get(ends[0]), b: byName.get(ends[1]) });
    }
    if (sysmap.isOrganisation(state.selected) && organisations[state.selected].added === null) state.selected = null;
    if (state.tie !== null && ties[state.tie].added === null) state.tie = null;
  }

  function sayOf(name, one) {
    if (!one.added && !one.sector) return;
    const place = there.get(name) ?? newcomer(name);
    if (place >= base) {
      organisations[place].added = true;
      byName.set(name, place);
    } else if (!state.saidShown) return;
    moved.add(place);
    if (one.added && place < base) organisations[place].on = asRecorded[place].on.map((on, wave) => (wave === last ? 1 : on));
    const sector = one.sector ?? sectorOf(name);
    const label = boundaryOf(sector);
    if (label !== null || place >= base) belong(place, { known: Number(label !== null), label: label ?? "Unknown", sector: sectorCode(label) });
    colour(place, sector);
    stand(place);
  }

  const crosses = (a, b) => (organisations[a].known && organisations[b].known ? Number(organisations[a].label !== organisations[b].label) : null);

  function sayTie(arc, { none }) {
    const [a, b] = [arc.from, arc.to].map((name) => byName.get(name));
    const isRecorded = arc.place !== null;
    if (isRecorded && arc.there && !arc.changed && !arc.again) return;
    if (isRecorded) {
      ties[arc.place].added = false;
      touched.push(arc.place);
    }
    if (!arc.there) {
      if (isRecorded || none) sysmap.struck.push({ a, b });
      return;
    }
    const key = JSON.stringify([a, b, isRecorded]);
    if (!saidTies.has(key)) {
      saidTies.set(key, ties.length);
      ties.push({ a, b, arrow: page.directed ? 1 : 0, confirmed: null, by: null });
    }
    const was = isRecorded ? ties[arc.place] : null;
    const codes = arc.kinds.map((kind) => page.kinds.indexOf(kind));
    Object.assign(ties[saidTies.get(key)], {
      added: true, changed: Boolean(was) && !arc.again, status: was ? was.status : "new", crosses: crosses(a, b),
      kinds: [was && last ? was.kinds[0] : codes, codes], strength: [was && last ? was.strength[0] : arc.strength, arc.strength],
    });
  }

  // How much was said, in a few words; nothing where it is not shown, or changes nothing.
  function saidInWords() {
    if (!sysmap.saidOn() || !sysmap.ledger.length) return [];
    const { pairs, people } = nowTold();
    const all = [...pairs.values()].flatMap(({ arcs }) => arcs);
    const counts = [
      ["organisation", "added", [...people.values()].filter(({ added }) => added)],
      ["organisation", "moved", [...people.values()].filter(({ added, sector }) => !added && sector)],
      ["tie", "added", all.filter((arc) => arc.there && (arc.place === null || arc.again))],
      ["tie", "changed", all.filter((arc) => arc.there && arc.place !== null && arc.changed && !arc.again)],
      ["tie", "removed", all.filter((arc) => !arc.there && arc.place !== null)],
    ].filter(([, , list]) => list.length);
    const inWords = ([one, what, list], number) => `${number && counts[number - 1][0] === one ? list.length : sysmap.count(list.length, one)} ${what}`;
    return counts.length ? [`with what was said in the room: ${counts.map(inWords).join(", ")}`] : [];
  }

  // The steps that hold of an organisation, or of two.
  const stepsOf = (name, other) => (other === undefined ? nowTold().people.get(name) : nowTold().pairs.get(keyOf(name, other)))?.steps ?? [];
  // Whether two work together as the steps have it, and the ties between them.
  const arcsOf = (one, other) => (nowTold().pairs.get(keyOf(one, other))?.arcs ?? recorded.get(keyOf(one, other)) ?? []).filter((arc) => arc.there);
  const isOnMap = (name) => there.has(name) || Boolean(nowTold().people.get(name)?.added);
  const sectorNow = (name) => nowTold().people.get(name)?.sector ?? sectorOf(name);
  const everyoneNow = () => [...there.keys(), ...[...nowTold().people].filter(([name, { added }]) => added && !there.has(name)).map(([name]) => name)];

  sysmap.newcomers = new Map();
  sysmap.settled = 0;
  Object.assign(sysmap, { applySaid, arcsOf, everyoneNow, idOf, isOnMap, measures, measuresIf, nowTold, rosterOf, saidInWords, sectorNow, sectorOf, stepsOf, told });
})();
