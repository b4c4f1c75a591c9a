"use strict";
// Names: those of the largest marks, where they fit without covering one another.
(() => {
  const { at, both, colours, groupName, isFaded, isGroup, isolates, items, organisations, page, radius, state, valueOf } = sysmap;

  const FEW = 40;
  const NAMES = 25;
  sysmap.named = [];
  sysmap.pointed = null;

  const nameOf = (id) => (isGroup(id) ? groupName(id) : organisations[id].name);

  function lines(name) {
    if (name.length <= 24) return [name];
    const short = name.length > 46 ? name.slice(0, 45).trimEnd() + "…" : name;
    const middle = short.length / 2;
    let cut = -1;
    for (let found = short.indexOf(" "); found >= 0; found = short.indexOf(" ", found + 1)) {
      if (cut < 0 || Math.abs(found - middle) < Math.abs(cut - middle)) cut = found;
    }
    return cut < 0 ? [short.slice(0, 24) + (short.length > 24 ? "…" : "")] : [short.slice(0, cut), short.slice(cut + 1)];
  }

  const overlap = (one, other) => Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left))
    * Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));

  function boxesAround(x, y, width, height, gap) {
    const corner = gap * 0.7;
    const far = gap + height;
    return [[-width / 2, gap], [-width / 2, -gap - height], [gap, -height / 2], [-gap - width, -height / 2],
      [corner, corner], [-corner - width, corner], [corner, -corner - height], [-corner - width, -corner - height],
      [-width / 2, far], [-width / 2, -far - height]]
      .map(([left, top]) => ({ left: x + left, right: x + left + width, top: y + top, bottom: y + top + height }));
  }

  // A name may stand over a mark if there is nowhere else for it, but never over another name.
  function placeNames(ctx, where, unit, everyone, frame, taken) {
    const marks = items().map((id) => {
      const r = (radius(id) + 1) * unit;
      return { id, left: where[id].x - r, right: where[id].x + r, top: where[id].y - r, bottom: where[id].y + r };
    });
    const first = (id) => (id === state.selected ? 3 : isGroup(id) ? 1 : sysmap.beside.has(id) ? 2 : 0);
    const size = (id) => (isGroup(id) ? sysmap.shown.folded.get(id) : Math.abs(valueOf(id) ?? 0));
    const partners = (id) => (isGroup(id) ? 0 : sysmap.shown.partners.get(id).size);
    const sorted = items().sort((a, b) => first(b) - first(a) || size(b) - size(a) || partners(b) - partners(a) || a - b);
    sysmap.named = [];
    const free = (box) => !taken.some((other) => overlap(box, other.box)) && !sysmap.named.some((other) => overlap(box, other.box));
    for (const id of sorted) {
      if (!everyone && sysmap.named.length >= NAMES + sysmap.beside.size + sysmap.shown.folded.size) break;
      const text = lines(nameOf(id));
      const width = Math.max(...text.map((part) => ctx.measureText(part).width));
      const { x, y } = where[id];
      let best = null;
      boxesAround(x, y, width, text.length * 15 * unit, (radius(id) + 3) * unit).forEach((box, number) => {
        if (!free(box)) return;
        const cut = Math.max(0, frame.left - box.left) + Math.max(0, box.right - frame.right) + Math.max(0, frame.top - box.top) + Math.max(0, box.bottom - frame.bottom);
        const covered = marks.reduce((sum, mark) => sum + overlap(box, mark), 0) / (unit * unit) + number + (cut / unit) * 20;
        if (!best || covered < best.covered) best = { box, covered };
      });
      // On a telephone a name may not cover a mark or leave the map, unless it is of what was chosen.
      const must = at("map").clientWidth < 500 ? first(id) > 1 : first(id) || sysmap.named.length < 8;
      const most = must ? 1200 : 90;
      if (best && best.covered < most) sysmap.named.push({ id, text, box: best.box, width });
    }
  }

  // `frame` is what can be seen: names stay inside it where they can; `taken` is where other words stand.
  function drawNames(ctx, where, unit, everyone, frame, taken) {
    ctx.font = `${13 * unit}px system-ui, "Segoe UI", Arial, sans-serif`;
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    placeNames(ctx, where, unit, everyone, frame, taken);
    for (const name of sysmap.named) {
      ctx.globalAlpha = isFaded(name.id) ? 0.25 : 1;
      write(ctx, name.text, name.box.left, name.box.top, name.width, unit);
    }
    ctx.globalAlpha = 1;
    const alone = page.groups ? [] : sysmap.shown.drawn.filter((place) => isolates.has(place));
    if (alone.length) {
      const left = Math.min(...alone.map((place) => where[place].x)) - 12 * unit;
      const top = Math.min(...alone.map((place) => where[place].y)) - 32 * unit;
      write(ctx, [both ? "No ties in either wave" : "No ties"], left, top, 0, unit, true);
    }
  }

  // The whole name of what is pointed at.
  function drawPointed(ctx, where, unit) {
    if (sysmap.pointed === null || !items().includes(sysmap.pointed)) return;
    ctx.font = `${13 * unit}px system-ui, "Segoe UI", Arial, sans-serif`;
    ctx.textBaseline = "top";
    const text = nameOf(sysmap.pointed);
    const width = ctx.measureText(text).width;
    const { x, y } = where[sysmap.pointed];
    ctx.fillStyle = colours.paper;
    ctx.fillRect(x - width / 2 - 4 * unit, y - (radius(sysmap.pointed) + 24) * unit, width + 8 * unit, 20 * unit);
    write(ctx, [text], x - width / 2, y - (radius(sysmap.pointed) + 21) * unit, width, unit);
  }

  function write(ctx, text, left, top, width, unit, flush) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 4 * unit;
    ctx.strokeStyle = colours.paper;
    ctx.fillStyle = colours.ink;
    text.forEach((part, number) => {
      const x = flush ? left : left + (width - ctx.measureText(part).width) / 2;
      ctx.strokeText(part, x, top + number * 15 * unit);
      ctx.fillText(part, x, top + number * 15 * unit);
    });
  }

  Object.assign(sysmap, { FEW, drawNames, drawPointed, nameOf, overlap });
})();
