"use strict";
// What was said in the room is drawn apart: a double line for a tie that was added or changed, dots with a cross for
// one that is no more, a flag on an organisation that was added or moved; and it is told apart in tables and files.
(() => {
  const { at, clean, colours, content, drawArrow, drawSign, element, fillDetails, line, organisations, radius, saidOn, state, stepInWords, stepsOf, ties } = sysmap;

  const WIDE = 5;

  function double(ctx, from, to, unit, changed) {
    line(ctx, from, to, { width: WIDE, colour: colours.said, dash: changed ? [9, 3] : [] }, unit);
    line(ctx, from, to, { width: WIDE - 3, colour: colours.paper, dash: [] }, unit);
  }

  const gone = () => ({ width: 3, colour: colours.said, dash: [2, 4], sign: "×" });

  const struckShown = () => (saidOn() ? sysmap.struck.filter(({ a, b }) => sysmap.shown.drawnSet.has(a) && sysmap.shown.drawnSet.has(b)) : []);
  const saidShown = () => sysmap.shown.drawnTies.map((place) => ties[place]).filter(({ added }) => added);

  // Where something is chosen, what is not its own steps back like all else.
  const near = (tie) => (state.tie !== null ? tie === ties[state.tie] : state.selected === null || tie.a === state.selected || tie.b === state.selected);

  function drawSaid(ctx, where, unit) {
    if (sysmap.rubber) line(ctx, where[sysmap.rubber.from], sysmap.rubber.to, { width: 2, colour: colours.said, dash: [6, 4] }, unit);
    for (const { a, b } of struckShown()) {
      const how = near({ a, b }) ? gone() : { ...gone(), width: 1.5, colour: colours.faded };
      line(ctx, where[a], where[b], how, unit);
      if (near({ a, b })) drawSign(ctx, where[a], where[b], how, unit);
    }
    for (const { a, arrow, b, changed } of saidShown().filter(near)) {
      double(ctx, where[a], where[b], unit, changed);
      ctx.fillStyle = colours.said;
      if (arrow) drawArrow(ctx, where[a], where[b], unit, radius(b) / sysmap.larger + 2);
    }
  }

  const isSaid = (place) => saidOn() && (organisations[place].added || Boolean(sysmap.nowTold().people.get(organisations[place].name)?.added) || Boolean(sysmap.nowTold().people.get(organisations[place].name)?.sector));

  // A flag at the upper right of a mark.
  function flag(ctx, x, y, unit) {
    ctx.beginPath();
    ctx.arc(x, y, 5 * unit, 0, 2 * Math.PI);
    ctx.fillStyle = colours.said;
    ctx.fill();
    ctx.lineWidth = 1.5 * unit;
    ctx.strokeStyle = colours.paper;
    ctx.stroke();
  }

  function markSaid(ctx, id, x, y, r, unit) {
    if (sysmap.isOrganisation(id) && isSaid(id)) flag(ctx, x + 0.8 * r, y - 0.8 * r, unit);
  }

  function saidKey() {
    const found = [];
    const [from, to] = [{ x: 0, y: 10 }, { x: 20, y: 10 }];
    if (saidShown().some(({ changed }) => !changed)) found.push([(ctx) => double(ctx, from, to, 1, false), "tie said in the room"]);
    if (saidShown().some(({ changed }) => changed)) found.push([(ctx) => double(ctx, from, to, 1, true), "tie changed in the room"]);
    if (struckShown().length) found.push([(ctx) => { line(ctx, from, to, gone(), 1); drawSign(ctx, { x: -20, y: 10 }, { x: 40, y: 10 }, gone(), 0.9); }, "no tie, said in the room"]);
    if (sysmap.shown.drawn.some(isSaid)) found.push([(ctx) => flag(ctx, 10, 10, 1), "organisation added or moved in the room"]);
    return found;
  }

  // -- In words, in tables and in files --

  const whose = (step) => `${stepInWords(step)}${step.said_by ? `, says ${step.said_by}` : ""}${step.note ? `: ${step.note}` : ""}`;
  const heldWords = (steps) => steps.map((step) => `step ${step.step}, ${whose(step)}`).join("; ");
  const namesOf = (place) => [organisations[ties[place].a].name, organisations[ties[place].b].name];
  const ofTie = (place) => (saidOn() ? heldWords(stepsOf(...namesOf(place))) : "");
  const ofOrganisation = (place) => (saidOn() ? heldWords(stepsOf(organisations[place].name)) : "");

  for (const [name, cell] of [["ties", ofTie], ["organisations", ofOrganisation]]) {
    const before = content[name];
    content[name] = () => {
      const made = before();
      return made.places.some((place) => cell(place)) ? { ...made, columns: [...made.columns, { header: "Said in the room", cell }] } : made;
    };
  }

  // A row that holds because it was said has that for its source; who said it is in the file of what was said.
  const day = () => new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date());
  for (const [name, column, isSo] of [["ties", "reported_by", (row) => { const [one, other] = row; return saidOn() && ties.some(({ a, added, b }) => added && organisations[a].name === one && organisations[b].name === other); }],
    ["organisations", "said", (row) => isSaid(sysmap.byName.get(row[0]))]]) {
    const before = clean[name];
    clean[name] = () => {
      const [head, ...rows] = before();
      const marked = rows.map((row) => isSo(row));
      return marked.includes(true) ? [[...head, column], ...rows.map((row, number) => [...row, marked[number] ? `said in the room, ${day()}` : ""])] : [head, ...rows];
    };
  }

  sysmap.fillDetails = () => {
    fillDetails();
    if (!saidOn()) return;
    const steps = state.tie !== null ? stepsOf(...namesOf(state.tie)) : sysmap.isOrganisation(state.selected) ? stepsOf(organisations[state.selected].name) : [];
    if (steps.length) {
      const list = element("ul");
      list.append(...steps.map((step) => element("li", whose(step))));
      at("details-body").append(element("h4", "Said in the room"), list);
    }
    if (state.tie === null && sysmap.isOrganisation(state.selected) && sysmap.saidInWords().length && at("details-body").querySelector("dl")) {
      at("details-body").querySelector("dl").before(element("p", "As recorded, without what was said:", { class: "hint" }));
    }
  };

  // Every step that holds, as a table that prints.
  function fillSaidTable() {
    const steps = sysmap.said();
    at("said-section").hidden = !steps.length;
    const cell = (tag, text) => element(tag, text);
    const head = element("tr");
    head.append(...["Step", "Said", ...(sysmap.asksWho ? ["Said by"] : []), "Note"].map((text) => element("th", text, { scope: "col" })));
    const [thead, tbody] = [element("thead"), element("tbody")];
    thead.append(head);
    tbody.append(...steps.map((step) => {
      const row = element("tr");
      row.append(element("th", step.step, { scope: "row" }), cell("td", stepInWords(step)), ...(sysmap.asksWho ? [cell("td", step.said_by)] : []), cell("td", step.note));
      return row;
    }));
    at("table-said").replaceChildren(element("caption", `${steps.length} shown`, { class: "unseen" }), thead, tbody);
    at("said-title").textContent = `Said in the room (${steps.length})${saidOn() ? "" : ", not on the map now"}`;
  }

  Object.assign(sysmap, { drawSaid, fillSaidTable, markSaid, saidKey });
})();
