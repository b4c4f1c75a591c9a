"use strict";
// Groups: a large map is drawn folded, and only what is chosen is drawn one by one. Tables hold everyone.
(() => {
  const { count, nameThere, namesThere, organisations, page, part, state, statusOf, ties } = sysmap;

  const MOST = 600;
  const NEAR = 150;
  const total = organisations.length;
  const isGroup = (id) => id !== null && id >= total;
  const isOrganisation = (id) => id !== null && id < total;
  const groupOf = (place) => total + page.groups.member[place];
  const groupName = (id) => page.groups.names[id - total];
  const groupIds = new Map((page.groups ? page.groups.names : []).map((name, code) => [name, total + code]));

  part("open_groups", { first: [], get: () => state.open.map(groupName), set: (names) => { state.open = names.map((name) => groupIds.get(name)); },
    check: (names, missed) => namesThere(names, missed, groupIds) });
  part("chosen_group", { first: null, get: () => (isGroup(state.selected) ? groupName(state.selected) : null),
    set: (name) => { if (name !== null) state.selected = groupIds.get(name); }, check: (name, missed) => nameThere(name, missed, groupIds) });

  // Where everything stands, in the map's own units: organisations, then groups.
  const spots = [
    ...organisations.map(({ x, y }) => ({ x, y })),
    ...(page.groups ? page.groups.centres.map(([x, y]) => ({ x, y })) : []),
  ];

  const busiest = (places) => [...places].sort((a, b) => sysmap.shown.partners.get(b).size - sysmap.shown.partners.get(a).size || a - b);

  // Which organisations are drawn one by one: those of open groups and of a neighbourhood shown alone, as many
  // as there is room for; always whoever is chosen, with partners, and the pairs that are worth a conversation.
  function chosen() {
    if (!page.groups) return new Set(sysmap.shown.organisations);
    const drawn = new Set();
    const fill = (places) => { for (const place of busiest(places)) if (drawn.size < MOST) drawn.add(place); };
    for (const id of state.open) fill(sysmap.shown.organisations.filter((place) => groupOf(place) === id));
    if (state.focus !== null) {
      fill([state.focus]);
      fill(sysmap.shown.organisations);
    }
    if (isOrganisation(state.selected)) {
      drawn.add(state.selected);
      for (const place of busiest(sysmap.shown.partners.get(state.selected)).slice(0, NEAR)) drawn.add(place);
    }
    for (const { a, b } of sysmap.introductionsShown()) drawn.add(a).add(b);
    if (state.tie !== null) drawn.add(ties[state.tie].a).add(ties[state.tie].b);
    return drawn;
  }

  // What is drawn one by one, what is folded into groups, and the ties bundled between these.
  function folding() {
    const drawn = chosen();
    const folded = new Map();
    for (const place of sysmap.shown.organisations) {
      if (drawn.has(place)) continue;
      const id = groupOf(place);
      folded.set(id, (folded.get(id) || 0) + 1);
    }
    const drawnTies = [];
    const bundles = new Map();
    for (const place of sysmap.shown.ties) {
      const tie = ties[place];
      if (drawn.has(tie.a) && drawn.has(tie.b)) {
        drawnTies.push(place);
        continue;
      }
      const a = drawn.has(tie.a) ? tie.a : groupOf(tie.a);
      const b = drawn.has(tie.b) ? tie.b : groupOf(tie.b);
      if (a === b) continue;
      const key = Math.min(a, b) * spots.length + Math.max(a, b);
      if (!bundles.has(key)) bundles.set(key, { a: Math.min(a, b), b: Math.max(a, b), kept: 0, new: 0, lost: 0, all: 0 });
      const bundle = bundles.get(key);
      bundle[statusOf(tie)] += 1;
      bundle.all += 1;
    }
    return { drawn: [...drawn].sort((a, b) => a - b), drawnTies, folded, bundles: [...bundles.values()].sort((one, other) => other.all - one.all) };
  }

  const items = () => [...sysmap.shown.drawn, ...sysmap.shown.folded.keys()];

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

  function openGroup(id) {
    state.open = [...state.open.filter((other) => other !== id), id];
    const size = (group) => sysmap.shown.organisations.filter((place) => groupOf(place) === group).length;
    while (state.open.length > 1 && state.open.reduce((sum, group) => sum + size(group), 0) > MOST) state.open.shift();
    state.selected = null;
    state.tie = null;
    sysmap.refresh();
    sysmap.showAround(sysmap.shown.drawn.filter((place) => groupOf(place) === id));
    const rest = sysmap.shown.folded.get(id);
    sysmap.say(`${groupName(id)} opened: ${count(size(id), "organisation")}${rest ? `, the ${MOST} best connected drawn` : ""}`);
  }

  function foldAll() {
    sysmap.showEveryone();
    state.open = [];
    state.selected = null;
    state.tie = null;
    sysmap.refresh();
    sysmap.whole();
  }

  function groupInWords(id) {
    const leaving = sysmap.shown.bundles.filter((bundle) => bundle.a === id || bundle.b === id).reduce((sum, bundle) => sum + bundle.all, 0);
    return `${groupName(id)}, a group of ${count(sysmap.shown.folded.get(id), "organisation")}, ${count(leaving, "tie")} to others. Enter opens it.`;
  }

  Object.assign(sysmap, { busiest, foldAll, folding, groupIds, groupInWords, groupName, isGroup, isOrganisation, items, joined, openGroup, spots, total });
})();
