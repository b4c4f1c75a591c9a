"use strict";
// The tables below the map: always what the controls leave, a hundred rows at a time.
(() => {
  const { at, both, collator, element, measure, numberInWords, ofView, organisations, outside, page, rank, statusOf, ties, valueOf, waveFor } = sysmap;

  const ROWS = 100;
  const tables = {
    pairs: { rows: ROWS, sort: 2, down: true },
    ties: { rows: ROWS, sort: 0, down: false },
    organisations: { rows: ROWS, sort: 0, down: false },
  };
  const headed = (word) => word[0].toUpperCase() + word.slice(1);
  const across = (tie) => (tie.crosses === null ? "unknown" : tie.crosses ? "between" : "within");

  // Columns: a heading, the cell of a row, and what the rows are sorted by where that is not the cell.
  function tieColumns() {
    return [
      { header: "Organisation", cell: (place) => organisations[ties[place].a].name, key: (place) => rank[ties[place].a] },
      { header: "Works with", cell: (place) => organisations[ties[place].b].name, key: (place) => rank[ties[place].b] },
      { header: "Kinds", cell: (place) => ofView(ties[place].kinds).map((kind) => page.kinds[kind]).join(", ") },
      { header: "Strength", cell: (place) => ofView(ties[place].strength) },
      { header: "Boundary", cell: (place) => across(ties[place]) },
      ...(both ? [{ header: "Status", cell: (place) => statusOf(ties[place]) }] : []),
    ];
  }

  function organisationColumns() {
    return [
      { header: "Organisation", cell: (place) => organisations[place].name, key: (place) => rank[place] },
      { header: headed(page.boundary), cell: (place) => organisations[place].label },
      ...(page.boundary === "place" ? [] : [{ header: "Place", cell: (place) => organisations[place].place }]),
      { header: "Partners shown", cell: (place) => sysmap.shown.current.get(place).size },
      { header: "Outside", cell: (place) => outside(place) },
      { header: measure().name === "partners" ? "All partners" : measure().label, cell: (place) => valueOf(place, measure()) },
      ...(page.response_recorded ? [{ header: "Answered", cell: (place) => organisations[place].answered[waveFor(place)] || "–" }] : []),
    ];
  }

  const content = {
    pairs: () => ({ columns: sysmap.pairColumns(), places: sysmap.pairs().across.map((_, number) => number), choose: (number) => { const { a, b } = sysmap.pairs().across[number]; sysmap.openPair([a, b]); } }),
    ties: () => ({ columns: tieColumns(), places: sysmap.shown.ties, choose: sysmap.pickTie }),
    organisations: () => ({ columns: organisationColumns(), places: sysmap.shown.organisations, choose: (place, centre) => sysmap.pick(place, centre) }),
  };

  function sorted(name) {
    const { columns, places } = content[name]();
    const how = tables[name];
    // A column may be there in one view and not in another.
    const column = columns[how.sort] ?? columns[0];
    const keys = new Map(places.map((place) => [place, (column.key || column.cell)(place)]));
    const compare = (one, other) => (typeof one === "number" && typeof other === "number" ? one - other : collator.compare(String(one ?? ""), String(other ?? "")));
    const first = columns[0].key ?? ((place) => place);
    return [...places].sort((one, other) => compare(keys.get(one), keys.get(other)) * (how.down ? -1 : 1) || first(one) - first(other));
  }

  // Whoever chooses a row wants to see it: the map comes into view, and the keyboard goes on from there.
  function toTheMap() {
    at("map").focus({ preventScroll: true });
    at("map").scrollIntoView({ block: "nearest" });
  }

  const cellText = (value) => (typeof value === "number" || value === null ? numberInWords(value) : value);

  // What each table says now, and of whom its rows are: only what differs is written again.
  const written = {};

  function begun(name) {
    const [caption, thead, tbody] = [element("caption", null, { class: "unseen" }), element("thead"), element("tbody")];
    at(`table-${name}`).replaceChildren(caption, thead, tbody);
    thead.addEventListener("click", ({ target }) => {
      const cell = target.closest("th");
      if (!target.closest("button")) return;
      const how = tables[name];
      const column = cell.cellIndex;
      Object.assign(how, { down: how.sort === column && !how.down, sort: column });
      fillTable(name);
      thead.querySelectorAll("button")[column].focus();
    });
    tbody.addEventListener("click", ({ target }) => {
      if (!target.closest("button")) return;
      content[name]().choose(written[name].places[target.closest("tr").sectionRowIndex], true);
      toTheMap();
    });
    return { caption, thead, tbody, headers: [], places: [], texts: [] };
  }

  function fillHead({ thead }, headers) {
    const head = element("tr");
    for (const header of headers) {
      const cell = element("th", null, { scope: "col" });
      cell.append(element("button", header, { type: "button" }));
      head.append(cell);
    }
    thead.replaceChildren(head);
  }

  function newRow(tbody, count) {
    const row = element("tr");
    const first = element("th", null, { scope: "row" });
    first.append(element("button", null, { type: "button" }));
    row.append(first);
    for (let number = 1; number < count; number += 1) row.append(element("td"));
    tbody.append(row);
    return row;
  }

  function fillTable(name) {
    const how = tables[name];
    const { columns } = content[name]();
    const rows = sorted(name);
    written[name] ??= begun(name);
    const there = written[name];
    const headers = columns.map(({ header }) => header);
    if (String(headers) !== String(there.headers)) {
      fillHead(there, headers);
      if (headers.length !== there.headers.length) {
        there.tbody.replaceChildren();
        there.texts = [];
      }
      there.headers = headers;
    }
    [...there.thead.rows[0].cells].forEach((cell, column) => cell.setAttribute("aria-sort", how.sort === column ? (how.down ? "descending" : "ascending") : "none"));
    there.places = rows.slice(0, how.rows);
    while (there.texts.length > there.places.length) {
      there.texts.pop();
      there.tbody.lastElementChild.remove();
    }
    there.places.forEach((place, number) => {
      const before = there.texts[number] ?? [];
      const row = there.tbody.children[number] ?? newRow(there.tbody, columns.length);
      there.texts[number] = columns.map((column) => cellText(column.cell(place)));
      there.texts[number].forEach((text, column) => { if (text !== before[column]) (column ? row.children[column] : row.firstElementChild.firstElementChild).textContent = text; });
    });
    const caption = `${rows.length > how.rows ? `${how.rows} of ` : ""}${rows.length} shown`;
    if (there.caption.textContent !== caption) there.caption.textContent = caption;
    at(`table-${name}`).parentElement.hidden = !rows.length;
    at(`more-${name}`).hidden = rows.length <= how.rows;
  }

  function fillTables() {
    fillTable("pairs");
    fillTable("ties");
    fillTable("organisations");
    at("pairs-section").hidden = page.sectors.length < 2;
    at("pairs-title").textContent = `Pairs of ${page.boundary === "sector" ? "sectors" : page.boundary} (${sysmap.pairs().across.length})`;
    at("ties-title").textContent = sysmap.shown.ties.length ? `Ties on the map (${sysmap.shown.ties.length})` : "No tie is on the map";
    at("organisations-title").textContent = sysmap.shown.organisations.length ? `Organisations on the map (${sysmap.shown.organisations.length})` : "No organisation is on the map";
  }

  Object.assign(sysmap, { ROWS, content, fillTable, fillTables, sorted, tables });
})();
