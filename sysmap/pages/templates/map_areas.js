"use strict";
// Areas: behind the organisations of each sector, where they stand together, its ground and its name.
(() => {
  const { colours, isolates, organisations, page, tint } = sysmap;

  const PAD = 58; // units of the map from the middle of a mark to the edge of its area
  const NAMED_FROM = 60;
  const LEAST = 3;
  const LEAST_SHARE = 0.2;

  // The corners of the smallest convex outline around points.
  function outline(points) {
    const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const half = (list) => {
      const found = [];
      for (const point of list) {
        for (;;) {
          if (found.length < 2) break;
          const [a, b] = [found[found.length - 2], found[found.length - 1]];
          if ((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]) > 0) break;
          found.pop();
        }
        found.push(point);
      }
      return found.slice(0, -1);
    };
    return sorted.length < 3 ? sorted : [...half(sorted), ...half([...sorted].reverse())];
  }

  // The same, so much wider, with round corners.
  function around(corners, pad) {
    const found = [];
    corners.forEach(([x, y], number) => {
      const [before, after] = [corners[(number + corners.length - 1) % corners.length], corners[(number + 1) % corners.length]];
      const turn = (from, to) => Math.atan2(to[1] - from[1], to[0] - from[0]) - Math.PI / 2;
      const [start, full] = corners.length === 1 ? [0, 2 * Math.PI] : [turn(before, [x, y]), 0];
      let sweep = corners.length === 1 ? full : turn([x, y], after) - start;
      while (sweep < 0) sweep += 2 * Math.PI;
      const steps = Math.max(1, Math.ceil(sweep / 0.35));
      for (let step = 0; step <= steps; step += 1) {
        const angle = start + (sweep * step) / steps;
        found.push([x + Math.cos(angle) * pad, y + Math.sin(angle) * pad]);
      }
    });
    return found;
  }

  const inside = (corners, [x, y]) => corners.length > 2 && corners.every(([ax, ay], number) => {
    const [bx, by] = corners[(number + 1) % corners.length];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
  });

  // The area of each sector: of those of its organisations that are shown and have ties. A sector into which others
  // were moved, or that stands apart on an earlier map, has none.
  function layAreas() {
    const members = page.sectors.map(() => []);
    for (const place of sysmap.shown.drawn) if (!isolates.has(place)) members[organisations[place].sector].push(place);
    const at = (place) => [sysmap.spots[place].x, sysmap.spots[place].y];
    sysmap.shown.areas = sysmap.shown.overview || page.sectors.length < 2 ? [] : members.flatMap((places, sector) => {
      if (!places.length) return [];
      const corners = outline(places.map(at));
      const strangers = members.some((others, other) => other !== sector && others.some((place) => inside(corners, at(place))));
      return strangers ? [] : [{ sector, places, edge: around(corners, PAD) }];
    });
  }

  function drawAreas(ctx, placed, unit) {
    for (const { sector, edge } of sysmap.shown.areas ?? []) {
      const colour = sysmap.fillOf(page.sectors[sector].colour);
      ctx.beginPath();
      for (const [x, y] of edge) {
        const spot = placed({ x, y });
        ctx.lineTo(spot.x, spot.y);
      }
      ctx.closePath();
      ctx.fillStyle = tint(colour, 0.07);
      ctx.fill();
      ctx.lineWidth = unit;
      ctx.strokeStyle = tint(colour, 0.4);
      ctx.stroke();
    }
  }

  // What follows from what is drawn, and where it stands.
  function layOut() {
    sysmap.shown.drawnSet = new Set(sysmap.shown.drawn);
    sysmap.shown.full = sysmap.fullWeight();
    layAreas();
    if (sysmap.shown.overview) sysmap.layRibbons();
  }

  const meets = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  // The name of each area where it covers no mark and no other name, as near to its middle as can be.
  function areaNames(ctx, placed, unit, frame) {
    if (sysmap.shown.drawn.length < NAMED_FROM) return [];
    const size = (sysmap.text) * unit;
    ctx.font = `600 ${size}px system-ui, "Segoe UI", Arial, sans-serif`;
    const marks = sysmap.shown.drawn.map((place) => { const { x, y } = placed(sysmap.spots[place]); const r = (sysmap.radius(place) + 1.5) * unit; return { left: x - r, right: x + r, top: y - r, bottom: y + r }; });
    const taken = [];
    for (const { sector, places, edge } of [...(sysmap.shown.areas ?? [])].sort((one, other) => other.places.length - one.places.length)) {
      if (places.length < LEAST) continue;
      const words = page.sectors[sector].label;
      const [wide, tall] = [ctx.measureText(words).width + 6 * unit, size * 1.25];
      const corners = edge.map(([x, y]) => placed({ x, y }));
      const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
      const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const near = marks.filter((box) => meets(box, { left: left - wide, right: right + wide, top: top - tall, bottom: bottom + tall }));
      let best = null;
      for (let row = 0; row <= 24; row += 1) {
        for (let column = 0; column <= 16; column += 1) {
          const [x, y] = [left + ((right - left) * column) / 16, top - tall / 2 + ((bottom - top + tall) * row) / 24];
          const box = { left: x - wide / 2, right: x + wide / 2, top: y - tall / 2, bottom: y + tall / 2 };
          if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) continue;
          // Inside its own area rather than over an edge, and rather above than below.
          const out = Math.max(0, left - box.left) + Math.max(0, box.right - right) + Math.max(0, top - box.top) + Math.max(0, box.bottom - bottom);
          const cost = out * 3 + Math.abs(x - (left + right) / 2) + Math.abs(y - top) * 0.5;
          if (best && cost >= best.cost) continue;
          if (!near.some((other) => meets(box, other)) && !taken.some(({ box: other }) => meets(box, other))) best = { cost, box };
        }
      }
      if (best) taken.push({ words, box: best.box });
    }
    return taken;
  }

  // Names are placed anew when the map has moved or something else is shown.
  let [placedFor, kept] = ["", []];
  let of = null;
  function drawAreaNames(ctx, placed, unit, frame) {
    const key = JSON.stringify([unit, frame, sysmap.text, sysmap.state.sizeBy, sysmap.pixels]);
    if (key !== placedFor || of !== sysmap.shown) [placedFor, of, kept] = [key, sysmap.shown, areaNames(ctx, placed, unit, frame)];
    const size = (sysmap.text) * unit;
    ctx.font = `600 ${size}px system-ui, "Segoe UI", Arial, sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    for (const { words, box } of kept) {
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      ctx.lineWidth = 4 * unit;
      ctx.strokeStyle = colours.paper;
      ctx.strokeText(words, x, y);
      ctx.fillStyle = colours.ink;
      ctx.fillText(words, x, y);
    }
    ctx.textAlign = "left";
    if (kept.length) sysmap.ribbonBoxes = [...sysmap.ribbonBoxes, ...kept.map(({ box }) => box)];
  }

  // By how much all marks have to be smaller so that none stands on another: 1 where they have room.
  let share = 1;
  let known = {};
  function crowding() {
    const { larger, pixels, shown, state: { sizeBy, view }, width } = sysmap;
    if (known.shown === shown && known.pixels === pixels && known.sizeBy === sizeBy && known.view === view && known.width === width && known.larger === larger) return share;
    known = { larger, pixels, shown, sizeBy, view, width };
    share = 1;
    const { drawn } = shown;
    const reach = new Map(drawn.map((place) => [place, sysmap.rawRadius(place) * Math.max(1, ...sysmap.shapes[sysmap.lookOf(place).shape].map(([x, y]) => Math.hypot(x, y)))]));
    const cell = 2 * Math.max(0, ...reach.values()) + 3;
    const grid = new Map();
    for (const place of drawn) {
      const [x, y] = [sysmap.spots[place].x * sysmap.pixels, sysmap.spots[place].y * sysmap.pixels];
      const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
      for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
          for (const other of grid.get(`${column + dx},${row + dy}`) ?? []) share = Math.min(share, (Math.hypot(x - other.x, y - other.y) - 2.5) / (reach.get(place) + reach.get(other.place)));
        }
      }
      const own = `${column},${row}`;
      if (!grid.has(own)) grid.set(own, []);
      grid.get(own).push({ place, x, y });
    }
    share = Math.max(share, LEAST_SHARE);
    return share;
  }

  Object.assign(sysmap, { crowding, drawAreaNames, drawAreas, layOut });
})();
