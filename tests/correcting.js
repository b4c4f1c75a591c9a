"use strict";
// Corrections of a map in an order drawn at random, by the page's own form; after each what is drawn is held
// against what the figures count. The test evaluates this in the open page.
(() => {
  const { at, organisations, ties } = sysmap;

  window.correct = async (seed, steps) => {
    let now = seed;
    const random = () => { now = (now * 1664525 + 1013904223) % 4294967296; return now / 4294967296; };
    const part = (list) => list[Math.floor(random() * list.length)];
    const put = (id, value) => { at(id).value = value; at(id).dispatchEvent(new Event("input", { bubbles: true })); };
    const choose = (id) => { at(id).selectedIndex = Math.floor(random() * at(id).options.length); };
    const names = (one, other = "") => { put("said-organisation", one); put("said-other", other); };
    const somebody = () => part(sysmap.everyoneNow());
    const tied = () => { const tie = ties[part(sysmap.shown.ties)]; names(organisations[tie.a].name, organisations[tie.b].name); };
    const acts = {
      add: () => { names(part(["Once", "Twice", `New ${Math.floor(random() * 99)}`])); choose("said-sector"); at("add-organisation").click(); },
      sector: () => { names(somebody()); choose("said-sector"); at("change-sector").click(); },
      tie: () => { names(somebody(), somebody()); choose("said-kind"); at("add-tie").click(); },
      change: () => { tied(); put("said-strength", "3"); at("change-tie").click(); },
      strike: () => { tied(); at(part(["strike-tie", "no-tie"])).click(); },
      none: () => { names(somebody(), somebody()); at("no-tie").click(); },
      undo: () => { at("undo").click(); at("undo").click(); },
      redo: () => at("redo").click(),
      back: () => part([...at("ledger").querySelectorAll("button"), at("edit")]).click(),
      shown: () => at("said-shown").click(),
      overview: () => at("overview").click(),
    };
    const order = ["add", "sector", "tie", "tie", "tie", "change", "strike", "strike", "none", "undo", "redo", "back", "shown", "overview"];
    const wrong = [];
    at("edit").click();
    for (let step = 0; step < steps; step += 1) {
      const act = part(order);
      acts[act]();
      await new Promise((then) => { setTimeout(then); });
      const fault = (words) => wrong.push(`${step} ${act}: ${words}`);
      if (sysmap.told(sysmap.said()).faults.size) fault("what holds could not be said");
      if (at("table-said").querySelectorAll("tbody tr").length !== sysmap.said().length) fault("the table has other steps");
      const { organisations: there, ties: drawn } = sysmap.shown;
      const number = new Map(there.map((place, at_) => [place, at_]));
      const scene = { directed: sysmap.page.directed, labels: there.map((place) => (organisations[place].known ? organisations[place].label : null)),
        ties: drawn.map((place) => [number.get(ties[place].a), number.get(ties[place].b)]) };
      const counted = sysmap.measures()[sysmap.saidOn() ? "said" : "recorded"];
      const seen = sysmap.measuresOf(scene);
      for (const [name, value] of Object.entries(counted)) if (JSON.stringify(value) !== JSON.stringify(seen[name])) fault(`${name} is ${JSON.stringify(value)}, and drawn ${JSON.stringify(seen[name])}`);
      if (wrong.length) break;
    }
    return { wrong, steps: sysmap.ledger.length };
  };
})();
