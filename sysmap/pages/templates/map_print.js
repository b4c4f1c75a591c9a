"use strict";
// The map on paper: a drawing as large as the first sheet leaves beside title, summary and legend.
(() => {
  const { SvgPen, asPaired, at, countLegend, drawScene, fillKey, fillLegend, inView, isPaired, page, root, stand, state, viewInWords } = sysmap;

  // A4 on its side less its margins, in pixels of 96 to the inch.
  const [WIDE, HIGH] = [1030, 700];
  const PRINTED = [12, 0.85];
  const frame = at("map").parentElement;
  let before = null;

  function drawing(width, height, title) {
    const pen = new SvgPen(width, height, page.title, `${at("summary").textContent} ${title}`);
    pen.root.setAttribute("class", "sheet");
    drawScene(pen, 0, 0, width, height);
    return pen.root;
  }

  // Everything that has a colour of the ground.
  function turn(ground) {
    stand(ground);
    fillLegend();
    countLegend();
    asPaired(fillKey);
    sysmap.redraw();
  }

  function toPaper() {
    if (before !== null) return;
    before = root.className;
    root.className = "printing";
    turn("light");
    const [text, larger] = [sysmap.text, sysmap.larger];
    [sysmap.text, sysmap.larger] = PRINTED;
    const taken = [".keys", ".top", ".story", ".foot"].reduce((sum, one) => sum + document.querySelector(one).offsetHeight, 0);
    const height = Math.max(HIGH - taken - 32, 240);
    if (!isPaired()) frame.append(drawing(WIDE, height, viewInWords()));
    else for (const view of ["before", "after"]) inView(view, () => frame.append(drawing(WIDE / 2 - 8, height - 32, viewInWords())));
    [sysmap.text, sysmap.larger] = [text, larger];
  }

  function fromPaper() {
    if (before === null) return;
    root.className = before;
    before = null;
    for (const one of frame.querySelectorAll(".sheet")) one.remove();
    turn(state.ground);
  }

  function setUpPrint() {
    window.addEventListener("beforeprint", toPaper);
    window.addEventListener("afterprint", fromPaper);
  }

  Object.assign(sysmap, { setUpPrint });
})();
