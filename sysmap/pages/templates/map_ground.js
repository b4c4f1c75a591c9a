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

  // The marks, found by where they are: numbers of those that reach into each square.
  class Squares {
    constructor(marks, margin, cell) {
      Object.assign(this, { cell, held: new Map() });
      marks.forEach(([x, y, r], number) => {
        this.each(x - r - margin, y - r - margin, x + r + margin, y + r + margin, (key) => {
          if (!this.held.has(key)) this.held.set(key, []);
          this.held.get(key).push(number);
        });
      });
    }

    // Whether something holds for a square that a box touches.
    each(left, top, right, bottom, holds) {
      const { cell } = this;
      const [to, below] = [Math.floor(right / cell), Math.floor(bottom / cell)];
      for (let row = Math.floor(top / cell); row <= below; row += 1) {
        for (let column = Math.floor(left / cell); column <= to; column += 1) if (holds(row * 65536 + column)) return true;
      }
      return false;
    }
  }

  // What may stand where, whatever other names do.
  class Ground {
    constructor({ size, frame, marks, ties, blocks, names }) {
      const inset = EDGE * size;
      Object.assign(this, { size, marks, names, rays: [] });
      this.frame = { left: frame[0] + inset, top: frame[1] + inset, right: frame[2] - inset, bottom: frame[3] - inset };
      this.blocks = blocks.filter((block) => block.left < frame[2] && block.right > frame[0] && block.top < frame[3] && block.bottom > frame[1]);
      this.under = tiesUnder(ties, frame, size * 0.5);
      this.squares = new Squares(marks, CLEAR * size, 4 * size);
      this.found = names.map(() => []);
    }

    // Inside the map, and over none of the boxes.
    fits(left, top, right, bottom) {
      const { frame, blocks } = this;
      if (left < frame.left || top < frame.top || right > frame.right || bottom > frame.bottom) return false;
      const pad = CLEAR * this.size;
      for (const block of blocks) if (left - pad < block.right && right + pad > block.left && top - pad < block.bottom && bottom + pad > block.top) return false;
      return true;
    }

    // Over no mark.
    isClear(left, top, right, bottom) {
      const { marks, squares } = this;
      const pad = CLEAR * this.size;
      const covers = (number) => fromBox(left, top, right, bottom, marks[number][0], marks[number][1]) < marks[number][2] + pad;
      return !squares.each(left, top, right, bottom, (key) => squares.held.has(key) && squares.held.get(key).some(covers));
    }

    // Read as the name of its mark and of no other: by edges, by the middle of the mark, by the middle of the name.
    belongs(left, top, right, bottom, own, near) {
      const { marks, size } = this;
      const mark = marks[own];
      const toOwn = fromBox(left, top, right, bottom, mark[0], mark[1]);
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const middle = (x - mark[0]) * (x - mark[0]) + (y - mark[1]) * (y - mark[1]);
      for (const number of near) {
        const other = marks[number];
        if ((x - other[0]) * (x - other[0]) + (y - other[1]) * (y - other[1]) <= middle) return false;
        const toOther = fromBox(left, top, right, bottom, other[0], other[1]);
        if (toOther - other[2] < toOwn - mark[2] + NEARER * size || toOther <= toOwn) return false;
      }
      return true;
    }

    // How far from the middle of a mark each direction meets the marks around it.
    meetings(own) {
      const { marks, size } = this;
      const [x, y, r] = marks[own];
      const most = r + (REACHES[REACHES.length - 1] + 1) * size;
      const met = RAYS.map(() => []);
      for (let number = 0; number < marks.length; number += 1) {
        const dx = marks[number][0] - x;
        const dy = marks[number][1] - y;
        const far = marks[number][2] + CLEAR * size;
        const square = dx * dx + dy * dy;
        if (number === own || square > (most + far) * (most + far)) continue;
        for (let ray = 0; ray < RAYS.length; ray += 1) {
          const along = dx * RAYS[ray][0] + dy * RAYS[ray][1];
          if (along <= 0) continue;
          const off = far * far - (square - along * along);
          if (off > 0) met[ray].push(along - Math.sqrt(off));
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
        const forms = this.names[name].forms.map((form, number) => ({ ...form, number, height: form.lines * this.size * LEADING })).filter((form) => (form.short > 0) === short);
        const found = over ? this.further(name, forms, STAGES[stage]) : this.beside(name, forms);
        found.forEach((place, order) => { place.order = order; });
        known[stage] = found.sort((one, other) => one.cost - other.cost || one.order - other.order);
      }
      return known[stage];
    }

    beside(name, forms) {
      const { marks, size } = this;
      const own = this.names[name].mark;
      const [x, y, r] = marks[own];
      const found = [];
      let [wide, tall] = [0, 0];
      for (const form of forms) [wide, tall] = [Math.max(wide, form.width), Math.max(tall, form.height)];
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
            const [right, bottom] = [left + width, top + height];
            if (!this.fits(left, top, right, bottom) || fromBox(left, top, right, bottom, x, y) < r || !this.belongs(left, top, right, bottom, own, near)) continue;
            found.push({ left, top, right, bottom, form: number, line: null, around: { left, top, right, bottom }, cost: price + DISTANCE * (gap - GAPS[0]) + this.costOf(form, left, top, right, bottom) });
          }
        }
      }
      return found;
    }

    // Apart from its mark, at the end of a line in one of the directions.
    further(name, forms, { from, to, over: [least, most] }) {
      const { marks, size, rays } = this;
      const own = this.names[name].mark;
      const [x, y, r] = marks[own];
      rays[own] ??= this.meetings(own);
      const found = [];
      for (let ray = 0; ray < RAYS.length; ray += 1) {
        const [across, down] = RAYS[ray];
        const flat = Math.abs(across) > 0.5;
        for (const reach of REACHES) {
          if (reach <= from || reach > to) continue;
          const far = r + reach * size;
          let over = 0;
          for (const meeting of rays[own][ray]) if (meeting < far) over += 1;
          if (over > most) break;
          if (over < least) continue;
          const [px, py] = [x + across * far, y + down * far];
          const start = far - GAPS[0] * 0.5 * size;
          const [ax, ay] = [x + across * start, y + down * start];
          if (this.blocks.some((block) => lineMeets(ax, ay, x, y, block, 0))) break;
          for (const form of forms) {
            const { width, height, number } = form;
            const left = flat ? (across > 0 ? px : px - width) : px - width / 2 + across * width * 0.8;
            const top = flat ? py - height / 2 : down > 0 ? py : py - height;
            const [right, bottom] = [left + width, top + height];
            if (!this.fits(left, top, right, bottom) || !this.isClear(left, top, right, bottom)) continue;
            const cost = LINE + LENGTH * reach + OVER * over + this.costOf(form, left, top, right, bottom);
            const around = { left: Math.min(left, x), top: Math.min(top, y), right: Math.max(right, x), bottom: Math.max(bottom, y) };
            found.push({ left, top, right, bottom, form: number, line: [ax, ay, x, y], around, cost });
          }
        }
      }
      return found;
    }
  }

  sysmap.placing = { ABOVE, ANYHOW, ASIDE, BESIDE, FAR, Ground, OUT, SHORT, SHORT_OUT, THROUGH, lineMeets, linesCross };
  Object.assign(sysmap, { LEADING, apart });
})();
