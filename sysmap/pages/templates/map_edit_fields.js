"use strict";
// The two fields for names: whoever is on the map, and in the first whoever the records know besides.
(() => {
  const { at, element, fitting, folded, organisations, rosterOf } = sysmap;

  const MOST = 8;
  const placeOf = (name) => sysmap.byName.get(name);

  // Names that fit what is typed, the surest first.
  function namesThatFit(text, withRoster) {
    const wanted = folded(text);
    // A name that is whole needs no list, which would stand over the buttons.
    if (!wanted || sysmap.isOnMap(text.trim())) return [];
    const on = sysmap.everyoneNow().map(placeOf);
    const found = [...fitting(wanted, on).keys()].map((place) => organisations[place].name);
    if (withRoster) for (const name of rosterOf.keys()) if (!sysmap.isOnMap(name) && ` ${folded(name)}`.includes(` ${wanted}`)) found.push(name);
    return found;
  }

  // The organisation that a text means: by its name, or as the only one that fits. Nothing where that is not plain.
  function meant(text) {
    const typed = text.trim();
    if (sysmap.isOnMap(typed)) return typed;
    const wanted = folded(typed);
    if (!wanted) return "";
    const fits = fitting(wanted, sysmap.everyoneNow().map(placeOf));
    for (const way of [0, 1]) {
      const sure = [...fits].filter(([, how]) => how === way);
      if (sure.length === 1) return organisations[sure[0][0]].name;
    }
    return fits.size === 1 ? organisations[[...fits.keys()][0]].name : "";
  }

  let pressed = false;
  for (const [press, is] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) window.addEventListener(press, () => { pressed = is; }, true);

  function nameField(id, { changed, enter, withRoster }) {
    const [input, list] = [at(id), at(`${id}-list`)];
    let options = [];
    let active = -1;

    function show(names) {
      options = names.slice(0, MOST);
      active = -1;
      list.replaceChildren(...options.map((name, number) => {
        const option = element("li", name, { role: "option", id: `${id}-${number}`, "aria-selected": "false" });
        option.append(element("span", sysmap.isOnMap(name) ? sysmap.sectorNow(name) : `${[sysmap.sectorOf(name), "not on the map yet"].filter(Boolean).join(", ")}`));
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(name));
        return option;
      }));
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(options.length > 0));
      input.removeAttribute("aria-activedescendant");
    }

    function take(name) {
      show([]);
      input.value = name;
      changed();
    }

    function move(step) {
      if (!options.length) show(namesThatFit(input.value, withRoster));
      if (!options.length) return;
      active = (active + step + (active < 0 && step < 0 ? 1 : 0) + options.length) % options.length;
      [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
      input.setAttribute("aria-activedescendant", `${id}-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    }

    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Escape" && options.length) show([]);
      else if (event.key === "Enter") {
        if (active >= 0) take(options[active]);
        else {
          const name = meant(input.value);
          if (name) take(name);
          else show([]);
          enter(name);
        }
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    input.addEventListener("input", () => { show(namesThatFit(input.value, withRoster)); changed(); });
    // A press elsewhere is over before the list goes: what is pressed must not move away under it.
    input.addEventListener("blur", () => {
      if (pressed) window.addEventListener("pointerup", () => setTimeout(() => { if (document.activeElement !== input) show([]); }, 60), { once: true });
      else show([]);
    });
    return {
      input,
      name: () => meant(input.value),
      put: (name) => { input.value = name; show([]); },
      text: () => input.value.replace(/\s+/g, " ").trim(),
    };
  }

  Object.assign(sysmap, { nameField });
})();
