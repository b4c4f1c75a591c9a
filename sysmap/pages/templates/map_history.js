"use strict";
// Undo, redo and reset: after each press the state is looked at, and kept where it has changed.
(() => {
  const { at, differences, parts, put, same, state, written } = sysmap;

  const MOST = 2_000;
  const past = [];
  let here = 0;
  let asked = false;

  // Something may have changed. All that one press does is one change.
  function changed() {
    if (asked || !past.length) return;
    asked = true;
    window.queueMicrotask(keep);
  }

  function keep() {
    asked = false;
    const now = state();
    const before = past[here];
    const other = Object.keys(now).filter((name) => !same(now[name], before.now[name]));
    if (!other.length) return;
    const [glides] = other.length === 1 && parts.get(other[0]).glides ? other : [""];
    past.length = here + 1;
    if (glides && glides === before.glides) {
      before.now = now;
      // Where it came back to what it was, nothing has changed.
      if (same(now, past[here - 1].now)) { past.pop(); here -= 1; }
    } else {
      past.push({ now, glides, words: other.map((name) => parts.get(name).words?.(before.now[name], now[name]) ?? name.replaceAll("_", " ")).join(", ") });
      if (past.length > MOST) past.shift();
      here = past.length - 1;
    }
    remember();
  }

  function remember() {
    at("undo").setAttribute("aria-disabled", String(here === 0));
    at("redo").setAttribute("aria-disabled", String(here === past.length - 1));
    at("reset").setAttribute("aria-disabled", String(!Object.keys(differences(past[here].now)).length));
    sysmap.writeAddress();
  }

  // Goes to another moment of what was kept.
  function go(to, words) {
    if (asked) keep();
    here = to;
    put(past[here].now);
    past[here].now = state();
    past[here].glides = "";
    remember();
    sysmap.say(words);
  }

  function undo() {
    if (asked) keep();
    if (here === 0) sysmap.answer("There is nothing to undo");
    else go(here - 1, `Undone: ${past[here].words}`);
  }

  function redo() {
    if (asked) keep();
    if (here === past.length - 1) sysmap.answer("There is nothing to redo");
    else go(here + 1, `Done again: ${past[here + 1].words}`);
  }

  // As the page was made. The steps of a story are work, and stay.
  function reset() {
    if (asked) keep();
    const kept = written();
    if (!Object.keys(differences()).some((name) => !(name in kept))) {
      sysmap.answer("Everything is as it was at first");
      return;
    }
    put(kept);
    keep();
    sysmap.say("Everything is as it was at first. Undo brings back what was");
  }

  const writes = (target) => target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=file])");

  function startHistory() {
    past.splice(0, past.length, ...(sysmap.earlier?.() ?? []), { now: state(), glides: "", words: "" });
    here = past.length - 1;
    remember();
  }

  function setUpHistory() {
    startHistory();
    for (const [id, act] of [["undo", undo], ["redo", redo], ["reset", reset]]) at(id).addEventListener("click", act);
    window.addEventListener("keydown", (event) => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key) || writes(event.target)) return;
      event.preventDefault();
      if (key === "z" && !event.shiftKey) undo();
      else redo();
    });
    // Whoever forgets to say that something has changed is found out after the press.
    for (const press of ["click", "change", "keyup"]) window.addEventListener(press, changed);
  }

  Object.assign(sysmap, { changed, setUpHistory, startHistory, writes });
})();
