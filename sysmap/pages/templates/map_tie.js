"use strict";
// Ties: pointed at, chosen, and what is known of the one chosen, in words.
(() => {
  const { at, both, colours, element, namesThere, numberInWords, organisations, page, part, radius, spots, state, ties, wave } = sysmap;

  const NEAR = 7;
  sysmap.pointedTie = null;

  const ends = ({ a, b }) => [a, b];
  const endNames = (tie) => ends(tie).map((id) => organisations[id].name);
  const tieOf = (names) => ties.findIndex((tie) => String(endNames(tie)) === String(names));
  part("chosen_tie", {
    first: null,
    get: () => (state.tie === null ? null : endNames(ties[state.tie])),
    set: (names) => { state.tie = names === null ? null : tieOf(names); },
    check: (names, missed) => {
      if (names === null) return null;
      const known = namesThere(names, missed);
      return known && known.length === 2 && tieOf(known) >= 0 ? known : known && null;
    },
  });
  const tieName = (tie) => `${organisations[tie.a].name} ${tie.arrow ? "to" : "and"} ${organisations[tie.b].name}`;

  // The tie at a spot of the map; nothing where a mark is.
  function tieAt({ x, y }) {
    const unit = 1 / sysmap.network.getScale();
    let [best, least] = [null, NEAR * unit];
    for (const place of sysmap.shown.drawnTies) {
      const [from, to] = ends(ties[place]).map((id) => spots[id]);
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const along = Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1)));
      const aside = Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
      if (aside < least) [best, least] = [place, aside];
    }
    return best !== null && ends(ties[best]).some((id) => Math.hypot(spots[id].x - x, spots[id].y - y) < (radius(id) + 2) * unit) ? null : best;
  }

  function isInSight(id) {
    const { x, y } = sysmap.network.canvasToDOM(spots[id]);
    return x > 20 && y > 20 && x < at("map").clientWidth - 20 && y < at("map").clientHeight - 20;
  }

  const isTieThere = (place) => sysmap.shown.ties.includes(place);

  // Chooses a tie in the place of whoever was chosen.
  function pickTie(place, centre) {
    state.selected = null;
    state.tie = place;
    sysmap.pointedTie = null;
    if (sysmap.shown.overview) sysmap.refresh();
    sysmap.beside = besideNow();
    sysmap.fillDetails();
    if (centre && !sysmap.shown.overview && !ends(ties[place]).every(isInSight)) sysmap.showAround(ends(ties[place]));
    sysmap.redraw();
    sysmap.changed();
    sysmap.say(`${tieName(ties[place])}: ${[acrossInWords(ties[place]), ...wavesOf(ties[place]).map(({ words }) => words)].join("; ")}`);
  }

  function acrossInWords({ a, b, crosses }) {
    const [one, other] = [organisations[a].label, organisations[b].label];
    if (crosses === null) return `a tie, of which a ${page.boundary} is unknown`;
    return crosses ? `a tie across, between ${one} and ${other}` : `a tie within ${one}`;
  }

  // Who reported it: the records say so of the end whose id comes first, of the other, or of both.
  function reportersInWords({ a, b, by }, number) {
    const said = by ? by[number] : 0;
    if (said === 3) return "reported by both";
    return said ? `reported by ${organisations[said === 1 ? Math.min(a, b) : Math.max(a, b)].name}` : "";
  }

  // What each wave that has it says of it.
  function wavesOf(tie) {
    return page.waves.map((label, number) => {
      if (both && tie.status === (number ? "lost" : "new")) return { label, words: "no tie" };
      const kinds = tie.kinds[number].map((kind) => page.kinds[kind]).join(", ");
      const strength = tie.strength[number];
      const words = [kinds || "kind not recorded", strength === null ? "" : `strength ${numberInWords(strength)}`, reportersInWords(tie, number)].filter(Boolean).join("; ");
      return { label, words };
    }).filter((_, number) => (both && page.waves[0] !== page.waves[1]) || number === wave()).map(({ label, words }) => ({ label, words: both && label ? `${label}: ${words}` : words }));
  }

  // Two names to press, and what the tie between them is.
  function tieDetails() {
    const tie = ties[state.tie];
    const list = element("ul");
    for (const { words } of wavesOf(tie)) list.append(element("li", words));
    const became = both && page.waves[0] !== page.waves[1] ? { kept: "In both waves.", new: `New in ${page.waves[1]}.`, lost: `No longer in ${page.waves[1]}.` }[tie.status] : "";
    const said = acrossInWords(tie);
    const parts = [element("h3", tieName(tie)), element("p", `${said[0].toUpperCase()}${said.slice(1)}. ${became}`), list];
    const row = element("p", "Choose ", { class: "names" });
    ends(tie).forEach((id, number) => row.append(...(number ? [" or "] : []), nameButton(organisations[id].name, () => sysmap.pick(id, true))));
    return [...parts, row];
  }

  function nameButton(text, act) {
    const button = element("button", text, { type: "button" });
    button.addEventListener("click", () => { act(); at("details").focus(); });
    return button;
  }

  // The tie between two that is shown; the first, where arrows run both ways.
  const tieBetween = (one, other) => sysmap.shown.ties.find((place) => ends(ties[place]).includes(one) && ends(ties[place]).includes(other));

  // Under the marks: a broad band along the tie that is chosen, a narrower one along that pointed at.
  function drawChosenTie(ctx, where, unit) {
    for (const [place, width] of [[sysmap.pointedTie, 7], [state.tie, 9]]) {
      if (place === null || !sysmap.shown.drawnTies.includes(place)) continue;
      sysmap.line(ctx, where[ties[place].a], where[ties[place].b], { width, colour: colours.focus, dash: [] }, unit);
    }
  }

  // What the tie pointed at is, written in its middle.
  function drawPointedTie(ctx, where, unit) {
    if (sysmap.pointedTie === null) return;
    const tie = ties[sysmap.pointedTie];
    const size = sysmap.text * unit;
    const rows = [tieName(tie), ...wavesOf(tie).map(({ words }) => words)];
    ctx.font = `${size}px system-ui, "Segoe UI", Arial, sans-serif`;
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    const width = Math.max(...rows.map((row) => ctx.measureText(row).width)) + size;
    const height = (1.3 * rows.length + 0.6) * size;
    const corner = sysmap.network.DOMtoCanvas({ x: 0, y: 0 });
    const far = sysmap.network.DOMtoCanvas({ x: at("map").clientWidth, y: at("map").clientHeight });
    const inside = (value, low, high) => Math.max(low, Math.min(value, high));
    const left = inside((where[tie.a].x + where[tie.b].x - width) / 2, corner.x, far.x - width);
    const top = inside((where[tie.a].y + where[tie.b].y) / 2 + size, corner.y, far.y - height);
    ctx.fillStyle = colours.paper;
    ctx.strokeStyle = colours.focus;
    ctx.lineWidth = 2 * unit;
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = colours.ink;
    rows.forEach((row, number) => ctx.fillText(row, left + size / 2, top + (0.4 + 1.3 * number) * size));
  }

  // Whoever stands out: the partners of the organisation chosen, the ends of the tie.
  const besideNow = () => new Set(state.selected !== null ? sysmap.joined(state.selected) : state.tie !== null ? ends(ties[state.tie]).filter((id) => sysmap.shown.drawn.includes(id)) : []);

  // What went out of sight is no longer chosen.
  function forgetTie() {
    if (state.tie !== null && !isTieThere(state.tie)) state.tie = null;
    if (sysmap.pointedTie !== null && !sysmap.shown.drawnTies.includes(sysmap.pointedTie)) sysmap.pointedTie = null;
  }

  function setUpTies() {
    at("map").addEventListener("pointermove", (event) => {
      const box = at("map").getBoundingClientRect();
      const point = { x: event.clientX - box.left, y: event.clientY - box.top };
      const found = event.buttons || sysmap.pointed !== null ? null : tieAt(sysmap.network.DOMtoCanvas(point));
      if (found === sysmap.pointedTie) return;
      sysmap.pointedTie = found;
      at("map").style.cursor = found === null ? "" : "pointer";
      sysmap.redraw();
    });
    at("map").addEventListener("pointerleave", () => {
      if (sysmap.pointedTie === null) return;
      sysmap.pointedTie = null;
      sysmap.redraw();
    });
  }

  Object.assign(sysmap, { besideNow, drawChosenTie, drawPointedTie, forgetTie, nameButton, pickTie, setUpTies, tieAt, tieBetween, tieDetails, tieName });
})();
