"use strict";
// What is drawn: marks, ties and names in screen pixels, so that they can be read at every zoom.
const INK = "#0b0c0c";
const SMALLEST = 7;
const LARGEST = 22;
const FEW = 40;
const NAMES = 25;

function outline(ctx, shape, x, y, r) {
  ctx.beginPath();
  if (shape === "square") {
    ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
    return;
  }
  if (shape === "dot") {
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  const turns = { diamond: [4, 0], triangle: [3, 0], triangleDown: [3, Math.PI], hexagon: [6, Math.PI / 6], star: [10, 0] };
  const [corners, turn] = turns[shape];
  const size = shape === "diamond" || shape.startsWith("triangle") ? r * 1.2 : r * 1.1;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn - Math.PI / 2 + (2 * Math.PI * corner) / corners;
    const reach = shape === "star" && corner % 2 ? size * 0.48 : size * (shape === "star" ? 1.15 : 1);
    ctx.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  ctx.closePath();
}

function paint(ctx, sector, x, y, r, unit, how) {
  outline(ctx, sector.shape, x, y, r);
  ctx.fillStyle = "#fff";
  ctx.fill();
  if (!how.hollow) {
    ctx.save();
    ctx.globalAlpha *= how.silent ? 0.35 : 1;
    ctx.fillStyle = sector.colour;
    ctx.fill();
    ctx.restore();
  }
  ctx.lineWidth = (organisations.length > 600 ? 1 : 2) * unit;
  ctx.strokeStyle = INK;
  ctx.setLineDash(how.silent ? [3 * unit, 3 * unit] : []);
  ctx.stroke();
  ctx.setLineDash([]);
}

let largest = 1;
function scaleSizes() {
  const entry = measure();
  largest = Math.max(1e-9, ...entry.values.flat().map((value) => Math.abs(value ?? 0)));
}

function radius(place) {
  const value = valueOf(place);
  const crowd = organisations.length > 600;
  const room = crowd ? 0.3 : organisations.length > 150 || at("map").clientWidth < 500 ? 0.6 : 1;
  const least = crowd ? SMALLEST / 2 : SMALLEST;
  return least + (value === null ? 0 : (LARGEST - SMALLEST) * room * Math.sqrt(Math.abs(value) / largest));
}

const isSilent = (place) => ["no", "not asked"].includes(organisations[place].answered[waveFor(place)]);

function strokes(tie) {
  const status = state.view === "changed" ? statusOf(tie) : "kept";
  if (both && state.view === "changed") {
    if (status === "new") return { width: 3.5, colour: INK, dash: [], sign: "+" };
    if (status === "lost") return { width: 2, colour: "#3d3d3d", dash: [6, 4], sign: "×" };
    return { width: 1, colour: "#c3c6c8", dash: [], sign: "" };
  }
  const quiet = shown.ties.length > 600;
  return tie.crosses === 1
    ? { width: quiet ? 1 : 1.5, colour: quiet ? "#8d9499" : "#6f777b", dash: [], sign: "" }
    : { width: 1, colour: "#cdd0d2", dash: [], sign: "" };
}

const order = (tie) => (state.view === "changed" ? { kept: 0, lost: 1, new: 2 }[statusOf(tie)] : tie.crosses === 1 ? 1 : 0);

function near(tie) {
  return state.selected === null || tie.a === state.selected || tie.b === state.selected;
}

function drawTies(ctx, spots, unit) {
  const sorted = [...shown.ties].sort((one, other) => order(ties[one]) - order(ties[other]));
  for (const place of sorted) {
    const tie = ties[place];
    const how = strokes(tie);
    const from = spots[tie.a];
    const to = spots[tie.b];
    ctx.globalAlpha = near(tie) ? 1 : 0.25;
    ctx.lineWidth = how.width * unit;
    ctx.strokeStyle = how.colour;
    ctx.fillStyle = how.colour;
    ctx.setLineDash(how.dash.map((length) => length * unit));
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
    ctx.setLineDash([]);
    if (tie.arrow) drawArrow(ctx, from, to, unit, radius(tie.b) + 2);
    if (how.sign && (near(tie) || state.selected === null)) drawSign(ctx, from, to, how, unit);
  }
  ctx.globalAlpha = 1;
}

function drawArrow(ctx, from, to, unit, gap) {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const x = to.x - Math.cos(angle) * gap * unit;
  const y = to.y - Math.sin(angle) * gap * unit;
  ctx.beginPath();
  ctx.moveTo(x, y);
  for (const side of [-0.4, 0.4]) ctx.lineTo(x - Math.cos(angle + side) * 9 * unit, y - Math.sin(angle + side) * 9 * unit);
  ctx.closePath();
  ctx.fill();
}

function drawSign(ctx, from, to, how, unit) {
  if (Math.hypot(to.x - from.x, to.y - from.y) < 40 * unit) return;
  const x = (from.x + to.x) / 2;
  const y = (from.y + to.y) / 2;
  const arm = 3.5 * unit;
  ctx.beginPath();
  ctx.arc(x, y, 6 * unit, 0, 2 * Math.PI);
  ctx.fillStyle = "#fff";
  ctx.fill();
  ctx.strokeStyle = how.colour;
  ctx.lineWidth = 2 * unit;
  ctx.beginPath();
  const diagonal = how.sign === "×" ? 0.75 : 1;
  const [dx, dy] = how.sign === "×" ? [arm * diagonal, arm * diagonal] : [arm, 0];
  ctx.moveTo(x - dx, y - dy);
  ctx.lineTo(x + dx, y + dy);
  ctx.moveTo(x - dy, y + dx);
  ctx.lineTo(x + dy, y - dx);
  ctx.stroke();
}

// A mark for vis-network: it asks for the size in its own units, so that pointing at it works.
function markRenderer(place) {
  return ({ ctx, x, y }) => {
    const unit = 1 / network.getScale();
    const r = radius(place) * unit;
    const faded = state.selected !== null && place !== state.selected && !shown.partners.get(state.selected)?.has(place);
    return {
      drawNode() {
        ctx.globalAlpha = faded ? 0.25 : 1;
        paint(ctx, page.sectors[organisations[place].sector], x, y, r, unit,
          { hollow: valueOf(place) === null, silent: isSilent(place) });
        if (place === state.selected) {
          ctx.beginPath();
          ctx.arc(x, y, r + 6 * unit, 0, 2 * Math.PI);
          ctx.lineWidth = 3 * unit;
          ctx.strokeStyle = "#1d70b8";
          ctx.stroke();
        }
        ctx.globalAlpha = 1;
      },
      nodeDimensions: { width: 2 * Math.max(r, 12 * unit), height: 2 * Math.max(r, 12 * unit) },
    };
  };
}

// Names: those of the largest marks, where they fit without covering one another.
let named = [];
let pointed = null;

function lines(name) {
  if (name.length <= 24) return [name];
  const short = name.length > 46 ? name.slice(0, 45).trimEnd() + "…" : name;
  const middle = short.length / 2;
  let cut = -1;
  for (let at = short.indexOf(" "); at >= 0; at = short.indexOf(" ", at + 1)) {
    if (cut < 0 || Math.abs(at - middle) < Math.abs(cut - middle)) cut = at;
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
function placeNames(ctx, spots, unit) {
  const marks = shown.organisations.map((place) => {
    const r = (radius(place) + 1) * unit;
    return { place, left: spots[place].x - r, right: spots[place].x + r, top: spots[place].y - r, bottom: spots[place].y + r };
  });
  const everyone = shown.organisations.length < FEW || network.getScale() > 2 * wholeScale;
  const close = state.selected === null ? new Set() : shown.partners.get(state.selected);
  const first = (place) => (place === state.selected ? 2 : close.has(place) ? 1 : 0);
  const size = (place) => Math.abs(valueOf(place) ?? 0);
  const partners = (place) => shown.partners.get(place).size;
  const sorted = [...shown.organisations].sort((a, b) => first(b) - first(a) || size(b) - size(a) || partners(b) - partners(a) || a - b);
  named = [];
  for (const place of sorted) {
    if (!everyone && named.length >= NAMES + close.size) break;
    const text = lines(organisations[place].name);
    const width = Math.max(...text.map((line) => ctx.measureText(line).width));
    const { x, y } = spots[place];
    let best = null;
    boxesAround(x, y, width, text.length * 15 * unit, (radius(place) + 3) * unit).forEach((box, number) => {
      if (named.some((other) => overlap(box, other.box))) return;
      const covered = marks.reduce((sum, mark) => sum + overlap(box, mark), 0) / (unit * unit) + number;
      if (!best || covered < best.covered) best = { box, covered };
    });
    const most = first(place) || named.length < 8 ? 1200 : 90;
    if (best && best.covered < most) named.push({ place, text, box: best.box, width });
  }
}

function drawNames(ctx, spots) {
  const unit = 1 / network.getScale();
  ctx.font = `${13 * unit}px system-ui, "Segoe UI", Arial, sans-serif`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  placeNames(ctx, spots, unit);
  for (const name of named) {
    const faded = state.selected !== null && name.place !== state.selected && !shown.partners.get(state.selected)?.has(name.place);
    ctx.globalAlpha = faded ? 0.25 : 1;
    write(ctx, name.text, name.box.left, name.box.top, name.width, unit);
  }
  ctx.globalAlpha = 1;
  const alone = shown.organisations.filter((place) => isolates.has(place));
  if (alone.length) {
    const left = Math.min(...alone.map((place) => spots[place].x)) - 12 * unit;
    const top = Math.min(...alone.map((place) => spots[place].y)) - 32 * unit;
    write(ctx, [both ? "No ties in either wave" : "No ties"], left, top, 0, unit, true);
  }
  if (pointed !== null && spots[pointed] && shown.partners.has(pointed)) {
    const text = [organisations[pointed].name];
    const width = ctx.measureText(text[0]).width;
    const { x, y } = spots[pointed];
    ctx.fillStyle = "#fff";
    ctx.fillRect(x - width / 2 - 4 * unit, y - (radius(pointed) + 24) * unit, width + 8 * unit, 20 * unit);
    write(ctx, text, x - width / 2, y - (radius(pointed) + 21) * unit, width, unit);
  }
}

function write(ctx, text, left, top, width, unit, flush) {
  ctx.lineJoin = "round";
  ctx.lineWidth = 4 * unit;
  ctx.strokeStyle = "#fff";
  ctx.fillStyle = INK;
  text.forEach((line, number) => {
    const x = flush ? left : left + (width - ctx.measureText(line).width) / 2;
    ctx.strokeText(line, x, top + number * 15 * unit);
    ctx.fillText(line, x, top + number * 15 * unit);
  });
}

function swatch(draw, label) {
  const canvas = element("canvas", null, { width: 40, height: 40, class: "swatch", role: "img", "aria-label": label });
  const ctx = canvas.getContext("2d");
  ctx.scale(2, 2);
  draw(ctx);
  return canvas;
}
