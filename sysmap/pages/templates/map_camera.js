"use strict";
// Which part of the map is in sight, and where things stand that were moved by hand.
(() => {
  const { at, byName, forumSpots, groupOf, homes, items, organisations, part, seats, spots } = sysmap;

  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const round = (value) => Math.round(value * 10) / 10 || 0;
  // The bounds for which the whole map was last fitted into its frame; empty once it was zoomed or moved.
  let fittedTo = "";

  // The box around all that is drawn, forums too, which stand above everyone.
  function bounds() {
    if (sysmap.shown.overview) return aroundDiscs().map(round);
    const drawn = [...items().map((id) => spots[id]), ...seats().map(({ number }) => forumSpots[number])];
    const [xs, ys] = [drawn.map(({ x }) => x), drawn.map(({ y }) => y)];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(round);
  }

  const MOST_GROWN = 1.5;
  // The overview fills its frame with all discs; where most are hidden, with the others.
  function aroundDiscs() {
    const { discs, width, height } = sysmap.layout;
    const all = [...discs.values()].filter(({ id }) => groupOf(id).within === null);
    const there = all.filter(({ id, open }) => open || sysmap.shown.folded.has(id));
    if (!there.length || there.length * 2 > all.length) return [0, 0, width, height];
    // Discs grow with it: by no more than half.
    const [[left, right], [top, bottom]] = [["x", width], ["y", height]].map(([axis, side]) => {
      const [low, high] = [-1, 1].map((sign) => sign * Math.max(...there.map((disc) => sign * disc[axis] + disc.r + 2 * sysmap.text)));
      const missing = Math.max(0, side / MOST_GROWN - (high - low)) / 2;
      return [low - missing, high + missing];
    });
    return [left, top, right, bottom];
  }

  // Distance says little: in a frame of another shape than the map's, everyone stands further apart in one
  // direction, up to a point, so that the frame is filled. It depends on the frame alone: views have the same places.
  const MOST_DRAWN = 1.7;
  const forumHomes = forumSpots.map(({ x, y }) => ({ x, y }));
  const size = ["x", "y"].map((axis) => {
    const all = [...homes, ...forumHomes].map((spot) => spot[axis]);
    return Math.max(1, all.reduce((most, one) => Math.max(most, one), -Infinity) - all.reduce((least, one) => Math.min(least, one), Infinity));
  });
  sysmap.drawn = [1, 1];
  const drawnOut = ({ x, y }) => ({ x: x * sysmap.drawn[0], y: y * sysmap.drawn[1] });
  const home = ({ x, y }) => ({ x: x / sysmap.drawn[0], y: y / sysmap.drawn[1] });

  function drawOut(width, height) {
    const [across, down] = [width / size[0], height / size[1]];
    const wanted = [across / down, down / across].map((ratio) => Math.round(100 * Math.min(MOST_DRAWN, Math.max(1, ratio))) / 100);
    if (wanted.join() === sysmap.drawn.join()) return;
    sysmap.drawn = wanted;
    homes.forEach((spot, id) => { spots[id] = drawnOut(spot); });
    forumHomes.forEach((spot, number) => { forumSpots[number] = drawnOut(spot); });
    sysmap.moveMarks(items());
    sysmap.layOut();
  }

  // Fits the whole map again where it was in sight: its frame or its words have another size.
  function refit() {
    if (isFitted() && items().length) whole();
  }

  // The frame has another size. One of other proportions has another arrangement of discs.
  function fitAgain() {
    if (sysmap.shown.overview) {
      sysmap.arrange();
      sysmap.layRibbons();
      sysmap.updateMarks();
      whole();
    } else refit();
  }

  const isFitted = () => fittedTo && fittedTo === bounds().join();

  // Fits everything in, with room for names at the edges and for what stands along the foot.
  function whole() {
    if (!items().length) {
      sysmap.answer("Nothing is shown, so there is nothing to fit into the frame");
      return;
    }
    // The drawing takes the size of its place first: later it would keep its middle and its scale.
    sysmap.network.setSize("100%", "100%");
    const [width, height] = [at("map").clientWidth, at("map").clientHeight];
    const [aside, above] = [Math.min(4.5 * sysmap.text, width / 8), Math.min(3 * sysmap.text, height / 8)];
    const foot = Math.min(sysmap.foot(), height / 8);
    if (!sysmap.shown.overview) drawOut(width - 2 * aside, height - 2 * above - foot);
    const [left, top, right, bottom] = bounds();
    // The overview was made for the frame, and has room for names in it.
    const scale = sysmap.shown.overview ? Math.min(width / (right - left), (height - foot) / (bottom - top))
      : Math.min((width - 2 * aside) / Math.max(right - left, 1), (height - 2 * above - foot) / Math.max(bottom - top, 1), 3 * sysmap.larger);
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 + foot / 2 / scale };
    const now = sysmap.network.getViewPosition();
    const off = Math.max(Math.abs(now.x - position.x), Math.abs(now.y - position.y)) * scale + Math.abs(sysmap.network.getScale() / scale - 1) * width;
    if (off > 0.01) sysmap.network.moveTo({ position, scale, animation: false });
    fittedTo = bounds().join();
    sysmap.changed();
  }

  function moved() {
    fittedTo = "";
    sysmap.changed();
  }

  function showAround(ids) {
    if (!ids.length) return;
    sysmap.network.fit({ nodes: ids, animation: false, minZoomLevel: 0.01, maxZoomLevel: 1.2 });
    sysmap.network.moveTo({ scale: sysmap.network.getScale() * 0.85, animation: false });
    moved();
  }

  // Moves the map only if it must: a picture that jumps is hard to follow.
  function bringIntoSight(id) {
    const { x, y } = sysmap.network.canvasToDOM(spots[id]);
    const [width, height] = [at("map").clientWidth, at("map").clientHeight];
    if (x > 60 && x < width - 60 && y > 40 && y < height - 40) return;
    sysmap.network.moveTo({ position: spots[id], animation: still ? false : { duration: 300 } });
    goingTo = still ? null : spots[id];
    moved();
  }

  // Where the map is on its way to while it moves.
  let goingTo = null;

  // As far as the wheel goes, and no farther.
  function zoom(times) {
    const scale = Math.min(10, Math.max(1e-5, sysmap.network.getScale() * times));
    if (scale === sysmap.network.getScale()) sysmap.answer(`The map cannot be made ${times > 1 ? "larger" : "smaller"}`);
    sysmap.network.moveTo({ scale, animation: false });
    moved();
  }

  const least = () => Math.min(at("map").clientWidth, at("map").clientHeight);

  // The middle of what is in sight, and how much of the map that is across the shorter side of the frame:
  // so it is the same picture in a frame of another size. Nothing where the whole map is in sight.
  part("zoom", {
    first: null, glides: true, late: true,
    get() {
      if (!sysmap.network || isFitted()) return null;
      const { x, y } = (sysmap.shown.overview ? (spot) => spot : home)(goingTo || sysmap.network.getViewPosition());
      return [round(x), round(y), round(least() / sysmap.network.getScale())];
    },
    set(view) {
      if (view === null) {
        if (items().length) whole();
        return;
      }
      const spot = { x: view[0], y: view[1] };
      sysmap.network.moveTo({ position: sysmap.shown.overview ? spot : drawnOut(spot), scale: Math.min(10, Math.max(1e-5, least() / view[2])), animation: false });
      goingTo = null;
      moved();
    },
    check: (view) => (view === null || (Array.isArray(view) && view.length === 3 && view.every(Number.isFinite) && view[2] > 0) ? view : undefined),
  });

  const movedByHand = new Set();

  // On the map itself everyone stands at home; in the overview where the discs have room.
  function settleAt(id, spot) {
    homes[id] = spot;
    if (sysmap.shown.overview) return;
    spots[id] = drawnOut(spot);
    if (sysmap.network) sysmap.moveMarks([id]);
  }

  // Places of those who were moved by hand, by name.
  part("moved", {
    first: {},
    get: () => Object.fromEntries([...movedByHand].sort((one, other) => one - other).map((id) => [organisations[id].name, [round(homes[id].x), round(homes[id].y)]])),
    set(places) {
      for (const id of [...movedByHand]) {
        movedByHand.delete(id);
        settleAt(id, { x: organisations[id].x, y: organisations[id].y });
      }
      for (const [one, [x, y]] of Object.entries(places)) {
        movedByHand.add(byName.get(one));
        settleAt(byName.get(one), { x, y });
      }
    },
    check(places, missed) {
      if (typeof places !== "object" || places === null || Array.isArray(places)) return undefined;
      const given = Object.entries(places);
      if (!given.every(([, spot]) => Array.isArray(spot) && spot.length === 2 && spot.every(Number.isFinite))) return undefined;
      for (const [one] of given) if (!byName.has(one)) missed(one);
      return Object.fromEntries(given.filter(([one]) => byName.has(one)));
    },
  });

  // What was dragged stands where it was left; the map itself may have been dragged too.
  function setUpCamera() {
    const dragged = ({ nodes }) => {
      for (const id of sysmap.shown.overview ? [] : nodes) {
        spots[id] = sysmap.network.getPosition(id);
        homes[id] = home(spots[id]);
        movedByHand.add(id);
      }
    };
    sysmap.network.on("dragging", dragged);
    sysmap.network.on("dragEnd", (event) => {
      goingTo = null;
      dragged(event);
      if (event.nodes.length) sysmap.changed();
      else moved();
    });
    sysmap.network.on("zoom", () => {
      goingTo = null;
      moved();
    });
    sysmap.network.on("animationFinished", () => { goingTo = null; });
    new window.ResizeObserver(() => {
      sysmap.pairUp();
      sysmap.upToDate();
    }).observe(at("map").parentElement);
  }

  Object.assign(sysmap, { bounds, bringIntoSight, drawnOut, fitAgain, isFitted, refit, settleAt, setUpCamera, showAround, still, whole, zoom });
})();
