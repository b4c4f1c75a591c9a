"use strict";
// What is said in the room: a ledger of steps, a row of a file each. No step is ever changed or taken out: taking one
// back is a step, and doing it again takes that step back. The columns are declared in sysmap/records/said/.
(() => {
  const { collator, page, part, parts, state } = sysmap;
  const { columns } = page.editing;
  const wave = page.waves[page.waves.length - 1];
  const ledger = [];
  // Something that was worked out of the ledger is as old as this says.
  sysmap.edition = 0;

  // The steps that hold, in their order: neither what was taken back nor the taking back itself.
  function holding(steps = ledger) {
    const back = new Set();
    for (const step of [...steps].reverse()) if (step.action === "undo" && !back.has(step.step)) back.add(step.undoes);
    return steps.filter((step) => step.action !== "undo" && !back.has(step.step));
  }

  function now() {
    const date = new Date();
    const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
    const ahead = -date.getTimezoneOffset();
    const local = new Date(date.getTime() + ahead * 60_000).toISOString().slice(0, 19);
    return `${local}${ahead < 0 ? "-" : "+"}${two(ahead / 60)}:${two(ahead % 60)}`;
  }

  const blank = () => Object.fromEntries(columns.map((name) => [name, ""]));
  const made = (what) => ({ ...blank(), time: now(), map: page.title, wave, checksum: page.editing.checksum, ...what, step: ledger.length + 1 });

  // Whether what is said stands on the map: while it is shown, and in the wave that it was said of.
  const saidOn = () => state.saidShown && state.view !== "before";

  // The ledger has changed: the map follows, and the browser keeps it.
  function said() {
    sysmap.edition += 1;
    sysmap.applySaid();
    sysmap.keepSaid();
  }

  function takeBack(number) {
    ledger.push(made({ action: "undo", undoes: number }));
  }

  // Brings about that exactly these steps hold; what cannot hold without another that does not goes with it.
  function hold(numbers) {
    let wanted = new Set(numbers);
    for (;;) {
      const { faults } = sysmap.told(ledger.filter(({ step }) => wanted.has(step)));
      if (!faults.size) break;
      wanted = new Set([...wanted].filter((number) => !faults.has(number)));
    }
    const before = new Set(holding().map(({ step }) => step));
    for (const number of [...before].reverse()) if (!wanted.has(number)) takeBack(number);
    for (const number of [...wanted].sort((one, other) => one - other)) {
      if (before.has(number)) continue;
      // The last taking back that holds is taken back itself, until the step does hold.
      while (!holding().some(({ step }) => step === number)) {
        const undone = ledger.findLast((step) => step.action === "undo" && step.undoes === number && !takenBack(step.step));
        takeBack(undone.step);
      }
    }
    if (ledger.length) said();
  }

  // Whether a step, or a taking back, was taken back in turn.
  function takenBack(number) {
    const later = ledger.findLast((step) => step.action === "undo" && step.undoes === number);
    return later !== undefined && !takenBack(later.step);
  }

  // Says something: if it can be said of the map as it is now, it is a step. Gives why it cannot be, or nothing.
  function saySomething(what) {
    const step = made(what);
    const { faults, idle } = sysmap.told([...holding(), step]);
    const why = faults.get(step.step) ?? idle.get(step.step);
    if (why) return why;
    ledger.push(step);
    said();
    return "";
  }

  // Does something that says a step, and shows it; the whole map stays in sight where it was.
  function showing(act) {
    const whole = sysmap.parts.get("zoom").get() === null;
    const done = act();
    sysmap.refresh();
    if (whole && sysmap.items().length) sysmap.whole();
    sysmap.changed();
    return done;
  }

  const stepNamed = (number) => ledger[number - 1];
  const ends = ({ organisation, other }) => `${organisation} and ${other}`;
  const how = ({ kind, strength }) => [kind, strength === "" ? "" : `strength ${strength}`].filter(Boolean).join(", ");
  const inBrackets = (text) => (text ? ` (${text})` : "");
  const words = {
    "add organisation": (step) => `${step.organisation} is added${inBrackets(step.sector)}`,
    "add tie": (step) => `${ends(step)} work together${inBrackets(how(step))}`,
    "strike tie": (step) => `${ends(step)} do not work together any more`,
    "change tie": (step) => `${ends(step)}: the tie is now ${how(step)}`,
    "no tie": (step) => `${ends(step)} do not work together`,
    "change sector": (step) => `${step.organisation} belongs to ${step.sector}`,
    note: (step) => `Note on ${step.other ? ends(step) : step.organisation}`,
    undo: ({ undoes }) => (stepNamed(undoes).action === "undo" ? `Step ${stepNamed(undoes).undoes} counts again` : `Step ${undoes} is taken back`),
  };
  const stepInWords = (step) => words[step.action](step);

  // What undoing or doing again is called: the one step, or how many.
  function changeInWords(before, after) {
    const other = [...before.filter((number) => !after.includes(number)), ...after.filter((number) => !before.includes(number))];
    return other.length === 1 ? stepInWords(stepNamed(other[0])) : `${other.length} steps of what was said`;
  }

  part("said_in_the_room", {
    first: () => [], apart: true, screen: true, words: changeInWords,
    get: () => holding().map(({ step }) => step),
    set: (numbers) => { if (!sysmap.same(numbers, holding().map(({ step }) => step))) hold(numbers); },
    check: (numbers) => (Array.isArray(numbers) && numbers.every((number) => stepNamed(number) && stepNamed(number).action !== "undo") ? numbers : undefined),
  });
  part("what_was_said_shown", { first: true, apart: true, control: "said-shown", get: () => state.saidShown,
    set: (on) => { state.saidShown = on; if (ledger.length) sysmap.applySaid(); } });
  part("correcting", { field: "correcting", first: false, apart: true, screen: true, show: () => sysmap.showEditing?.() });
  // What is said comes first: other parts name organisations that it adds.
  const first = new Set(["said_in_the_room", "what_was_said_shown", "correcting"]);
  const rest = [...parts].filter(([name]) => !first.has(name));
  for (const [name] of rest) parts.delete(name);
  for (const [name, one] of rest) parts.set(name, one);

  // Moments before this one, so that what the browser kept can be undone as if it had been said just now.
  function earlier() {
    const all = sysmap.state();
    return all.said_in_the_room.map((number, place) => ({ now: { ...all, said_in_the_room: all.said_in_the_room.slice(0, place) }, glides: "",
      words: place ? stepInWords(stepNamed(all.said_in_the_room[place - 1])) : "" }));
  }

  // The steps that hold, as plain data: what Python reads from a file of them.
  const inForce = () => holding().map((step) => ({ ...step }));
  const sortedNames = (names) => [...names].sort(collator.compare);

  Object.assign(sysmap, { earlier, hold, holding, ledger, said: inForce, saidHere: said, saidOn, saySomething, showing, sortedNames, stepInWords, takenBack });
})();
