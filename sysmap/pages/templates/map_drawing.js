"use strict";
// Ties: told apart by width and dash, thin where they are more than can be read; in screen pixels.
(() => {
  const { both, colours, radius, state, statusOf, ties } = sysmap;

  function strokes(tie) {
    const quiet = sysmap.shown.full !== null;
    if (both && state.view === "changed") {
      const status = statusOf(tie);
      if (status === "new") return { width: quiet ? 2.25 : 3.5, colour: colours.ink, dash: [], sign: "+" };
      if (status === "lost") return { width: quiet ? 1.5 : 2, colour: colours.lost, dash: [6, 4], sign: "×" };
      return { width: 1, colour: quiet ? colours.kept_faint : colours.kept, dash: [], sign: "" };
    }
    return tie.crosses === 1
      ? { width: quiet ? 1 : 1.5, colour: quiet ? colours.across_faint : colours.across, dash: [], sign: "" }
      : { width: 1, colour: colours.within, dash: [], sign: "" };
  }

  // Beyond what can be read one by one: a hair, dashed where it was lost.
  const thin = (tie) => ({ width: 0.5, colour: colours.across_faint, dash: both && state.view === "changed" && statusOf(tie) === "lost" ? [4, 4] : [], sign: "" });

  const order = (tie) => (state.view === "changed" ? { kept: 0, lost: 1, new: 2 }[statusOf(tie)] : tie.crosses === 1 ? 1 : 0);
  const isChosen = () => state.selected !== null || state.tie !== null;
  const near = (tie) => (state.tie !== null ? tie === ties[state.tie] : state.selected === null || tie.a === state.selected || tie.b === state.selected);

  function line(ctx, from, to, how, unit) {
    ctx.lineWidth = how.width * unit;
    ctx.strokeStyle = how.colour;
    ctx.fillStyle = how.colour;
    ctx.setLineDash(how.dash.map((length) => length * unit));
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  // In which order: those in full above the others, of each what changed or crosses above the rest.
  function sorted() {
    const { shown } = sysmap;
    if (shown.sortedFor !== shown.full || !shown.sorted) {
      const weights = new Map(shown.drawnTies.map((place) => [place, order(ties[place]) + (shown.full?.has(place) ? 10 : 0)]));
      Object.assign(shown, { sortedFor: shown.full, sorted: [...shown.drawnTies].sort((one, other) => weights.get(one) - weights.get(other)) });
    }
    return shown.sorted;
  }

  function drawTies(ctx, where, unit) {
    sysmap.drawChosenTie(ctx, where, unit);
    for (const place of sorted()) {
      const tie = ties[place];
      const full = sysmap.shown.full === null || sysmap.shown.full.has(place);
      const how = !full ? thin(tie) : near(tie) ? chosen(strokes(tie)) : faded(strokes(tie));
      const [from, to] = [where[tie.a], where[tie.b]];
      line(ctx, from, to, how, unit);
      if (tie.arrow && how.width >= 1) drawArrow(ctx, from, to, unit, radius(tie.b) / sysmap.larger + 2);
      if (how.sign) drawSign(ctx, from, to, how, unit);
    }
    sysmap.drawSaid?.(ctx, where, unit);
  }

  // Ties of what was chosen are wider. Of all else: thin and as pale as can still be told from the ground.
  const chosen = (how) => (isChosen() ? { ...how, width: how.width + 1 } : how);
  const faded = (how) => ({ ...how, width: 1, colour: colours.faded, sign: "" });

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
    ctx.fillStyle = colours.paper;
    ctx.fill();
    ctx.strokeStyle = how.colour;
    ctx.lineWidth = 2 * unit;
    ctx.beginPath();
    const [dx, dy] = how.sign === "×" ? [arm * 0.75, arm * 0.75] : [arm, 0];
    ctx.moveTo(x - dx, y - dy);
    ctx.lineTo(x + dx, y + dy);
    ctx.moveTo(x - dy, y + dx);
    ctx.lineTo(x + dy, y - dx);
    ctx.stroke();
  }

  Object.assign(sysmap, { drawArrow, drawSign, drawTies, line, strokes });
})();
