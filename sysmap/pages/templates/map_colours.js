"use strict";
// What the colour, pattern and shape of marks say: the boundary, or something else of the organisations.
(() => {
  const { at, element, organisations, page, part, state, waveFor } = sysmap;

  part("colour_by", { field: "colourBy", first: "", choices: ["", ...page.colourings.map(({ key }) => key)], control: "colour-by" });
  const said = ["yes", "no", "not asked"];
  const colouring = () => page.colourings.find(({ key }) => key === state.colourBy);

  const codeIn = ({ codes, marks }, place) => {
    if (codes) return codes[place];
    const answer = said.indexOf(organisations[place].answered[waveFor(place)]);
    return answer < 0 ? marks.length - 1 : answer;
  };

  // How an organisation is drawn, and the marks that there are now.
  function lookOf(place) {
    const chosen = colouring();
    return chosen ? chosen.marks[codeIn(chosen, place)] : page.sectors[organisations[place].sector];
  }
  const looks = () => (colouring() || { marks: page.sectors }).marks;
  const boundaryInWords = () => page.boundary[0].toUpperCase() + page.boundary.slice(1);
  const colouredBy = () => (colouring() || { label: boundaryInWords() }).label;

  // How many are shown with each mark.
  function counted() {
    const counts = new Map(looks().map((look) => [look, 0]));
    for (const place of sysmap.shown.organisations) counts.set(lookOf(place), counts.get(lookOf(place)) + 1);
    return [...counts].filter(([, number]) => number);
  }

  function setUpColours() {
    at("colour-field").hidden = !page.colourings.length;
    const first = { key: "", label: boundaryInWords() };
    at("colour-by").append(...[first, ...page.colourings].map(({ key, label }) => element("option", label, { value: key })));
    at("colour-by").addEventListener("change", (event) => { state.colourBy = event.target.value; sysmap.refresh(); });
  }

  Object.assign(sysmap, { colouredBy, counted, lookOf, looks, setUpColours });
})();
