"use strict";
// What can be taken home: the map as a picture, its text as text, the tables as CSV. Nothing leaves the page.
(() => {
  const { at, both, colouredBy, colours, drawForums, drawIntroductions, drawMark, drawTies, element, filtersInWords, forumSpots, items,
    keyItems, looksShown, namesOf, onPaper, organisations, page, seats, sorted, spots, state, ties, wave } = sysmap;

  const MARGIN = 24;

  // Draws as a canvas does, into an SVG document: text stays text, and whatever it says stays a text.
  class SvgPen {
    constructor(width, height, title, description) {
      this.space = "http://www.w3.org/2000/svg";
      this.root = this.make("svg", { xmlns: this.space, viewBox: `0 0 ${width} ${height}`, width, height, role: "img", lang: "en-GB" });
      this.root.append(this.make("title", {}, title), this.make("desc", {}, description), this.make("rect", { width, height, fill: colours.paper }));
      Object.assign(this, { globalAlpha: 1, lineWidth: 1, fillStyle: colours.ink, strokeStyle: colours.ink, font: "13px sans-serif", textBaseline: "top", textAlign: "left", lineJoin: "miter", dash: [], path: [], gauge: document.createElement("canvas").getContext("2d") });
    }

    make(tag, attributes, text) {
      const made = document.createElementNS(this.space, tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      if (text !== undefined) made.textContent = text;
      return made;
    }

    round(value) { return Math.round(value * 100) / 100; }
    beginPath() { this.path = []; }
    moveTo(x, y) { this.path.push(`M${this.round(x)} ${this.round(y)}`); }
    lineTo(x, y) { this.path.push(`${this.path.length ? "L" : "M"}${this.round(x)} ${this.round(y)}`); }
    closePath() { this.path.push("Z"); }
    rect(x, y, width, height) { this.moveTo(x, y); this.lineTo(x + width, y); this.lineTo(x + width, y + height); this.lineTo(x, y + height); this.closePath(); }
    arc(x, y, r) { const [a, b, c] = [this.round(x - r), this.round(x + r), this.round(r)]; this.path.push(`M${a} ${this.round(y)}A${c} ${c} 0 1 1 ${b} ${this.round(y)}A${c} ${c} 0 1 1 ${a} ${this.round(y)}Z`); }
    setLineDash(dash) { this.dash = dash; }
    add(tag, attributes, text) { this.root.append(this.make(tag, { ...attributes, ...(this.globalAlpha < 1 ? { opacity: this.globalAlpha } : {}) }, text)); }
    fill() { this.add("path", { d: this.path.join(""), fill: this.fillStyle }); }
    stroke() { this.add("path", { d: this.path.join(""), fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, ...(this.dash.length ? { "stroke-dasharray": this.dash.join(" ") } : {}) }); }
    fillRect(x, y, width, height) { this.beginPath(); this.rect(x, y, width, height); this.fill(); }
    measureText(text) { this.gauge.font = this.font; return this.gauge.measureText(text); }
    text(text, x, y, how) {
      const [, weight, size, family] = this.font.match(/^(\d+ )?([\d.]+)px (.*)$/);
      const shift = this.textBaseline === "top" ? 0.8 : 0.35;
      this.add("text", { x: this.round(x), y: this.round(y + Number(size) * shift), "font-size": size, "font-family": family, "text-anchor": this.textAlign === "center" ? "middle" : "start", ...(weight ? { "font-weight": weight.trim() } : {}), ...how }, text);
    }
    fillText(text, x, y) { this.text(text, x, y, { fill: this.fillStyle }); }
    strokeText(text, x, y) { this.text(text, x, y, { fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": "round", "aria-hidden": "true" }); }
  }

  function wrapped(ctx, text, width) {
    const found = [];
    let row = "";
    for (const word of text.split(/\s+/)) {
      for (let rest = word; rest;) {
        const next = row ? `${row} ${rest}` : rest;
        if (ctx.measureText(next).width <= width) { row = next; rest = ""; } else if (row) { found.push(row); row = ""; } else {
          let cut = rest.length;
          while (cut > 1 && ctx.measureText(rest.slice(0, cut)).width > width) cut -= 1;
          found.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
      }
    }
    return row ? [...found, row] : found;
  }

  const today = () => new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date());
  const viewInWords = (view = state.view) => (both ? sysmap.waveInWords?.(view) ?? { before: `Before: ${page.waves[0]}`, after: `After: ${page.waves[1]}`, changed: `Changed from ${page.waves[0]} to ${page.waves[1]}` }[view] : "");
  const filtersLine = () => `${both ? `${viewInWords()}. ` : ""}Filters: ${filtersInWords().join("; ") || "none"}. Colours: ${colouredBy().toLocaleLowerCase("en-GB")}.${sysmap.choiceInWords()}`;

  // The whole picture: title, summary, map, legend, filters and date. Gives its size, and a function that draws it.
  function picture() {
    const box = at("map");
    const width = Math.max(box.clientWidth, 900);
    const height = Math.max(box.clientHeight, 500);
    const gauge = document.createElement("canvas").getContext("2d");
    const font = (size, weight) => `${weight ? weight + " " : ""}${size}px system-ui, "Segoe UI", Arial, sans-serif`;
    gauge.font = font(20, 600);
    const title = wrapped(gauge, page.title, width - 2 * MARGIN);
    gauge.font = font(13);
    const summary = wrapped(gauge, at("summary").textContent, width - 2 * MARGIN);
    const sources = wrapped(gauge, `${filtersLine()} From ${page.sources.join(", ")}. Exported ${today()}.`, width - 2 * MARGIN);
    const samples = [...looksShown(), ...keyItems()];
    const columns = Math.max(1, Math.floor((width - 2 * MARGIN) / 250));
    const top = MARGIN + title.length * 26 + summary.length * 18 + 8;
    const legendTop = top + height + 12;
    const footTop = legendTop + Math.ceil(samples.length / columns) * 24 + 10;
    const whole = footTop + sources.length * 18 + MARGIN;

    function draw(ctx) {
      const say = (rows, x, y, step, size, weight, colour) => {
        ctx.font = font(size, weight);
        ctx.fillStyle = colour || colours.ink;
        ctx.textBaseline = "top";
        ctx.textAlign = "left";
        rows.forEach((row, number) => ctx.fillText(row, x, y + number * step));
      };
      say(title, MARGIN, MARGIN, 26, 20, 600);
      say(summary, MARGIN, MARGIN + title.length * 26, 18, 13);
      drawScene(ctx, MARGIN, top, width - 2 * MARGIN, height);
      samples.forEach(([sample, label], number) => {
        const [x, y] = [MARGIN + (number % columns) * 250, legendTop + Math.floor(number / columns) * 24];
        sample(shiftedPen(ctx, x, y));
        say([label.length > 34 ? `${label.slice(0, 33)}…` : label], x + 26, y + 3, 18, 13);
      });
      say(sources, MARGIN, footTop, 18, 13, 0, colours.quiet);
    }
    return { width, height: whole, draw };
  }

  // The same pen with its origin moved: samples of the legend are drawn around their own corner.
  function shiftedPen(ctx, dx, dy) {
    const moved = { beginPath: () => ctx.beginPath(), fill: () => ctx.fill(), stroke: () => ctx.stroke(), closePath: () => ctx.closePath(), setLineDash: (dash) => ctx.setLineDash(dash), moveTo: (x, y) => ctx.moveTo(x + dx, y + dy), lineTo: (x, y) => ctx.lineTo(x + dx, y + dy), rect: (x, y, w, h) => ctx.rect(x + dx, y + dy, w, h), arc: (x, y, ...rest) => ctx.arc(x + dx, y + dy, ...rest) };
    for (const name of ["globalAlpha", "lineWidth", "fillStyle", "strokeStyle"]) {
      Object.defineProperty(moved, name, { get: () => ctx[name], set: (value) => { ctx[name] = value; } });
    }
    return moved;
  }

  // The map as it is now, fitted into a frame, one unit to the pixel.
  function drawScene(ctx, left, top, width, height) {
    const there = items();
    if (!there.length) return;
    const drawn = [...there.map((id) => spots[id]), ...seats().map(({ number }) => forumSpots[number])];
    const whole = sysmap.shown.overview;
    const [west, north, east, south] = sysmap.bounds();
    const xs = whole ? [west, east] : drawn.map(({ x }) => x);
    const ys = whole ? [north, south] : drawn.map(({ y }) => y);
    const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const across = Math.min((width - (whole ? 0 : 160)) / Math.max(x1 - x0, 1), 3);
    const down = Math.min((height - (whole ? 0 : 90)) / Math.max(y1 - y0, 1), 3);
    // Distance says little: where the frame has another shape, the picture is drawn out to fill it, up to a point;
    // discs stay round.
    const most = Math.min(across, down) * (whole ? 1 : 1.7);
    const [wide, high] = [Math.min(across, most), Math.min(down, most)];
    const onScreen = sysmap.pixels;
    sysmap.pixels = Math.min(wide, high);
    const where = [];
    const placed = ({ x, y }) => ({ x: left + width / 2 + (x - (x0 + x1) / 2) * wide, y: top + height / 2 + (y - (y0 + y1) / 2) * high });
    for (const id of there) where[id] = placed(spots[id]);
    sysmap.drawAreas(ctx, placed, 1);
    sysmap.drawRibbons(ctx, placed, 1);
    drawTies(ctx, where, 1);
    drawIntroductions(ctx, where, 1);
    const boxes = drawForums(ctx, where, 1, placed);
    const frame = { left, top, right: left + width, bottom: top + height };
    // Drawn once for nobody: names keep clear of what is written at ribbons and in areas.
    const gauge = document.createElement("canvas").getContext("2d");
    sysmap.drawLabels(gauge, placed, 1, frame);
    sysmap.drawAreaNames(gauge, placed, 1, frame);
    const names = namesOf(ctx, where, frame, [...boxes, ...sysmap.ribbonBoxes]);
    names.below();
    for (const id of there) drawMark(ctx, id, where[id].x, where[id].y, 1);
    sysmap.drawLabels(ctx, placed, 1, frame);
    sysmap.drawAreaNames(ctx, placed, 1, frame);
    names.above();
    sysmap.pixels = onScreen;
  }

  function download(blob, suffix) {
    const link = element("a", null, { download: `${page.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "map"}${suffix}`, href: URL.createObjectURL(blob) });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    sysmap.say(`${suffix.slice(1).toUpperCase()} file made`);
  }

  function exportPng() {
    const { width, height, draw } = picture();
    const canvas = element("canvas", null, { width: 2 * width, height: 2 * height });
    const ctx = canvas.getContext("2d");
    ctx.scale(2, 2);
    onPaper(() => {
      ctx.fillStyle = colours.paper;
      ctx.fillRect(0, 0, width, height);
      draw(ctx);
    });
    sysmap.say("The picture is being made");
    canvas.toBlob((blob) => {
      if (blob) download(blob, ".png");
      else sysmap.answer("The picture is too large for this browser: take the drawing (SVG) instead");
    }, "image/png");
  }

  function exportSvg() {
    const { width, height, draw } = picture();
    let pen = null;
    onPaper(() => {
      pen = new SvgPen(width, height, page.title, `${at("summary").textContent} ${filtersLine()}`);
      draw(pen);
    });
    download(new Blob([new XMLSerializer().serializeToString(pen.root)], { type: "image/svg+xml" }), ".svg");
  }

  // A text that a spreadsheet would take for a formula gets an apostrophe before it.
  function csvCell(value) {
    const text = value === null || value === undefined ? "" : String(value);
    const safe = typeof value === "string" && /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }

  const sectors = page.colourings.find(({ key }) => key === "sector");
  const sectorOf = (place) => (page.boundary === "sector" || !sectors ? organisations[place].label : sectors.marks[sectors.codes[place]].label);

  // One clean table that sysmap reads again: a row for each wave and kind of a tie, or for each organisation.
  const clean = {
    ties: () => {
      const waves = [...page.waves.keys()].filter((number) => state.view === "changed" || number === wave());
      const rows = sorted("ties").flatMap((place) => {
        const { a, b, arrow, kinds, status, strength } = ties[place];
        return waves.filter((number) => !both || status !== (number ? "lost" : "new")).flatMap((number) => (kinds[number].length ? kinds[number].map((kind) => page.kinds[kind]) : [""])
          .map((kind) => [organisations[a].name, organisations[b].name, kind, strength[number], ...(page.waves[number] ? [page.waves[number]] : []), arrow ? "yes" : "no"]));
      });
      return [["source", "target", "kind", "strength", ...(page.waves[0] ? ["wave"] : []), "directed"], ...rows];
    },
    organisations: () => {
      const own = !["sector", "place"].includes(page.boundary);
      const rows = sorted("organisations").map((place) => [organisations[place].name, sectorOf(place), organisations[place].place.replaceAll(", ", "|"), ...(own ? [organisations[place].label] : [])]);
      return [["name", "sector", "place", ...(own ? [page.boundary] : [])], ...rows];
    },
  };

  function exportCsv(name) {
    const text = clean[name]().map((row) => row.map(csvCell).join(",")).join("\r\n");
    download(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }), `-${name}.csv`);
    sysmap.say(`${name === "ties" ? "Ties" : "Organisations"} written as a table. ${filtersLine()}`);
  }

  Object.assign(sysmap, { SvgPen, clean, csvCell, download, drawScene, exportCsv, exportPng, exportSvg, viewInWords });
})();
