"use strict";
// Finding an organisation: by its name, initials, however else it is written, sector and place. One that fits is
// chosen; of several, the reader chooses.
(() => {
  const { at, count, element, organisations, page } = sysmap;

  const MOST = 12;
  const letters = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
  const SMALL = ["and", "for", "in", "of", "on", "the"];

  // Accents, case, marks and spaces do not count; a text of marks alone stays as it is.
  function folded(text) {
    const low = text.normalize("NFKD").replace(/\p{M}|['’‘\u0060]/gu, "").toLocaleLowerCase("en-GB").replace(/[ßæœøłđðþı]/g, (letter) => letters[letter]);
    return low.replace(/&/g, " and ").replace(/[^\p{L}\p{N}]+/gu, " ").trim() || low.replace(/\s+/g, " ").trim();
  }

  const initials = (words) => words.map((word) => word[0]).join("");

  // What an organisation may be called for short: as the records say, and by its initials.
  function shortForms({ name, acronym }) {
    const words = folded(name).split(" ");
    const large = words.filter((word) => !SMALL.includes(word));
    const stem = large.filter((word) => !["nhs", "foundation", "trust"].includes(word));
    const ends = stem.length < large.length ? ["", "t", "ft", "nhst", "nhsft"] : [""];
    return new Set([folded(acronym || ""), initials(words), initials(large), ...ends.map((end) => initials(stem) + end)].filter((form) => form.length > 1));
  }

  function textOf(organisation) {
    const name = folded(organisation.name);
    return { name, words: ` ${name}`, short: shortForms(organisation), also: organisation.also.split(", ").map(folded), rest: folded([organisation.also, organisation.label, organisation.place].join(" ")) };
  }
  // Read when somebody is first looked for: of thousands it takes longer than anything else of opening the page.
  const texts = [];
  const textAt = (place) => (texts[place] ??= textOf(organisations[place]));

  // From the surest way in which something can be meant to the least.
  const ways = [
    (text, wanted) => text.name === wanted || text.also.includes(wanted),
    (text, wanted) => text.short.has(wanted.replace(/ /g, "")),
    (text, wanted) => text.name.startsWith(wanted),
    (text, wanted) => text.words.includes(` ${wanted}`),
    (text, wanted) => wanted.split(" ").every((word) => text.words.includes(` ${word}`)),
    (text, wanted) => text.name.includes(wanted),
    (text, wanted) => ` ${text.rest}`.includes(` ${wanted}`),
  ];

  // Those that fit, the surest first, each with the way in which it fits.
  function fitting(wanted, among) {
    const found = new Map();
    if (wanted) ways.forEach((fits, way) => { for (const place of among) if (!found.has(place) && fits(textAt(place), wanted)) found.set(place, way); });
    return found;
  }

  let options = [];
  let active = -1;
  const input = () => at("search");

  function list(places) {
    options = places.slice(0, MOST);
    active = -1;
    at("suggestions").replaceChildren(...options.map((place, number) => {
      const { name, label, place: where } = organisations[place];
      const option = element("li", name, { role: "option", id: `suggestion-${number}`, "aria-selected": "false" });
      option.append(element("span", [label, page.boundary === "place" ? "" : where].filter(Boolean).join(", ")));
      // The press must not take the focus from the field before it is a click.
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(place));
      return option;
    }));
    const box = at("suggestions");
    box.hidden = !options.length;
    // Inside the window, however narrow it is.
    box.style.left = "0";
    box.style.left = `${Math.min(0, document.documentElement.clientWidth - box.getBoundingClientRect().right - 8)}px`;
    input().setAttribute("aria-expanded", String(options.length > 0));
    input().removeAttribute("aria-activedescendant");
    // Those that are offered have their names on the map.
    const before = sysmap.found;
    sysmap.found = new Set(options);
    if (before.size || options.length) sysmap.redraw();
  }

  const close = () => list([]);

  function choose(place) {
    close();
    input().value = organisations[place].name;
    sysmap.pick(place, true);
  }

  function move(step) {
    if (!options.length) list([...fitting(folded(input().value), sysmap.shown.organisations).keys()]);
    if (!options.length) return;
    active = (active + step + (active < 0 && step < 0 ? 1 : 0) + options.length) % options.length;
    [...at("suggestions").children].forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
    input().setAttribute("aria-activedescendant", `suggestion-${active}`);
    at("suggestions").children[active].scrollIntoView({ block: "nearest" });
  }

  // Nobody is taken because of coming first: it must be the only one that fits, or that fits as a whole.
  function go() {
    if (active >= 0) {
      choose(options[active]);
      return;
    }
    const wanted = folded(input().value);
    if (!wanted) {
      close();
      sysmap.answer("Type a name, or a part of one, first");
      return;
    }
    const there = new Set(sysmap.shown.organisations);
    const found = fitting(wanted, [...organisations.keys()]);
    const shown = [...found.keys()].filter((place) => there.has(place));
    const everyone = [...found.keys()];
    const [sure, short] = [0, 1].map((way) => everyone.filter((place) => found.get(place) === way));
    // Letters that are all capitals are meant as an acronym.
    const capitals = !/\p{Ll}/u.test(input().value);
    const meant = sure.length ? sure : capitals && short.length ? short : shown.length ? shown : everyone;
    if (meant.length === 1 && there.has(meant[0])) {
      choose(meant[0]);
      return;
    }
    const fit = meant.filter((place) => there.has(place));
    list(meant.length > 1 ? fit : []);
    if (meant.length === 1) sysmap.sayAbsent(meant);
    else if (!meant.length) sysmap.answer("No organisation shown here fits");
    else if (!fit.length) sysmap.answer(`${count(meant.length, "organisation")} fit, and none of them is shown`, { label: "Show everyone", act: sysmap.foldAll });
    else sysmap.answer(`${count(fit.length, "organisation")} fit: choose one${fit.length > MOST ? `; the first ${MOST} are listed` : ""}`);
  }

  function setUpSearch() {
    input().addEventListener("keydown", (event) => {
      if (event.key === "Enter") go();
      else if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Escape" && options.length) close();
      else return;
      event.preventDefault();
    });
    input().addEventListener("input", () => list([...fitting(folded(input().value), sysmap.shown.organisations).keys()]));
    input().addEventListener("blur", close);
  }

  Object.assign(sysmap, { fitting, folded, setUpSearch, textOf, texts });
})();
