"use strict";
// Where somebody who was added or moved in the room stands: among its sector, where there is room.
(() => {
  const { groups, homes, isolates, leaf, organisations } = sysmap;

  const APART = 100; // units of the map between organisations that stand as close as they may
  const STEP = 25;
  const MOST = 400;

  // The nearest free spot to the middle of those of its sector, with nobody of another nearer than its own.
  function roomBeside(sector, self) {
    const standing = [];
    organisations.forEach((one, place) => { if (place !== self && homes[place] && one.added !== null && !isolates.has(place)) standing.push({ ...homes[place], own: one.sector === sector }); });
    const own = standing.filter((one) => one.own);
    if (!standing.length) return { x: 0, y: 0 };
    const mean = (list, axis) => list.reduce((sum, one) => sum + one[axis], 0) / list.length;
    if (!own.length) return beside(standing);
    const middle = { x: mean(own, "x"), y: mean(own, "y") };
    const far = (x, y, one) => Math.hypot(one.x - x, one.y - y);
    for (let ring = 0; ring < MOST; ring += 1) {
      const turns = Math.max(1, Math.ceil((2 * Math.PI * ring * STEP) / (2 * STEP)));
      for (let turn = 0; turn < turns; turn += 1) {
        const angle = (2 * Math.PI * turn) / turns;
        const [x, y] = [Math.round(middle.x + Math.cos(angle) * ring * STEP), Math.round(middle.y + Math.sin(angle) * ring * STEP)];
        if (standing.some((one) => far(x, y, one) < APART)) continue;
        const nearest = Math.min(...own.map((one) => far(x, y, one)));
        if (!standing.some((one) => !one.own && far(x, y, one) < nearest)) return { x, y };
      }
    }
    return { x: Math.round(middle.x), y: Math.round(middle.y) };
  }

  // A sector of its own stands to the right of everyone, where it widens the map the least.
  function beside(standing) {
    const ys = standing.map(({ y }) => y);
    let best = null;
    for (let y = Math.min(...ys); y <= Math.max(...ys); y += STEP) {
      const x = Math.max(...standing.filter((one) => Math.abs(one.y - y) < 1.5 * APART).map((one) => one.x), -Infinity) + 1.75 * APART;
      if (Number.isFinite(x) && (!best || x < best.x)) best = { x: Math.round(x), y: Math.round(y) };
    }
    return best;
  }

  // The groups of the overview follow: whoever is gone is in none.
  function regroup(place, gone) {
    const { place: where, sector } = organisations[place];
    for (const { members } of groups) if (members.includes(place)) members.splice(members.indexOf(place), 1);
    if (gone) return;
    const inside = [where || "place unknown", "other places"].map((name) => groups.findIndex((group) => group.within === sector && group.short === name)).find((number) => number >= 0);
    leaf[place] = inside ?? sector;
    for (const number of new Set([sector, leaf[place]])) groups[number].members = [...groups[number].members, place].sort((one, other) => one - other);
  }

  Object.assign(sysmap, { regroup, roomBeside });
})();
