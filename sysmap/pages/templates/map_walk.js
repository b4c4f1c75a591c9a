"use strict";
// Where the arrow keys go: to whatever is connected and nearest in that direction, else to the nearest of all; and,
// where that would leave somebody out of reach, a way more. From anywhere they reach everything that is drawn.
(() => {
  const { at, items, spots, ties } = sysmap;

  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

  // How far one is from another by each key, in the order of `keys`; whatever is aside counts double.
  function costs(from, to) {
    // Of two in one spot, the one that comes later stands to the right.
    const x = spots[to].x - spots[from].x || (spots[to].y === spots[from].y ? (to - from) * 1e-9 : 0);
    const y = spots[to].y - spots[from].y;
    const [across, down] = [Math.abs(x) + 2 * Math.abs(y), Math.abs(y) + 2 * Math.abs(x)];
    return [x < 0 ? across : Infinity, x > 0 ? across : Infinity, y < 0 ? down : Infinity, y > 0 ? down : Infinity];
  }

  // The nearest by each key; null where there is nobody.
  function nearest(from, among) {
    const best = keys.map(() => null);
    const least = keys.map(() => Infinity);
    for (const to of among) costs(from, to).forEach((cost, number) => { if (cost < least[number]) { best[number] = to; least[number] = cost; } });
    return best;
  }

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
    const found = new Map(there.map((id) => {
      const [tied, any] = [nearest(id, beside.get(id)), nearest(id, there)];
      return [id, Object.fromEntries(keys.map((key, number) => [key, tied[number] ?? any[number]]))];
    }));
    const needed = new Set();
    const slot = (id, key) => id * keys.length + keys.indexOf(key);
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
    // The cheapest way from some to others; nothing where all of theirs are needed.
    const add = (some, others) => {
      let best = null;
      for (const id of some) {
        const held = keys.map((key) => (needed.has(slot(id, key)) ? Infinity : beside.get(id).has(found.get(id)[key]) ? 8 : 1));
        for (const to of others) costs(id, to).forEach((cost, number) => {
          if (cost * held[number] < (best ? best.cost : Infinity)) best = { id, key: keys[number], to, cost: cost * held[number] };
        });
      }
      if (best) {
        found.get(best.id)[best.key] = best.to;
        needed.add(slot(best.id, best.key));
      }
      return best;
    };
    // First everything is reached from one, then this one from everything.
    if (there.length) spread(there[0]);
    for (const id of there) if (!from.has(id)) spread(add(from, [id]).to);
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
    for (gather(); back.size < there.length; gather()) back.add(there.find((id) => !back.has(id) && add([id], back)));
    return found;
  }

  // Worked out when it is asked for first, and again when something else is drawn or has been dragged.
  let known = { shown: null, where: 0, ways: null };
  function ways() {
    const where = items().reduce((sum, id) => sum + spots[id].x * 3 + spots[id].y, 0);
    if (known.shown !== sysmap.shown || known.where !== where) known = { shown: sysmap.shown, where, ways: worked() };
    return known.ways;
  }

  // Whoever comes to the map by the keyboard may press an arrow key soon.
  at("map").addEventListener("focus", () => (window.requestIdleCallback || setTimeout)(ways));

  const walk = (id, key) => ways().get(id)?.[key] ?? null;

  Object.assign(sysmap, { walk, ways });
})();
