"use strict";
// The overview: a disc for each sector, ribbons for the ties between, with numbers; in units of the map or of a picture.
(() => {
  const { both, colours, count, groupOf, groups, isGroup, organisations, page, ribbonLine, ribbonWidth, state, ties, total } = sysmap;

  const NONE = 10;
  const WIDE = 36; // ribbons in full: beyond these, a hair each, and their numbers when they are pointed at
  const FULL = 150;
  const [NUMBER, LEAST_NUMBERS] = [110, 5]; // squares of the text for each number at a ribbon, and so many anyhow
  const font = (size, weight) => `${weight ? `${weight} ` : ""}${size}px system-ui, "Segoe UI", Arial, sans-serif`;
  const text = () => sysmap.text;
  const isNew = () => both && state.view === "changed";
  // How many pixels of the screen or of a picture a unit of the map is.
  sysmap.pixels = 1;
  sysmap.pointedRibbon = null;
  sysmap.ribbonBoxes = [];

  // A colour mixed with the ground, so that words can be read on it.
  function tint(colour, share) {
    const parts = (hex) => (hex.length === 4 ? [1, 2, 3].map((at) => parseInt(hex[at] + hex[at], 16)) : [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
    const [one, other] = [parts(colour), parts(colours.paper)];
    return `#${one.map((part, at) => Math.round(part * share + other[at] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
  }

  // Every two sectors with someone shown: how many ties, what became of them, how many are possible.
  function pairs() {
    if (sysmap.shown.pairs) return sysmap.shown.pairs;
    const sizes = page.sectors.map(() => 0);
    for (const place of sysmap.shown.organisations) sizes[organisations[place].sector] += 1;
    const width = page.sectors.length;
    const found = new Map();
    const way = page.directed ? 2 : 1;
    const pair = (a, b) => ({ a: total + a, b: total + b, kept: 0, new: 0, lost: 0, all: 0, possible: way * (a === b ? (sizes[a] * (sizes[a] - 1)) / 2 : sizes[a] * sizes[b]) });
    sizes.forEach((one, a) => sizes.forEach((other, b) => { if (a <= b && one && other) found.set(a * width + b, pair(a, b)); }));
    for (const place of sysmap.shown.ties) {
      const tie = ties[place];
      const [a, b] = [organisations[tie.a].sector, organisations[tie.b].sector].sort((one, other) => one - other);
      const at = found.get(a * width + b);
      at[sysmap.statusOf(tie)] += 1;
      at.all += 1;
    }
    for (const one of found.values()) one.now = one.all - (isNew() ? one.lost : 0);
    const all = [...found.values()];
    sysmap.shown.pairs = {
      across: all.filter(({ a, b }) => a !== b).sort((one, other) => other.all - one.all || other.possible - one.possible || one.a - other.a || one.b - other.b),
      within: new Map(all.filter(({ a, b }) => a === b).map((one) => [one.a, one])),
    };
    return sysmap.shown.pairs;
  }

  // Whether two sectors have more ties than chance gives them, or fewer; it is known for the whole map alone.
  const chanceIsKnown = () => sysmap.filtersInWords().length === 0 && state.focus === null;
  function besideChance({ a, b, all, lost }) {
    if (!page.overview || !chanceIsKnown() || !isGroup(a) || !isGroup(b) || Math.max(a, b) >= total + page.sectors.length) return null;
    const [one, other, width] = [Math.min(a, b) - total, Math.max(a, b) - total, page.sectors.length];
    if (one === other) return null;
    const number = all - (isNew() ? lost : 0);
    const [low, high] = page.overview.bands[sysmap.wave()][(one * (2 * width - one - 1)) / 2 + other - one - 1];
    return { low, high, side: number > high ? "above" : number < low ? "below" : "within" };
  }

  function numbers(ribbon) {
    const now = ribbon.all - (isNew() ? ribbon.lost : 0);
    const change = isNew() ? [ribbon.new ? `+${ribbon.new}` : "", ribbon.lost ? `−${ribbon.lost}` : ""].filter(Boolean).join(" ") : "";
    const chance = state.chance ? besideChance(ribbon) : null;
    const mark = { above: " ▲", below: " ▼" }[chance?.side] ?? "";
    return `${now}${change ? `  ${change}` : ""}${mark}`;
  }

  // What runs between discs and organisations, worked out anew when what is shown changes.
  function layRibbons() {
    const { width, height, discs } = sysmap.layout;
    const closed = (id) => isGroup(id) && !discs.get(id)?.open;
    const between = sysmap.shown.bundles.filter(({ a, b }) => closed(a) && closed(b));
    const list = [...discs.values()].filter((disc) => !disc.open || !sysmap.childrenOf(disc.id).length);
    const [spots, radii] = [list.map(({ x, y }) => [x, y]), list.map(({ r }) => r)];
    const place = new Map(list.map(({ id }, number) => [id, number]));
    const counts = between.map(({ all }) => all);
    const straight = (ribbon) => sysmap.bent(spots[place.get(ribbon.a)], spots[place.get(ribbon.b)], 0);
    const lay = (ribbon, wide, thin = false) => ({ ...ribbon, wide, thin, line: thin ? straight(ribbon) : ribbonLine(place.get(ribbon.a), place.get(ribbon.b), spots, radii, wide, width, height) });
    sysmap.shown.ribbons = between.map((ribbon, number) => (number < WIDE ? lay(ribbon, ribbonWidth(ribbon.all, counts, width, height)) : lay(ribbon, 1.25, true)));
    sysmap.shown.spread = sysmap.shown.bundles.filter(({ a, b }) => !(closed(a) && closed(b)));
    const missing = state.pair ? [] : pairs().across.filter(({ a, b, all }) => !all && closed(a) && closed(b) && sysmap.shown.folded.has(a) && sysmap.shown.folded.has(b));
    sysmap.shown.none = missing.slice(0, NONE).map((ribbon) => lay(ribbon, 1));
  }

  const hot = () => sysmap.pointedRibbon ?? state.ribbon;
  const sameEnds = (ribbon, ends) => ends !== null && ribbon.a === ends[0] && ribbon.b === ends[1];
  // A ribbon in the background, because something else was chosen or is pointed at.
  function isBack(ribbon) {
    if (hot()) return !sameEnds(ribbon, hot());
    const id = isGroup(sysmap.pointed) ? sysmap.pointed : state.selected;
    if (id !== null) return ribbon.a !== id && ribbon.b !== id;
    if (ribbon.thin) return true;
    // Where a disc is open, what runs between others stands back.
    return state.open.length > 0 && isGroup(ribbon.a) && isGroup(ribbon.b);
  }

  // A band along a line: `shift` to the side of its middle, so wide.
  function band(ctx, line, shift, wide) {
    const sides = [[], []];
    line.forEach(([x, y], step) => {
      const [before, after] = [line[Math.max(step - 1, 0)], line[Math.min(step + 1, line.length - 1)]];
      const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
      const long = Math.sqrt(dx * dx + dy * dy) || 1;
      for (const [side, far] of [[0, shift - wide / 2], [1, shift + wide / 2]]) sides[side].push([x - (dy / long) * far, y + (dx / long) * far]);
    });
    ctx.beginPath();
    for (const [x, y] of [...sides[0], ...sides[1].reverse()]) ctx.lineTo(x, y);
    ctx.closePath();
    ctx.fill();
  }

  function along(ctx, line, shift) {
    ctx.beginPath();
    line.forEach(([x, y], step) => {
      const [before, after] = [line[Math.max(step - 1, 0)], line[Math.min(step + 1, line.length - 1)]];
      const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
      const long = Math.sqrt(dx * dx + dy * dy) || 1;
      ctx.lineTo(x - (dy / long) * shift, y + (dx / long) * shift);
    });
    ctx.stroke();
  }

  function drawRibbon(ctx, ribbon, line, wide, unit) {
    const back = isBack(ribbon);
    const whole = back ? Math.min(wide, (ribbon.thin ? 0.75 : 1.5) * unit) : Math.max(wide, 2 * unit);
    ctx.fillStyle = colours.paper;
    if (!ribbon.thin || !back) band(ctx, line, 0, whole + 3 * unit);
    const parts = isNew() && !back ? ["kept", "new", "lost"].filter((status) => ribbon[status]).map((status) => [status, Math.max((whole * ribbon[status]) / ribbon.all, 1.25 * unit)]) : [["", whole]];
    const sum = parts.reduce((all, [, size]) => all + size, 0);
    let shift = -sum / 2;
    for (const [status, size] of parts) {
      const middle = shift + size / 2;
      ctx.fillStyle = back ? colours.bundle_few : { kept: colours.bundle_few, new: colours.ink }[status] ?? colours.bundle_many;
      if (status === "lost" && !back) {
        ctx.strokeStyle = colours.lost;
        ctx.lineWidth = Math.max(size - unit, 1.25 * unit);
        ctx.setLineDash([7 * unit, 5 * unit]);
        along(ctx, line, middle);
        ctx.setLineDash([]);
      } else band(ctx, line, middle, size - (parts.length > 1 ? 0.5 * unit : 0));
      shift += size;
    }
  }

  // All that runs below the discs. `placed` gives the place of a point of the map in what is drawn.
  function drawRibbons(ctx, placed, unit) {
    if (!sysmap.shown.overview) return;
    const scale = sysmap.pixels * unit;
    const moved = (line) => line.map(([x, y]) => { const spot = placed({ x, y }); return [spot.x, spot.y]; });
    for (const disc of sysmap.layout.discs.values()) if (disc.open) drawRoom(ctx, disc, placed, unit);
    for (const ribbon of sysmap.shown.none) {
      ctx.strokeStyle = isBack(ribbon) ? colours.bundle_few : colours.bundle_many;
      ctx.lineWidth = 1.25 * unit;
      ctx.setLineDash([1.5 * unit, 5 * unit]);
      along(ctx, moved(ribbon.line), 0);
      ctx.setLineDash([]);
    }
    // Those in front last; of these the thin ones above, or the wide ones would hide them.
    const order = [...sysmap.shown.ribbons].sort((one, other) => isBack(other) - isBack(one) || other.thin - one.thin || other.wide - one.wide);
    for (const ribbon of order) drawRibbon(ctx, ribbon, moved(ribbon.line), ribbon.wide * scale, unit);
    const full = FULL - Math.min(sysmap.shown.drawnTies.length, FULL);
    sysmap.shown.spread.forEach((bundle, number) => {
      const [from, to] = [bundle.a, bundle.b].map((id) => placed(sysmap.spots[id]));
      const back = isBack(bundle);
      const whole = !back && number < full;
      const status = isNew() ? ["new", "lost"].find((one) => bundle[one] === bundle.all) : undefined;
      ctx.strokeStyle = !whole ? colours.bundle_few : { new: colours.ink, lost: colours.lost }[status] ?? colours.bundle_many;
      ctx.lineWidth = (whole ? Math.min(1.25 + Math.sqrt(bundle.all - 1), 5) : 0.5) * unit;
      ctx.setLineDash(status === "lost" ? [6 * unit, 4 * unit] : []);
      ctx.beginPath();
      ctx.moveTo(from.x, from.y);
      ctx.lineTo(to.x, to.y);
      ctx.stroke();
      ctx.setLineDash([]);
    });
  }

  // The ground of an open disc, in its colour.
  function drawRoom(ctx, disc, placed, unit) {
    const { x, y } = placed(disc);
    const colour = sysmap.fillOf(page.sectors[groupOf(disc.id).sector].colour);
    ctx.beginPath();
    ctx.arc(x, y, disc.r * sysmap.pixels * unit, 0, 2 * Math.PI);
    ctx.fillStyle = tint(colour, groupOf(disc.id).within === null ? 0.07 : 0.12);
    ctx.fill();
    ctx.lineWidth = 2 * unit;
    ctx.strokeStyle = tint(colour, 0.75);
    ctx.stroke();
  }

  function wrapped(ctx, words, width) {
    const rows = [""];
    for (const word of words.split(" ")) {
      const next = rows[rows.length - 1] ? `${rows[rows.length - 1]} ${word}` : word;
      if (ctx.measureText(next).width <= width || !rows[rows.length - 1]) rows[rows.length - 1] = next;
      else rows.push(word);
    }
    return rows;
  }

  const shortName = (id) => groupOf(id).short ?? groupOf(id).name;
  function density(id) {
    const inside = pairs().within.get(id);
    return inside && inside.possible ? `${sysmap.shareInWords(inside.now / inside.possible)} inside` : "";
  }

  // What stands in a disc: as much of its name, how many are in it and how many of the possible ties, as has room.
  function wordsInside(ctx, id, r, unit) {
    const size = Math.min(text(), Math.max(r / unit / 3, 11));
    const number = sysmap.shown.folded.get(id);
    const step = size * 1.22 * unit;
    const fits = (rows) => {
      const tall = rows.length * step;
      return rows.every(({ words, bold }, row) => {
        ctx.font = font(size * unit, bold && 600);
        const far = Math.max(Math.abs(-tall / 2 + row * step), Math.abs(-tall / 2 + (row + 1) * step));
        return far < r && ctx.measureText(words).width / 2 < Math.sqrt(r * r - far * far) - 2 * unit;
      });
    };
    ctx.font = font(size * unit, 600);
    const one = { words: String(number), bold: true };
    const inside = groupOf(id).within === null ? density(id) : "";
    const tries = [1.75, 1.5, 1.25, 1].map((share) => wrapped(ctx, shortName(id), share * r).map((words) => ({ words, bold: true })));
    const counts = [{ words: count(number, "organisation") }, ...(inside ? [{ words: inside }] : [])];
    const short = [{ words: inside ? `${number} · ${inside}` : String(number) }];
    // The sector's own mark stands above, wherever it has room.
    const mark = { words: "", mark: true };
    for (const head of [[mark], []]) {
      for (const rest of [counts, short, [{ words: String(number) }, { words: inside }], [{ words: String(number) }]]) for (const name of tries) if (fits([...head, ...name, ...rest])) return { rows: [...head, ...name, ...rest], size, step, named: true };
    }
    return { rows: [[mark, one], [one], []].find(fits), size, step, named: false };
  }

  function drawDisc(ctx, id, x, y, r, unit) {
    const sector = page.sectors[groupOf(id).sector];
    const back = hot() ? !hot().includes(id) : sysmap.isFaded(id);
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    const colour = sysmap.fillOf(sector.colour);
    ctx.fillStyle = tint(colour, back ? 0.08 : 0.22);
    ctx.fill();
    ctx.lineWidth = (back ? 1.5 : 3) * unit;
    ctx.strokeStyle = back ? tint(colour, 0.6) : colour;
    ctx.stroke();
    const { rows, size, step } = wordsInside(ctx, id, r, unit);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    rows.forEach(({ words, bold, mark }, row) => {
      const middle = y + (row - (rows.length - 1) / 2) * step;
      if (mark) sysmap.paint(ctx, sector, x, middle - 0.12 * step, size * 0.5 * unit, unit, {});
      ctx.font = font(size * unit, bold && 600);
      ctx.fillStyle = colours.ink;
      if (!mark) ctx.fillText(words, x, middle);
    });
    ctx.textAlign = "left";
  }

  // Names of discs and areas, and numbers, before the names of organisations, which keep clear of them.
  function drawOverviewNames(ctx) {
    const network = sysmap.network;
    const [unit, map] = [1 / network.getScale(), sysmap.at("map")];
    const [near, far] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: map.clientWidth, y: map.clientHeight })];
    const frame = { left: near.x, top: near.y, right: far.x, bottom: far.y };
    drawLabels(ctx, (spot) => spot, unit, frame);
    sysmap.drawAreaNames(ctx, (spot) => spot, unit, frame);
  }

  const meets = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  function meetsDisc(box, { x, y, r }) {
    const [dx, dy] = [x - Math.max(box.left, Math.min(x, box.right)), y - Math.max(box.top, Math.min(y, box.bottom))];
    return dx * dx + dy * dy < r * r;
  }

  // Names of discs that have none inside, and numbers at ribbons: each where it covers nothing else.
  function drawLabels(ctx, placed, unit, frame) {
    sysmap.ribbonBoxes = [];
    if (!sysmap.shown.overview) return;
    const size = text();
    const scale = sysmap.pixels * unit;
    const circles = [...sysmap.layout.discs.values()].filter(({ id, open }) => (open ? !sysmap.childrenOf(id).length : sysmap.shown.folded.has(id)))
      .map((disc) => ({ ...placed(disc), r: (disc.open ? disc.r : radiusOf(disc)) * scale, id: disc.id, open: disc.open }));
    const taken = [];
    const free = (box, own) => box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
      && !taken.some((other) => meets(box, other)) && !circles.some((circle) => circle.id !== own && meetsDisc(box, circle));
    const boxAt = (x, y, wide, tall) => ({ left: x - wide / 2, right: x + wide / 2, top: y - tall / 2, bottom: y + tall / 2 });
    ctx.textBaseline = "middle";
    ctx.textAlign = "center";
    ctx.lineJoin = "round";
    for (const disc of sysmap.layout.discs.values()) {
      const circle = { ...placed(disc), r: (disc.open ? disc.r : radiusOf(disc)) * scale };
      const inside = disc.open ? { named: false, rows: [] } : sysmap.shown.folded.has(disc.id) ? wordsInside(ctx, disc.id, circle.r, unit) : { named: true };
      if (inside.named) continue;
      ctx.font = font(size * unit, 600);
      const name = `${disc.open && groupOf(disc.id).within !== null ? shortName(disc.id) : shortName(disc.id)}${inside.rows.length || disc.open ? "" : ` ${sysmap.shown.folded.get(disc.id)}`}`;
      const rows = ctx.measureText(name).width > 150 * unit ? wrapped(ctx, name, 120 * unit) : [name];
      const wide = Math.max(...rows.map((row) => ctx.measureText(row).width)) + 6 * unit;
      const tall = rows.length * size * 1.2 * unit + 2 * unit;
      const gap = circle.r + 4 * unit;
      const spots = [[0, gap + tall / 2], [0, -gap - tall / 2], [gap + wide / 2, 0], [-gap - wide / 2, 0], [gap * 0.7 + wide / 2, gap * 0.7 + tall / 2], [-gap * 0.7 - wide / 2, gap * 0.7 + tall / 2], [gap * 0.7 + wide / 2, -gap * 0.7 - tall / 2], [-gap * 0.7 - wide / 2, -gap * 0.7 - tall / 2]];
      if (disc.open) spots.unshift([0, -circle.r], [0, circle.r]);
      const box = spots.map(([dx, dy]) => boxAt(circle.x + dx, circle.y + dy, wide, tall)).find((one) => free(one, disc.id));
      if (!box) continue;
      taken.push(box);
      write(ctx, rows, box, size * unit, unit);
    }
    const marked = isNew() || state.chance;
    const order = [...sysmap.shown.ribbons, ...sysmap.shown.none].filter((ribbon) => !isBack(ribbon)).sort((one, other) => other.all - one.all);
    // On a small screen the numbers of the widest: the others are said when they are pointed at.
    let room = Math.max(LEAST_NUMBERS, Math.floor(((frame.right - frame.left) * (frame.bottom - frame.top)) / (NUMBER * size * size * unit * unit)));
    for (const ribbon of order) {
      if (!room) break;
      const words = ribbon.all ? numbers(ribbon) : "none";
      ctx.font = font((ribbon.all ? size : size * 0.92) * unit, ribbon.all && (marked ? 600 : 500));
      const [wide, tall] = [ctx.measureText(words).width + 8 * unit, size * 1.25 * unit];
      for (const share of [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8]) {
        const [x, y] = ribbon.line[Math.round(share * (ribbon.line.length - 1))];
        const spot = placed({ x, y });
        const box = boxAt(spot.x, spot.y, wide, tall);
        if (!free(box, null)) continue;
        taken.push(box);
        room -= 1;
        ctx.fillStyle = colours.paper;
        ctx.fillRect(box.left, box.top, wide, tall);
        ctx.fillStyle = ribbon.all ? colours.ink : colours.quiet;
        ctx.fillText(words, spot.x, spot.y + 0.5 * unit);
        break;
      }
    }
    ctx.textAlign = "left";
    sysmap.ribbonBoxes = taken;
  }

  function write(ctx, rows, box, size, unit) {
    ctx.lineWidth = 4 * unit;
    ctx.strokeStyle = colours.paper;
    ctx.fillStyle = colours.ink;
    rows.forEach((row, number) => {
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2 + (number - (rows.length - 1) / 2) * size * 1.2];
      ctx.strokeText(row, x, y);
      ctx.fillText(row, x, y);
    });
  }

  // A disc is as large as those that are shown of it; it keeps its place.
  function radiusOf(disc) {
    if (disc.open) return 13 / sysmap.pixels;
    const shown = sysmap.shown.folded.get(disc.id) ?? 0;
    return Math.max(disc.r * Math.sqrt(Math.min(shown / groups[disc.id - total].members.length, 1)), Math.min(disc.r, 12));
  }

  const discRadius = (id) => radiusOf(sysmap.layout.discs.get(id)) * sysmap.pixels;

  // The ribbon under a point of the map; null if there is none.
  function ribbonAt({ x, y }) {
    if (!sysmap.shown.overview) return null;
    let best = null;
    let least = Infinity;
    for (const ribbon of [...sysmap.shown.ribbons, ...sysmap.shown.none]) {
      const reach = Math.max(ribbon.wide / 2, 6 / sysmap.pixels);
      for (let step = 1; step < ribbon.line.length; step += 1) {
        const [[ax, ay], [bx, by]] = [ribbon.line[step - 1], ribbon.line[step]];
        const [dx, dy] = [bx - ax, by - ay];
        const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
        const far = Math.hypot(ax + t * dx - x, ay + t * dy - y);
        if (far <= reach && far < least) { least = far; best = [ribbon.a, ribbon.b]; }
      }
    }
    return best;
  }

  // Samples for the key, and what they say.
  function overviewKey() {
    const sample = (ribbon, wide) => (ctx) => {
      const line = [[0, 10], [10, 10], [20, 10]];
      ctx.fillStyle = ribbon === "new" ? colours.ink : ribbon === "kept" ? colours.bundle_few : colours.bundle_many;
      ctx.strokeStyle = ribbon === "lost" ? colours.lost : colours.bundle_many;
      ctx.lineWidth = ribbon === "lost" ? 3 : 1.25;
      ctx.setLineDash(ribbon === "lost" ? [5, 3] : [1.5, 3]);
      if (ribbon === "lost" || ribbon === "none") along(ctx, line, 0);
      ctx.setLineDash([]);
      if (ribbon !== "lost" && ribbon !== "none") band(ctx, line, 0, wide);
    };
    const found = isNew() ? [[sample("kept", 5), "ties in both waves"], [sample("new", 4), "new ties"], [sample("lost", 3), "lost ties"]] : [[sample("", 6), "ties between two: the wider, the more"]];
    if (sysmap.shown.none.length) found.push([sample("none", 1), "no tie"]);
    found.push([(ctx) => { ctx.beginPath(); ctx.arc(10, 10, 8, 0, 2 * Math.PI); ctx.fillStyle = tint(colours.sample, 0.22); ctx.fill(); ctx.lineWidth = 2; ctx.strokeStyle = colours.sample; ctx.stroke(); }, "inside: share of possible ties"]);
    if (state.chance && chanceIsKnown()) found.push([(ctx) => { ctx.fillStyle = colours.ink; ctx.beginPath(); ctx.moveTo(10, 4); ctx.lineTo(16, 15); ctx.lineTo(4, 15); ctx.closePath(); ctx.fill(); }, "▲ more, ▼ fewer than chance gives"]);
    return found;
  }

  Object.assign(sysmap, { besideChance, chanceIsKnown, discRadius, drawDisc, drawLabels, drawOverviewNames, drawRibbons, layRibbons, numbers, overviewKey, pairs, ribbonAt, tint });
})();
