"use strict";
// Where the arrow keys go: to whatever is connected and nearest in that direction, else to the nearest of all; and,
// where that would leave somebody out of reach, a way more. From anywhere they reach everything that is drawn.
(() => {
  const { items, spots, ties } = sysmap;

  const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const keys = Object.keys(directions);

  // How far one is from another in a direction; whatever is aside counts double.
  function far(from, to, key) {
    const [dx, dy] = directions[key];
    const [x, y] = [spots[to].x - spots[from].x, spots[to].y - spots[from].y];
    // Of two in one spot, the one that comes later stands to the right.
    const along = x || y ? x * dx + y * dy : (to - from) * dx * 1e-9;
    return along > 0 ? along + 2 * (Math.abs(x * dy) + Math.abs(y * dx)) : Infinity;
  }

  const nearest = (from, among, key) => {
    let [best, least] = [null, Infinity];
    for (const to of among) {
      const cost = far(from, to, key);
      if (cost < least) [best, least] = [to, cost];
    }
    return best;
  };

  function joinedTo(there) {
    const found = new Map(there.map((id) => [id, new Set()]));
    for (const { a, b } of [...sysmap.shown.drawnTies.map((place) => ties[place]), ...sysmap.shown.bundles]) {
      found.get(a)?.add(b);
      found.get(b)?.add(a);
    }
    return found;
  }

  // For each that is drawn, where each key leads. What is added takes the place of a way that nobody needs; where it
  // can, of one to something that is not connected.
  function worked() {
    const there = items();
    const beside = joinedTo(there);
    const found = new Map(there.map((id) => [id, Object.fromEntries(keys.map((key) => [key, nearest(id, beside.get(id), key) ?? nearest(id, there, key)]))]));
    const needed = new Set();
    const slot = (id, key) => `${id} ${key}`;
    const from = new Set();
    const spread = (start) => {
      from.add(start);
      const queue = [start];
      for (const id of queue) for (const key of keys) {
        const to = found.get(id)[key];
        if (to === null || from.has(to)) continue;
        from.add(to);
        needed.add(slot(id, key));
        queue.push(to);
      }
    };
    // The cheapest way from some to others.
    const add = (some, others) => {
      let best = null;
      for (const id of some) for (const key of keys) {
        if (needed.has(slot(id, key))) continue;
        const held = beside.get(id).has(found.get(id)[key]) ? 8 : 1;
        for (const to of others) {
          const cost = far(id, to, key) * held;
          if (cost < Infinity && (!best || cost < best.cost)) best = { id, key, to, cost };
        }
      }
      found.get(best.id)[best.key] = best.to;
      needed.add(slot(best.id, best.key));
      return best;
    };
    // First everything is reached from one, then this one from everything.
    if (there.length) spread(there[0]);
    while (from.size < there.length) spread(add(from, there.filter((id) => !from.has(id))).to);
    const back = new Set(there.slice(0, 1));
    const gather = () => {
      for (let grew = true; grew;) {
        grew = false;
        for (const id of there) if (!back.has(id)) {
          const key = keys.find((one) => back.has(found.get(id)[one]));
          if (key) { needed.add(slot(id, key)); back.add(id); grew = true; }
        }
      }
    };
    for (gather(); back.size < there.length; gather()) back.add(add(there.filter((id) => !back.has(id)), back).id);
    return found;
  }

  // Worked out when it is asked for first, and again when something else is drawn or has been dragged.
  let known = { shown: null, where: 0, ways: null };
  function ways() {
    const where = items().reduce((sum, id) => sum + spots[id].x * 3 + spots[id].y, 0);
    if (known.shown !== sysmap.shown || known.where !== where) known = { shown: sysmap.shown, where, ways: worked() };
    return known.ways;
  }

  const walk = (id, key) => ways().get(id)?.[key] ?? null;

  Object.assign(sysmap, { walk, ways });
})();
