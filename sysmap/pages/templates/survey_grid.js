"use strict";
// A row of answers for each partner and question: chosen with a press, and on to the next.
(() => {
  const { at, colours, element, get, labelOf, narrow, say, set, state, still, survey } = sysmap;

  const parts = (colour) => [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  // The stronger the tie, the darker, up to the accent; between pale and dark neither ink could be read.
  function shade(share) {
    const strong = 0.15 + 0.85 * share;
    const kept = strong > 0.6 && strong < 0.76 ? 0.76 : strong;
    const mixed = parts(colours.accent).map((part) => Math.round(255 - (255 - part) * kept));
    return { "--fill": `rgb(${mixed.join(",")})`, "--on-fill": kept < 0.7 ? colours.ink : colours.paper };
  }

  const inputs = (group) => [...group.querySelectorAll("input")];
  const chosen = (group) => inputs(group).find(({ checked }) => checked);

  function paint(group) {
    for (const input of inputs(group)) {
      const slot = input.parentElement;
      slot.classList.toggle("chosen", input.checked);
    }
    group.classList.toggle("answered", Boolean(chosen(group)));
  }

  // One question about one partner. `grid` says which answers there are, and what happens when one is given.
  function makeGroup(grid, question, place, labels) {
    const group = element("div", null, { class: "answers", role: "radiogroup", "aria-labelledby": labels });
    const name = `${grid.name}-${grid.questions.findIndex(({ key }) => key === question)}-${place}`;
    const most = Math.max(1, ...grid.options.map(({ strength }) => strength || 0));
    for (const option of grid.options) {
      const input = element("input", null, { type: "radio", name, value: option.value });
      input.checked = get(question, place) === option.value;
      const word = element("span", labelOf(option), { class: "word" });
      if (option.label) say(word, option.label);
      const slot = element("label", null, { class: `slot${option.open ? " open" : option.strength ? " tie" : ""}` }, input, word);
      for (const [property, value] of Object.entries(option.strength ? shade(option.strength / most) : {})) slot.style.setProperty(property, value);
      group.append(slot);
    }
    Object.assign(group, { question, place, grid });
    paint(group);
    return group;
  }

  // A column is as wide as its answer needs, beside the others.
  const widthOf = (text) => Math.max(0.75, text.length / 12, 0.115 * Math.max(...text.split(/\s/).map(({ length }) => length)));

  // The words of the answers above their columns, with the key of each; beside them what is asked.
  function makeHead(grid) {
    const cells = grid.options.map((option) => {
      const cell = element("span", null, { class: option.open ? "open" : "" }, option.label ? say(element("span", null), option.label) : element("span", option.text));
      if (option.digit) cell.append(element("kbd", option.digit));
      return cell;
    });
    return element("div", null, { class: "columns", "aria-hidden": "true" }, element("span", at(grid.title).textContent, { class: "question" }), ...cells);
  }

  // Fills a grid: { name, title, box, options, questions: [{ key, text }], places, changed }.
  function makeGrid(grid) {
    const several = grid.questions.length > 1;
    grid.box.style.setProperty("--columns", grid.options.map((option) => `minmax(0,${widthOf(labelOf(option)).toFixed(2)}fr)`).join(" "));
    grid.box.classList.toggle("several", several);
    grid.box.classList.toggle("few", grid.options.length <= 6);
    grid.rows = grid.places.map((place) => {
      const { name, label } = survey.roster[place];
      const id = `${grid.name}-${place}`;
      const row = element("div", null, { class: "row", role: "group", "aria-labelledby": id, "data-testid": `${grid.name}-${place + 1}` });
      const title = element("p", null, { class: "who" }, element("strong", name, { id }));
      if (label) title.append(element("span", label));
      row.append(title);
      const groups = grid.questions.map(({ key, text }) => {
        const line = element("div", null, { class: "line" });
        const own = `${id}-${grid.questions.findIndex((one) => one.key === key)}`;
        if (several) line.append(element("span", text, { class: "asked", id: own }));
        line.append(makeGroup(grid, key, place, several ? `${id} ${own}` : `${id} ${grid.title}`));
        row.append(line);
        return line.lastElementChild;
      });
      return Object.assign(row, { place, groups });
    });
    grid.box.replaceChildren(makeHead(grid), ...grid.rows);
    return grid;
  }

  const shownGroups = (grid) => grid.rows.filter(({ hidden }) => !hidden).flatMap(({ groups }) => groups);
  const target = (group) => chosen(group) || inputs(group)[0];

  // On a telephone the whole card, with the name, where it has room.
  function bring(group) {
    const row = group.closest(".row");
    const whole = narrow.matches && row.offsetHeight < 0.7 * window.innerHeight;
    (whole ? row : group.parentElement).scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  }

  // Goes on to the next question, or to the next that is left, and past the last to what follows the list.
  function goOn(group, { left, focus }) {
    const groups = shownGroups(group.grid);
    const after = groups.slice(groups.indexOf(group) + 1);
    const next = left ? after.find((one) => !chosen(one)) : after[0];
    if (focus) (next ? target(next) : at("next")).focus({ preventScroll: Boolean(next) });
    if (next && (focus || narrow.matches)) bring(next);
  }

  function choose(group, input) {
    input.checked = true;
    paint(group);
    set(group.question, group.place, input.value);
    group.grid.changed(group);
  }

  function clear(group) {
    for (const input of inputs(group)) input.checked = false;
    paint(group);
    set(group.question, group.place, null);
    group.grid.changed(group);
  }

  function listen(grid) {
    let pressed = null;
    let before = null;
    const groupOf = (event) => event.target.closest(".answers");
    grid.box.addEventListener("pointerdown", (event) => {
      pressed = groupOf(event);
      before = pressed && chosen(pressed);
    });
    // The same answer once more takes it back.
    grid.box.addEventListener("click", (event) => {
      if (event.target.type === "radio" && pressed && event.target === before) {
        clear(pressed);
        pressed = null;
      }
    });
    grid.box.addEventListener("change", (event) => {
      const group = groupOf(event);
      choose(group, event.target);
      if (state.auto && pressed === group) goOn(group, { left: true, focus: false });
      pressed = null;
    });
    grid.box.addEventListener("keydown", (event) => {
      const group = groupOf(event);
      pressed = null;
      if (!group || event.ctrlKey || event.altKey || event.metaKey) return;
      const option = grid.options.find(({ digit }) => digit && digit === event.key);
      if (option) {
        choose(group, inputs(group).find(({ value }) => value === option.value));
        if (state.auto) goOn(group, { left: true, focus: true });
        else chosen(group).focus();
      } else if (event.key === "Enter") {
        goOn(group, { left: false, focus: true });
      } else if (event.key === "Delete" || event.key === "Backspace") {
        clear(group);
        target(group).focus();
      } else {
        return;
      }
      event.preventDefault();
    });
  }

  const repaint = (grid) => {
    for (const group of grid.rows.flatMap(({ groups }) => groups)) {
      for (const input of inputs(group)) input.checked = get(group.question, group.place) === input.value;
      paint(group);
    }
  };

  // The first question that is left, where somebody comes from the search or the last look.
  function goTo(grid, place) {
    const row = place === undefined ? grid.rows.find(({ hidden }) => !hidden) : grid.rows.find((one) => one.place === place);
    if (!row) return false;
    const group = row.groups.find((one) => !chosen(one)) || row.groups[0];
    target(group).focus({ preventScroll: true });
    bring(group);
    return true;
  }

  Object.assign(sysmap, { goTo, listen, makeGrid, repaint });
})();
