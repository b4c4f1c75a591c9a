"use strict";
// Marks: organisations by the colour and shape of their sector, groups by how many they hold; in screen pixels.
(() => {
  const { colours, cores, element, fillOf, halves, isGroup, measure, organisations, shapes, state, valueOf, waveFor } = sysmap;

  const SMALLEST = 7;
  const LARGEST = 22;

  function outline(ctx, corners, x, y, r) {
    ctx.beginPath();
    if (!corners.length) {
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      return;
    }
    for (const [dx, dy] of corners) ctx.lineTo(x + r * dx, y + r * dy);
    ctx.closePath();
  }

  // The outlines of those that did not answer, and of those that were not asked.
  const dashes = { no: [4, 3], "not asked": [1.5, 2.5] };

  // A mark: its colour, what its pattern leaves white, its outline. A pale one hides the ties behind it.
  function paint(ctx, { shape, colour, pattern }, x, y, r, unit, { hollow, silent, faded }) {
    outline(ctx, shapes[shape], x, y, r);
    ctx.fillStyle = colours.paper;
    ctx.fill();
    if (!hollow) {
      ctx.globalAlpha = (dashes[silent] ? 0.35 : 1) * (faded ? 0.3 : 1);
      ctx.fillStyle = fillOf(colour);
      ctx.fill();
      ctx.globalAlpha = 1;
      if (pattern === "core") outline(ctx, [], x, y, cores[shape] * r);
      if (pattern === "half") outline(ctx, halves[shape], x, y, r);
      ctx.fillStyle = colours.paper;
      if (pattern && pattern !== "plain") ctx.fill();
      if (pattern) outline(ctx, shapes[shape], x, y, r);
    }
    ctx.lineWidth = (faded ? 1.5 : 2) * unit;
    ctx.strokeStyle = faded ? colours.faded : colours.ink;
    ctx.setLineDash((dashes[silent] || []).map((length) => length * unit));
    ctx.stroke();
    ctx.setLineDash([]);
  }

  sysmap.largest = 1;
  function scaleSizes() {
    sysmap.largest = 1e-9;
    for (const values of measure().all ?? measure().values) for (const value of values) sysmap.largest = Math.max(sysmap.largest, Math.abs(value ?? 0));
  }

  // On a crowded or narrow map marks grow less.
  const room = () => { const [many, narrow] = [sysmap.shown.drawn.length > 150, sysmap.width < 500]; return many && narrow ? 0.2 : many || narrow ? 0.6 : 1; };
  const rawSize = (value) => sysmap.larger * (SMALLEST + (value === null || value === undefined ? 0 : (LARGEST - SMALLEST) * room() * Math.sqrt(Math.abs(value) / sysmap.largest)));
  const rawRadius = (place) => rawSize(valueOf(place));
  const sizeOf = (value) => sysmap.crowding() * rawSize(value);

  function radius(id) {
    if (!isGroup(id)) return sizeOf(valueOf(id));
    return sysmap.discRadius(id);
  }

  // "no", "not asked", or something else.
  const silence = (place) => organisations[place].answered[waveFor(place)];

  sysmap.beside = new Set();
  const isFaded = (id) => sysmap.shown.aside?.has(id) || ((state.selected !== null || state.tie !== null) && id !== state.selected && !sysmap.beside.has(id));

  function drawMark(ctx, id, x, y, unit) {
    const r = radius(id) * unit;
    const faded = isFaded(id);
    if (isGroup(id)) {
      sysmap.drawDisc(ctx, id, x, y, r, unit);
    } else {
      paint(ctx, sysmap.lookOf(id), x, y, r, unit, { hollow: valueOf(id) === null, silent: silence(id), faded });
    }
    sysmap.markSaid?.(ctx, id, x, y, r, unit);
    if (id === state.selected) {
      ctx.beginPath();
      ctx.arc(x, y, r + 6 * unit, 0, 2 * Math.PI);
      ctx.lineWidth = 3 * unit;
      ctx.strokeStyle = colours.focus;
      ctx.stroke();
    } else if (sysmap.beside.has(id)) {
      ctx.beginPath();
      ctx.arc(x, y, r + 4 * unit, 0, 2 * Math.PI);
      ctx.lineWidth = 1.5 * unit;
      ctx.strokeStyle = colours.focus;
      ctx.stroke();
    }
  }

  // A mark for vis-network: it asks for the size in its own units, so that pointing at it works.
  function markRenderer(id) {
    return ({ ctx, x, y }) => {
      const unit = 1 / sysmap.network.getScale();
      const r = Math.max(radius(id), 12) * unit;
      return { drawNode() { if (sysmap.isThere(id)) drawMark(ctx, id, x, y, unit); }, nodeDimensions: { width: 2 * r, height: 2 * r } };
    };
  }

  // A sample of how something is drawn: on a new canvas, or on one that there is.
  function swatch(draw, canvas = element("canvas", null, { width: 40, height: 40, class: "swatch", "aria-hidden": "true" })) {
    const ctx = canvas.getContext("2d");
    ctx.setTransform(2, 0, 0, 2, 0, 0);
    ctx.clearRect(0, 0, 20, 20);
    draw(ctx);
    return canvas;
  }

  Object.assign(sysmap, { drawMark, isFaded, markRenderer, paint, radius, rawRadius, scaleSizes, silence, sizeOf, swatch });
})();
