"use strict";
// The overview in words, by the keyboard and in its table: what a disc and a ribbon say, and how they are opened.
(() => {
  const { at, besideChance, both, chanceIsKnown, childrenOf, count, element, groupName, groupOf, isGroup, isOpen, openGroup, organisations, page, pairs, sizeOfGroup,
    state, statusOf, ties, total } = sysmap;

  const isNew = () => both && state.view === "changed";
  const shareInWords = (share) => (share > 0 && share < 0.01 ? "under 1 %" : `${Math.round(100 * share)} %`);

  // "10 ties, 8 of them new, and 3 lost": of a view of one wave the number alone.
  function tiesInWords({ all, lost, new: fresh, possible }) {
    const now = all - (isNew() ? lost : 0);
    if (!all) return possible ? `no tie of ${count(possible, "possible tie")}` : "no tie";
    const changes = isNew() && (fresh || lost) ? `, ${fresh ? (fresh === now ? `${now === 1 ? "it is" : "all of them"} new` : `${fresh} of them new`) : "none of them new"}${lost ? `, and ${lost} lost` : ""}` : "";
    return `${count(now, "tie")}${changes}`;
  }

  // The ribbon between two groups: of sectors with all that is shown, of other groups as it is drawn.
  function ribbonOf([a, b]) {
    const ends = (one) => (one.a === a && one.b === b) || (one.a === b && one.b === a);
    return pairs().across.find(ends) ?? sysmap.shown.bundles.find(ends) ?? { a, b, kept: 0, new: 0, lost: 0, all: 0, possible: 0 };
  }

  function ribbonInWords(ends) {
    return `${ends.map(groupName).join(" and ")}: ${tiesInWords(ribbonOf(ends))}`;
  }

  function chanceInWords(ribbon) {
    if (!page.overview || !state.chance) return "";
    if (!chanceIsKnown()) return "What chance gives is known for the whole map only: take the filters away to see it.";
    const beside = besideChance(ribbon);
    if (!beside) return "";
    const range = beside.low === beside.high ? String(beside.low) : `${beside.low} to ${beside.high}`;
    return { above: `More than chance gives: with the same ties and ${page.boundary} labels dealt out at random, ${range}.`,
      below: `Fewer than chance gives: with the same ties and ${page.boundary} labels dealt out at random, ${range}.`,
      within: `As many as chance gives: ${range}.` }[beside.side];
  }

  function groupInWords(id) {
    const inside = pairs().within.get(id);
    const sums = { all: 0, new: 0, lost: 0 };
    const mine = (place) => sysmap.leafGroup(place) === id || sysmap.sectorGroup(place) === id;
    for (const place of sysmap.shown.ties) {
      if (mine(ties[place].a) === mine(ties[place].b)) continue;
      sums.all += 1;
      if (statusOf(ties[place]) in sums) sums[statusOf(ties[place])] += 1;
    }
    const within = inside ? `; inside, ${tiesInWords(inside)}${inside.possible && inside.all ? ` (${shareInWords(inside.now / inside.possible)} of those possible)` : ""}` : "";
    return `${groupName(id)}, ${count(sysmap.shown.folded.get(id) ?? sizeOfGroup(id), "organisation")}${within}; to others, ${tiesInWords(sums)}`;
  }

  // A ribbon is chosen: it is said and stands out. Opened, both its discs are, and its ties are drawn alone.
  function chooseRibbon(ends) {
    Object.assign(state, { selected: null, tie: null, ribbon: ends });
    sysmap.beside = new Set();
    sysmap.fillDetails();
    sysmap.say(`${ribbonInWords(ends)}. Enter opens it.`);
    sysmap.redraw();
  }

  function openPair(ends) {
    Object.assign(state, { overview: true, pair: ends, open: [], ribbon: null, selected: null, tie: null });
    sysmap.refresh();
    sysmap.whole();
    sysmap.say(ribbonInWords(ends));
  }

  // Discs from left to right; the ribbons of a disc from the widest on.
  const discsInOrder = () => sysmap.items().sort((a, b) => sysmap.spots[a].x - sysmap.spots[b].x || a - b);
  const ribbonsOf = (id) => [...sysmap.shown.ribbons, ...sysmap.shown.none].filter(({ a, b }) => a === id || b === id);

  // Left and right go to the next disc, up and down through its ribbons; from a ribbon left and right go to its ends.
  function step(key) {
    const order = discsInOrder();
    if (!order.length) return false;
    const [back, sideways] = [key === "ArrowLeft" || key === "ArrowUp", key === "ArrowLeft" || key === "ArrowRight"];
    const turned = (list, now) => list[(now + (back ? -1 : 1) + list.length) % list.length];
    if (state.ribbon && sideways) {
      const ends = [...state.ribbon].sort((a, b) => order.indexOf(a) - order.indexOf(b));
      sysmap.pick(ends[back ? 0 : 1], true);
      return true;
    }
    const from = state.ribbon ? anchor : state.selected;
    if (from === null) {
      // Where every disc is open, keys go from one organisation to the next.
      const [largest] = [...sysmap.shown.folded].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      if (largest) sysmap.pick(largest[0], true);
      return largest !== undefined;
    }
    if (sideways) {
      sysmap.pick(turned(order, order.indexOf(from)), true);
      return true;
    }
    const own = ribbonsOf(from);
    if (!own.length) {
      sysmap.answer(`${groupName(from)} has no ties to others`);
      return true;
    }
    anchor = from;
    const now = state.ribbon ? own.findIndex(({ a, b }) => a === state.ribbon[0] && b === state.ribbon[1]) : back ? 0 : -1;
    const { a, b } = turned(own, now);
    chooseRibbon([a, b]);
    return true;
  }
  let anchor = null;

  function enter() {
    if (state.ribbon) openPair(state.ribbon);
    else if (isGroup(state.selected)) openGroup(state.selected);
    else return false;
    return true;
  }

  const button = (words, press) => {
    const made = element("button", words, { type: "button" });
    made.addEventListener("click", press);
    return made;
  };

  // The details of a disc, a ribbon or what is open; nothing if an organisation is chosen.
  function overviewDetails() {
    if (!sysmap.shown.overview) return null;
    if (isGroup(state.selected)) return groupDetails(state.selected);
    if (state.selected !== null || state.tie !== null) return null;
    if (state.ribbon ?? state.pair) return pairDetails(state.ribbon ?? state.pair, Boolean(state.ribbon));
    if (!state.open.length) return [element("p", `Choose a disc to open it, a line between two for their ties, or find an organisation.`, { class: "hint" })];
    return [...state.open.flatMap((id) => [element("h3", groupName(id)), element("p", `${groupInWords(id)}.`), button(`Close ${groupName(id)}`, () => {
      state.open = state.open.filter((other) => other !== id && groupOf(other).within !== id - total);
      Object.assign(state, { selected: null, tie: null });
      sysmap.refresh();
      sysmap.whole();
      at("map").focus();
    })])];
  }

  function groupDetails(id) {
    const list = element("ul");
    const own = sysmap.shown.bundles.filter((one) => (one.a === id || one.b === id) && isGroup(one.a) && isGroup(one.b));
    for (const bundle of own.slice(0, 8)) list.append(element("li", `${groupName(bundle.a === id ? bundle.b : bundle.a)}: ${tiesInWords(bundle)}`));
    const parts = [element("h3", groupName(id)), element("p", `${groupInWords(id)}.`)];
    if (own.length) parts.push(element("p", "Most ties to:"), list);
    const nobody = pairs().across.filter(({ a, b, all }) => !all && (a === id || b === id)).map(({ a, b }) => groupName(a === id ? b : a));
    if (nobody.length) parts.push(element("p", `No tie to: ${sysmap.few(nobody)}.`));
    if (!isOpen(id)) parts.push(button(childrenOf(id).length ? "Open its places" : "Open its organisations", () => { openGroup(id); at("map").focus(); }));
    return parts;
  }

  function pairDetails(ends, closed) {
    const ribbon = ribbonOf(ends);
    const parts = [element("h3", ends.map(groupName).join(" and ")), element("p", `${tiesInWords(ribbon)}${ribbon.possible && ribbon.all ? ` (${shareInWords((ribbon.all - (isNew() ? ribbon.lost : 0)) / ribbon.possible)} of the ${ribbon.possible} possible)` : ""}.`)];
    const chance = chanceInWords(ribbon);
    if (chance) parts.push(element("p", chance));
    const between = sysmap.shown.ties.filter((place) => {
      const found = [sysmap.sectorGroup(ties[place].a), sysmap.sectorGroup(ties[place].b)];
      return found.includes(ends[0]) && found.includes(ends[1]) && found[0] !== found[1];
    });
    for (const [status, words] of isNew() ? [["new", "New"], ["lost", "Lost"], ["kept", "In both waves"]] : [["", "Ties"]]) {
      const those = between.filter((place) => !status || statusOf(ties[place]) === status);
      if (!those.length) continue;
      const list = element("ul");
      for (const place of those.slice(0, 12)) list.append(element("li", `${organisations[ties[place].a].name} and ${organisations[ties[place].b].name}`));
      if (those.length > 12) list.append(element("li", `and ${those.length - 12} more, in the table of ties`));
      parts.push(element("p", `${words}:`), list);
    }
    parts.push(closed ? button("Show these ties alone", () => { openPair(ends); at("map").focus(); }) : button("Back to all", () => { sysmap.closeOne(); at("map").focus(); }));
    return parts;
  }

  // The table of pairs: every two sectors that are shown, also those without a tie.
  function pairColumns() {
    const named = (word) => word[0].toUpperCase() + word.slice(1);
    const row = (number) => pairs().across[number];
    const open = (number) => row(number).all - (isNew() ? row(number).lost : 0);
    return [
      { header: named(page.boundary), cell: (number) => groupName(row(number).a) },
      { header: "With", cell: (number) => groupName(row(number).b) },
      { header: "Ties", cell: open },
      ...(isNew() ? [{ header: "New", cell: (number) => row(number).new }, { header: "Lost", cell: (number) => row(number).lost }] : []),
      { header: "Possible", cell: (number) => row(number).possible },
      { header: "Share", cell: (number) => shareInWords(open(number) / row(number).possible), key: (number) => open(number) / row(number).possible },
      ...(chanceIsKnown() ? [{ header: "Beside chance", cell: (number) => ({ above: "more", below: "fewer", within: "as many" })[besideChance(row(number))?.side] ?? "–" }] : []),
    ];
  }

  // For tests: what the overview draws, with its numbers. Nothing where organisations are drawn one by one.
  function overview() {
    if (!sysmap.shown.overview) return null;
    const plain = (ribbon) => ({ a: groupName(ribbon.a), b: groupName(ribbon.b), ties: ribbon.all - (isNew() ? ribbon.lost : 0), kept: ribbon.kept, new: ribbon.new, lost: ribbon.lost, label: sysmap.numbers(ribbon) });
    return {
      discs: [...sysmap.layout.discs.values()].filter(({ id, open }) => open || sysmap.shown.folded.has(id)).map(({ id, x, y, r, open }) => {
        const inside = pairs().within.get(id);
        return { name: groupName(id), organisations: sizeOfGroup(id), inside: inside ? inside.now : null, possible: inside ? inside.possible : null, x, y, r: open ? r : sysmap.discRadius(id) / sysmap.pixels, open };
      }),
      ribbons: sysmap.shown.ribbons.map(plain),
      none: sysmap.shown.none.map(({ a, b }) => [groupName(a), groupName(b)]),
      full: sysmap.shown.full ? sysmap.shown.full.size : sysmap.shown.drawnTies.length,
      width: sysmap.layout.width,
      height: sysmap.layout.height,
    };
  }

  function setUpOverview() {
    at("overview-field").hidden = page.sectors.length < 2;
    at("overview").addEventListener("change", (event) => {
      const { selected } = state;
      Object.assign(state, { overview: event.target.checked, open: [], pair: null, ribbon: null });
      sysmap.refresh();
      if (sysmap.isOrganisation(selected)) sysmap.pick(selected, false);
      sysmap.whole();
      if (!state.overview && sysmap.shown.overview) sysmap.answer(`More than ${sysmap.MOST} organisations are left, too many to draw one by one: open a disc, or leave some out`);
      else sysmap.say(state.overview ? `The overview, ${page.boundary} by ${page.boundary}: ${count(sysmap.shown.folded.size, "disc")}` : "Every organisation is drawn");
    });
    at("chance").addEventListener("change", (event) => {
      state.chance = event.target.checked;
      sysmap.refresh();
      if (state.chance && !chanceIsKnown()) sysmap.answer("What chance gives is known for the whole map only: take the filters away to see it");
    });
    const ends = (event) => {
      const box = at("map").getBoundingClientRect();
      const point = { x: event.clientX - box.left, y: event.clientY - box.top };
      return sysmap.network.getNodeAt(point) === undefined ? sysmap.ribbonAt(sysmap.network.DOMtoCanvas(point)) : null;
    };
    at("map").addEventListener("pointermove", (event) => {
      if (!sysmap.shown.overview || event.buttons) return;
      const found = ends(event);
      if (JSON.stringify(found) === JSON.stringify(sysmap.pointedRibbon)) return;
      sysmap.pointedRibbon = found;
      at("map").style.cursor = found ? "pointer" : "";
      sysmap.redraw();
    });
    at("map").addEventListener("pointerleave", () => { if (sysmap.pointedRibbon) { sysmap.pointedRibbon = null; sysmap.redraw(); } });
  }

  // What has to follow after anything changed.
  function showOverview() {
    at("chance-field").hidden = !sysmap.shown.overview || !page.overview;
    sysmap.pointedRibbon = null;
  }

  Object.assign(sysmap, { chooseRibbon, discBefore: () => anchor, enter, groupInWords, openPair, overview, overviewDetails, pairColumns, ribbonInWords, setUpOverview, shareInWords, showOverview, step });
})();
