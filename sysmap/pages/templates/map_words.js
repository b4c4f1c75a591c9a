"use strict";
// What is shown, in words: the summary, the choice, and what is said where nothing is left.
(() => {
  const { at, count, element, filtersInWords, inWords, nameOf, organisationIsInView, organisations, page, state, tieIsInView, ties, withoutInWords } = sysmap;

  const some = (number, one) => (number ? count(number, one) : `no ${one}`);
  const are = (number) => (number === 1 ? "is" : "are");
  const share = (part, all) => `${Math.round((100 * part) / all)} %`;

  const tiesInView = () => ties.filter(tieIsInView);

  // The ties that are shown, by what became of them or by what they cross.
  function tiesInWords(lines) {
    const known = lines.filter((tie) => tie.crosses !== null);
    const across = known.filter((tie) => tie.crosses === 1);
    if (state.view !== "changed") {
      if (!known.length) return "";
      return ` ${across.length === known.length ? (known.length === 1 ? "It crosses" : "All cross") : `${across.length} of ${known.length} (${share(across.length, known.length)}) ${across.length === 1 ? "crosses" : "cross"}`} a boundary.`;
    }
    const by = (status, among = lines) => among.filter((tie) => tie.status === status).length;
    const change = (among) => `${by("new", among)} ${are(by("new", among))} new and ${by("lost", among)} ${by("lost", among) === 1 ? "was" : "were"} lost`;
    const stayed = by("kept") ? `${by("kept")} of them stayed, ` : "";
    return ` ${stayed}${change(lines)}${across.length && across.length < lines.length ? `; of those across a boundary, ${change(across)}` : ""}.`;
  }

  // Of which wave or waves it is, where the records name them.
  function wavesInWords() {
    const labels = state.view === "changed" ? page.waves : [page.waves[sysmap.wave()]];
    return labels[0] ? `${labels.join(" to ")}: ` : "";
  }

  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const outOf = (those, every, word) => (those === every ? (every === 1 ? `the one ${word}` : `all ${every} ${word}s`) : `${those} of ${count(every, word)}`);

  // The summary of the view; where something is left out, of what is left.
  function summaryInWords() {
    if (!filtersInWords().length) return page.summaries[state.view];
    const { organisations: there, ties: lines } = sysmap.shown;
    const everyone = organisations.filter(organisationIsInView).length;
    if (!there.length) return capital(`${wavesInWords()}none of ${count(everyone, "organisation")} is shown.`);
    const said = `${wavesInWords()}${outOf(there.length, everyone, "organisation")} and ${outOf(lines.length, tiesInView().length, "tie")} are shown.`;
    return `${capital(said)}${lines.length ? tiesInWords(lines.map((place) => ties[place])) : ""}${withoutInWords()}`;
  }

  // Who or what is chosen, for people who see a picture of the page and not the page.
  function choiceInWords() {
    if (state.tie !== null) return ` Chosen: the tie of ${organisations[ties[state.tie].a].name} and ${organisations[ties[state.tie].b].name}.`;
    return state.selected === null ? "" : ` Chosen: ${inWords(state.selected).replace(/\.$/, "")}.`;
  }

  // How much is shown, and what was chosen and is not there any more; where nothing is, the way back.
  function sayShown(selected, focus) {
    const { organisations: there, ties: lines } = sysmap.shown;
    const said = [there.length ? `${count(there.length, "organisation")} and ${some(lines.length, "tie")} shown` : "Nothing is shown"];
    if (selected !== null && state.selected === null) said.push(`${nameOf(selected)} is not chosen any more`);
    if (focus !== null && state.focus === null) said.push(`the neighbourhood of ${nameOf(focus)} is not shown alone any more`);
    if (there.length || !organisations.length) sysmap.say(said.join("; "));
    else sysmap.answer(said.join("; "), { label: "Show everyone", act: sysmap.foldAll });
  }

  // Whoever is left out, or would be, can be put back from here: on the map it cannot be chosen any more.
  let listed = "";
  function fillLeftOut() {
    const places = [...state.without].sort((one, other) => sysmap.rank[one] - sysmap.rank[other]);
    if (listed === String(places)) return;
    listed = String(places);
    at("left-out").hidden = !places.length;
    at("left-out").replaceChildren(...places.map((place) => {
      const item = element("li");
      const button = element("button", `Put back ${organisations[place].name}`, { type: "button" });
      button.addEventListener("click", () => {
        sysmap.putBack(place);
        sysmap.refresh();
        sysmap.say(`${organisations[place].name} stays on the map`);
        (at("left-out").querySelector("button") || at("without")).focus();
      });
      item.append(button);
      return item;
    }));
  }

  Object.assign(sysmap, { choiceInWords, fillLeftOut, sayShown, summaryInWords });
})();
