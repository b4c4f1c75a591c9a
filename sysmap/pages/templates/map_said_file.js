"use strict";
// What was said as a file, there and back, and kept in the browser while the page is closed. A file that is not as
// it should be is refused whole, with every fault and its row.
(() => {
  const { at, count, csvCell, element, holding, idOf, ledger, page, told } = sysmap;
  const { actions, asks_who, checksum, columns } = page.editing;

  const wave = page.waves[page.waves.length - 1];
  const LARGEST = 5_000_000;
  const MOST_ROWS = 10_000;
  const LONGEST = 10_000;
  const DECIDE = "take back one of the two steps, then open the file again";
  const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
  const CONTROL = /[^\P{Cc}\t\n\r]|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
  const KEY = `sysmap said ${checksum} ${page.title}`;
  // A text that a spreadsheet would run has an apostrophe before it, as sysmap's own files have.
  const live = /^'*[=+\-@\t\r＝＋－＠]/;
  const guarded = (text) => (live.test(text) ? `'${text}` : text);
  const unguarded = (text) => (text.startsWith("'") && live.test(text.slice(1)) ? text.slice(1) : text);

  const cells = (step) => columns.map((name) => String(step[name]));
  let saved = 0; // how many steps the last file has
  let kept = true;

  function keepSaid() {
    try {
      if (ledger.length) window.localStorage.setItem(KEY, JSON.stringify({ saved, rows: ledger.map(cells) }));
      else window.localStorage.removeItem(KEY);
      kept = true;
    } catch {
      kept = false;
    }
  }

  // Nothing that was said is lost without a word.
  const isUnsaved = () => saved < ledger.length;
  const isLost = () => isUnsaved() && !kept;

  function saveSaid() {
    if (!ledger.length) {
      sysmap.answer("Nothing has been said yet, so there is nothing to save");
      return;
    }
    const text = [columns, ...ledger.map(cells)].map((row) => row.map((cell) => csvCell(guarded(cell))).join(",")).join("\r\n");
    sysmap.download(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }), ".said.csv");
    saved = ledger.length;
    keepSaid();
    sysmap.showEditing();
    sysmap.say(`${count(ledger.length, "step")} saved as a file. To read it beside the records: read_records(..., said="….said.csv")`);
  }

  // Rows of a text with commas; a cell in quotes may hold anything. Nothing where a quote is not closed.
  function rowsIn(text) {
    const rows = [[]];
    const cell = /(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|\n|\r|$)/y;
    while (cell.lastIndex < text.length) {
      const found = cell.exec(text);
      if (!found) return null;
      rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll("\"\"", "\""));
      if (found[3] === ",") { if (cell.lastIndex === text.length) rows.at(-1).push(""); } else rows.push([]);
    }
    return rows.filter((row) => row.some((one) => one !== ""));
  }

  // The steps that rows hold, and their faults, each with its row. `base` are steps that are here already.
  function stepsIn(rows, here) {
    const faults = [];
    const head = rows[0] ?? [];
    const missing = columns.filter((name) => !head.includes(name));
    if (missing.length) return { steps: [], faults: [{ row: 1, words: `the ${missing.length > 1 ? "columns" : "column"} ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing` }] };
    if (rows.length - 1 > MOST_ROWS) return { steps: [], faults: [{ row: MOST_ROWS + 2, words: `there are more than ${MOST_ROWS} steps` }] };
    const steps = rows.slice(1).map((row, number) => {
      const step = Object.fromEntries(columns.map((name) => [name, row[head.indexOf(name)] ?? ""]));
      for (const name of columns) step[name] = unguarded(step[name]);
      const fault = (words) => faults.push({ row: number + 2, words });
      if (row.length > head.length) fault("there are more cells than columns");
      const long = columns.find((name) => step[name].length > LONGEST);
      if (long) fault(`${long} has more than ${LONGEST} letters`);
      const odd = columns.find((name) => CONTROL.test(step[name]));
      if (odd) fault(`${odd} holds a letter that cannot be seen`);
      if (step.step !== String(number + 1)) fault(`step should be ${number + 1}, not “${step.step}”`);
      if (!TIME.test(step.time) || Number.isNaN(Date.parse(step.time))) fault(`time must be a date and time with a time zone, not “${step.time}”`);
      if (!Object.hasOwn(actions, step.action)) {
        fault(`“${step.action}” is not an action. The actions are ${Object.keys(actions).join(", ")}`);
        return null;
      }
      const { needs, one_of, takes } = actions[step.action];
      const every = ["step", "time", "action", "said_by", "map", "wave", "checksum"];
      for (const name of needs) if (step[name] === "") fault(`${step.action} needs ${name}`);
      const extra = columns.filter((name) => step[name] !== "" && ![...needs, ...one_of, ...takes, ...every].includes(name));
      if (extra.length) fault(`${step.action} has no ${extra.join(", ")}`);
      if (step.checksum !== checksum) fault(`it was said of another map, “${step.map}” (${step.checksum}); this is “${page.title}” (${checksum})`);
      else if (step.wave !== wave) fault(`it was said of the wave “${step.wave}”; this map is of “${wave}”`);
      for (const end of ["organisation", "other"]) {
        const [name, id] = [step[end], step[`${end}_id`]];
        if (id && id !== (idOf(name) || name)) fault(`${id} is not the id of ${name || "nobody"}`);
      }
      step.step = number + 1;
      if (step.action === "undo") {
        step.undoes = Number(step.undoes);
        if (!Number.isInteger(step.undoes) || step.undoes < 1 || step.undoes > number) fault("undoes must be the number of an earlier step");
      }
      return step;
    });
    if (faults.length) return { steps: [], faults };
    // Each step must have been possible when it was said.
    for (let number = 0; number < steps.length; number += 1) {
      if (steps[number].action !== "undo") continue;
      const before = steps.slice(0, number);
      if (!isHolding(before, steps[number].undoes)) faults.push({ row: number + 2, words: `step ${steps[number].undoes} was taken back already` });
    }
    if (faults.length) return { steps: [], faults };
    const wrong = told(here.concat(holding(steps))).faults;
    for (const [number, words] of wrong) faults.push({ row: number + 1, words });
    return { steps: faults.length ? [] : steps, faults };
  }

  function isHolding(steps, number) {
    const later = steps.findLast((step) => step.action === "undo" && step.undoes === number);
    return later === undefined || !isHolding(steps, later.step);
  }

  const same = (one, other, names = columns) => names.every((name) => String(one[name]) === String(other[name]));
  const begins = (whole, start) => start.length <= whole.length && start.every((step, number) => same(step, whole[number]));
  const ofItself = columns.filter((name) => !["step", "undoes"].includes(name));

  // What steps have made of a tie, whether they changed it whole, and the strength of what they added, by kind.
  const shape = ({ arcs }) => JSON.stringify(arcs.filter((arc) => arc.there).map(({ from, kinds, strength, to }) => [from, to, [...kinds].sort(), strength]).sort());
  const isWhole = ({ steps }) => steps.some(({ action }) => !["add tie", "note"].includes(action));
  const strengths = ({ steps }) => new Map(steps.filter(({ action, strength }) => action === "add tie" && strength !== "").map(({ kind, strength }) => [kind, Number(strength)]));

  // Whether a tie is of one kind and strength here and of another there, so that neither can stand beside the other.
  function isOther(one, other) {
    if (isWhole(one) || isWhole(other)) return shape(one) !== shape(other);
    const others = strengths(other);
    return [...strengths(one)].some(([kind, strength]) => others.has(kind) && others.get(kind) !== strength);
  }

  // Where a file and what was said here cannot both be so: two work together and do not, or otherwise, or belong to
  // two sectors.
  function contradictions(steps) {
    if (begins(ledger, steps) || begins(steps, ledger)) return [];
    const [mine, theirs] = [told(holding()), told(holding(steps))];
    const tied = (one) => (one?.steps.some(({ action }) => action !== "note") ? one.arcs.some((arc) => arc.there) : null);
    const found = [];
    for (const [key, one] of theirs.pairs) {
      const [here, there] = [tied(mine.pairs.get(key)), tied(one)];
      if (here !== null && there !== null && here !== there) found.push({ row: one.steps.at(-1).step + 1, words: `the file says that ${one.ends[0]} and ${one.ends[1]} ${there ? "work" : "do not work"} together, and what was said here is the opposite: ${DECIDE}` });
      else if (here && there && isOther(one, mine.pairs.get(key))) found.push({ row: one.steps.at(-1).step + 1, words: `the file gives the tie between ${one.ends[0]} and ${one.ends[1]} another kind or strength than what was said here: ${DECIDE}` });
    }
    for (const [name, one] of theirs.people) {
      const here = mine.people.get(name)?.sector;
      if (here && one.sector && here !== one.sector) found.push({ row: one.steps.at(-1).step + 1, words: `the file says that ${name} belongs to ${one.sector}, and what was said here is ${here}: ${DECIDE}` });
    }
    return found;
  }

  // Adds what a file says to what was said here: the whole of one that goes on from here, of another table's the
  // steps that hold, once where both say the same. Gives how many steps are new, and what cannot be.
  function join(steps) {
    if (begins(ledger, steps)) return { number: 0, wrong: [] };
    const before = ledger.length;
    if (begins(steps, ledger)) {
      ledger.push(...steps.slice(before));
      return { number: ledger.length - before, wrong: [] };
    }
    const wrong = [];
    for (const step of holding(steps)) {
      if (ledger.some((one) => same(one, step, ofItself))) continue;
      const mine = { ...step, step: ledger.length + 1 };
      const { faults, idle } = told([...holding(), mine]);
      if (faults.has(mine.step)) wrong.push({ row: step.step + 1, words: faults.get(mine.step) });
      else if (!idle.has(mine.step)) ledger.push(mine);
    }
    if (wrong.length) ledger.length = before;
    return { number: ledger.length - before, wrong };
  }

  function sayFaults(name, faults) {
    const list = at("said-faults");
    list.replaceChildren(...faults.slice(0, 20).map(({ row, words }) => element("li", row ? `Row ${row}: ${words}` : words)));
    if (faults.length > 20) list.append(element("li", `and ${faults.length - 20} more`));
    list.hidden = !faults.length;
    if (faults.length) sysmap.answer(`${name} was not opened, and nothing was added: ${count(faults.length, "fault")}. The first: ${faults[0].row ? `row ${faults[0].row}, ` : ""}${faults[0].words}`);
  }

  async function openSaid(file) {
    const refuse = (words) => sayFaults(file.name, [{ row: 0, words }]);
    if (file.size > LARGEST) {
      refuse(`it is larger than ${LARGEST / 1_000_000} MB, too large for a file of what was said`);
      return;
    }
    sysmap.say(`Reading ${file.name}`);
    let text = "";
    try {
      text = new window.TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    } catch {
      refuse("it is not a text file in UTF-8");
      return;
    }
    const rows = rowsIn(text.replace(/^\ufeff/, ""));
    if (!rows) {
      refuse("a quotation mark is not closed");
      return;
    }
    const { steps, faults } = stepsIn(rows, []);
    const all = faults.length ? faults : contradictions(steps);
    if (all.length) {
      sayFaults(file.name, all);
      return;
    }
    const before = ledger.length;
    const { number, wrong } = join(steps);
    if (wrong.length) {
      sayFaults(file.name, wrong);
      return;
    }
    sayFaults("", []);
    // One file alone is saved already; of several, what they say together is not.
    if (!before) saved = ledger.length;
    sysmap.showing(sysmap.saidHere);
    sysmap.say(number ? `${count(number, "step")} from ${file.name} added` : `Everything in ${file.name} is here already`);
  }

  // What the browser kept of this page; damaged, it is left alone.
  function recall() {
    try {
      const found = JSON.parse(window.localStorage.getItem(KEY));
      const { steps, faults } = found ? stepsIn([columns, ...found.rows], []) : { steps: [], faults: [] };
      if (faults.length) return;
      ledger.push(...steps);
      saved = Math.min(found?.saved ?? 0, ledger.length);
      sysmap.edition += 1;
      if (ledger.length) sysmap.applySaid();
    } catch {
      kept = false;
    }
  }

  // The next workshop begins without steps; what was not saved has to be given up by a second press.
  function forgetSaid() {
    ledger.length = 0;
    saved = 0;
    sysmap.saidHere();
  }

  function setUpFile() {
    at("save-said").addEventListener("click", saveSaid);
    at("open-said").addEventListener("change", async ({ target }) => {
      const files = [...target.files];
      target.value = "";
      for (const file of files) await openSaid(file);
    });
    window.addEventListener("beforeunload", (event) => { if (isLost()) event.preventDefault(); });
    keepSaid();
  }

  Object.assign(sysmap, { asksWho: asks_who, forgetSaid, isLost, isUnsaved, keepSaid, openSaid, recall, setUpFile });
})();
