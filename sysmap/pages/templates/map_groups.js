"use strict";
// Groups: each sector is a disc of the overview, above many organisations each of its places a disc within; what
// is chosen opens into its organisations. Tables hold everyone.
(() => {
  const { at, count, nameThere, namesThere, organisations, page, part, state, statusOf, ties } = sysmap;

  const MOST = page.most_marks;
  const NEAR = 150;
  const PLACES = 24;
  const TOGETHER = 3; // discs open at a time: more leave no room for any
  // Groups come after organisations, and after those who may be added.
  const total = organisations.length + (page.editing?.spare ?? 0);

  // The sectors, then the places of those sectors that are opened one level at a time.
  const groups = page.sectors.map((sector, code) => ({ name: sector.label, sector: code, within: null, members: [] }));
  organisations.forEach((organisation, place) => groups[organisation.sector].members.push(place));
  const leaf = organisations.map((organisation) => organisation.sector);
  const placed = page.boundary !== "place" && organisations.filter(({ place }) => place).length > organisations.length / 2;
  if (organisations.length > MOST && placed) page.sectors.forEach((sector, code) => splitByPlace(code));

  function splitByPlace(code) {
    const found = new Map();
    for (const place of groups[code].members) {
      const where = organisations[place].place || "place unknown";
      found.set(where, [...(found.get(where) || []), place]);
    }
    if (found.size < 2 || groups[code].members.length <= PLACES) return;
    const sorted = [...found].sort((one, other) => other[1].length - one[1].length || (one[0] < other[0] ? -1 : 1));
    const few = sorted.length <= PLACES ? sorted : [...sorted.slice(0, PLACES - 1), ["other places", sorted.slice(PLACES - 1).flatMap(([, members]) => members)]];
    for (const [where, members] of few) {
      for (const place of members) leaf[place] = groups.length;
      groups.push({ name: `${groups[code].name}, ${where}`, short: where, sector: code, within: code, members: [...members].sort((a, b) => a - b) });
    }
  }

  const isGroup = (id) => id !== null && id >= total;
  const isOrganisation = (id) => id !== null && id < total;
  const groupOf = (id) => groups[id - total];
  const groupName = (id) => groupOf(id).name;
  const sectorGroup = (place) => total + organisations[place].sector;
  const leafGroup = (place) => total + leaf[place];
  const groupIds = new Map(groups.map(({ name }, number) => [name, total + number]));

  part("overview", { field: "overview", first: organisations.length > page.overview_above, control: "overview" });
  part("chance", { field: "chance", first: false, control: "chance" });
  part("open_groups", { first: [], get: () => state.open.map(groupName), set: (names) => { state.open = names.map((name) => groupIds.get(name)); },
    check: (names, missed) => namesThere(names, missed, groupIds) });
  part("chosen_group", { first: null, get: () => (isGroup(state.selected) ? groupName(state.selected) : null),
    set: (name) => { if (name !== null) state.selected = groupIds.get(name); }, check: (name, missed) => nameThere(name, missed, groupIds) });
  // The two whose ties are drawn alone, and the ribbon that was chosen.
  for (const field of ["pair", "ribbon"]) {
    part(`${field}_of_groups`, { first: null, get: () => (state[field] ? state[field].map(groupName) : null),
      set: (names) => { state[field] = names && names.map((name) => groupIds.get(name)); },
      check: (names, missed) => (names === null ? null : namesThere(names, missed, groupIds)?.length === 2 ? names : undefined) });
  }

  // Opened by hand; because ties of two are drawn alone; or because somebody's neighbourhood is.
  const isOpen = (id) => state.open.includes(id) || Boolean(state.pair?.includes(id)) || (state.focus !== null && [sectorGroup(state.focus), leafGroup(state.focus)].includes(id));

  // Where organisations stand on the map itself, and where everything stands now: organisations, then groups.
  const homes = organisations.map(({ x, y }) => ({ x, y }));
  const spots = homes.map(({ x, y }) => ({ x, y }));
  groups.forEach((_, number) => { spots[total + number] = { x: 0, y: 0 }; });

  const busiest = (places) => [...places].sort((a, b) => sysmap.shown.partners.get(b).size - sysmap.shown.partners.get(a).size || a - b);

  // A neighbourhood is shown as it is, and so is everyone where they are not too many.
  const overviewOn = () => groups.length > 1 && (state.overview ? state.focus === null || sysmap.shown.organisations.length > MOST : sysmap.shown.organisations.length > MOST);

  // What an organisation is drawn as: its sector's disc, that of its sector in its place, or itself.
  function foldedInto(place) {
    if (!isOpen(sectorGroup(place))) return sectorGroup(place);
    return isOpen(leafGroup(place)) ? null : leafGroup(place);
  }

  const isPair = (tie) => {
    const found = [sectorGroup(tie.a), sectorGroup(tie.b)];
    return found.includes(state.pair[0]) && found.includes(state.pair[1]) && found[0] !== found[1];
  };

  // What is drawn one by one, what is folded into groups, and the ties bundled between these.
  function folding() {
    if (!overviewOn()) {
      const drawn = [...sysmap.shown.organisations];
      return { drawn, drawnTies: [...sysmap.shown.ties], folded: new Map(), bundles: [], overview: false };
    }
    const across = new Set();
    if (state.pair) for (const place of sysmap.shown.ties) if (isPair(ties[place])) across.add(ties[place].a).add(ties[place].b);
    const into = new Map();
    const folded = new Map();
    const fold = (place, id) => { into.set(place, id); folded.set(id, (folded.get(id) || 0) + 1); };
    const loose = [];
    for (const place of sysmap.shown.organisations) {
      // Of two whose ties are drawn alone, those of many organisations that have none of them stay folded.
      const quiet = state.pair && isOpen(sectorGroup(place)) && !across.has(place);
      const id = quiet && organisations.length > MOST ? sectorGroup(place) : state.pair && across.has(place) ? null : foldedInto(place);
      if (id === null) loose.push(place);
      else fold(place, id);
    }
    const first = (place) => (place === state.selected || place === state.focus ? 2 : across.has(place) ? 1 : 0);
    const order = loose.length <= MOST ? loose : busiest(loose).sort((a, b) => first(b) - first(a));
    const drawn = new Set(order.slice(0, MOST));
    for (const place of order.slice(MOST)) fold(place, leafGroup(place));
    const drawnTies = [];
    const bundles = new Map();
    for (const place of sysmap.shown.ties) {
      const tie = ties[place];
      if (state.pair && !isPair(tie)) continue;
      if (drawn.has(tie.a) && drawn.has(tie.b)) {
        drawnTies.push(place);
        continue;
      }
      if (state.pair) continue;
      const [a, b] = [into.get(tie.a) ?? tie.a, into.get(tie.b) ?? tie.b].sort((one, other) => one - other);
      if (a === b) continue;
      const key = a * spots.length + b;
      if (!bundles.has(key)) bundles.set(key, { a, b, kept: 0, new: 0, lost: 0, all: 0 });
      const bundle = bundles.get(key);
      bundle[statusOf(tie)] += 1;
      bundle.all += 1;
    }
    return { drawn: [...drawn].sort((a, b) => a - b), drawnTies, folded, aside: state.pair ? new Set([...drawn].filter((place) => !across.has(place))) : new Set(), bundles: [...bundles.values()].sort((one, other) => other.all - one.all || one.a - other.a || one.b - other.b), overview: true };
  }

  // Those drawn in full: beyond so many, ties are a black ball. First those of whoever is chosen, then what changed,
  // then those across, the strongest and of the best connected.
  function fullWeight() {
    const { drawnTies, partners } = sysmap.shown;
    if (drawnTies.length <= NEAR) return null;
    const size = (place) => partners.get(place)?.size ?? 0;
    const rank = (place) => {
      const tie = ties[place];
      const own = tie.a === state.selected || tie.b === state.selected;
      const strength = tie.strength[tie.strength.length - 1] ?? tie.strength[0] ?? 0;
      return (own ? 1e12 : 0) + (tie.crosses === 1 ? 1e10 : 0) + (state.view === "changed" && statusOf(tie) !== "kept" ? 1e9 : 0)
        + strength * 1e5 + Math.min(size(tie.a) + size(tie.b), 9e4);
    };
    const ranks = new Map(drawnTies.map((place) => [place, rank(place)]));
    return new Set([...drawnTies].sort((one, other) => ranks.get(other) - ranks.get(one) || one - other).slice(0, NEAR));
  }

  const items = () => [...sysmap.shown.drawn, ...sysmap.shown.folded.keys()];
  const itemOf = (place) => (sysmap.shown.overview && !sysmap.shown.drawnSet.has(place) ? foldedInto(place) ?? leafGroup(place) : place);

  // The organisations and groups that something on the map is joined to.
  function joined(id) {
    const found = new Set();
    for (const place of sysmap.shown.drawnTies) {
      if (ties[place].a === id) found.add(ties[place].b);
      if (ties[place].b === id) found.add(ties[place].a);
    }
    for (const bundle of sysmap.shown.bundles) {
      if (bundle.a === id) found.add(bundle.b);
      if (bundle.b === id) found.add(bundle.a);
    }
    return found;
  }

  // Where the discs stand, and whoever is in those that are open. It depends on nothing that filters or views change,
  // so that everything keeps its place.
  let known = "";
  sysmap.layout = { width: 1, height: 1, discs: new Map() };
  function arrange() {
    if (!sysmap.shown.overview) {
      homes.forEach((home, place) => { spots[place] = sysmap.drawnOut(home); });
      known = "";
      return;
    }
    const [width, height] = [Math.max(at("map").clientWidth, 240), Math.max(at("map").clientHeight - Math.min(sysmap.foot(), at("map").clientHeight / 8), 200)];
    const key = JSON.stringify([width, height, sysmap.settled, state.open, state.pair, state.focus, sysmap.shown.drawn.some((place) => sysmap.shown.folded.has(leafGroup(place)) || sysmap.shown.folded.has(sectorGroup(place))) ? sysmap.shown.drawn : 0]);
    if (key === known) return;
    known = key;
    const discs = new Map();
    const put = (list, box) => {
      const least = Math.min(box.width, box.height);
      const open = list.filter(isOpen);
      const shares = sysmap.discRadii(list.map((id) => groupOf(id).members.length), box.width, box.height);
      // An open disc takes what its organisations need, the others give way.
      const needed = (id) => Math.min(18 * Math.sqrt(groupOf(id).members.length) + 26, (open.length > 1 ? 0.31 : 0.42) * (open.length > 1 ? Math.max(least, 0.62 * Math.max(box.width, box.height)) : least), 0.47 * least);
      const radii = list.map((id, number) => (isOpen(id) ? Math.max(shares[number], needed(id)) : open.length ? Math.max(shares[number] * 0.7, 12) : shares[number]));
      const { spots: found, sizes } = sysmap.arranged(list.map(middleOf), radii, box.width, box.height);
      list.forEach((id, number) => {
        const disc = { id, x: box.left + found[number][0], y: box.top + found[number][1], r: sizes[number], open: isOpen(id), share: shares[number] };
        discs.set(id, disc);
        spots[id] = { x: disc.x, y: disc.y };
        if (!disc.open) return;
        const inner = state.pair ? [] : childrenOf(id);
        if (inner.length) {
          const side = disc.r * Math.SQRT2;
          put(inner, { left: disc.x - side / 2, top: disc.y - side / 2, width: side, height: side });
        } else seat(id, disc);
      });
    };
    put(page.sectors.map((_, code) => total + code).filter((id) => groupOf(id).members.length), { left: 0, top: 0, width, height });
    sysmap.layout = { width, height, discs };
  }

  const childrenOf = (id) => groups.map((_, number) => total + number).filter((other) => groupOf(other).within === id - total);

  function middleOf(id) {
    const { members } = groupOf(id);
    return ["x", "y"].map((axis) => members.reduce((sum, place) => sum + organisations[place][axis], 0) / members.length);
  }

  // The members of an open disc inside it; where they are too many, those drawn, and the disc of the rest at its foot.
  function seat(id, disc) {
    const rest = sysmap.shown.folded.has(id);
    const members = rest ? groupOf(id).members.filter((place) => sysmap.shown.drawnSet.has(place)) : groupOf(id).members;
    const found = sysmap.seated(members.map((place) => [organisations[place].x, organisations[place].y]), Math.max(disc.r - 18, 1));
    members.forEach((place, number) => { spots[place] = { x: disc.x + found[number][0], y: disc.y + found[number][1] }; });
    if (rest) spots[id] = { x: disc.x, y: disc.y + disc.r };
  }

  const sizeOfGroup = (id) => sysmap.shown.organisations.filter((place) => leafGroup(place) === id || sectorGroup(place) === id).length;

  function openGroup(id) {
    Object.assign(state, { pair: null, ribbon: null, tie: null });
    const above = groupOf(id).within;
    // One level at a time: another sector's places are folded again.
    state.open = [...state.open.filter((other) => other !== id && (above === null || groupOf(other).within === null || groupOf(other).within === above)), id].slice(-TOGETHER);
    const leaves = () => state.open.filter((other) => !childrenOf(other).length);
    while (leaves().length > 1 && leaves().reduce((sum, group) => sum + sizeOfGroup(group), 0) > MOST) state.open = state.open.filter((other) => other !== leaves()[0]);
    state.selected = null;
    state.tie = null;
    sysmap.refresh();
    sysmap.whole();
    const rest = sysmap.shown.folded.get(id);
    const inner = childrenOf(id).filter((child) => sysmap.shown.folded.has(child));
    sysmap.say(inner.length ? `${groupName(id)} opened: ${count(inner.length, "place")}`
      : `${groupName(id)} opened: ${count(sizeOfGroup(id), "organisation")}${rest ? `, the ${MOST} best connected drawn` : ""}`);
  }

  // Opens whatever an organisation is folded into.
  function openTo(place) {
    if (!sysmap.shown.overview || sysmap.shown.drawnSet.has(place)) return;
    state.pair = null;
    for (const id of new Set([sectorGroup(place), leafGroup(place)])) if (!isOpen(id)) state.open = [...state.open, id];
    const size = (group) => (childrenOf(group).length ? 0 : sizeOfGroup(group));
    while (state.open.reduce((sum, group) => sum + size(group), 0) > MOST) {
      const other = state.open.find((group) => size(group) && group !== leafGroup(place));
      if (other === undefined) break;
      state.open = state.open.filter((group) => group !== other);
    }
  }

  function foldAll() {
    sysmap.showEveryone();
    Object.assign(state, { open: [], pair: null, ribbon: null, selected: null, tie: null });
    sysmap.refresh();
    sysmap.whole();
  }

  // What was opened last is closed; says whether there was something.
  function closeOne() {
    if (!sysmap.shown.overview || (!state.pair && !state.open.length)) return false;
    const closed = state.pair ? state.pair.map(groupName).join(" and ") : groupName(state.open[state.open.length - 1]);
    state.open = state.pair ? [] : state.open.slice(0, -1);
    state.pair = null;
    sysmap.refresh();
    sysmap.whole();
    sysmap.say(`${closed} closed`);
    return true;
  }

  Object.assign(sysmap, { MOST, arrange, busiest, childrenOf, closeOne, foldAll, folding, fullWeight, groupIds, groupName, groupOf, groups, homes, isGroup, isOpen, isOrganisation,
    itemOf, items, joined, leaf, leafGroup, openGroup, openTo, overviewOn, sectorGroup, sizeOfGroup, spots, total });
})();
