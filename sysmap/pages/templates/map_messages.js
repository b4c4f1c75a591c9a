"use strict";
// The one line of messages: what happened, for everyone; and a way out where nothing could.
(() => {
  const { at, organisationIsInView, organisations, page, state } = sysmap;

  let act = null;

  function put(text, said, way) {
    at("live").textContent = text;
    at("live").classList.toggle("answer", said);
    act = way ? way.act : null;
    at("way-out").hidden = !way;
    at("way-out").textContent = way ? way.label : "";
  }

  // What happened; and why nothing could, which stands out until something else is pressed. A way out is a
  // button beside it: { label, act }.
  const say = (text) => put(text, false);
  const answer = (text, way) => put(text, true, way);

  const everySector = () => new Set(page.sectors.map((_, code) => code));

  // Everyone whom the view holds is let onto the map; what ties are shown stays as it is.
  function showEveryone() {
    Object.assign(state, { sectors: everySector(), focus: null, withoutOn: false, isolates: true });
  }

  // Changes what keeps an organisation off the map, no more, and chooses it.
  function reveal(place) {
    const organisation = organisations[place];
    if (!organisationIsInView(organisation)) state.view = "changed";
    state.sectors.add(organisation.sector);
    if (state.withoutOn) putBack(place);
    if (!sysmap.shown.tied.has(place)) state.isolates = true;
    if (state.focus !== null && !sysmap.shown.partners.has(place)) state.focus = null;
    sysmap.refresh();
    sysmap.pick(place, true);
  }

  function putBack(place) {
    state.without.delete(place);
    state.withoutOn = state.withoutOn && state.without.size > 0;
  }

  // Why somebody is not on the map, with the way to have it there.
  function sayAbsent(places) {
    const [first] = places;
    answer(places.map(sysmap.absence).join("; "), { label: `Show ${places.length > 1 ? "them" : "it"}`, act: () => { for (const place of places) reveal(place); if (first !== undefined) sysmap.pick(first, true); } });
  }

  function setUpMessages() {
    at("way-out").addEventListener("click", () => {
      const go = act;
      at("map").focus();
      if (go) go();
    });
    // An answer stands out after the last press alone.
    for (const press of ["pointerdown", "keydown"]) window.addEventListener(press, ({ target }) => { if (target !== at("way-out")) at("live").classList.remove("answer"); }, true);
  }

  Object.assign(sysmap, { answer, everySector, putBack, reveal, say, sayAbsent, setUpMessages, showEveryone });
})();
