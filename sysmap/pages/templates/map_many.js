"use strict";
// Three waves and more. The page shows one of them, or two with what changed: everything else on it knows these
// alone, and the two that are looked at are put into their place here.
(() => {
  const { at, count, element, organisations, page, part, state, ties, unpacked } = sysmap;
  const { many } = page;
  const { waves } = many;
  const last = waves.length - 1;
  const told = Object.fromEntries(["there", "on", "kinds", "strength", "confirmed", "by", "answered"].map((name) => [name, many[name].map(unpacked)]));
  many.measures.forEach((values, number) => { page.measures[number].all = values.map(unpacked); });

  // A wave is known by what it is called.
  const wavePart = (name, field, first) => part(name, { field, first: waves[first], glides: true,
    get: () => waves[state[field]], set: (label) => { state[field] = waves.indexOf(label); }, check: (label) => (waves.includes(label) ? label : undefined) });
  wavePart("wave", "wave", last);
  wavePart("wave_before", "waveBefore", 0);

  // Which two waves are looked at: of one alone, that and one before it, if there is one.
  function twoWaves() {
    const { wave, waveBefore } = state;
    if (state.view !== "changed") return [waveBefore < wave ? waveBefore : Math.max(wave - 1, 0), wave];
    const other = waveBefore === wave ? (wave ? wave - 1 : 1) : waveBefore;
    return [Math.min(wave, other), Math.max(wave, other)];
  }

  const are = (number) => (number === 1 ? "is" : "are");
  const were = (number) => (number === 1 ? "was" : "were");
  const newAndLost = (those) => {
    const [fresh, lost] = ["new", "lost"].map((status) => those.filter((tie) => tie.status === status).length);
    return `${fresh} ${are(fresh)} new and ${lost} ${were(lost)} lost`;
  };

  function changeInWords() {
    const kept = ties.filter((tie) => tie.status === "kept").length;
    return `Between ${page.waves.join(" and ")}, ${count(kept, "tie")} stayed, ${newAndLost(ties)}. Of those that cross a boundary, ${newAndLost(ties.filter((tie) => tie.crosses === 1))}. `
      + "As recorded: some of it may come from who was listed and who answered.";
  }

  let now = "";
  // Puts the two waves that are looked at in their place; before anything else is worked out anew.
  function turnTo() {
    if (state.view === "before") Object.assign(state, { view: "after", wave: state.waveBefore });
    const pair = twoWaves();
    if (now === String(pair)) return;
    now = String(pair);
    const of = (columns, place) => pair.map((wave) => columns[wave][place]);
    ties.forEach((tie, place) => {
      const [before, after] = of(told.there, place);
      tie.status = before ? (after ? "kept" : "lost") : after ? "new" : "";
      Object.assign(tie, { kinds: of(told.kinds, place), strength: of(told.strength, place) });
      const [confirmed, by] = [of(told.confirmed, place), of(told.by, place)];
      Object.assign(tie, { confirmed: confirmed.some((one) => one !== null) ? confirmed : null, by: by.some((one) => one !== null) ? by : null });
    });
    organisations.forEach((organisation, place) => Object.assign(organisation, { on: of(told.on, place), answered: of(told.answered, place) }));
    page.measures.forEach((measure, number) => {
      measure.values = pair.map((wave) => measure.all[wave]);
      measure.reasons = pair.map((wave) => many.reasons[number][wave]);
    });
    page.forums.forEach((forum, number) => { forum.members = pair.map((wave) => many.forums[number][wave]); });
    if (page.overview) page.overview.bands = pair.map((wave) => many.bands[wave]);
    page.waves.splice(0, 2, ...pair.map((wave) => waves[wave]));
    Object.assign(page.summaries, { before: many.summaries[pair[0]], after: many.summaries[pair[1]], changed: changeInWords() });
    // The headings of the two maps side by side.
    ["before", "after"].forEach((view, number) => { for (const head of document.querySelectorAll(`.wave.${view}`)) head.textContent = page.waves[number]; });
  }

  const waveInWords = (view) => (view === "changed" ? undefined : `${page.waves[view === "before" ? 0 : 1]}, wave ${waves.indexOf(page.waves[view === "before" ? 0 : 1]) + 1} of ${waves.length}`);

  function go(wave) {
    if (wave < 0 || wave > last) {
      sysmap.answer(`${waves[state.wave]} is the ${wave < 0 ? "first" : "last"} wave`);
      return;
    }
    Object.assign(state, { view: "after", wave, sideBySide: false });
    sysmap.refresh();
    sysmap.say(sysmap.viewInWords());
  }

  function showWaves() {
    const changed = state.view === "changed";
    at("one-wave").hidden = changed;
    at("two-waves").hidden = !changed;
    at("wave").value = state.wave;
    at("wave").setAttribute("aria-valuetext", waves[state.wave]);
    at("wave-name").textContent = waves[state.wave];
    at("wave-back").disabled = state.wave === 0;
    at("wave-on").disabled = state.wave === last;
    const [before, after] = twoWaves();
    at("wave-before").value = before;
    at("wave-after").value = after;
  }

  function setUpMany() {
    for (const id of ["wave-before", "wave-after"]) waves.forEach((label, wave) => at(id).append(element("option", label, { value: wave })));
    at("wave").addEventListener("input", () => go(Number(at("wave").value)));
    at("wave-back").addEventListener("click", () => go(state.wave - 1));
    at("wave-on").addEventListener("click", () => go(state.wave + 1));
    for (const [id, field] of [["wave-before", "waveBefore"], ["wave-after", "wave"]]) {
      at(id).addEventListener("change", () => {
        // The other stays as it is shown.
        [state.waveBefore, state.wave] = twoWaves();
        state[field] = Number(at(id).value);
        sysmap.refresh();
        sysmap.say(sysmap.viewInWords());
      });
    }
    at("map").addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !["[", "]"].includes(event.key)) return;
      go(state.wave + (event.key === "]" ? 1 : -1));
      event.preventDefault();
    });
  }

  sysmap.parts.get("wave").show = showWaves;
  const stops = waves.map((_, wave) => ({ view: "after", wave }));
  const viewNames = { after: "One wave", changed: "Changed" };
  Object.assign(sysmap, { setUpMany, stops, turnTo, viewNames, waveInWords });
})();
