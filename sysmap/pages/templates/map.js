"use strict";
// Puts the page to work: the drawing, what is chosen and shown, the keyboard, and what tests may look at.
(() => {
  const { afterDrawing, answer, asPaired, at, beforeDrawing, besideNow, bringIntoSight, busiest, byName, countLegend, drawForums, drawIntroductions, drawLeads, drawNames,
    drawPointedTie, drawTies, few, fillDetails, fillKey, fillKinds, fillLegend, fillTables, filtersInWords, fold, forgetTie, fullWeight, groupName, inWords, isGroup, isOrganisation, isThere,
    items, look, nameOf, openAs, openGroup, organisations, pairUp, pickTie, refit, say, sayAbsent, scaleSizes, setUpAddress, setUpCamera, setUpColours,
    setUpControls, setUpHistory, setUpMessages, setUpPrint, setUpRoom, setUpSearch, setUpTies, setUpWaves, showParts, spots, state, statusOf, tieAt, ties, walk, whole, workOut,
    zoom } = sysmap;

  sysmap.network = null;

  let dragging = true;

  function pick(id, centre) {
    if (id !== null && !isThere(id)) {
      if (isGroup(id)) answer(`${groupName(id)} is open already, or left out`);
      else sayAbsent([id]);
      return;
    }
    const folded = isOrganisation(id) && sysmap.shown.overview && !sysmap.shown.drawnSet.has(id);
    if (folded) sysmap.openTo(id);
    state.selected = id;
    state.tie = null;
    state.ribbon = null;
    if (folded) {
      refresh();
      whole();
    } else sysmap.shown.full = fullWeight();
    sysmap.beside = besideNow();
    say(id === null ? "Nothing selected" : inWords(id));
    fillDetails();
    if (id !== null && centre) bringIntoSight(id);
    sysmap.redraw();
    sysmap.changed();
  }

  function refresh() {
    const { selected, focus } = state;
    sysmap.turnTo?.();
    const looksNew = look();
    const fitted = sysmap.shown.overview && sysmap.network && sysmap.isFitted();
    if (looksNew) sysmap.measureMap();
    workOut();
    forgetTie();
    sysmap.beside = besideNow();
    if (!items().includes(sysmap.pointed)) sysmap.pointed = null;
    sysmap.arrange();
    sysmap.layOut();
    sysmap.updateMarks();
    // Discs keep their places: a hand moves the map, not them.
    if (dragging === sysmap.shown.overview) {
      dragging = !dragging;
      sysmap.network.setOptions({ interaction: { dragNodes: dragging } });
    }
    sysmap.showOverview();
    at("summary").textContent = sysmap.summaryInWords();
    const filters = filtersInWords();
    at("filters").hidden = !filters.length;
    at("filters").textContent = `Shown: ${filters.join("; ")}.`;
    at("changed-only-field").hidden = state.view !== "changed";
    at("without-names").textContent = state.without.size ? `without ${few([...state.without].map((place) => organisations[place].name), 2)}` : "without the organisation chosen";
    if (looksNew) fillLegend();
    countLegend();
    pairUp();
    asPaired(fillKey);
    fillDetails();
    fillTables();
    showParts();
    sysmap.fillLeftOut();
    sysmap.sayShown(selected, focus);
    if (looksNew) refit();
    // Where most discs were hidden or are there again, the others fill the frame.
    if (fitted && sysmap.shown.overview && !sysmap.isFitted()) whole();
    sysmap.redraw();
    sysmap.changed();
  }

  // Where the arrow keys begin: the organisation with most partners.
  const firstItem = () => busiest(sysmap.shown.drawn)[0];

  // In a room the details are behind the edge until they are asked for.
  function toDetails() {
    if (state.room) fold(true);
    at("details").focus();
  }

  function setUpKeys() {
    at("map").addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { key } = event;
      if (key.startsWith("Arrow") && sysmap.shown.overview && !isOrganisation(state.selected) && state.tie === null && sysmap.step(key)) {
        // The overview has gone where the arrow points.
      } else if (key.startsWith("Arrow")) {
        const from = state.selected;
        const next = from !== null ? walk(from, key) : state.tie !== null ? ties[state.tie].a : firstItem();
        const tied = from === null || sysmap.beside.has(next);
        if (next === undefined) answer("Nothing is shown");
        else if (next === null) answer("Nothing else is shown");
        else pick(next, true);
        if (!tied && next !== null) say(`${inWords(next)}. No tie to ${nameOf(from)}`);
      } else if (key === "+" || key === "=") zoom(1.3);
      else if (key === "-") zoom(1 / 1.3);
      else if (key === "0") {
        whole();
        say("The whole map is shown");
      } else if (key === "Enter" && sysmap.enter()) {
        // What was chosen is open.
      } else if (key === "Enter") toDetails();
      else if (key === "Escape") {
        // One step back: what is chosen, what is open, the room.
        const chosen = state.selected !== null || state.tie !== null || state.ribbon !== null;
        if (chosen || !sysmap.closeOne()) {
          if (!chosen && state.room) return;
          pick(null);
        }
      } else return;
      event.preventDefault();
    });
  }

  // What lies under the marks, and what is written over them.
  function drawBelow(ctx, isOn) {
    const unit = sysmap.larger / sysmap.network.getScale();
    sysmap.pixels = sysmap.network.getScale();
    sysmap.drawAreas(ctx, (spot) => spot, 1 / sysmap.pixels);
    sysmap.drawRibbons(ctx, (spot) => spot, 1 / sysmap.pixels);
    drawTies(ctx, spots, unit);
    drawIntroductions(ctx, spots, unit);
    sysmap.forumBoxes = drawForums(ctx, spots, unit, (spot) => spot);
    sysmap.drawOverviewNames(ctx);
    drawLeads(ctx, isOn);
  }

  function drawAbove(ctx, isOn) {
    drawPointedTie(ctx, spots, 1 / sysmap.network.getScale());
    drawNames(ctx, isOn);
  }

  function start() {
    sysmap.asMade = document.documentElement.cloneNode(true);
    sysmap.recall?.();
    sysmap.turnTo?.();
    workOut();
    scaleSizes();
    sysmap.arrange();
    sysmap.setUpCanvas();
    // The container that vis-network adds is a picture: the map itself is the stop for the keyboard.
    for (const added of at("map").querySelectorAll("[tabindex]")) added.setAttribute("tabindex", "-1");
    sysmap.network.on("beforeDrawing", beforeDrawing);
    sysmap.network.on("afterDrawing", afterDrawing);
    sysmap.network.on("click", ({ nodes: [id], pointer }) => {
      const ribbon = id === undefined ? sysmap.ribbonAt(pointer.canvas) : null;
      if (ribbon) {
        sysmap.openPair(ribbon);
        return;
      }
      const tie = id === undefined ? tieAt(pointer.canvas) : null;
      if (tie !== null) pickTie(tie, false);
      else if (id !== undefined && isGroup(id)) openGroup(id);
      else pick(id === undefined ? null : id, false);
    });
    setUpCamera();
    sysmap.network.on("hoverNode", ({ node }) => { sysmap.pointed = node; sysmap.redraw(); });
    sysmap.network.on("blurNode", () => { sysmap.pointed = null; sysmap.redraw(); });
    setUpControls();
    sysmap.setUpMany?.();
    sysmap.setUpOverview();
    setUpColours();
    setUpTies();
    setUpRoom();
    setUpWaves();
    setUpSearch();
    setUpKeys();
    fillKinds();
    refresh();
    if (items().length) whole();
    openAs();
    setUpMessages();
    sysmap.setUpSteps();
    sysmap.setUpEditing?.();
    setUpHistory();
    setUpAddress();
    setUpPrint();
    sysmap.network.once("afterDrawing", () => {
      performance.mark("sysmap-interactive");
      sysmap.ready = true;
    });
    sysmap.drawNow();
  }

  // What is drawn, by name.
  function visible() {
    const standing = sysmap.shown.overview ? spots : sysmap.homes;
    return {
      organisations: sysmap.shown.drawn.map((place) => organisations[place].name),
      ties: sysmap.shown.drawnTies.map((place) => [organisations[ties[place].a].name, organisations[ties[place].b].name, statusOf(ties[place])]),
      positions: Object.fromEntries(sysmap.shown.drawn.map((place) => [organisations[place].name, [standing[place].x, standing[place].y]])),
      view: state.view,
    };
  }

  // Chooses an organisation by its name, if it is there.
  function select(name) {
    const place = byName.get(name);
    if (place === undefined || !isThere(place)) return false;
    pick(place, true);
    return true;
  }

  Object.assign(sysmap, { drawAbove, drawBelow, pick, refresh, select, visible });
  start();
})();
