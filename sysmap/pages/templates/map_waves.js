"use strict";
// Two waves at once: before and after side by side, and the passage from the one to the other.
(() => {
  const { at, both, drawMark, element, folding, isOrganisation, items, left, part, readyNames, spots, state, still, ties, viewInWords } = sysmap;

  const LEAST_WIDTH = 700;
  const canvas = at("map").parentElement;
  part("side_by_side", { field: "sideBySide", first: false, control: "side-by-side" });

  // What is drawn in a view: who is left in both waves together, as far as the one view has them.
  let made = { of: null, drawn: null };
  function shownIn(view) {
    if (made.of !== sysmap.shown || made.drawn !== sysmap.drawn) made = { of: sysmap.shown, drawn: sysmap.drawn };
    if (made[view]) return made[view];
    const { focus, view: now } = state;
    const all = sysmap.shown;
    const there = new Set(all.organisations);
    Object.assign(state, { view, focus: null });
    const mine = left();
    const partners = new Map([...mine.partners].filter(([place]) => there.has(place)));
    const within = mine.ties.filter((place) => partners.has(ties[place].a) && partners.has(ties[place].b));
    sysmap.shown = { ...mine, partners, organisations: [...partners.keys()].sort((one, other) => one - other), ties: within };
    made[view] = Object.assign(sysmap.shown, folding());
    sysmap.layOut();
    Object.assign(state, { view: now, focus });
    sysmap.shown = all;
    return made[view];
  }

  // Draws as if another view were shown, until it is left; gives the test of who is on it.
  let held = null;
  function enter(view) {
    const { folded, partners } = shownIn(view);
    held = { view: state.view, shown: sysmap.shown };
    sysmap.shown = shownIn(view);
    state.view = view;
    return (id) => (isOrganisation(id) ? partners.has(id) : folded.has(id));
  }
  function leave() {
    if (!held) return;
    state.view = held.view;
    sysmap.shown = held.shown;
    held = null;
  }

  const isPaired = () => canvas.classList.contains("paired");
  const twin = element("canvas");

  // Makes room for the second map, or takes it away: side by side they need some width.
  function pairUp() {
    const fits = both && canvas.clientWidth >= LEAST_WIDTH;
    at("side-field").hidden = !fits;
    const wanted = fits && state.sideBySide && state.view === "changed";
    at("map-after").hidden = !wanted;
    if (wanted === isPaired()) return;
    canvas.classList.toggle("paired", wanted);
    sysmap.measureMap();
  }

  // Does something as if another view were shown.
  function inView(view, act) {
    enter(view);
    act();
    leave();
  }

  // The key says what the two maps show.
  function asPaired(act) {
    if (isPaired()) inView("after", act);
    else act();
  }

  // The second map is drawn whenever the first is: the same places, the same part of the map, the later wave.
  function drawAfter() {
    const [width, height] = [at("map").clientWidth, at("map").clientHeight];
    const ratio = window.devicePixelRatio || 1;
    Object.assign(twin, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const ctx = twin.getContext("2d");
    const [origin, scale] = [sysmap.network.canvasToDOM({ x: 0, y: 0 }), sysmap.network.getScale()];
    ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * origin.x, ratio * origin.y);
    const isOn = enter("after");
    sysmap.drawBelow(ctx, isOn);
    for (const id of items()) drawMark(ctx, id, spots[id].x, spots[id].y, 1 / scale);
    leave();
    sysmap.drawAbove(ctx, isOn);
  }

  let isOnNow = () => true;
  function beforeDrawing(ctx) {
    readyNames();
    isOnNow = isPaired() ? enter("before") : () => true;
    sysmap.drawBelow(ctx, isOnNow);
  }

  function afterDrawing(ctx) {
    leave();
    sysmap.drawAbove(ctx, isOnNow);
    if (isPaired()) drawAfter();
  }

  // What is done on the second map is done on the first, at the same place.
  function pass(event) {
    event.stopPropagation();
    if (event.type === "wheel") event.preventDefault();
    if (event.type === "pointerdown") twin.setPointerCapture(event.pointerId);
    const { type, clientY, screenX, screenY, pointerId, pointerType, isPrimary, button, buttons, deltaX, deltaY, deltaMode, ctrlKey, shiftKey, detail } = event;
    const clientX = event.clientX - at("map-after").getBoundingClientRect().left + at("map").getBoundingClientRect().left;
    at("map").querySelector("canvas").dispatchEvent(new event.constructor(type, { bubbles: true, cancelable: true, clientX, clientY, screenX, screenY, pointerId, pointerType,
      isPrimary, button, buttons, deltaX, deltaY, deltaMode, ctrlKey, shiftKey, detail }));
  }

  // The passage: the earlier wave, what changes, the later wave. Each picture fades into the next, unless
  // movement is not wanted: then each press shows the next.
  const [HOLD, FADE] = [1400, 1000];
  const STOPS = sysmap.stops ?? ["before", "changed", "after"].map((view) => ({ view }));
  let due = null;
  function stop() {
    window.clearTimeout(due);
    due = null;
    at("passage").textContent = sysmap.stops ? "Play the waves" : "Play the change";
    for (const old of canvas.querySelectorAll(".fading")) old.remove();
  }

  function show(shown) {
    Object.assign(state, shown, { sideBySide: false });
    sysmap.refresh();
    sysmap.say(viewInWords());
  }

  function fadeTo(next) {
    const from = at("map").querySelector("canvas");
    const old = element("canvas", null, { width: from.width, height: from.height, class: "fading", "aria-hidden": "true" });
    old.getContext("2d").drawImage(from, 0, 0);
    at("map").append(old);
    show(next);
    old.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE, easing: "ease-in-out" }).addEventListener("finish", () => old.remove());
  }

  function play() {
    if (due) {
      stop();
      sysmap.say(`Stopped. ${viewInWords()}`);
      return;
    }
    if (still) {
      show(STOPS[(STOPS.findIndex((one) => Object.entries(one).every(([name, value]) => state[name] === value)) + 1) % STOPS.length]);
      return;
    }
    const go = (place) => {
      if (place) fadeTo(STOPS[place]);
      else show(STOPS[0]);
      due = place < STOPS.length - 1 ? setTimeout(() => go(place + 1), HOLD + (place ? FADE : 0)) : setTimeout(stop, FADE);
    };
    go(0);
    at("passage").textContent = "Stop";
  }

  function setUpWaves() {
    at("passage").hidden = !both;
    if (!both) return;
    at("map-after").append(twin);
    for (const [id, view] of [["map", "before"], ["map-after", "after"]]) canvas.insertBefore(element("p", viewInWords(view), { class: `wave ${view}` }), at(id));
    at("side-by-side").addEventListener("change", (event) => {
      state.sideBySide = event.target.checked;
      if (state.sideBySide) state.view = "changed";
      sysmap.refresh();
    });
    at("passage").addEventListener("click", play);
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel", "mousemove", "contextmenu"]) twin.addEventListener(type, pass);
    twin.addEventListener("wheel", pass, { passive: false });
    // Whoever presses something else in between stays with what is shown.
    for (const press of ["pointerdown", "keydown"]) window.addEventListener(press, ({ target }) => { if (due && target !== at("passage")) stop(); }, true);
  }

  Object.assign(sysmap, { afterDrawing, asPaired, beforeDrawing, inView, isPaired, pairUp, setUpWaves });
})();
