"use strict";
// What a name may stand on, whatever other names do: the half of the placement that is about marks. Arithmetic
// alone, step for step that of sysmap/pages/names/ground.py: what is changed here is changed there.
(() => {
  // In heights of the text: a line, what lies between name and mark, and what is kept free around a name.
  const LEADING = 1.15;
  const GAPS = [0.25, 0.8];
  const [ASIDE, ABOVE, CLEAR, NEARER, EDGE] = [0.5, 0.15, 0.2, 0.3, 0.2];
  // Beside a mark: to which side, how far slid along it in widths of the name, and what that costs.
  const SIDES = [
    [0, 1, 0, 0], [1, 0, 0, 0.1], [0, -1, 0, 0.4], [-1, 0, 0, 0.5], [1, 1, 0, 0.8], [1, -1, 0, 0.8],
    [-1, 1, 0, 1], [-1, -1, 0, 1], [0, 1, 0.25, 0.6], [0, 1, -0.25, 0.6], [0, -1, 0.25, 0.9], [0, -1, -0.25, 0.9],
  ];
  // Further out, with a line to the mark: so many directions in each quarter, and how far.
  const QUARTER = 8;
  const REACHES = [1.4, 2.2, 3.2, 4.4, 6, 8, 10.5, 13.5, 17, 21, 26, 32, 39];
  const NEAR = 8;
  // What costs: room between name and mark, ties beneath, each further line of text, width beyond so much, a line,
  // its length, each mark that it runs over, what is missing of a name that is cut off.
  const [DISTANCE, TIES, ROWS, WIDTH, WIDE, LINE, LENGTH, OVER, CUT] = [2.2, 1, 0.5, 0.25, 11, 6, 0.6, 5, 4];
  // Where a name may stand, the best first: what it may be, how far out, and over how many marks its line may run.
  const [BESIDE, OUT, FAR, THROUGH, ANYHOW, SHORT, SHORT_OUT] = [0, 1, 2, 3, 4, 5, 6];
  const STAGES = [
    { short: false }, { short: false, from: 0, to: NEAR, over: [0, 0] }, { short: false, from: NEAR, to: 99, over: [0, 0] },
    { short: false, from: 0, to: 99, over: [1, 2] }, { short: false, from: 0, to: 99, over: [1, 99] },
    { short: true }, { short: true, from: 0, to: 99, over: [0, 0] },
  ];
  // Directions by whole numbers, so that they are the same in every language.
  const RAYS = [];
  for (let step = 0; step < QUARTER; step += 1) {
    const [share, whole] = [step / QUARTER, 1 + (step / QUARTER) * (step / QUARTER)];
    const [across, down] = [(1 - share * share) / whole, (2 * share) / whole];
    RAYS.push([across, down], [-down, across], [-across, -down], [down, -across]);
  }

  const [ACROSS, DOWN] = [0, 1].map((axis) => Float64Array.from(RAYS, (ray) => ray[axis]));
  // The directions in turn, and where among them, whole or between two, a way lies.
  const TURNS = RAYS.map((_, turn) => (turn % QUARTER) * 4 + Math.floor(turn / QUARTER));
  function turnTo(dx, dy, far) {
    if (!far) return 0;
    if (dx > 0 && dy >= 0) return (QUARTER * dy) / (far + dx);
    if (dy > 0) return QUARTER * (1 - dx / (far + dy));
    if (dx < 0) return QUARTER * (2 - dy / (far - dx));
    return QUARTER * (3 + dx / (far - dy));
  }

  const clamp = (value, low, high) => (value < low ? low : value > high ? high : value);

  function apart(one, other, across, down) {
    return one.right + across <= other.left || other.right + across <= one.left || one.bottom + down <= other.top || other.bottom + down <= one.top;
  }

  // Whether the way from a to b comes into a box, grown by a margin.
  function lineMeets(ax, ay, bx, by, box, pad) {
    const left = box.left - pad;
    const right = box.right + pad;
    if ((ax < left && bx < left) || (ax > right && bx > right)) return false;
    const top = box.top - pad;
    const bottom = box.bottom + pad;
    if ((ay < top && by < top) || (ay > bottom && by > bottom)) return false;
    const one = side(ax, ay, bx, by, left, top) > 0;
    return side(ax, ay, bx, by, right, top) > 0 !== one || side(ax, ay, bx, by, right, bottom) > 0 !== one || side(ax, ay, bx, by, left, bottom) > 0 !== one;
  }

  // On which side of the way from a to b a point lies.
  function side(ax, ay, bx, by, x, y) {
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  }

  function linesCross(one, other) {
    return side(one[0], one[1], one[2], one[3], other[0], other[1]) * side(one[0], one[1], one[2], one[3], other[2], other[3]) <= 0
      && side(other[0], other[1], other[2], other[3], one[0], one[1]) * side(other[0], other[1], other[2], other[3], one[2], one[3]) <= 0;
  }

  function fromBox(left, top, right, bottom, x, y) {
    const dx = x < left ? left - x : x > right ? x - right : 0;
    const dy = y < top ? top - y : y > bottom ? y - bottom : 0;
    return Math.sqrt(dx * dx + dy * dy);
  }

  // How much of ties lies under a box: counted in small squares, summed so that any box is four look-ups.
  function tiesUnder(ties, [left, top, end, foot], cell) {
    const columns = Math.max(1, Math.ceil((end - left) / cell));
    const rows = Math.max(1, Math.ceil((foot - top) / cell));
    const wide = columns + 1;
    const sums = new Float64Array(wide * (rows + 1));
    for (const [ax, ay, bx, by] of ties) {
      const steps = Math.floor(Math.max(Math.abs(bx - ax), Math.abs(by - ay)) / cell) + 1;
      for (let step = 0; step < steps; step += 1) {
        const share = (step + 0.5) / steps;
        const column = Math.floor((ax + (bx - ax) * share - left) / cell);
        const row = Math.floor((ay + (by - ay) * share - top) / cell);
        if (column >= 0 && column < columns && row >= 0 && row < rows) sums[(row + 1) * wide + column + 1] += 1;
      }
    }
    for (let row = 1; row <= rows; row += 1) {
      for (let column = 1; column <= columns; column += 1) {
        const at = row * wide + column;
        sums[at] += sums[at - 1] + sums[at - wide] - sums[at - wide - 1];
      }
    }
    return (x, y, right, bottom) => {
      const from = clamp(Math.floor((x - left) / cell), 0, columns);
      const to = clamp(Math.floor((right - left) / cell) + 1, 0, columns);
      const above = clamp(Math.floor((y - top) / cell), 0, rows);
      const below = clamp(Math.floor((bottom - top) / cell) + 1, 0, rows);
      const found = sums[below * wide + to] - sums[above * wide + to] - sums[below * wide + from] + sums[above * wide + from];
      return (found * cell) / (right - x + bottom - y);
    };
  }

  // The marks, found by where they are: numbers of those that reach into each square of a frame.
  class Squares {
    constructor(marks, margin, { left, top, right, bottom }, cell) {
      const columns = Math.max(1, Math.ceil((right - left) / cell));
      const rows = Math.max(1, Math.ceil((bottom - top) / cell));
      Object.assign(this, { marks, margin, cell, left, top, columns, held: Array.from({ length: columns * rows }, () => []) });
      marks.forEach(([x, y, r], number) => {
        const reach = r + margin;
        const [from, to] = [Math.max(0, Math.floor((x - reach - left) / cell)), Math.min(columns - 1, Math.floor((x + reach - left) / cell))];
        const below = Math.min(rows - 1, Math.floor((y + reach - top) / cell));
        for (let row = Math.max(0, Math.floor((y - reach - top) / cell)); row <= below; row += 1) for (let column = from; column <= to; column += 1) this.held[row * columns + column].push(number);
      });
    }

    // Whether a box inside the frame covers none.
    areClear(left, top, right, bottom) {
      const { marks, margin, cell, columns, held } = this;
      const [from, to] = [Math.floor((left - this.left) / cell), Math.min(columns - 1, Math.floor((right - this.left) / cell))];
      const below = Math.min(held.length / columns - 1, Math.floor((bottom - this.top) / cell));
      for (let row = Math.floor((top - this.top) / cell); row <= below; row += 1) {
        for (let column = from; column <= to; column += 1) {
          const there = held[row * columns + column];
          for (let number = 0; number < there.length; number += 1) {
            const mark = marks[there[number]];
            if (fromBox(left, top, right, bottom, mark[0], mark[1]) < mark[2] + margin) return false;
          }
        }
      }
      return true;
    }
  }

  // What may stand where, whatever other names do.
  class Ground {
    constructor({ size, frame, marks, ties, blocks, names }) {
      const inset = EDGE * size;
      const pad = CLEAR * size;
      Object.assign(this, { size, marks, names, rays: [], formsOf: [] });
      this.frame = { left: frame[0] + inset, top: frame[1] + inset, right: frame[2] - inset, bottom: frame[3] - inset };
      this.blocks = blocks.filter((block) => block.left < frame[2] && block.right > frame[0] && block.top < frame[3] && block.bottom > frame[1]);
      this.padded = this.blocks.map(({ left, top, right, bottom }) => [left - pad, top - pad, right + pad, bottom + pad]);
      this.under = tiesUnder(ties, frame, size * 0.5);
      this.squares = new Squares(marks, pad, this.frame, 4 * size);
      this.found = names.map(() => []);
    }

    // Inside the map, and over none of the boxes.
    fits(left, top, right, bottom) {
      const { frame, padded } = this;
      if (left < frame.left || top < frame.top || right > frame.right || bottom > frame.bottom) return false;
      for (let number = 0; number < padded.length; number += 1) {
        const block = padded[number];
        if (left < block[2] && right > block[0] && top < block[3] && bottom > block[1]) return false;
      }
      return true;
    }

    // Read as the name of its mark and of no other: by edges, by the middle of the mark, by the middle of the name.
    belongs(left, top, right, bottom, own, near) {
      const { marks, size } = this;
      const mark = marks[own];
      const toOwn = fromBox(left, top, right, bottom, mark[0], mark[1]);
      const x = (left + right) / 2;
      const y = (top + bottom) / 2;
      const middle = (x - mark[0]) * (x - mark[0]) + (y - mark[1]) * (y - mark[1]);
      for (let place = 0; place < near.length; place += 1) {
        const other = marks[near[place]];
        if ((x - other[0]) * (x - other[0]) + (y - other[1]) * (y - other[1]) <= middle) return false;
        const toOther = fromBox(left, top, right, bottom, other[0], other[1]);
        if (toOther - other[2] < toOwn - mark[2] + NEARER * size || toOther <= toOwn) return false;
      }
      return true;
    }

    // How many marks each direction meets on the way to each reach.
    meetings(own) {
      const { marks, size } = this;
      const [x, y, r] = marks[own];
      const fars = REACHES.map((reach) => r + reach * size);
      const most = r + (REACHES[REACHES.length - 1] + 1) * size;
      const met = new Uint16Array(RAYS.length * REACHES.length);
      for (let number = 0; number < marks.length; number += 1) {
        const mark = marks[number];
        const dx = mark[0] - x;
        const dy = mark[1] - y;
        const far = mark[2] + CLEAR * size;
        const square = dx * dx + dy * dy;
        if (number === own || square > (most + far) * (most + far)) continue;
        // Only directions that are near to its own can meet it; no two lie closer than an eighth of a radian.
        const spread = Math.min(RAYS.length / 2, Math.ceil((12.6 * far) / Math.sqrt(square)) + 1);
        const start = Math.floor(turnTo(dx, dy, Math.sqrt(square))) - spread;
        const end = spread < RAYS.length / 2 ? start + 2 * spread + 2 : start + RAYS.length;
        for (let turn = start; turn < end; turn += 1) {
          const ray = TURNS[turn & (RAYS.length - 1)];
          const along = dx * ACROSS[ray] + dy * DOWN[ray];
          if (along <= 0) continue;
          const off = far * far - (square - along * along);
          if (off <= 0) continue;
          const first = along - Math.sqrt(off);
          for (let at = REACHES.length - 1; at >= 0 && first < fars[at]; at -= 1) met[ray * REACHES.length + at] += 1;
        }
      }
      return met;
    }

    costOf(form, left, top, right, bottom) {
      const wide = (form.width / this.size - WIDE) * WIDTH;
      return TIES * this.under(left, top, right, bottom) + ROWS * (form.lines - 1) + (wide > 0 ? wide : 0) + (form.short === 2 ? CUT : 0);
    }

    // The places of a name at one stage, the cheapest first.
    places(name, stage) {
      const known = this.found[name];
      if (!known[stage]) {
        const { short, over } = STAGES[stage];
        this.formsOf[name] ??= this.names[name].forms.map((form, number) => ({ ...form, number, height: form.lines * this.size * LEADING }));
        const forms = this.formsOf[name].filter((form) => (form.short > 0) === short);
        const found = over ? this.further(name, forms, STAGES[stage]) : this.beside(name, forms);
        known[stage] = found.sort((one, other) => one.cost - other.cost);
      }
      return known[stage];
    }

    beside(name, forms) {
      const { marks, size } = this;
      const own = this.names[name].mark;
      const [x, y, r] = marks[own];
      const found = [];
      const wide = Math.max(0, ...forms.map((form) => form.width));
      const tall = Math.max(0, ...forms.map((form) => form.height));
      const far = 2 * (r + GAPS[1] * size);
      const near = [];
      for (let other = 0; other < marks.length; other += 1) {
        const mark = marks[other];
        if (other !== own && Math.abs(mark[0] - x) - mark[2] < wide + far && Math.abs(mark[1] - y) - mark[2] < wide / 2 + tall + far) near.push(other);
      }
      for (const form of forms) {
        const { width, height, number } = form;
        for (const [across, down, slid, price] of SIDES) {
          for (const gap of GAPS) {
            const reach = (r + gap * size) * (across && down ? 0.7 : 1);
            const left = across > 0 ? x + reach : across < 0 ? x - reach - width : x - width / 2 + slid * width;
            const top = down > 0 ? y + reach : down < 0 ? y - reach - height : y - height / 2;
            const right = left + width;
            const bottom = top + height;
            if (!this.fits(left, top, right, bottom) || fromBox(left, top, right, bottom, x, y) < r || !this.belongs(left, top, right, bottom, own, near)) continue;
            found.push({ left, top, right, bottom, form: number, line: null, around: { left, top, right, bottom }, cost: price + DISTANCE * (gap - GAPS[0]) + this.costOf(form, left, top, right, bottom) });
          }
        }
      }
      return found;
    }

    // Apart from its mark, at the end of a line in one of the directions.
    further(name, forms, { from, to, over: [least, most] }) {
      const { blocks, marks, rays, size, squares } = this;
      const own = this.names[name].mark;
      const [x, y, r] = marks[own];
      rays[own] ??= this.meetings(own);
      const found = [];
      for (let ray = 0; ray < RAYS.length; ray += 1) {
        const [across, down] = RAYS[ray];
        const flat = Math.abs(across) > 0.5;
        for (let at = 0; at < REACHES.length; at += 1) {
          const reach = REACHES[at];
          if (reach <= from || reach > to) continue;
          const over = rays[own][ray * REACHES.length + at];
          if (over > most) break;
          if (over < least) continue;
          const far = r + reach * size;
          const px = x + across * far;
          const py = y + down * far;
          const start = far - GAPS[0] * 0.5 * size;
          const ax = x + across * start;
          const ay = y + down * start;
          let blocked = false;
          for (let number = 0; number < blocks.length && !blocked; number += 1) blocked = lineMeets(ax, ay, x, y, blocks[number], 0);
          if (blocked) break;
          for (let place = 0; place < forms.length; place += 1) {
            const form = forms[place];
            const { width, height } = form;
            const left = flat ? (across > 0 ? px : px - width) : px - width / 2 + across * width * 0.8;
            const top = flat ? py - height / 2 : down > 0 ? py : py - height;
            const right = left + width;
            const bottom = top + height;
            if (!this.fits(left, top, right, bottom) || !squares.areClear(left, top, right, bottom)) continue;
            const cost = LINE + LENGTH * reach + OVER * over + this.costOf(form, left, top, right, bottom);
            const around = { left: Math.min(left, x), top: Math.min(top, y), right: Math.max(right, x), bottom: Math.max(bottom, y) };
            found.push({ left, top, right, bottom, form: form.number, line: [ax, ay, x, y], around, cost });
          }
        }
      }
      return found;
    }
  }

  sysmap.placing = { ABOVE, ANYHOW, ASIDE, BESIDE, FAR, Ground, OUT, SHORT, SHORT_OUT, THROUGH, lineMeets, linesCross };
  Object.assign(sysmap, { LEADING, apart });
})();
