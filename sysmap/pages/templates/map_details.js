"use strict";
// What is known of the organisation chosen, in words.
(() => {
  const { at, both, collator, count, element, forumsOf, isGroup, isKnown, isOrganisation, left, nameButton,
    numberInWords, organisations, outsideInWords, page, pickTie, rank, state, tieBetween, tieDetails, ties, valueOf, waveFor } = sysmap;

  const answerInWords = {
    yes: "asked and answered", no: "asked, did not answer: its ties are those that others reported",
    "not asked": "not asked: its ties are those that others reported",
  };

  function partnersBySector(place) {
    const bySector = new Map();
    for (const partner of sysmap.shown.current.get(place)) {
      const label = organisations[partner].label;
      bySector.set(label, [...(bySector.get(label) || []), partner]);
    }
    return [...bySector].sort((one, other) => other[1].length - one[1].length || (one[0] < other[0] ? -1 : 1));
  }

  function changesOf(place) {
    const found = { new: [], lost: [] };
    for (const tie of ties) {
      if (tie.status !== "kept" && (tie.a === place || tie.b === place)) {
        found[tie.status].push(organisations[tie.a === place ? tie.b : tie.a].name);
      }
    }
    return found;
  }

  function inWords(id) {
    if (isGroup(id)) return `${sysmap.groupInWords(id)}. Enter opens it.`;
    const organisation = organisations[id];
    return `${organisation.name}, ${organisation.label}, ${count(sysmap.shown.current.get(id).size, "partner")}, ${outsideInWords(id)}`;
  }

  // The parts into which a map falls, some taken away: each a list of places, the largest first.
  function partsWithout(taken, among = sysmap.shown) {
    const rest = new Set(among.organisations.filter((place) => !taken.has(place)));
    const parts = [];
    while (rest.size) {
      const [start] = rest;
      const part = [start];
      rest.delete(start);
      for (const place of part) {
        for (const other of among.current.get(place)) if (rest.delete(other)) part.push(other);
      }
      parts.push(part);
    }
    return parts.sort((one, other) => other.length - one.length);
  }

  // Whom the loss of an organisation would cut off from the part that it is in now.
  function cutOffBy(place) {
    const partners = sysmap.shown.current.get(place);
    const parts = partsWithout(new Set([place])).filter((part) => part.some((other) => partners.has(other)));
    return parts.slice(1).flat();
  }

  const few = (names, most = 6) => (names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`);

  // Roles in plain words: between whom it stands who have no tie of their own.
  function rolesInWords(place) {
    const value = (name) => { const entry = page.measures.find((one) => one.name === name); return entry ? valueOf(place, entry) : null; };
    const said = [["coordinator", "two of its own sector"], ["gatekeeper", "its own sector and another"], ["consultant", "two of one other sector"], ["liaison", "two other sectors"]]
      .map(([name, words]) => [value(name), words]).filter(([number]) => number).map(([number, words]) => `${numberInWords(number)} of ${words}`);
    return said.length ? `Go-between for pairs that have no tie of their own: ${said.join(", ")}.` : "";
  }

  function fillDetails() {
    const body = at("details-body");
    at("leave-out").hidden = !isOrganisation(state.selected);
    if (state.tie !== null) {
      body.replaceChildren(...tieDetails());
      return;
    }
    const folded = sysmap.overviewDetails();
    if (folded) {
      body.replaceChildren(...folded);
      return;
    }
    if (state.selected === null) {
      body.replaceChildren(element("p", "Choose an organisation or a tie on the map, in the search or in a table.", { class: "hint" }));
      return;
    }
    const place = state.selected;
    const organisation = organisations[place];
    const parts = [element("h3", organisation.name), element("p", [organisation.label, page.boundary === "place" ? "" : organisation.place].filter(Boolean).join("; "))];
    if (organisation.also) parts.push(element("p", `Also written: ${organisation.also}.`));
    const partners = sysmap.shown.current.get(place).size;
    parts.push(element("p", partners
      ? `Works with ${count(partners, "organisation")} shown here, ${outsideInWords(place)}. Choose a name to see the tie:`
      : "Works with none of the organisations shown here."));
    const list = element("ul", null, { class: "names" });
    for (const [label, others] of partnersBySector(place)) {
      const item = element("li", `${label} (${others.length}): `);
      others.sort((one, other) => rank[one] - rank[other]).forEach((other, number) => item.append(...(number ? ["\u2060, "] : []), nameButton(organisations[other].name, () => pickTie(tieBetween(place, other), true))));
      list.append(item);
    }
    if (list.children.length) parts.push(list);
    if (both) {
      const changed = changesOf(place);
      for (const [status, words] of [["new", `New in ${page.waves[1]}`], ["lost", `No longer in ${page.waves[1]}`]]) {
        if (changed[status].length) parts.push(element("p", `${words}: ${changed[status].sort(collator.compare).join(", ")}.`));
      }
    }
    const boards = forumsOf(place);
    if (boards.length) parts.push(element("p", `Sits on: ${boards.join(", ")}.`));
    const cut = cutOffBy(place).map((other) => organisations[other].name).sort(collator.compare);
    if (cut.length) parts.push(element("p", `What rests on it: without it there is no other route between ${few(cut)} and the rest of its part of the map.`));
    const roles = rolesInWords(place);
    if (roles) parts.push(element("p", roles));
    page.waves.forEach((label, number) => {
      if (label && number && label === page.waves[0]) return;
      const said = organisation.on[number] ? answerInWords[organisation.answered[number]] : "not on the map";
      if (said) parts.push(element("p", label ? `${label}: ${said}.` : `${said}.`));
    });
    at("leave-out").textContent = state.without.has(place) ? "Put it back among those to stay" : "Add it to those to leave out";
    body.replaceChildren(...parts, scoresOf(place));
  }

  function scoresOf(place) {
    const scores = element("dl");
    for (const entry of page.measures) {
      const value = valueOf(place, entry);
      const reasons = entry.reasons[waveFor(place)];
      const reason = Object.keys(reasons).find((name) => reasons[name].includes(place));
      scores.append(element("dt", entry.note ? `${entry.label}, estimated` : entry.label), element("dd", value === null && reason ? `not defined: ${page.reasons[reason] || reason}` : numberInWords(value)));
    }
    return scores;
  }

  // What the others lose if those named are left out.
  function withoutInWords() {
    if (!state.withoutOn || !state.without.size) return "";
    const names = few([...state.without].map((place) => organisations[place].name));
    const gone = state.without;
    const everyone = left(false);
    const before = partsWithout(new Set(), everyone);
    const after = partsWithout(gone, everyone);
    const sectorPairs = (parts) => {
      const found = new Set();
      for (const part of parts) {
        const labels = [...new Set(part.filter((place) => !gone.has(place) && isKnown(place)).map((place) => organisations[place].label))];
        for (const one of labels) for (const other of labels) if (one < other) found.add(JSON.stringify([one, other]));
      }
      return found;
    };
    const lostPairs = [...sectorPairs(before)].filter((pair) => !sectorPairs(after).has(pair)).length;
    const partOf = new Map();
    before.forEach((part, number) => part.forEach((place) => partOf.set(place, number)));
    const kept = new Set();
    let cut = 0;
    for (const part of after) {
      const number = partOf.get(part[0]);
      if (kept.has(number)) cut += part.length;
      kept.add(number);
    }
    return ` Without ${names}: ${cut ? `${count(cut, "organisation")} ${cut === 1 ? "has" : "have"} no route to the rest any more` : "all others still have a route to one another"}${lostPairs ? `, and ${count(lostPairs, "pair")} of sectors lose each other` : ""}.`;
  }

  Object.assign(sysmap, { few, fillDetails, inWords, withoutInWords });
})();
