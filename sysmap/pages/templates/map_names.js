"use strict";
// Names on the map: which, in which form, and where, by the placement; in pixels of the screen or of a picture.
(() => {
  const { LEADING, apart, at, both, colours, element, groupName, isFaded, isGroup, isolates, items, organisations, placeNames, radius, shapes,
    spots, state, ties, valueOf } = sysmap;

  const FEW = 40; // below this everyone is named
  const BEST = 10; // and always so many of the best connected
  const LEAST = 25;
  const ROOM = [60, 100]; // squares of the text that a name needs: at all, and so that a map stays calm
  const END = 0.45; // where a line ends, between the middle of its mark and its edge
  const [LONG, SHORT] = [34, 16]; // letters that are left of a name that is cut

  sysmap.named = [];
  sysmap.found = new Set(); // what a search found has its name first
  sysmap.pointed = null;

  const font = (size, weight) => `${weight ? `${weight} ` : ""}${size}px system-ui, "Segoe UI", Arial, sans-serif`;
  const nameOf = (id) => (isGroup(id) ? groupName(id) : organisations[id].name);

  // A name in so many lines, of which the longest is as short as it can be; nothing if it has fewer words.
  function broken(words, rows, measure) {
    const widths = words.map(measure);
    const space = measure(" ");
    const wide = (from, to) => widths.slice(from, to).reduce((sum, width) => sum + width, 0) + space * (to - from - 1);
    let best = null;
    const cut = (cuts, from) => {
      if (cuts.length === rows - 1) {
        const ends = [0, ...cuts, words.length];
        const most = Math.max(...ends.slice(1).map((to, row) => wide(ends[row], to)));
        if (!best || most < best.most) best = { most, ends };
        return;
      }
      for (let to = from + 1; to < words.length; to += 1) cut([...cuts, to], to);
    };
    cut([], 0);
    return best && best.ends.slice(1).map((to, row) => words.slice(best.ends[row], to).join(" "));
  }

  // The beginning of a name, up to the end of a word if there is one near.
  function cutOff(name, letters) {
    const all = Array.from(name);
    if (all.length <= letters) return null;
    const start = all.slice(0, letters - 1).join("");
    const word = start.lastIndexOf(" ");
    return `${(word > letters * 0.6 ? start.slice(0, word) : start).trimEnd()}…`;
  }

  // What may stand for a name: the whole of it in one to three lines, its acronym, its beginning.
  function formsOf(name, acronym, measure) {
    const words = name.split(" ").filter(Boolean);
    const found = [[0, [words.join(" ")]]];
    for (const rows of [2, 3]) found.push([0, words.length >= rows && words.length < 16 ? broken(words, rows, measure) : null]);
    found.push([1, acronym ? [acronym] : null]);
    const long = cutOff(name, LONG);
    found.push([2, long && broken(long.split(" ").filter(Boolean), 2, measure)], [2, cutOff(name, SHORT) && [cutOff(name, SHORT)]]);
    return found.filter(([, text]) => text).map(([short, text]) => ({ short, text, lines: text.length, width: Math.max(...text.map(measure)) }));
  }

  // Forms are measured once for each size of the text.
  let [measuredAt, measured] = ["", new Map()];
  function formsFor(ctx, id, size) {
    const key = `${ctx.constructor.name} ${size}`;
    if (measuredAt !== key) [measuredAt, measured] = [key, new Map()];
    if (!measured.has(id)) {
      ctx.font = font(size);
      measured.set(id, formsOf(nameOf(id), isGroup(id) ? "" : organisations[id].acronym, (text) => ctx.measureText(text).width));
    }
    return measured.get(id);
  }

  // As far as a mark reaches, with its outline and the ring of what is chosen.
  function reach(id) {
    const corners = isGroup(id) ? [] : shapes[sysmap.lookOf(id).shape];
    const wide = corners.reduce((most, [x, y]) => Math.max(most, Math.hypot(x, y)), 1);
    return radius(id) * wide + (id === state.selected ? 8 : sysmap.beside.has(id) ? 5 : 1);
  }

  // Who is named first: the chosen, the found, those it is joined to, groups, the best connected, the largest.
  function inOrder(ids) {
    const partners = (id, of) => (isGroup(id) ? 0 : of.get(id).size);
    const best = new Set();
    for (const of of [sysmap.shown.partners, sysmap.shown.current]) {
      const counts = ids.map((id) => partners(id, of)).sort((a, b) => b - a);
      for (const id of ids) if (partners(id, of) > 0 && partners(id, of) >= (counts[BEST - 1] ?? 0)) best.add(id);
    }
    const first = (id) => (id === state.selected ? 5 : sysmap.found.has(id) ? 4 : sysmap.beside.has(id) ? 3 : isGroup(id) ? 2 : best.has(id) ? 1 : 0);
    const size = (id) => (isGroup(id) ? sysmap.shown.folded.get(id) : Math.abs(valueOf(id) ?? 0));
    const all = (id) => partners(id, sysmap.shown.partners);
    const rank = new Map(ids.map((id) => [id, [first(id), first(id) === 1 ? all(id) : size(id), all(id)]]));
    const sorted = [...ids].sort((one, other) => {
      const [a, b] = [rank.get(one), rank.get(other)];
      return b[0] - a[0] || b[1] - a[1] || b[2] - a[2] || one - other;
    });
    return { sorted, first: sorted.filter((id) => first(id)).length };
  }

  const middleOf = ({ left, right, top, bottom }) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });

  // The words beside the rows of those without ties: above, below or beside them, over nothing else.
  function captionOf(ctx, where, size, frame, blocks, marks) {
    const alone = sysmap.shown.overview ? [] : sysmap.shown.drawn.filter((place) => isolates.has(place));
    if (!alone.length) return null;
    ctx.font = font(size, 600);
    const text = both ? `No ties in ${sysmap.stops ? "any" : "either"} wave` : "No ties";
    const [width, height] = [ctx.measureText(text).width, size * LEADING];
    const reaches = alone.map((id) => ({ ...where[id], r: reach(id) }));
    const [left, right] = [Math.min(...reaches.map(({ x, r }) => x - r)), Math.max(...reaches.map(({ x, r }) => x + r))];
    const [top, bottom] = [Math.min(...reaches.map(({ y, r }) => y - r)), Math.max(...reaches.map(({ y, r }) => y + r))];
    const [above, beside] = [size * 0.6, (top + Math.min(bottom, top + 3 * size)) / 2 - height / 2];
    const tried = [[left, top - above - height], [left - size - width, beside], [right - width, top - above - height], [right + size, beside],
      [left, bottom + above], [(left + right - width) / 2, top - above - height], [left, top - 2 * (above + height)]];
    for (const [x, y] of tried) {
      const box = { left: x, top: y, right: x + width, bottom: y + height };
      const inside = box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
      if (inside && [...blocks, ...marks].every((other) => apart(box, other, 3, 3))) return { text, box, of: alone[0] };
    }
    return null;
  }

  // Places names on a drawing: `where` says where everything stands, `frame` is what can be seen of it, `blocks`
  // are boxes over which nothing may be written.
  function namesOn(ctx, where, size, frame, blocks) {
    const there = items();
    const around = there.map((id) => [where[id].x, where[id].y, reach(id)]);
    const boxes = around.map(([x, y, r]) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
    const caption = captionOf(ctx, where, size, frame, blocks, boxes);
    const number = new Map(there.map((id, place) => [id, place]));
    // What fades has no name: there is more room for those that matter.
    const inSight = there.filter((id) => !isGroup(id) && (!isFaded(id) || sysmap.found.has(id)) && where[id].x > frame.left && where[id].x < frame.right && where[id].y > frame.top && where[id].y < frame.bottom);
    const { sorted, first } = inOrder(inSight);
    const squares = ((frame.right - frame.left) * (frame.bottom - frame.top)) / (size * size);
    const most = sorted.length < FEW ? sorted.length : Math.max(Math.floor(squares / ROOM[1]), Math.min(LEAST, Math.floor(squares / ROOM[0])));
    const placed = placeNames({
      size,
      frame: [frame.left, frame.top, frame.right, frame.bottom],
      marks: around,
      ties: [...sysmap.shown.drawnTies.map((place) => ties[place]), ...sysmap.shown.bundles].map(({ a, b }) => [where[a].x, where[a].y, where[b].x, where[b].y]),
      blocks: caption ? [...blocks, caption.box] : blocks,
      names: sorted.map((id) => ({ mark: number.get(id), get forms() { return formsFor(ctx, id, size); } })),
      must: Math.min(there.length < FEW ? sorted.length : Math.max(first, BEST), Math.floor(squares / ROOM[0])),
      most,
      least: Math.min(LEAST, most),
    });
    const names = [];
    placed.forEach((place, order) => {
      if (place) names.push({ id: sorted[order], text: formsFor(ctx, sorted[order], size)[place.form].text, box: place, line: place.line, reach: around[number.get(sorted[order])][2] });
    });
    return { names, caption };
  }

  // Below the marks the lines of names that stand apart: they go behind the marks on their way.
  function writeLeads(ctx, { names }, size) {
    for (const { line } of names) if (line) lead(ctx, line, 3.5, 1, size / 13);
  }

  // Above the marks the names, and the end of each line in a point on its mark; not in its middle, where patterns are.
  function writeNames(ctx, { names, caption }, where, size) {
    for (const { line, reach: r } of names) {
      if (!line) continue;
      const [ax, ay, bx, by] = line;
      const share = Math.min(1, r / Math.hypot(ax - bx, ay - by));
      const along = (part) => [bx + (ax - bx) * part, by + (ay - by) * part];
      const [x, y] = along(share * END);
      lead(ctx, [...along(share), x, y], 3, 1, size / 13);
      for (const [dot, colour] of [[4, colours.paper], [2.5, colours.ink]]) {
        ctx.beginPath();
        ctx.arc(x, y, (dot * size) / 13, 0, 2 * Math.PI);
        ctx.fillStyle = colour;
        ctx.fill();
      }
    }
    ctx.font = font(size);
    for (const { id, text, box } of names) write(ctx, text, box, size, box.left >= where[id].x ? 0 : box.right <= where[id].x ? 1 : 0.5);
    ctx.font = font(size, 600);
    if (caption) write(ctx, [caption.text], caption.box, size, 0);
  }

  function lead(ctx, [ax, ay, bx, by], halo, ink, unit) {
    for (const [width, colour] of [[halo, colours.paper], [ink, colours.ink]]) sysmap.line(ctx, { x: ax, y: ay }, { x: bx, y: by }, { width, colour, dash: [] }, unit);
  }

  // Lines in a box, at its left (0), its middle or its right (1).
  function write(ctx, text, box, size, flush) {
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    ctx.lineJoin = "round";
    ctx.lineWidth = (4 * size) / 13;
    ctx.strokeStyle = colours.paper;
    ctx.fillStyle = colours.ink;
    text.forEach((part, number) => {
      const x = box.left + (box.right - box.left - ctx.measureText(part).width) * flush;
      const y = box.top + size * (number * LEADING + (LEADING - 1) / 2);
      ctx.strokeText(part, x, y);
      ctx.fillText(part, x, y);
    });
  }

  // A picture that is taken home, one unit to the pixel: gives what is to be drawn below the marks and above them.
  function namesOf(ctx, where, frame, blocks) {
    const found = namesOn(ctx, where, sysmap.text, frame, blocks);
    return { below: () => writeLeads(ctx, found, sysmap.text), above: () => writeNames(ctx, found, where, sysmap.text) };
  }

  // On the page names stay where they are beside their marks while the map moves; they are placed anew when it
  // rests, or as soon as there is time where what is shown has changed.
  const gauge = element("canvas").getContext("2d");
  let kept = null;
  let turn = 0;

  // Where everything stands on the screen, and what lies over the map there.
  function onScreen() {
    const [origin, scale] = [sysmap.network.canvasToDOM({ x: 0, y: 0 }), sysmap.network.getScale()];
    const there = items();
    const where = [];
    for (const id of there) where[id] = { x: origin.x + spots[id].x * scale, y: origin.y + spots[id].y * scale };
    const blocks = sysmap.obstacles();
    for (const { left, right, top, bottom } of [...sysmap.forumBoxes, ...sysmap.ribbonBoxes]) {
      const [near, far] = [sysmap.network.canvasToDOM({ x: left, y: top }), sysmap.network.canvasToDOM({ x: right, y: bottom })];
      blocks.push({ left: near.x, top: near.y, right: far.x, bottom: far.y });
    }
    const frame = { left: 0, top: 0, right: at("map").clientWidth, bottom: at("map").clientHeight };
    const moved = [frame.right, frame.bottom, sysmap.text, state.selected, state.sizeBy, ...sysmap.found, ...blocks.flatMap(middleOf).flatMap(({ x, y }) => [Math.round(x), Math.round(y)]),
      ...there.flatMap((id) => [Math.round(where[id].x * 4), Math.round(where[id].y * 4)])].join();
    return { where, blocks, frame, moved, shown: sysmap.shown };
  }

  // Names where they were beside their marks, though these have moved.
  function carried(where) {
    const by = (from, to) => [to.x - from.x, to.y - from.y];
    const shifted = (box, [x, y]) => ({ left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y });
    const names = kept.names.filter(({ id }) => where[id]).map((name) => {
      const [x, y] = by(name.from, where[name.id]);
      return { ...name, box: shifted(name.box, [x, y]), line: name.line && name.line.map((part, place) => part + (place % 2 ? y : x)) };
    });
    const { caption } = kept;
    return { names, caption: caption && where[caption.of] ? { ...caption, box: shifted(caption.box, by(caption.from, where[caption.of])) } : null };
  }

  function settle(screen = onScreen()) {
    if (kept && kept.moved === screen.moved && kept.shown === screen.shown) return false;
    const { where, blocks, frame } = screen;
    const { names, caption } = namesOn(gauge, where, sysmap.text, frame, blocks);
    kept = { names: names.map((name) => ({ ...name, from: where[name.id] })), caption: caption && { ...caption, from: where[caption.of] }, moved: screen.moved, shown: screen.shown };
    return true;
  }

  function settleSoon(soon) {
    turn += 1;
    const mine = turn;
    const place = () => { if (mine === turn && settle()) sysmap.redraw(); };
    if (soon && window.requestIdleCallback) window.requestIdleCallback(place, { timeout: 80 });
    else setTimeout(place, soon ? 0 : 150);
  }

  // Draws in pixels of the screen, whatever the map's own units are.
  function inPixels(ctx, draw) {
    const ratio = ctx.canvas.width / at("map").clientWidth;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw();
    ctx.restore();
  }

  // Before anything is drawn: what there is to write. Then what goes below the marks, and what goes above them;
  // of two maps side by side each has the names of those who are on it.
  let now = null;
  function readyNames() {
    const screen = onScreen();
    if (!kept) settle(screen);
    const rests = kept.moved === screen.moved && kept.shown === screen.shown;
    now = { screen, drawn: rests ? kept : carried(screen.where) };
    sysmap.named = now.drawn.names;
    if (!rests) settleSoon(kept.shown !== screen.shown);
  }
  const of = (isOn) => ({ ...now.drawn, names: now.drawn.names.filter(({ id }) => isOn(id)) });

  function drawLeads(ctx, isOn) {
    inPixels(ctx, () => writeLeads(ctx, of(isOn), sysmap.text));
  }

  function drawNames(ctx, isOn) {
    inPixels(ctx, () => {
      writeNames(ctx, of(isOn), now.screen.where, sysmap.text);
      drawPointed(ctx, now.screen);
    });
  }

  // The whole name of what is pointed at, on paper, where it can be read.
  function drawPointed(ctx, { where, frame }) {
    const id = sysmap.pointed;
    if (id === null || !where[id]) return;
    const size = sysmap.text;
    ctx.font = font(size);
    const whole = formsFor(ctx, id, size).filter(({ short }) => !short);
    const { text, width, lines } = whole.find((form) => form.width <= 22 * size) ?? whole[whole.length - 1];
    const [pad, height] = [size * 0.35, lines * size * LEADING];
    const left = Math.max(frame.left + pad, Math.min(frame.right - pad - width, where[id].x - width / 2));
    const over = where[id].y - reach(id) - 2 * pad - height;
    const top = over > frame.top ? over : where[id].y + reach(id) + 2 * pad;
    ctx.fillStyle = colours.paper;
    ctx.strokeStyle = colours.ink;
    ctx.lineWidth = size / 13;
    ctx.beginPath();
    ctx.rect(left - pad, top - pad, width + 2 * pad, height + 2 * pad);
    ctx.fill();
    ctx.stroke();
    write(ctx, text, { left, top, right: left + width, bottom: top + height }, size, 0.5);
  }

  const inViewport = ({ left, top, right, bottom }) => {
    const map = at("map").getBoundingClientRect();
    return { left: left + map.left, top: top + map.top, right: right + map.left, bottom: bottom + map.top };
  };

  // What is written on the map and where, and what is drawn there, in pixels of the viewport.
  function namesDrawn() {
    sysmap.upToDate();
    if (settle()) sysmap.redraw();
    return kept.names.map(({ id, text, box, line }) => ({ id, text: text.join(" "), ...inViewport(box), line: line !== null }));
  }

  function marksDrawn() {
    sysmap.upToDate();
    const { left, top } = at("map").getBoundingClientRect();
    const { where } = onScreen();
    return items().filter((id) => !isGroup(id)).map((id) => ({ id, x: where[id].x + left, y: where[id].y + top, r: reach(id) }));
  }

  // Other words on the map: what stands beside the rows of those without ties.
  function captions() {
    namesDrawn();
    return kept.caption ? [{ text: kept.caption.text, ...inViewport(kept.caption.box) }] : [];
  }

  Object.assign(sysmap, { captions, drawLeads, drawNames, formsOf, marks: marksDrawn, nameOf, names: namesDrawn, namesOf, readyNames, settleNames: settle });
})();
