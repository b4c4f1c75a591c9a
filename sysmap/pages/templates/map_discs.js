"use strict";
// Where the discs of the overview stand and how ribbons run between them: sysmap/pages/map/overview.py does the
// same in the same order, and a test holds the two to one another.
(() => {
  const [SHARE, SMALLEST, LARGEST, EDGE, STEPS] = [0.2, 12, 0.24, 10, 16];
  const BENDS = [0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36];
  const [WIDEST, THINNEST, CALM] = [0.045, 1.5, 15];

  // The area of a disc goes with its organisations, down to what can be pointed at.
  function discRadii(sizes, width, height) {
    let each = Math.sqrt((SHARE * width * height) / (Math.PI * Math.max(sizes.reduce((sum, size) => sum + size, 0), 1)));
    each = Math.min(each, (LARGEST * Math.min(width, height)) / Math.sqrt(Math.max(1, ...sizes)));
    return sizes.map((size) => Math.max(each * Math.sqrt(size), SMALLEST));
  }

  function between(value, low, high, size, side) {
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return EDGE + size + share * (side - 2 * (EDGE + size));
  }

  const inside = (x, y, size, width, height) => [Math.max(Math.min(x, width - EDGE - size), EDGE + size), Math.max(Math.min(y, height - EDGE - size), EDGE + size)];

  // Pushes overlapping discs apart inside the frame; says whether they came to rest.
  function settled(spots, sizes, gap, width, height) {
    for (let round = 0; round < 120; round += 1) {
      let moved = false;
      for (let one = 0; one < spots.length; one += 1) {
        for (let other = one + 1; other < spots.length; other += 1) {
          let [dx, dy] = [spots[one][0] - spots[other][0], spots[one][1] - spots[other][1]];
          let far = Math.sqrt(dx * dx + dy * dy);
          const wanted = sizes[one] + sizes[other] + gap;
          if (far >= wanted - 0.01) continue;
          moved = true;
          if (far < 0.001) [dx, dy, far] = one % 2 ? [1, 0.5, 1.118034] : [0.5, 1, 1.118034];
          // The larger gives way less.
          let share = sizes[other] / (sizes[one] + sizes[other]);
          const step = (wanted - far) / far;
          spots[one] = inside(spots[one][0] + dx * step * share, spots[one][1] + dy * step * share, sizes[one], width, height);
          share = 1 - share;
          spots[other] = inside(spots[other][0] - dx * step * share, spots[other][1] - dy * step * share, sizes[other], width, height);
        }
      }
      if (!moved) return true;
    }
    return false;
  }

  // Moves a disc outwards along an axis, so that the picture reaches both edges: distances only grow.
  function stretched(spot, axis, low, high, size, side) {
    const space = side - 2 * EDGE;
    if (high - low - 2 * size <= 0 || high - low >= space) return spot[axis] + (side - low - high) / 2;
    return EDGE + size + ((spot[axis] - size - low) / (high - low - 2 * size)) * (space - 2 * size);
  }

  // Places discs in a frame so that none overlaps, as far apart as the frame allows; smaller if it cannot hold them.
  function arranged(starts, radii, width, height) {
    if (!starts.length) return { spots: [], sizes: [] };
    const [xs, ys] = [starts.map(([x]) => x), starts.map(([, y]) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    let sizes = [...radii];
    let gap = (1.6 * sizes.reduce((sum, size) => sum + size, 0)) / sizes.length;
    let spots = [];
    for (;;) {
      spots = starts.map(([x, y], disc) => [between(x, left, right, sizes[disc], width), between(y, top, bottom, sizes[disc], height)]);
      if (settled(spots, sizes, gap, width, height)) break;
      if (gap > 12) gap *= 0.85;
      else sizes = sizes.map((size) => size * 0.92);
    }
    for (const [axis, side] of [[0, width], [1, height]]) {
      const low = Math.min(...spots.map((spot, disc) => spot[axis] - sizes[disc]));
      const high = Math.max(...spots.map((spot, disc) => spot[axis] + sizes[disc]));
      spots.forEach((spot, disc) => { spot[axis] = stretched(spot, axis, low, high, sizes[disc], side); });
    }
    return { spots, sizes };
  }

  // In proportion to its ties, by square root where ribbons differ much; where they are many, all narrower.
  function ribbonWidth(count, counts, width, height) {
    const [most, least] = [Math.max(...counts), Math.min(...counts)];
    const share = most <= 5 * least ? count / most : Math.sqrt(count / most);
    return Math.max(share * WIDEST * Math.min(1, Math.sqrt(CALM / counts.length)) * Math.min(width, height), THINNEST);
  }

  // Points along a curve that leaves the straight way by a share of its length.
  function bent([x0, y0], [x1, y1], bend) {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const middle = [(x0 + x1) / 2 - dy * bend, (y0 + y1) / 2 + dx * bend];
    const line = [];
    for (let step = 0; step <= STEPS; step += 1) {
      const t = step / STEPS;
      const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
      line.push([a * x0 + b * middle[0] + c * x1, a * y0 + b * middle[1] + c * y1]);
    }
    return line;
  }

  // The middle line of a ribbon from one disc's centre to another's, bent round those between.
  function ribbonLine(one, other, spots, radii, wide, width, height) {
    let best = null;
    let least = Infinity;
    for (const bend of BENDS) {
      const line = bent(spots[one], spots[other], bend);
      let cost = Math.abs(bend) * 60;
      for (const [x, y] of line.slice(1, -1)) {
        cost += Math.max(0, EDGE - x, EDGE - y, x - width + EDGE, y - height + EDGE) * 4;
        for (let disc = 0; disc < spots.length; disc += 1) {
          if (disc === one || disc === other) continue;
          const [dx, dy] = [spots[disc][0] - x, spots[disc][1] - y];
          cost += Math.max(0, radii[disc] + wide / 2 + 5 - Math.sqrt(dx * dx + dy * dy));
        }
      }
      if (cost < least) { least = cost; best = line; }
    }
    return best;
  }

  // Places for organisations inside an open disc of radius `reach` around nothing: those that stood outwards on the
  // map stand outwards here, on the same side, and none stands on another.
  function seated(homes, reach) {
    const count = homes.length;
    const middle = [0, 1].map((axis) => homes.reduce((sum, home) => sum + home[axis], 0) / count);
    const away = homes.map(([x, y], place) => ({ place, turn: Math.atan2(y - middle[1], x - middle[0]), far: Math.hypot(x - middle[0], y - middle[1]) }));
    const [xs, ys] = [new Float64Array(count), new Float64Array(count)];
    away.sort((one, other) => one.far - other.far || one.place - other.place).forEach(({ place, turn }, number) => {
      const far = count === 1 ? 0 : reach * Math.sqrt((number + 0.5) / count);
      xs[place] = Math.cos(turn) * far;
      ys[place] = Math.sin(turn) * far;
    });
    const wanted = 1.6 * reach / Math.sqrt(count);
    // All pairs in each round: numbers side by side, since this is waited for.
    for (let round = 0; round < (count > 250 ? 14 : 50); round += 1) {
      for (let one = 0; one < count; one += 1) {
        for (let other = one + 1; other < count; other += 1) {
          const dx = xs[one] - xs[other];
          const dy = ys[one] - ys[other];
          if (dx >= wanted || -dx >= wanted || dy >= wanted || -dy >= wanted) continue;
          const far = Math.max(Math.sqrt(dx * dx + dy * dy), 0.01);
          if (far >= wanted) continue;
          const step = (0.3 * (wanted - far)) / far;
          xs[one] += dx * step + 0.001 * one;
          ys[one] += dy * step;
          xs[other] -= dx * step;
          ys[other] -= dy * step;
        }
      }
      for (let one = 0; one < count; one += 1) {
        const far = Math.sqrt(xs[one] * xs[one] + ys[one] * ys[one]);
        if (far <= reach) continue;
        xs[one] *= reach / far;
        ys[one] *= reach / far;
      }
    }
    return Array.from(xs, (x, place) => [x, ys[place]]);
  }

  Object.assign(sysmap, { arranged, bent, discRadii, ribbonLine, ribbonWidth, seated });
})();
