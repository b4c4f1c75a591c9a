"use strict";
// The controls beside the map.
(() => {
  const { ROWS, at, both, element, everySector, exportCsv, exportPng, exportSvg, fillIntroductions, fillSizes, fillTable, foldAll,
    isOrganisation, numberInWords, organisations, page, scaleSizes, state, tables, waveOf, zoom } = sysmap;

  function switchOn(id, name) {
    at(id).addEventListener("change", (event) => { state[name] = event.target.checked; sysmap.refresh(); });
  }

  function setUpViews() {
    const words = sysmap.viewNames ?? { before: "Before", after: "After", changed: "Changed" };
    at("views").hidden = !both;
    for (const view of both ? page.views.filter((one) => words[one]) : []) {
      const label = element("label");
      const radio = element("input", null, { type: "radio", name: "view", value: view, "data-testid": `view-${view}` });
      radio.checked = view === state.view;
      radio.addEventListener("change", () => { Object.assign(state, { view, sideBySide: false }); sysmap.refresh(); });
      label.append(radio, element("span", words[view]));
      if (view !== "changed" && !sysmap.viewNames) label.append(element("span", `(${page.waves[waveOf(view)]})`, { class: "when" }));
      at("views").append(label);
    }
  }

  function setUpStrength() {
    if (!page.strengths) return;
    const [low, high] = page.strengths;
    at("strength-section").hidden = false;
    const step = Number.isInteger(low) && Number.isInteger(high) ? 1 : "any";
    for (const id of ["strength", "strength-number"]) {
      Object.assign(at(id), { min: low, max: high, step });
      at(id).value = low;
      at(id).addEventListener("input", () => {
        const value = Number(at(id).value);
        if (at(id).value === "" || Number.isNaN(value)) return;
        state.strength = Math.min(high, Math.max(low, value));
        at(id === "strength" ? "strength-number" : "strength").value = state.strength;
        sysmap.refresh();
      });
      // A number that there is not gives way to the one that holds.
      at(id).addEventListener("change", () => {
        if (at(id).value !== "" && Number(at(id).value) === state.strength) return;
        at(id).value = state.strength;
        sysmap.answer(`Strength goes from ${numberInWords(low)} to ${numberInWords(high)}: at least ${numberInWords(state.strength)} is shown`);
      });
    }
  }

  // The neighbourhood of the organisation chosen, and back to everyone.
  function setUpFocus() {
    at("focus").addEventListener("click", () => {
      if (state.focus === null && !isOrganisation(state.selected)) {
        sysmap.answer("Choose an organisation first: its neighbourhood is then shown alone");
        return;
      }
      state.focus = state.focus === null ? state.selected : null;
      sysmap.refresh();
      sysmap.whole();
    });
    at("two-steps").addEventListener("change", (event) => {
      state.steps = event.target.checked ? 2 : 1;
      sysmap.refresh();
      if (state.focus !== null) sysmap.whole();
    });
    at("show-all").addEventListener("click", foldAll);
  }

  // Organisations left out: the programme team where the records name one, and whoever is added.
  function setUpWithout() {
    at("without").addEventListener("change", (event) => {
      const wanted = event.target.checked;
      if (wanted && !state.without.size && isOrganisation(state.selected)) state.without.add(state.selected);
      state.withoutOn = wanted && state.without.size > 0;
      sysmap.refresh();
      if (wanted && !state.withoutOn) sysmap.answer("Choose an organisation first: it is then left out");
    });
    at("leave-out").addEventListener("click", () => {
      const place = state.selected;
      const stays = state.without.delete(place);
      if (!stays) state.without.add(place);
      // Putting one back does not take the others away.
      state.withoutOn = stays ? state.withoutOn && state.without.size > 0 : true;
      sysmap.refresh();
      sysmap.say(`${organisations[place].name} ${stays ? "stays on the map" : "is left out"}`);
    });
  }

  function setUpControls() {
    setUpViews();
    switchOn("across-only", "acrossOnly");
    switchOn("changed-only", "changedOnly");
    switchOn("confirmed-only", "confirmedOnly");
    switchOn("isolates", "isolates");
    at("confirmed-field").hidden = !page.confirmed_recorded;
    fillSizes();
    at("size-by").value = state.sizeBy;
    at("size-by").addEventListener("change", (event) => { state.sizeBy = event.target.value; scaleSizes(); sysmap.refresh(); });
    for (const [id, ticked] of [["all-sectors", true], ["no-sectors", false]]) {
      at(id).addEventListener("click", () => {
        state.sectors = ticked ? everySector() : new Set();
        sysmap.refresh();
      });
    }
    switchOn("forums", "forums");
    switchOn("introductions", "introductions");
    at("forums-field").hidden = !page.forums.length;
    fillIntroductions();
    setUpStrength();
    setUpFocus();
    setUpWithout();
    for (const name of ["pairs", "ties", "organisations"]) {
      at(`more-${name}`).addEventListener("click", () => { tables[name].rows += ROWS; fillTable(name); });
    }
    at("zoom-in").addEventListener("click", () => zoom(1.3));
    at("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
    at("zoom-fit").addEventListener("click", () => { sysmap.pick(null); sysmap.whole(); });
    at("export-png").addEventListener("click", exportPng);
    at("export-svg").addEventListener("click", exportSvg);
    at("export-csv").addEventListener("click", () => exportCsv("ties"));
    at("export-organisations").addEventListener("click", () => exportCsv("organisations"));
    at("print").addEventListener("click", () => window.print());
  }

  Object.assign(sysmap, { setUpControls });
})();
