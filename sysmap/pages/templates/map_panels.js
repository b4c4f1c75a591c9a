"use strict";
// What stands beside and below the map: legend, details and tables, always of what is drawn.
const at = (id) => document.getElementById(id);
const ROWS = 100;
const tables = {
  ties: { rows: ROWS, sort: 0, down: false },
  organisations: { rows: ROWS, sort: 0, down: false },
};

function tick(label, checked, attributes, picture, counted, change) {
  const item = element("li");
  const line = element("label");
  const box = element("input", null, { type: "checkbox", ...attributes });
  box.checked = checked;
  box.addEventListener("change", () => change(box.checked));
  line.append(box, ...(picture ? [picture] : []), element("span", label, { class: "name" }));
  if (counted !== null) line.append(element("span", counted, { class: "count" }));
  item.append(line);
  return item;
}

function fillLegend() {
  at("legend").replaceChildren(...page.sectors.map((sector, code) => tick(
    sector.label, state.sectors.has(code), { "data-testid": `sector-${sector.key}` },
    swatch((ctx) => paint(ctx, sector, 10, 10, 7, 1, {}), ""), sector.count,
    (checked) => { state.sectors[checked ? "add" : "delete"](code); refresh(); },
  )));
  for (const picture of at("legend").querySelectorAll("canvas")) {
    picture.removeAttribute("role");
    picture.setAttribute("aria-hidden", "true");
    picture.removeAttribute("aria-label");
  }
  const named = page.kinds.map((kind, code) => [kind, code]);
  at("kinds-section").hidden = named.length + (page.unnamed_kinds ? 1 : 0) < 2;
  const items = named.map(([kind, code]) => tick(kind, true, { "data-testid": `kind-${code}` }, null, null,
    (checked) => { state.kinds[checked ? "add" : "delete"](code); refresh(); }));
  if (page.unnamed_kinds) {
    items.push(tick("kind not recorded", true, { "data-testid": `kind-${named.length}` }, null, null,
      (checked) => { state.unnamed = checked; refresh(); }));
  }
  at("kinds").replaceChildren(...items);
}

function fillKey() {
  const line = (tie, text) => [swatch((ctx) => {
    const how = strokes(tie);
    ctx.lineWidth = how.width;
    ctx.strokeStyle = how.colour;
    ctx.setLineDash(how.dash.map((length) => length * 0.7));
    ctx.beginPath();
    ctx.moveTo(0, 10);
    ctx.lineTo(20, 10);
    ctx.stroke();
    ctx.setLineDash([]);
    if (how.sign) drawSign(ctx, { x: -20, y: 10 }, { x: 40, y: 10 }, how, 0.9);
  }, ""), text];
  const grey = { shape: "dot", colour: "#6f777b" };
  const items = state.view === "changed"
    ? [line({ status: "new" }, "new tie"), line({ status: "lost" }, "lost tie"), line({ status: "kept" }, "in both waves")]
    : [line({ crosses: 1 }, "tie across a boundary"), line({ crosses: 0 }, "tie within")];
  if (page.response_recorded) items.push([swatch((ctx) => paint(ctx, grey, 10, 10, 7, 1, { silent: true }), ""), "did not answer, or not asked"]);
  if (shown.organisations.some((place) => valueOf(place) === null)) {
    items.push([swatch((ctx) => paint(ctx, grey, 10, 10, 7, 1, { hollow: true }), ""), `${measure().label} not defined`]);
  }
  items.push([swatch((ctx) => { paint(ctx, grey, 5, 12, 4, 1, {}); paint(ctx, grey, 14, 9, 6, 1, {}); }, ""), `larger: more ${measure().label.toLowerCase()}`]);
  at("key").replaceChildren(...items.map(([picture, text]) => {
    picture.removeAttribute("role");
    picture.removeAttribute("aria-label");
    picture.setAttribute("aria-hidden", "true");
    const item = element("li");
    item.append(picture, element("span", text));
    return item;
  }));
}

const answerInWords = {
  yes: "asked and answered", no: "asked, did not answer: its ties are those that others reported",
  "not asked": "not asked: its ties are those that others reported",
};

function partnersBySector(place) {
  const bySector = new Map();
  for (const partner of shown.current.get(place)) {
    const label = organisations[partner].label;
    bySector.set(label, [...(bySector.get(label) || []), organisations[partner].name]);
  }
  return [...bySector].sort((one, other) => other[1].length - one[1].length || (one[0] < other[0] ? -1 : 1));
}

function changesOf(place) {
  const found = { new: [], lost: [] };
  for (const tie of ties) {
    if (tie.status !== "kept" && (tie.a === place || tie.b === place)) {
      found[tie.status].push(organisations[tie.a === place ? tie.b : tie.a].name);
    }
  }
  return found;
}

function numberInWords(value) {
  if (value === null) return "–";
  return Number.isInteger(value) ? String(value) : value.toPrecision(3).replace(/e.*/, "");
}

function inWords(place) {
  const organisation = organisations[place];
  const partners = shown.current.get(place).size;
  return `${organisation.name}, ${organisation.label}, ${count(partners, "partner")}, ${outsideInWords(place)}`;
}

function fillDetails() {
  const body = at("details-body");
  if (state.selected === null) {
    body.replaceChildren(element("p", "Choose an organisation on the map, in the search or in a table.", { class: "hint" }));
    return;
  }
  const place = state.selected;
  const organisation = organisations[place];
  const parts = [element("h3", organisation.name), element("p", [organisation.label, page.boundary === "place" ? "" : organisation.place].filter(Boolean).join("; "))];
  const partners = shown.current.get(place).size;
  parts.push(element("p", partners
    ? `Works with ${count(partners, "organisation")} shown here, ${outsideInWords(place)}:`
    : "Works with none of the organisations shown here."));
  const list = element("ul");
  for (const [label, names] of partnersBySector(place)) list.append(element("li", `${label} (${names.length}): ${names.sort().join(", ")}`));
  if (list.children.length) parts.push(list);
  if (both) {
    const changed = changesOf(place);
    for (const [status, words] of [["new", `New in ${page.waves[1]}`], ["lost", `No longer in ${page.waves[1]}`]]) {
      if (changed[status].length) parts.push(element("p", `${words}: ${changed[status].sort().join(", ")}.`));
    }
  }
  page.waves.forEach((label, number) => {
    const said = organisation.on[number] ? answerInWords[organisation.answered[number]] : "not on the map";
    if (said) parts.push(element("p", label ? `${label}: ${said}.` : `${said}.`));
  });
  const scores = element("dl");
  for (const entry of page.measures) {
    const value = valueOf(place, entry);
    const reason = entry.reasons[waveFor(place)][String(place)];
    scores.append(element("dt", entry.label), element("dd", value === null && reason ? `not defined: ${page.reasons[reason] || reason}` : numberInWords(value)));
  }
  if (scores.children.length) parts.push(scores);
  body.replaceChildren(...parts);
}

function tieRows() {
  return shown.ties.map((place) => {
    const tie = ties[place];
    const kinds = ofView(tie.kinds).map((kind) => page.kinds[kind]).join(", ");
    const across = tie.crosses === null ? "unknown" : tie.crosses ? "between" : "within";
    return { choose: tie.a, cells: [organisations[tie.a].name, organisations[tie.b].name, kinds, ofView(tie.strength), across, ...(both ? [statusOf(tie)] : [])] };
  });
}

function organisationRows() {
  return shown.organisations.map((place) => {
    const organisation = organisations[place];
    return { choose: place, cells: [organisation.name, organisation.label, ...(page.boundary === "place" ? [] : [organisation.place]), shown.current.get(place).size, outside(place), valueOf(place), organisation.answered[waveFor(place)] || "–"] };
  });
}

function fillTable(name, headers, rows) {
  const how = tables[name];
  const compare = (one, other) => (typeof one === "number" && typeof other === "number"
    ? one - other : String(one ?? "").localeCompare(String(other ?? ""), "en-GB"));
  rows.sort((one, other) => compare(one.cells[how.sort], other.cells[how.sort]) * (how.down ? -1 : 1) || compare(one.cells[0], other.cells[0]));
  const head = element("tr");
  headers.forEach((header, column) => {
    const cell = element("th", null, { scope: "col", "aria-sort": how.sort === column ? (how.down ? "descending" : "ascending") : "none" });
    const button = element("button", header, { type: "button" });
    button.addEventListener("click", () => {
      Object.assign(how, { down: how.sort === column && !how.down, sort: column });
      fillTables();
      at(`table-${name}`).querySelectorAll("thead button")[column].focus();
    });
    cell.append(button);
    head.append(cell);
  });
  const body = rows.slice(0, how.rows).map((row) => {
    const line = element("tr");
    row.cells.forEach((value, column) => {
      const cell = element(column ? "td" : "th", column ? (typeof value === "number" || value === null ? numberInWords(value) : value) : null, column ? {} : { scope: "row" });
      if (!column) {
        const button = element("button", value, { type: "button" });
        button.addEventListener("click", () => select(row.choose, true));
        cell.append(button);
      }
      line.append(cell);
    });
    return line;
  });
  const table = at(`table-${name}`);
  const caption = element("caption", `${rows.length > how.rows ? `${how.rows} of ` : ""}${rows.length} shown`, { class: "unseen" });
  const [thead, tbody] = [element("thead"), element("tbody")];
  thead.append(head);
  tbody.append(...body);
  table.replaceChildren(caption, thead, tbody);
  at(`more-${name}`).hidden = rows.length <= how.rows;
}

function fillTables() {
  fillTable("ties", ["Organisation", "Works with", "Kinds", "Strength", "Boundary", ...(both ? ["Status"] : [])], tieRows());
  const extra = measure().name === "partners" ? "All partners" : measure().label;
  fillTable("organisations", ["Organisation", page.boundary[0].toUpperCase() + page.boundary.slice(1), ...(page.boundary === "place" ? [] : ["Place"]), "Partners shown", "Outside", extra, "Answered"], organisationRows());
  at("ties-title").textContent = `Ties on the map (${shown.ties.length})`;
  at("organisations-title").textContent = `Organisations on the map (${shown.organisations.length})`;
}
