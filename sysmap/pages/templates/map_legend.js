"use strict";
// The legend, which is the filter, and the key to how ties and marks are drawn.
(() => {
  const { at, colouredBy, colours, drawSign, element, introductionsShown, isCounted, line, lookOf, looks, measure, numberInWords, organisationIsInView, organisations, page, paint, seats,
    silence, sizeOf, state, strokes, swatch, valueOf } = sysmap;

  function tick(label, checked, attributes, picture, counted, change) {
    const item = element("li");
    const row = element("label");
    const box = element("input", null, { type: "checkbox", ...attributes });
    box.checked = checked;
    box.addEventListener("change", () => change(box.checked));
    row.append(box, ...(picture ? [picture] : []), element("span", label, { class: "name" }));
    if (counted !== null) row.append(element("span", counted, { class: "count" }));
    item.append(row);
    return item;
  }

  function fillLegend() {
    const there = at("legend").querySelectorAll(".swatch");
    if (there.length === page.sectors.length) {
      there.forEach((canvas, code) => swatch(sampleOf(page.sectors[code]), canvas));
      return;
    }
    at("legend").replaceChildren(...page.sectors.map((sector, code) => tick(
      sector.label, state.sectors.has(code), { "data-testid": `sector-${sector.key}` },
      swatch(sampleOf(sector)), "",
      (checked) => { state.sectors[checked ? "add" : "delete"](code); sysmap.refresh(); },
    )));
  }

  // How many of each sector are shown; where that is not all whom the view holds, of how many.
  function countLegend() {
    const [counts, all] = [page.sectors.map(() => 0), page.sectors.map(() => 0)];
    for (const organisation of organisations) if (organisationIsInView(organisation)) all[organisation.sector] += 1;
    for (const place of sysmap.shown.organisations) counts[organisations[place].sector] += 1;
    at("legend").querySelectorAll(".count").forEach((cell, code) => { cell.textContent = counts[code] === all[code] ? all[code] : `${counts[code]} of ${all[code]}`; if (page.editing) cell.closest("li").hidden = !all[code] && !page.sectors[code].count; });
    fillColours();
  }

  const sampleOf = (look) => (ctx) => paint(ctx, look, 10, 10, 7, 1, {});

  // Where colours say something else than the legend filters, they have a legend of their own.
  function fillColours() {
    const own = looks() !== page.sectors;
    at("colours-section").hidden = !own;
    // Groups keep the marks of the boundary.
    at("legend").classList.toggle("without-marks", own && !sysmap.shown.folded.size);
    at("colours-title").textContent = `Colours: ${colouredBy()}`;
    at("colours").replaceChildren(...(own ? sysmap.counted() : []).map(([look, number]) => {
      const item = element("li");
      item.append(swatch(sampleOf(look)), element("span", look.label, { class: "name" }), element("span", number, { class: "count" }));
      return item;
    }));
  }

  // The marks on the map now, for a picture of it.
  function looksShown() {
    const used = new Set(sysmap.shown.organisations.map(lookOf));
    return looks().filter((look) => used.has(look)).map((look) => [sampleOf(look), look.label]);
  }

  // Six ways of sizing marks first, in plain words, as far as the map has them; the others under "more".
  function fillSizes() {
    const plain = {
      partners: "How many partners", cross_partners: `Partners in another ${page.boundary}`, betweenness: "How often it lies between others",
      cross_betweenness: `How often it lies between one ${page.boundary} and another`, total_strength: "How strong its ties are together",
      sectors_reached: `To how many other labels of ${page.boundary} it is tied`, is_weak_point: "Whether others depend on it", closeness: "How near it is to everyone",
    };
    if (page.boundary === "sector") plain.sectors_reached = "How many other sectors it reaches";
    const option = (entry, words) => element("option", words, { value: entry.name, title: entry.question });
    const first = Object.keys(plain).map((name) => page.measures.find((entry) => entry.name === name)).filter(Boolean).slice(0, 6);
    const rest = page.measures.filter((entry) => !first.includes(entry));
    const more = element("optgroup", null, { label: "More" });
    more.append(...rest.map((entry) => option(entry, entry.label)));
    at("size-by").append(...first.map((entry) => option(entry, plain[entry.name])), ...(rest.length ? [more] : []));
  }

  function fillKinds() {
    at("kinds-section").hidden = page.kinds.length + (page.unnamed_kinds ? 1 : 0) < 2;
    const ticks = page.kinds.map((kind, code) => tick(kind, state.kinds.has(code), { "data-testid": `kind-${code}` }, null, null,
      (checked) => { state.kinds[checked ? "add" : "delete"](code); sysmap.refresh(); }));
    if (page.unnamed_kinds) {
      ticks.push(tick("kind not recorded", state.unnamed, { "data-testid": `kind-${page.kinds.length}` }, null, null,
        (checked) => { state.unnamed = checked; sysmap.refresh(); }));
    }
    at("kinds").replaceChildren(...ticks);
  }

  // What is drawn how: a function that draws a sample, and words.
  function keyItems() {
    const sample = (tie) => (ctx) => {
      const how = strokes(tie);
      line(ctx, { x: 0, y: 10 }, { x: 20, y: 10 }, { ...how, dash: how.dash.map((length) => length * 0.7) }, 1);
      if (how.sign) drawSign(ctx, { x: -20, y: 10 }, { x: 40, y: 10 }, how, 0.9);
    };
    const grey = { shape: "dot", colour: colours.sample };
    if (sysmap.shown.overview && !sysmap.shown.drawn.length) return sysmap.overviewKey();
    const found = state.view === "changed"
      ? [[sample({ status: "new" }), "new tie"], [sample({ status: "lost" }), "lost tie"], [sample({ status: "kept" }), "in both waves"]]
      : [[sample({ crosses: 1 }), "tie across a boundary"], [sample({ crosses: 0 }), "tie within"]];
    if (sysmap.shown.folded.size) found.push(...sysmap.overviewKey());
    if (seats().length) found.push([(ctx) => { line(ctx, { x: 0, y: 10 }, { x: 20, y: 10 }, { width: 1.5, colour: colours.seat, dash: [2, 3] }, 1); paint(ctx, { shape: "square", colour: colours.forum }, 10, 10, 6, 1, {}); }, "a forum, with a line for each seat"]);
    if (introductionsShown().length) found.push([(ctx) => line(ctx, { x: 0, y: 10 }, { x: 20, y: 10 }, { width: 3, colour: colours.suggested, dash: [2, 5] }, 1), "worth a conversation"]);
    found.push(...(sysmap.saidKey?.() ?? []));
    if (!sysmap.shown.drawn.length) return found;
    for (const [silent, words] of [["no", "did not answer"], ["not asked", "not asked"]]) {
      if (sysmap.shown.drawn.some((place) => silence(place) === silent)) found.push([(ctx) => paint(ctx, grey, 10, 10, 7, 1, { silent }), words]);
    }
    const label = `${measure().label}${isCounted() ? " shown" : sysmap.shown.filtered ? " on the whole map" : ""}`;
    if (sysmap.shown.drawn.some((place) => valueOf(place) === null)) found.push([(ctx) => paint(ctx, grey, 10, 10, 7, 1, { hollow: true }), `${label} not defined`]);
    const most = Math.max(...sysmap.shown.drawn.map((place) => Math.abs(valueOf(place) ?? 0)));
    const quarter = Number.isInteger(most) ? Math.max(1, Math.round(most / 4)) : Number((most / 4).toPrecision(2));
    for (const value of most > 1e-6 ? new Set([quarter, most]) : []) {
      found.push([(ctx) => paint(ctx, grey, 10, 10, Math.min(9.5, sizeOf(value) * 0.42), 1, {}), `${value === quarter ? `${label}: ` : ""}${numberInWords(value)}`]);
    }
    return found;
  }

  function fillKey() {
    const list = at("key");
    const found = keyItems();
    while (list.children.length > found.length) list.lastElementChild.remove();
    found.forEach(([draw, text], number) => {
      let item = list.children[number];
      if (item) swatch(draw, item.firstElementChild);
      else {
        item = element("li");
        item.append(swatch(draw), element("span"));
        list.append(item);
      }
      if (item.lastElementChild.textContent !== text) item.lastElementChild.textContent = text;
    });
  }

  Object.assign(sysmap, { countLegend, fillKey, fillKinds, fillLegend, fillSizes, keyItems, looksShown });
})();
