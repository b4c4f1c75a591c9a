"use strict";
// Where names stand: each gets the best place that is left, and others move where that helps. Arithmetic alone,
// step for step that of sysmap/pages/names/placement.py: the same numbers in give the same boxes out, here and in
// pictures made without a browser. tests/data/names.json holds both to it.
(() => {
  const { apart } = sysmap;
  const { ABOVE, ANYHOW, ASIDE, BESIDE, FAR, Ground, OUT, SHORT, SHORT_OUT, THROUGH, lineMeets, linesCross } = sysmap.placing;

  const ROUNDS = 5;

  // Names that have a place, and what that leaves for others.
  class Seating {
    constructor(ground) {
      this.ground = ground;
      this.seats = new Map();
    }

    agree(one, other) {
      const { size } = this.ground;
      // Most stand far from one another.
      if (apart(one.around, other.around, ASIDE * size, ASIDE * size)) return true;
      if (!apart(one, other, ASIDE * size, ABOVE * size)) return false;
      const [line, also] = [one.line, other.line];
      if (line && lineMeets(line[0], line[1], line[2], line[3], other, ABOVE * size)) return false;
      if (also && lineMeets(also[0], also[1], also[2], also[3], one, ABOVE * size)) return false;
      return !(line && also && linesCross(line, also));
    }

    // Whose names stand in the way; nothing if it is more than so many.
    inTheWay(place, most) {
      const found = [];
      for (const [name, seat] of this.seats) {
        if (this.agree(place, seat)) continue;
        if (found.length === most) return null;
        found.push(name);
      }
      return found;
    }

    choose(name, stage) {
      let last = null;
      for (const place of this.ground.places(name, stage)) {
        // What stood in the way of one place often does of the next.
        if (last && !this.agree(place, last)) continue;
        last = null;
        for (const seat of this.seats.values()) {
          if (this.agree(place, seat)) continue;
          last = seat;
          break;
        }
        if (!last) return place;
      }
      return null;
    }

    seat(name, ...stages) {
      for (const stage of stages) {
        const place = this.choose(name, stage);
        if (place) {
          this.seats.set(name, { ...place, stage });
          return true;
        }
      }
      return false;
    }

    // Takes a place from others, if these find another.
    push(name, stage, tries, most, ...stages) {
      for (const place of this.ground.places(name, stage).slice(0, tries)) {
        const moved = this.inTheWay(place, most);
        if (!moved) continue;
        const before = moved.map((other) => this.seats.get(other));
        for (const other of moved) this.seats.delete(other);
        this.seats.set(name, { ...place, stage });
        if (moved.every((other) => this.seat(other, ...stages))) return true;
        for (const other of [name, ...moved]) this.seats.delete(other);
        moved.forEach((other, number) => this.seats.set(other, before[number]));
      }
      return false;
    }

    // Anyhow: with a line, shorter, wherever there is room.
    insist(name) {
      const push = (stage, tries, most) => this.push(name, stage, tries, most, BESIDE, OUT, FAR);
      return this.seat(name, OUT) || push(BESIDE, 30, 2) || push(OUT, 30, 1) || this.seat(name, FAR) || push(OUT, 60, 2) || push(FAR, 60, 1)
        || this.seat(name, THROUGH) || push(FAR, 60, 2) || push(THROUGH, 60, 1) || this.seat(name, ANYHOW) || push(ANYHOW, 60, 2)
        || this.seat(name, SHORT) || push(SHORT, 20, 2) || this.seat(name, SHORT_OUT) || push(SHORT_OUT, 60, 2);
    }

    // Where there is not room for all: in the place of others that matter less.
    oust(name) {
      for (const stage of [BESIDE, OUT, FAR, THROUGH, ANYHOW, SHORT]) {
        for (const place of this.ground.places(name, stage).slice(0, 60)) {
          const moved = this.inTheWay(place, 2);
          if (!moved || moved.some((other) => other < name)) continue;
          for (const other of moved) this.seats.delete(other);
          this.seats.set(name, { ...place, stage });
          return;
        }
      }
    }

    // Where others have moved, a name may stand better than it had to.
    improve() {
      for (const [name, seat] of [...this.seats].sort((one, other) => one[0] - other[0])) {
        this.seats.delete(name);
        for (const stage of [BESIDE, OUT, FAR, THROUGH, SHORT]) {
          if (stage > seat.stage) break;
          const place = this.choose(name, stage);
          if (place && (stage < seat.stage || place.cost < seat.cost)) {
            this.seats.set(name, { ...place, stage });
            break;
          }
        }
        if (!this.seats.has(name)) this.seats.set(name, seat);
      }
    }
  }

  // Seats those that must have a place: first those for which that is hard.
  function seated(ground, must, hard) {
    const seating = new Seating(ground);
    for (const name of hard) seating.seat(name, BESIDE, OUT, FAR, THROUGH, ANYHOW, SHORT, SHORT_OUT);
    // Those that can only have a line choose before the others, who have more places.
    for (const name of must) if (!seating.seats.has(name) && !ground.places(name, BESIDE).length) seating.seat(name, OUT, FAR);
    const waiting = must.filter((name) => !seating.seats.has(name) && !seating.seat(name, BESIDE) && !seating.push(name, BESIDE, 12, 1, BESIDE, OUT, FAR));
    for (const name of waiting) seating.insist(name);
    return seating;
  }

  // The best of some rounds: who got none or a short one chooses first in the next.
  function bestSeated(ground, must) {
    let best = null;
    let hard = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const seating = seated(ground, must, hard);
      const missing = must.length - seating.seats.size;
      const poor = must.filter((name) => !seating.seats.has(name) || seating.seats.get(name).stage >= SHORT);
      if (!best || missing < best.missing || (missing === best.missing && poor.length < best.poor)) best = { seating, missing, poor: poor.length };
      if (!poor.length) break;
      hard = [...poor, ...hard.filter((name) => !poor.includes(name))];
    }
    const { seating } = best;
    const without = () => must.filter((name) => !seating.seats.has(name));
    for (const name of without()) seating.oust(name);
    for (const name of without()) seating.insist(name);
    return seating;
  }

  // Gives names their places.
  //
  // `size` is the height of the text, `frame` what can be seen (left, top, right, bottom), `marks` all marks
  // (x, y, radius), `ties` what runs between them (x, y, x, y), `blocks` boxes over which no name may stand.
  // `names` stand in order of importance, each with the number of its mark and its forms (width, number of lines,
  // short: 0 the whole name, 1 its acronym, 2 cut off). The first `must` of them get a place in any form if there
  // is one; then others beside their marks, up to `most`; where these are fewer than `least`, in any form too.
  //
  // Gives for each name its box, the number of its form and its line (from the name to the mark), or nothing.
  function placeNames(scene) {
    const ground = new Ground(scene);
    const everyone = scene.names.map((_, name) => name);
    const seating = bestSeated(ground, everyone.slice(0, scene.must));
    const rest = [];
    for (const name of everyone.slice(scene.must)) {
      if (seating.seats.size >= scene.most) break;
      const short = scene.names[name].forms.some((form) => form.short === 1) ? [SHORT] : [];
      if (!seating.seat(name, BESIDE, ...short) && !seating.push(name, BESIDE, 6, 1, BESIDE)) rest.push(name);
    }
    for (const stages of [[OUT, FAR], [THROUGH], [SHORT, SHORT_OUT]]) {
      for (const name of rest) {
        if (seating.seats.size >= scene.least) break;
        if (!seating.seats.has(name)) seating.seat(name, ...stages);
      }
    }
    for (let round = 0; round < 2; round += 1) seating.improve();
    return everyone.map((name) => {
      const seat = seating.seats.get(name);
      return seat ? { form: seat.form, left: seat.left, top: seat.top, right: seat.right, bottom: seat.bottom, line: seat.line } : null;
    });
  }

  sysmap.placeNames = placeNames;
})();
