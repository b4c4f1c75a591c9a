"use strict";
// The ties of whoever answers: themselves in the middle, partners on both sides, a thicker line for a stronger tie.
(() => {
  const { at, colours, cores, element, get, halves, labelOf, options, questions, shapes, state, strengths, strengthOf, survey, tied, words } = sysmap;

  const SPACE = "http://www.w3.org/2000/svg";
  const ROW = 30;

  function make(tag, attributes, text) {
    const made = document.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function outline(corners, x, y, r, fill, edge) {
    const paint = { fill, ...(edge ? { stroke: colours.ink, "stroke-width": 1.5 } : {}) };
    if (!corners.length) return make("circle", { cx: x, cy: y, r, ...paint });
    return make("polygon", { points: corners.map(([dx, dy]) => `${(x + r * dx).toFixed(1)},${(y + r * dy).toFixed(1)}`).join(" "), ...paint });
  }

  function mark({ colour, shape, pattern }, x, y, r) {
    const drawn = [outline(shapes[shape], x, y, r, colour, true)];
    if (pattern === "core") drawn.push(outline([], x, y, cores[shape] * r, colours.paper, false));
    if (pattern === "half") drawn.push(outline(halves[shape], x, y, r, colours.paper, false));
    return drawn;
  }

  // A name in as many lines as it needs, at most two; a longer one is cut.
  function lines(name, most) {
    const found = [""];
    for (const word of name.split(" ")) {
      const joined = found[found.length - 1] ? `${found[found.length - 1]} ${word}` : word;
      if (joined.length <= most || !found[found.length - 1]) found[found.length - 1] = joined;
      else found.push(word);
    }
    const short = found.slice(0, 2).map((line) => (line.length > most + 2 ? `${line.slice(0, most)}…` : line));
    if (found.length > 2) short[1] = `${short[1].replace(/…$/, "")}…`;
    return short;
  }

  function label(name, x, y, anchor, most, weight) {
    const rows = lines(name, most);
    const text = make("text", { x, y: y + 4.5 - (rows.length - 1) * 7, "text-anchor": anchor, "font-size": 13, ...(weight ? { "font-weight": weight } : {}), fill: colours.ink });
    rows.forEach((row, place) => text.append(make("tspan", { x, ...(place ? { dy: 14 } : {}) }, row)));
    return text;
  }

  const strongest = (place) => Math.max(...strengths(place).map((question) => strengthOf(get(question, place))));

  function said(place) {
    return strengths(place).map((question) => {
      const answer = labelOf(options.find(({ value }) => value === get(question, place)));
      return questions.length > 1 ? `${survey.kinds[questions.indexOf(question)].short}: ${answer}` : answer;
    }).join("; ");
  }

  function draw() {
    const box = at("drawing");
    const places = tied().sort((one, other) => strongest(other) - strongest(one) || survey.roster[one].name.localeCompare(survey.roster[other].name));
    const self = survey.roster[state.who];
    if (!places.length) {
      box.replaceChildren(element("figcaption", words("drawing_none")));
      return;
    }
    const width = Math.max(280, Math.min(box.clientWidth || 600, 860));
    const two = width >= 620;
    const sides = two ? [places.filter((_, order) => order % 2 === 0), places.filter((_, order) => order % 2)] : [places];
    const height = Math.max(...sides.map(({ length }) => length)) * ROW + (two ? 56 : 72);
    const middle = two ? [width / 2, height / 2] : [28, height / 2 + 16];
    const most = Math.max(...options.map(({ strength }) => strength || 0));
    const text = words("drawing", { name: self.name, ties: places.length });
    const root = make("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${text}: ${places.map((place) => survey.roster[place].name).join(", ")}` });
    const marks = [];
    sides.forEach((side, number) => {
      side.forEach((place, order) => {
        const x = two ? width / 2 + (number ? -1 : 1) * width * 0.22 : 96;
        const y = middle[1] + (order - (side.length - 1) / 2) * ROW;
        const bend = (x + middle[0]) / 2;
        root.append(make("path", { d: `M${middle[0]} ${middle[1]}C${bend} ${middle[1]} ${bend} ${y.toFixed(1)} ${x} ${y.toFixed(1)}`, fill: "none", stroke: colours.accent, "stroke-opacity": 0.75, "stroke-width": (1 + 5 * (strongest(place) / most)).toFixed(1) }));
        marks.push(...mark(survey.roster[place].mark, x, y, 8), label(survey.roster[place].name, x + (two && number ? -16 : 16), y, two && number ? "end" : "start", Math.floor((two ? width * 0.28 - 20 : width - 116) / 7)));
      });
    });
    root.append(...marks, ...mark(self.mark, middle[0], middle[1], 13));
    // Its own name stands on a ground of paper, above or below its mark, where no line ends.
    const own = label(self.name, two ? middle[0] : 8, two ? 20 : 16, two ? "middle" : "start", Math.floor(width / (two ? 16 : 8)), 600);
    root.append(own);
    box.replaceChildren(element("figcaption", `${text}. ${most > 1 ? words("drawing_how") : ""}`), root);
  }

  Object.assign(sysmap, { drawTies: draw, saidOf: said });
})();
