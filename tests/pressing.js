"use strict";
// Presses what is on a map page, and tells whether the page still holds together. The test evaluates this in
// the open page, whose modules share what they know in `sysmap`.
(() => {
  const { at, both, forumSpots, isOrganisation, items, nameOf, organisations, page, seats, spots, state, tables, ties } = sysmap;
  const UNSAID = "nothing was said yet";
  const TEXTS = ["police", "Riverside", "organisation 7", "  ", "", "\\", "(", "[object", "İ", "\u202eabc", "😀", "<b>x</b>", "w".repeat(300), "no such thing"];
  const VIEWS = ["", "{}", '{"sysmap_view":1,"view":{"across_only":true,"zoom":[1],"colour":7}}', '{"sysmap_view":1,"view":{"chosen":"Nobody"}}'];
  const NUMBERS = ["", "2", "-5", "1e9", "2.5", "3", "1"];
  let printed = 0;
  window.print = () => { printed += 1; };

  // Controls by what they are for: the hundred rows of a table are no more likely to be pressed than one tick.
  function controls() {
    const found = new Map();
    for (const control of document.querySelectorAll("button, input, select, textarea, a[href]")) {
      if (!control.checkVisibility() || control.disabled) continue;
      const list = control.closest("ul[id], ol[id], table[id], fieldset[id], #details-body, .skips");
      const kind = control.id.replace(/\d+$/, "") || `${list.id || list.className} ${control.closest("thead") ? "head" : control.type || "link"}`;
      if (!found.has(kind)) found.set(kind, []);
      found.get(kind).push(control);
    }
    return found;
  }

  const part = (list, share) => list[Math.floor(share * list.length)];

  // Everything that a person could notice, and what the page remembers.
  function digest() {
    return JSON.stringify([
      state(), sysmap.visible(), sysmap.network.getScale(), sysmap.network.getViewPosition(), printed, sysmap.pointed,
      ["pairs", "ties", "organisations"].map((name) => [tables[name], at(`table-${name}`).textContent]),
      ["summary", "filters", "details-body", "key", "legend", "kinds", "suggestions"].map((id) => at(id).textContent),
      [...document.querySelectorAll("input, select")].map((one) => (one.type === "checkbox" || one.type === "radio" ? one.checked : one.value)),
      [...document.querySelectorAll("option")].map((one) => one.value),
      document.activeElement.id,
    ]);
  }

  let before = "";
  function remember() {
    at("live").textContent = UNSAID;
    before = digest();
  }

  const send = (control, type) => control.dispatchEvent(new Event(type, { bubbles: true }));

  // Press one control; the shares say which, and what is typed or chosen. It is one that was never pressed or,
  // where all were, mostly one that was pressed least in such a state, so that every control has its turn.
  const times = new Map();
  const states = new Set();
  const sort = () => (isOrganisation(state.selected) ? "somebody chosen" : "nobody chosen");
  const count = (key) => times.set(key, (times.get(key) || 0) + 1);
  function press(kindShare, controlShare, valueShare, seldom) {
    const found = controls();
    const kinds = [...found.keys()];
    for (const kind of kinds) if (!times.has(kind)) times.set(kind, 0);
    const here = (kind) => times.get(`${sort()}: ${kind}`) || 0;
    const least = Math.min(...kinds.map(here));
    const never = kinds.filter((kind) => !times.get(kind));
    const seldomHere = kinds.filter((kind) => here(kind) === least);
    const kind = part(never.length ? never : seldom < 0.75 ? seldomHere : kinds, kindShare);
    count(kind);
    count(`${sort()}: ${kind}`);
    // A view that is chosen already cannot be chosen again.
    const control = part(found.get(kind).filter((one) => !(one.type === "radio" && one.checked)), controlShare);
    control.focus();
    remember();
    if (control.tagName === "SELECT") {
      control.value = part([...control.options].map(({ value }) => value).filter((value) => value !== control.value), valueShare) ?? control.value;
      send(control, "change");
    } else if (["number", "range"].includes(control.type)) {
      control.value = part(NUMBERS, valueShare);
      send(control, "input");
      send(control, "change");
    } else if (["text", "textarea"].includes(control.type)) {
      control.value = part(TEXTS, valueShare);
      send(control, "change");
    } else if (control.type === "file") {
      const files = new window.DataTransfer();
      files.items.add(new window.File([part(VIEWS, valueShare)], "a.view.json"));
      control.files = files.files;
      send(control, "change");
    } else if (control.type === "search") {
      control.value = part([...TEXTS, ...organisations.slice(0, 40).map(({ name }) => name)], valueShare);
      send(control, "input");
      control.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    } else control.click();
    return kind;
  }

  // A spot of the map to point at, in pixels of the window: a mark, a forum, or anywhere.
  function spot(what, share, other) {
    at("map").scrollIntoView({ block: "center", behavior: "instant" });
    const box = at("map").getBoundingClientRect();
    let { x, y } = { x: share * box.width, y: other * box.height };
    const there = what < 0.6 ? items().map((id) => spots[id]) : what < 0.7 ? seats().map(({ number }) => forumSpots[number]) : [];
    if (there.length) ({ x, y } = sysmap.network.canvasToDOM(part(there, share)));
    remember();
    return [box.left + Math.min(Math.max(x, 2), box.width - 2), box.top + Math.min(Math.max(y, 2), box.height - 2)];
  }

  function wrongInWhatIsShown() {
    const wrong = [];
    const here = new Set(items());
    const { organisations: drawn, ties: lines } = sysmap.visible();
    const name = (place) => organisations[place].name;
    const equal = (words, one, other) => { if (JSON.stringify(one) !== JSON.stringify(other)) wrong.push(`${words}: ${JSON.stringify(one).slice(0, 200)} and ${JSON.stringify(other).slice(0, 200)}`); };
    const inTable = (id, columns) => [...at(id).querySelectorAll("tbody tr")].map((row) => [...row.cells].slice(0, columns).map((cell) => cell.textContent).join("|"));

    // Who and what the controls leave, worked out afresh from the data and the ticks on the page.
    const ticked = (list) => [...at(list).querySelectorAll("input")].map((box) => box.checked);
    const view = both ? document.querySelector("input[name=view]:checked").value : "after";
    const last = page.waves.length - 1;
    const waves = view === "changed" ? [0, last] : view === "before" ? [0] : [last];
    const statuses = { before: ["kept", "lost"], after: both ? ["kept", "new"] : ["kept"], changed: ["kept", "new", "lost"] }[view];
    const sectors = ticked("legend");
    const kinds = ticked("kinds");
    const valueIn = (pair) => (view === "changed" ? pair[last] ?? pair[0] : pair[waves[0]]);
    const tied = new Set(ties.filter((tie) => statuses.includes(tie.status)).flatMap((tie) => [tie.a, tie.b]));
    const people = organisations.map((one, place) => ({ ...one, place })).filter((one) => waves.some((number) => one.on[number]));
    let left = new Set(people.filter((one) => sectors[one.sector] && (at("isolates").checked || tied.has(one.place)) && !(at("without").checked && state.without.has(one.place))).map((one) => one.place));
    const kept = () => ties.filter((tie) => {
      const mine = waves.flatMap((number) => tie.kinds[number]);
      return statuses.includes(tie.status) && left.has(tie.a) && left.has(tie.b)
        && !(at("across-only").checked && tie.crosses !== 1)
        && !(view === "changed" && at("changed-only").checked && tie.status === "kept")
        && !(at("confirmed-only").checked && !(tie.confirmed && valueIn(tie.confirmed)))
        && (at("kinds-section").hidden || (mine.length ? mine.some((kind) => kinds[kind]) : kinds[page.kinds.length]))
        && !(page.strengths && Number(at("strength-number").value) > page.strengths[0] && !(valueIn(tie.strength) >= Number(at("strength-number").value)));
    });
    if (at("focus").getAttribute("aria-pressed") === "true") {
      const reached = new Set([state.focus]);
      for (let step = 0; step < (at("two-steps").checked ? 2 : 1); step += 1) {
        const edge = new Set(reached);
        for (const tie of kept()) { if (edge.has(tie.a)) reached.add(tie.b); if (edge.has(tie.b)) reached.add(tie.a); }
      }
      left = reached;
    }
    const those = kept();
    equal("the tables' organisations are those left", [...sysmap.shown.organisations], [...left].sort((a, b) => a - b));
    equal("the ties left are those that pass", sysmap.shown.ties.map((place) => [ties[place].a, ties[place].b]), those.map(({ a, b }) => [a, b]));
    const rows = inTable("table-organisations", 1);
    equal("rows of organisations", rows.length, Math.min(left.size, tables.organisations.rows));
    if (rows.length === left.size) equal("the table lists those left", [...rows].sort(), [...left].map(name).sort());
    const pairs = inTable("table-ties", 2);
    equal("rows of ties", pairs.length, Math.min(those.length, tables.ties.rows));
    if (pairs.length === those.length) equal("the table lists the ties left", [...pairs].sort(), those.map(({ a, b }) => `${name(a)}|${name(b)}`).sort());
    if (!sysmap.shown.overview) {
      equal("the map draws those left", [...drawn].sort(), [...left].map(name).sort());
      equal("the map draws the ties left", lines.map(([a, b]) => `${a}|${b}`).sort(), those.map(({ a, b }) => `${name(a)}|${name(b)}`).sort());
    } else {
      const folded = [...sysmap.shown.folded.values()].reduce((sum, one) => sum + one, 0);
      equal("drawn and folded are those left", drawn.length + folded, left.size);
    }
    equal("drawn one by one at most", drawn.length <= page.most_marks, true);
    equal("marks held by the drawing", [...sysmap.markData.getIds()].sort((a, b) => a - b), [...here].sort((a, b) => a - b));

    // What is remembered is of what is there.
    if (state.selected !== null && !here.has(state.selected)) wrong.push(`${state.selected} is selected and not on the map`);
    if (state.focus !== null && !(left.has(state.focus) && here.has(state.focus))) wrong.push("the neighbourhood shown is of an organisation that is not there");
    if ([...sysmap.beside].some((id) => !here.has(id))) wrong.push("a partner that is not there stands out");
    if (sysmap.named.some(({ id }) => !here.has(id))) wrong.push("a name without its mark");
    if (state.selected !== null || state.tie !== null || !sysmap.shown.overview) equal("the details are of what is selected", at("details-body").querySelector("h3")?.textContent ?? null, state.tie !== null ? sysmap.tieName(ties[state.tie]) : state.selected === null ? null : nameOf(state.selected));
    equal("the button of the focus", at("focus").getAttribute("aria-pressed"), String(state.focus !== null));

    // The legend counts who is left of whom the view holds; the summary says how many are.
    const counts = page.sectors.map((_, code) => {
      const all = people.filter((one) => one.sector === code);
      const number = all.filter((one) => left.has(one.place)).length;
      return number === all.length ? String(number) : `${number} of ${all.length}`;
    });
    const partly = left.size < people.length || those.length < ties.filter((tie) => statuses.includes(tie.status)).length;
    if (partly && !at("summary").textContent.toLowerCase().includes(!left.size ? "none of " : left.size < people.length ? `${left.size} of ${people.length} organisation` : people.length > 1 ? `all ${left.size} organisations` : "the one")) wrong.push(`the summary is of something else: ${at("summary").textContent.slice(0, 80)}`);
    equal("the counts of the legend", [...at("legend").querySelectorAll(".count")].map((one) => one.textContent), counts);
    // What is left out is said.
    if (partly && at("filters").hidden) wrong.push("something is left out and nothing says so");
    if (at("filters").hidden === (at("filters").textContent.replace("Shown: .", "") !== "")) wrong.push("the line of filters is hidden with words, or shown without");
    // Every sentence is whole, whatever people typed.
    const typed = state().steps.flatMap((step) => [step.title, step.sentence]);
    const said = [...document.querySelectorAll("header, main")].map((one) => one.textContent).join("\n");
    const words = [at("search").value, ...typed].reduce((text, one) => text.replaceAll(one || "\0", ""), said);
    const hole = /\b(undefined|NaN|null)\b|\[object|Infinity/.exec(words);
    if (hole) wrong.push(`a hole in a sentence: ${words.slice(Math.max(0, hole.index - 60), hole.index + 40)}`);
    return wrong;
  }

  // What is wrong after a press: an action either changes something that can be noticed, or says why not.
  function faults(quietly = false) {
    sysmap.drawNow();
    for (const [name, on] of [["a neighbourhood alone", state.focus !== null], ["somebody left out", state.withoutOn], ["somebody chosen", isOrganisation(state.selected)], ["nobody shown", !sysmap.shown.organisations.length]]) if (on) states.add(`${state.view}: ${name}`);
    const wrong = wrongInWhatIsShown();
    if (!quietly && at("live").textContent === UNSAID && digest() === before) wrong.push("nothing changed and nothing was said");
    if (at("live").textContent === "") wrong.push("the message line is empty");
    return wrong;
  }

  // Presses controls one after another until something is wrong; gives which, and what.
  function inARow(shares) {
    const pressed = [];
    for (const those of shares) {
      pressed.push(press(...those));
      // The place that a link leads to may be here already.
      const wrong = faults(pressed.at(-1) === "skips link");
      if (wrong.length) return [pressed, wrong];
    }
    return [pressed, []];
  }

  window.presses = { inARow, spot, remember, faults, never: () => [...times.keys()].filter((key) => !times.get(key)), states: () => [...states] };
})();
