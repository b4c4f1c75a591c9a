"use strict";
// The list of partners: found, answered one after another, and those left at the end.
(() => {
  const { answered, at, counts, folded, get, goTo, items, listen, makeGrid, none, options, others, questions, ratings, repaint, say, set, state, survey, tied } = sysmap;

  const grid = { name: "partner", title: "partners-title", box: at("partner-grid"), options, places: survey.roster.map((_, place) => place), changed: () => { undo = null; progress(); }, questions: survey.kinds.map(({ short }, place) => ({ key: questions[place], text: short })) };
  const rated = { name: "rating", title: "ratings-title", box: at("rating-grid"), options: ratings, places: [], changed: () => {}, questions: survey.items.map(({ asks }, place) => ({ key: items[place], text: asks })) };
  const known = survey.roster.map(({ name, label }) => folded(`${name} ${label}`));
  let undo = null;

  function start() {
    at("partners-title").textContent = survey.kinds.length > 1 ? survey.several : survey.kinds[0].asks;
    makeGrid(grid);
    listen(grid);
    listen(rated);
    at("search").addEventListener("input", show);
    at("search").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && goTo(grid)) event.preventDefault();
      if (event.key === "Escape") { at("search").value = ""; show(); event.preventDefault(); }
    });
    at("left").addEventListener("change", show);
    at("auto").addEventListener("change", () => { state.auto = at("auto").checked; sysmap.keep(); });
    at("fill").addEventListener("click", fill);
  }

  // Shows who is to be answered about: not oneself, and whom the search and the tick leave.
  function show() {
    const wanted = folded(at("search").value).split(" ");
    const left = at("left").checked;
    let found = 0;
    for (const row of grid.rows) {
      row.hidden = row.place === state.who || !wanted.every((word) => known[row.place].includes(word)) || (left && answered(row.place));
      found += !row.hidden;
    }
    at("none-found").hidden = found > 0;
    if (at("search").value) say(at("status"), "found", { found });
    progress();
  }

  function progress() {
    const { all, done } = counts();
    const bar = at("progress-bar");
    bar.max = Math.max(all, 1);
    bar.value = done;
    say(at("progress"), "progress", { done, all });
    const some = at("left").checked || at("search").value;
    at("rest").hidden = !undo && (done === all || done === 0 || Boolean(some));
    if (undo) {
      say(at("rest-said"), "filled", { left: undo.length, answer: sysmap.labelOf(none) });
      say(at("fill"), "undo");
    } else {
      say(at("rest-said"), "rest", { left: all - done });
      say(at("fill"), "fill", { left: all - done, answer: sysmap.labelOf(none) });
    }
  }

  // Those left are answered with "never" when somebody says so, and not when nobody did; and back again.
  function fill() {
    if (undo) {
      for (const [question, place] of undo) set(question, place, null);
      undo = null;
    } else {
      undo = others().flatMap((place) => questions.filter((question) => get(question, place) === null).map((question) => [question, place]));
      for (const [question, place] of undo) set(question, place, none.value);
    }
    repaint(grid);
    progress();
    say(at("status"), undo ? "filled" : "undone", undo ? { left: undo.length, answer: sysmap.labelOf(none) } : {});
  }

  function open() {
    at("auto").checked = state.auto;
    repaint(grid);
    show();
  }

  function openRatings() {
    rated.places = tied();
    at("no-ties").hidden = rated.places.length > 0;
    at("rating-grid").hidden = !rated.places.length;
    makeGrid(rated);
  }

  Object.assign(sysmap, { goToPartner: (place) => goTo(grid, place), openPartners: open, openRatings, progress, startPartners: start });
})();
