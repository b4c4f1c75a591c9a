"use strict";
// Correcting the map in the room: by form and keyboard, or by the pointer; the ledger of what was said, and what it
// does to the figures.
(() => {
  const { at, element, idOf, isOrganisation, ledger, nameField, numberInWords, organisations, page, root, state, stepInWords, takenBack, ties } = sysmap;
  const { labels, longest, sectors, kinds } = page.editing;

  let [one, other] = [null, null];
  const value = (id) => at(id).value.replace(/\s+/g, " ").trim();

  // -- The figures --

  const shares = ["cross_share", "cross_density"];
  function figure(values, name) {
    const found = values[name];
    if (found === null) return `not defined: ${page.reasons[values.undefined[name]]}`;
    if (shares.includes(name)) return `${(100 * found).toFixed(1)} %`;
    return (Number.isInteger(found) && ["ties", "isolates"].includes(name) ? String(found) : found.toFixed(2)).replace("-", "−");
  }

  // Two who have no tie yet: what their tie would do to the figures.
  function couldMeet() {
    const [first, second] = [one.name(), other.name()];
    return first && second && first !== second && !sysmap.arcsOf(first, second).length ? [first, second] : null;
  }

  let figuresOf = "";
  function fillFigures() {
    const two = couldMeet();
    const key = JSON.stringify([sysmap.edition, two]);
    if (key === figuresOf) return;
    figuresOf = key;
    const { recorded, said } = sysmap.measures();
    const columns = [["as recorded", recorded], ["as said", said], ...(two ? [["if they had a tie", sysmap.measuresIf(...two)]] : [])];
    const head = element("tr");
    head.append(element("th", "Of the whole map", { scope: "col" }), ...columns.map(([words]) => element("th", words, { scope: "col" })));
    const rows = Object.entries(labels).map(([name, label]) => {
      const row = element("tr");
      row.append(element("th", label, { scope: "row" }), ...columns.map(([, values], number) => {
        const text = figure(values, name);
        const differs = number && text !== figure(columns[number - 1][1], name);
        return element("td", text, { class: [differs ? "other" : "", values[name] === null ? "words" : ""].join(" ") });
      }));
      return row;
    });
    const [thead, tbody] = [element("thead"), element("tbody")];
    thead.append(head);
    tbody.append(...rows);
    at("live-measures").replaceChildren(element("caption", "Figures while the map changes", { class: "unseen" }), thead, tbody);
  }

  // -- The ledger --

  const clock = (time) => time.slice(11, 16);
  function inLedger(step) {
    const item = element("li");
    const back = takenBack(step.step);
    item.append(element("span", stepInWords(step), back ? { class: "back" } : {}));
    const about = element("span", null, { class: "about" });
    about.append(element("span", [clock(step.time), step.said_by, step.note].filter(Boolean).join(" · ")));
    item.append(about);
    if (step.action !== "undo" && !back) {
      const button = element("button", "Take back", { type: "button", "aria-label": `Take back step ${step.step}` });
      button.addEventListener("click", () => takeBack(step));
      about.append(button);
    }
    return item;
  }

  let ledgerOf = -1;
  function fillLedger() {
    at("said-lost").hidden = !sysmap.isLost();
    at("save-said").textContent = sysmap.isUnsaved() || !ledger.length ? "Save what was said" : "Save what was said again";
    if (ledgerOf === sysmap.edition) return;
    ledgerOf = sysmap.edition;
    at("ledger").replaceChildren(...[...ledger].reverse().map(inLedger));
    at("ledger-title").textContent = ledger.length ? `What was said (${ledger.length})` : "Nothing has been said yet";
    sysmap.fillSaidTable();
  }

  function takeBack(step) {
    const before = ledger.length;
    sysmap.showing(() => sysmap.hold(sysmap.said().map((each) => each.step).filter((number) => number !== step.step)));
    const back = ledger.length - before;
    sysmap.say(back > 1 ? `Step ${step.step} is taken back, and ${sysmap.count(back - 1, "later step")} that depended on it` : `Step ${step.step} is taken back: ${stepInWords(step)}`);
    (at("ledger").querySelector("button") ?? at("save-said")).focus();
  }

  // -- The form --

  // What of the form can be used now: buttons that cannot are pale, and say why when they are pressed.
  function fits() {
    const [first, second] = [one.name(), other.name()];
    const two = first && second && first !== second;
    const tied = two ? sysmap.arcsOf(first, second) : [];
    const able = { "add-organisation": one.text() && !sysmap.isOnMap(one.text()), "change-sector": first, "add-tie": two, "change-tie": tied.length, "strike-tie": tied.length, "no-tie": two, note: first && value("said-note") };
    for (const [id, is] of Object.entries(able)) at(id).classList.toggle("pale", !is);
    at("said-now").textContent = two ? (tied.length ? `They have a tie: ${tied.map(({ kinds: of, strength }) => [of.join(", ") || "kind not recorded", strength === null ? "" : `strength ${numberInWords(strength)}`].filter(Boolean).join(", ")).join("; ")}.` : "They have no tie on the map.") : "";
  }

  function changed() {
    fits();
    fillFigures();
  }

  function chooseSector(name) {
    const sector = sysmap.isOnMap(name) ? sysmap.sectorNow(name) : sysmap.sectorOf(name);
    if (sector) at("said-sector").value = sector;
  }

  function nameChanged() {
    chooseSector(one.name() || one.text());
    changed();
  }

  // Says what is missing, and goes there.
  function missing(id, words) {
    sysmap.answer(words);
    at(id).focus();
    return null;
  }

  function named(field, id) {
    const name = field.name();
    if (name) return name;
    return missing(id, field.text() ? `No organisation on the map is called “${field.text()}”: choose one from the list, or add it first` : "Type the name of an organisation, or press it on the map");
  }

  const withIds = (names) => ({ organisation: names[0], organisation_id: idOf(names[0]), ...(names.length > 1 ? { other: names[1], other_id: idOf(names[1]) } : {}) });
  const beside = () => ({ note: value("said-note"), said_by: sysmap.asksWho ? value("said-by") : "" });

  // Says a step, and what it does to the share across; gives whether it was one.
  function act(what) {
    const figureBefore = figure(sysmap.measures().said, "cross_share");
    const before = ledger.length;
    const why = sysmap.showing(() => sysmap.saySomething({ ...beside(), ...what }));
    if (ledger.length === before) {
      sysmap.answer(why);
      return false;
    }
    // Who says it stays; all else is of the one step.
    for (const id of ["said-note", "said-kind", "said-strength"]) at(id).value = "";
    const after = figure(sysmap.measures().said, "cross_share");
    sysmap.say(`Step ${ledger.length}: ${stepInWords(ledger.at(-1))}${after === figureBefore ? "" : `. ${labels.cross_share}: ${figureBefore}, now ${after}`}`);
    return true;
  }

  function addOrganisation() {
    const name = one.text();
    if (!name) return missing("said-organisation", "Type the name of the organisation that is missing from the map");
    const [id, sector] = [idOf(name), at("said-sector").value];
    if (!act({ action: "add organisation", organisation: name, organisation_id: id, sector })) return null;
    const place = sysmap.byName.get(name);
    if (sysmap.shown.drawnSet.has(place)) sysmap.bringIntoSight(place);
    return changed();
  }

  function changeSector() {
    const name = named(one, "said-organisation");
    if (name === null) return null;
    if (!at("said-sector").value) return missing("said-sector", "Choose a sector first");
    return act({ action: "change sector", ...withIds([name]), sector: at("said-sector").value });
  }

  function twoNamed() {
    const first = named(one, "said-organisation");
    const second = first === null ? null : named(other, "said-other");
    return second === null ? null : [first, second];
  }

  function actOnTwo(action, how) {
    const two = twoNamed();
    if (!two) return;
    if (!act({ action, ...withIds(two), ...how })) return;
    other.put("");
    changed();
  }

  const howTied = () => ({ kind: at("said-kind").value, strength: value("said-strength") });
  function addTie() {
    const two = twoNamed();
    if (two && sysmap.arcsOf(...two).length && !page.directed) {
      const { kind } = howTied();
      const has = sysmap.arcsOf(...two).flatMap((arc) => arc.kinds);
      if (!kind || has.includes(kind)) {
        sysmap.answer("These two have a tie on this map already. Press Change tie, or choose a kind that the tie does not have yet");
        return;
      }
    }
    actOnTwo("add tie", howTied());
  }

  function changeTie() {
    const { kind, strength } = howTied();
    if (!kind && !strength) missing(kinds.length ? "said-kind" : "said-strength", "Choose the kind of the tie, or type its strength");
    else actOnTwo("change tie", howTied());
  }

  function attachNote() {
    const name = named(one, "said-organisation");
    if (name === null) return;
    if (!value("said-note")) {
      missing("said-note", "Write the note first");
      return;
    }
    const second = other.text() ? named(other, "said-other") : "";
    if (second !== null) act({ action: "note", ...withIds(second ? [name, second] : [name]) });
    changed();
  }

  // Whoever is pressed on the map goes into the form: first the one, then the other.
  function takeFromMap(id) {
    const { name } = organisations[id];
    if (!one.text() || (one.name() && other.name())) {
      one.put(name);
      other.put("");
      chooseSector(name);
    } else if (one.name() !== name) other.put(name);
    changed();
  }

  // -- By the pointer --

  let drawing = false;
  let from = null;
  let chosen = null; // the first of two that are pressed one after the other

  function setDrawing(on) {
    drawing = on;
    [from, chosen] = [null, null];
    sysmap.rubber = null;
    root.classList.toggle("drawing", on);
    at("draw-tie").setAttribute("aria-pressed", String(on));
  }

  function under({ clientX, clientY }) {
    const box = at("map").getBoundingClientRect();
    const point = { x: clientX - box.left, y: clientY - box.top };
    const id = sysmap.network.getNodeAt(point);
    return { id: isOrganisation(id ?? null) ? id : null, point };
  }

  function join(a, b) {
    one.put(organisations[a].name);
    other.put(organisations[b].name);
    addTie();
  }

  function setUpPointer() {
    const map = at("map");
    const mine = (event) => drawing && event.isPrimary && event.button <= 0 && map.contains(event.target);
    map.addEventListener("pointerdown", (event) => {
      if (!mine(event)) return;
      const { id } = under(event);
      if (id === null) return;
      event.stopPropagation();
      event.preventDefault();
      from = id;
      map.setPointerCapture(event.pointerId);
    }, true);
    map.addEventListener("pointermove", (event) => {
      if (from === null) return;
      event.stopPropagation();
      sysmap.rubber = { from, to: sysmap.network.DOMtoCanvas(under(event).point) };
      sysmap.redraw();
    }, true);
    map.addEventListener("pointerup", (event) => {
      if (from === null) return;
      event.stopPropagation();
      const { id } = under(event);
      const [start, first] = [from, chosen];
      [from, chosen, sysmap.rubber] = [null, null, null];
      if (id !== null && id !== start) join(start, id);
      else if (id === start && first !== null && first !== start) join(first, start);
      else if (id === start) {
        chosen = start;
        sysmap.say(`A tie from ${organisations[start].name}: press the organisation it works with, or drag to it`);
      } else sysmap.answer("Nothing was added. A tie must start and end on an organisation");
      sysmap.redraw();
    }, true);
    map.addEventListener("pointercancel", () => { [from, sysmap.rubber] = [null, null]; });
    window.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && drawing && !event.defaultPrevented) {
        setDrawing(false);
        sysmap.say("Drawing ties is off. You can move the map again");
        event.preventDefault();
      }
    });
  }

  // -- The page --

  function showEditing() {
    at("editing").hidden = !state.correcting;
    at("edit").setAttribute("aria-pressed", String(state.correcting));
    root.classList.toggle("correcting", state.correcting);
    if (!state.correcting && drawing) setDrawing(false);
    sysmap.fillSaidTable();
    if (!state.correcting || !one) return;
    fillLedger();
    changed();
  }

  let asked = false;
  function startAgain() {
    if (!ledger.length) {
      sysmap.answer("Nothing has been said yet");
      return;
    }
    if (sysmap.isUnsaved() && !asked) {
      asked = true;
      sysmap.answer("Some of what was said is not saved. Press Save what was said, or press Start again once more to delete it");
      return;
    }
    asked = false;
    sysmap.showing(sysmap.forgetSaid);
    sysmap.startHistory();
    sysmap.say("The list of what was said is empty, and the map is as recorded");
  }

  function setUpEditing() {
    const options = (id, names, blank) => at(id).append(element("option", blank, { value: "" }), ...names.map((name) => element("option", name, { value: name })));
    options("said-sector", Object.keys(sectors), "not known");
    options("said-kind", kinds, "not said");
    at("said-kind-field").hidden = !kinds.length;
    at("said-by-field").hidden = !sysmap.asksWho;
    for (const id of ["said-organisation", "said-other", "said-note", "said-by"]) at(id).maxLength = longest;
    one = nameField("said-organisation", { withRoster: true, changed: nameChanged, enter: (name) => at(name ? "said-other" : "said-sector").focus() });
    other = nameField("said-other", { withRoster: false, changed, enter: (name) => { if (name) addTie(); else named(other, "said-other"); } });
    at("said-note").addEventListener("input", fits);
    for (const [id, press] of [["add-organisation", addOrganisation], ["change-sector", changeSector], ["add-tie", addTie], ["change-tie", changeTie], ["note", attachNote], ["forget-said", startAgain],
      ["strike-tie", () => actOnTwo("strike tie")], ["no-tie", () => actOnTwo("no tie")]]) at(id).addEventListener("click", press);
    at("edit").addEventListener("click", () => {
      state.correcting = !state.correcting;
      sysmap.refresh();
      sysmap.refit();
      sysmap.say(state.correcting ? "You can now correct the map. Type two names, or press them on the map. What is said does not change what was recorded" : "Correcting the map is off. What was said is kept");
      if (state.correcting) at("said-organisation").focus();
    });
    at("draw-tie").addEventListener("click", () => {
      setDrawing(!drawing);
      sysmap.say(drawing ? "Drawing ties is on. Drag from one organisation to another, or press one and then the other. Press Escape to stop" : "Drawing ties is off. You can move the map again");
    });
    at("said-shown").addEventListener("change", ({ target }) => {
      state.saidShown = target.checked;
      sysmap.showing(sysmap.applySaid);
    });
    sysmap.network.on("click", ({ nodes: [id] }) => {
      if (!state.correcting) return;
      if (isOrganisation(id ?? null)) takeFromMap(id);
      else if (id === undefined && state.tie !== null) {
        one.put(organisations[ties[state.tie].a].name);
        other.put(organisations[ties[state.tie].b].name);
        chooseSector(one.name());
        changed();
      }
    });
    // A pair that is worth a conversation: what it would do stands in the figures.
    at("introductions-list").addEventListener("click", ({ target }) => {
      const number = [...at("introductions-list").children].indexOf(target.closest("li"));
      if (!state.correcting || number < 0) return;
      const { a, b } = page.introductions[number];
      one.put(organisations[a].name);
      other.put(organisations[b].name);
      changed();
    });
    setUpPointer();
    sysmap.setUpFile();
    showEditing();
  }

  sysmap.rubber = null;
  Object.assign(sysmap, { setUpEditing, showEditing });
})();
