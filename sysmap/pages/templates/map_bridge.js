"use strict";
// The page in a notebook: what is chosen, filtered and said is told to Python, and what Python asks for is shown.
// Both are plain data, sent from frame to frame; nothing goes anywhere else.
(() => {
  const { byName, differences, ledger, pick, put, written } = sysmap;
  const name = (place) => (sysmap.isOrganisation(place) ? sysmap.organisations[place].name : null);
  // A page on which the map cannot be corrected has no ledger.
  const said = () => (ledger ? sysmap.said() : []);

  let last = "";
  function tell() {
    const now = { selected: name(sysmap.state.selected), filters: differences(), said: said() };
    const text = JSON.stringify(now);
    if (text === last) return;
    last = text;
    window.parent.postMessage({ sysmap: "page", heard: now }, "*");
  }

  // The steps that shall hold: those that are here already are taken up, others are said anew.
  function saySteps(steps) {
    const about = sysmap.page.editing.columns.filter((column) => !["step", "time", "undoes", "map", "wave", "checksum"].includes(column));
    const asked = steps.map((step) => Object.fromEntries(about.map((column) => [column, String(step[column] ?? "")])));
    const kept = new Set();
    const fresh = asked.filter((step) => {
      const here = ledger.find((one) => one.action !== "undo" && !kept.has(one.step) && about.every((column) => one[column] === step[column]));
      if (here) kept.add(here.step);
      return !here;
    });
    sysmap.hold(kept);
    return fresh.map((step) => sysmap.saySomething(step)).filter(Boolean);
  }

  function take(asked) {
    const missed = [];
    if ("said" in asked && ledger) missed.push(...sysmap.showing(() => saySteps(asked.said)));
    if ("filters" in asked) missed.push(...put({ ...written(), ...asked.filters }));
    if ("selected" in asked) {
      const place = byName.get(asked.selected);
      if (asked.selected === null) pick(null);
      else if (place === undefined) missed.push(asked.selected);
      else if (sysmap.isThere(place)) pick(place, true);
      else sysmap.reveal(place);
    }
    if (missed.length) sysmap.answer(`Not known on this page, so passed over: ${sysmap.few(missed)}`);
    sysmap.changed();
    last = "";
    setTimeout(tell);
  }

  window.addEventListener("message", ({ data, source }) => {
    if (source === window.parent && data?.sysmap === "notebook" && typeof data.asked === "object" && data.asked) take(data.asked);
  });
  const toAddress = sysmap.writeAddress;
  sysmap.writeAddress = () => { toAddress(); tell(); };
  // What changes without being remembered is found out after the press, as for undo.
  for (const press of ["click", "change", "keyup"]) window.addEventListener(press, () => setTimeout(tell));
  window.parent.postMessage({ sysmap: "ready" }, "*");
  tell();
})();
