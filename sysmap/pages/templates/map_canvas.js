"use strict";
// What vis-network holds: the marks that there are now, where they stand, and when all is drawn: once in a frame,
// however often that is asked for.
(() => {
  const { isGroup, items, markRenderer, spots } = sysmap;

  const asNode = (id) => ({ id, x: spots[id].x, y: spots[id].y, shape: "custom", ctxRenderer: markRenderer(id) });

  // Marks stand where `spots` says, at once: vis-network's own way would draw the whole map twice. It draws what
  // its boxes say is in sight, and works these out only while it draws.
  function moveMarks(ids) {
    for (const id of ids) {
      const node = sysmap.network.body.nodes[id];
      const { x, y } = spots[id];
      if (!node || (node.x === x && node.y === y && node.shape.boundingBox.right)) continue;
      const r = isGroup(id) ? sysmap.layout.discs.get(id).r : 30 / sysmap.pixels;
      Object.assign(node, { x, y });
      node.shape.boundingBox = { left: x - r, top: y - r, right: x + r, bottom: y + r };
    }
  }

  // Only what is drawn is given to vis-network: a national map holds thousands that are folded.
  function updateMarks() {
    const wanted = items();
    const there = new Set(sysmap.markData.getIds());
    const fresh = wanted.filter((id) => !there.delete(id));
    if (there.size) sysmap.markData.remove([...there]);
    if (fresh.length) sysmap.markData.add(fresh.map(asNode));
    moveMarks(wanted);
    redraw();
  }

  // How wide the map is: many ask, and to ask the page may cost it a layout.
  sysmap.width = 0;
  function measureMap() {
    sysmap.width = sysmap.at("map").clientWidth;
  }

  let asked = false;
  function redraw() {
    if (asked) return;
    asked = true;
    window.requestAnimationFrame(() => { if (asked) drawNow(); });
  }

  // The drawing takes the size of its place first, and what follows from that is drawn with it.
  let sized = false;
  function drawNow() {
    try {
      sysmap.network.setSize("100%", "100%");
      measureMap();
      if (sized) sysmap.fitAgain();
      sized = false;
      sysmap.network.redraw();
    } finally {
      asked = false;
    }
  }

  // Draws what was asked for, for whoever wants to know where things stand.
  function upToDate() {
    if (asked) drawNow();
  }

  function setUpCanvas() {
    measureMap();
    sysmap.markData = new vis.DataSet(items().map(asNode));
    sysmap.network = new vis.Network(sysmap.at("map"), { nodes: sysmap.markData, edges: new vis.DataSet([]) }, {
      physics: false, layout: { improvedLayout: false }, autoResize: true,
      interaction: { hover: true, tooltipDelay: 1e9, keyboard: false, selectConnectedEdges: false, multiselect: false, zoomSpeed: 0.6 },
      nodes: { chosen: false },
    });
    sysmap.network.on("resize", () => { sized = true; redraw(); });
    // Whatever asks vis-network for a drawing, now or soon, has it in the next frame.
    const { emitter } = sysmap.network.body;
    for (const event of ["_redraw", "_requestRedraw"]) {
      emitter.off(event);
      emitter.on(event, redraw);
    }
  }

  Object.assign(sysmap, { drawNow, measureMap, moveMarks, redraw, setUpCanvas, upToDate, updateMarks });
})();
