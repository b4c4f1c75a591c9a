"use strict";
// Six measures of a whole map, worked out in the page while it is corrected: what sysmap/measures/ gives for the
// same organisations and ties. tests/data/measures.json holds both to it.
(() => {
  const TOGETHER = 32; // the bits of a number: so many organisations set out at once

  function bits(word) {
    let left = word - ((word >>> 1) & 0x55555555);
    left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
    return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }

  // Whom each can go to in one step, one after another, and where the list of each begins.
  function steps(number, arcs) {
    const starts = new Int32Array(number + 1);
    for (const [from] of arcs) starts[from + 1] += 1;
    for (let place = 0; place < number; place += 1) starts[place + 1] += starts[place];
    const next = starts.slice();
    const ends = new Int32Array(arcs.length);
    for (const [from, to] of arcs) { ends[next[from]] = to; next[from] += 1; }
    return { starts, ends };
  }

  // Ordered pairs of different, known labels that one can go between, and the sum of their steps.
  function ways(codes, arcs) {
    const number = codes.length;
    const { starts, ends } = steps(number, arcs);
    const known = [...codes.keys()].filter((place) => codes[place] >= 0);
    const found = { reached: 0, sum: 0 };
    const same = new Int32Array(Math.max(0, ...codes) + 1);
    for (let first = 0; first < known.length; first += TOGETHER) {
      const seen = new Int32Array(number);
      same.fill(0);
      known.slice(first, first + TOGETHER).forEach((place, bit) => { seen[place] |= 1 << bit; same[codes[place]] |= 1 << bit; });
      let edge = seen.slice();
      for (let level = 1; ; level += 1) {
        const next = new Int32Array(number);
        for (let place = 0; place < number; place += 1) {
          if (!edge[place]) continue;
          for (let at = starts[place]; at < starts[place + 1]; at += 1) next[ends[at]] |= edge[place];
        }
        let any = false;
        for (let place = 0; place < number; place += 1) {
          next[place] &= ~seen[place];
          if (!next[place]) continue;
          any = true;
          seen[place] |= next[place];
          if (codes[place] < 0) continue;
          const across = bits(next[place] & ~same[codes[place]]);
          found.reached += across;
          found.sum += level * across;
        }
        if (!any) break;
        edge = next;
      }
    }
    return found;
  }

  // `labels`: of each organisation the label of its boundary, nothing where it is unknown; `ties`: two places each.
  // Where a measure is not defined its value is nothing, and `undefined` has the reason.
  function measuresOf({ labels, ties, directed }) {
    const names = [...new Set(labels.filter((label) => label !== null))];
    const code = new Map(names.map((name, number) => [name, number]));
    const codes = labels.map((label) => code.get(label) ?? -1);
    const sizes = names.map((_, number) => codes.filter((one) => one === number).length);
    const known = ties.filter(([from, to]) => codes[from] >= 0 && codes[to] >= 0);
    const between = known.filter(([from, to]) => codes[from] !== codes[to]).length;
    const share = directed ? 1 : 2;
    const everyone = sizes.reduce((sum, size) => sum + size, 0);
    const possible = (everyone * (everyone - 1) - sizes.reduce((sum, size) => sum + size * (size - 1), 0)) / share;
    const single = names.length < 2 ? "single_sector" : "";
    const none = known.length ? single : "no_ties";
    const route = single ? null : ways(codes, directed ? ties : ties.flatMap(([from, to]) => [[from, to], [to, from]]));
    const tied = new Set(ties.flat());
    const found = { ties: ties.length, isolates: labels.length - tied.size, undefined: {} };
    const put = (name, reason, value) => {
      found[name] = reason ? null : value();
      if (reason) found.undefined[name] = reason;
    };
    put("cross_share", none, () => between / known.length);
    put("ei_index", none, () => (2 * between - known.length) / known.length);
    put("cross_density", single, () => between / possible);
    put("cross_distance", single || (route.reached ? "" : "unreachable"), () => route.sum / route.reached);
    return found;
  }

  Object.assign(sysmap, { measuresOf });
})();
