"use strict";
// The state of the page: one object with declared parts. Called, it gives itself as plain data, by the names
// of its parts: `sysmap.state()`. Undo, redo, reset, the address, saved views and steps are made of that alone.
(() => {
  const state = () => Object.fromEntries([...parts].map(([name, one]) => [name, one.get()]));
  const parts = new Map();
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // Declares a part. What it may say of itself:
  //   first    what it is at first, as plain data; a function where that depends on something
  //   field    the field of `state` that holds it; or, where it is held in another form:
  //   get      gives it as plain data, in the same order each time
  //   set      takes over plain data that was checked
  //   choices  what it can be, or a function that lists it; without them, anything of the kind of `first`
  //   check    for all else: gives what of a value can be used, `undefined` if nothing can; says to `missed` what cannot
  //   control  the id of the tick, list or number that shows it; or, for all else:
  //   show     makes the page show it; called at every refresh
  //   screen   true for what belongs to the screen and not to the picture: steps leave it alone
  //   glides   true where many changes of it alone, one after another, are one for undo
  //   work     true for what people have written, which reset leaves as it is
  //   late     true for what needs the rest to be drawn before it is set
  //   apart    true for what no address, view or step holds: it is left alone where nothing is said of it
  //   words    what the change from one value to another is called, where its name does not say enough
  function part(name, how) {
    const first = typeof how.first === "function" ? how.first : () => how.first;
    const held = how.field ? { get: () => state[how.field], set: (value) => { state[how.field] = value; } } : {};
    const listed = () => (typeof how.choices === "function" ? how.choices() : how.choices);
    const fits = (value) => (how.choices ? listed().includes(value) : typeof value === typeof first() && value !== null && (typeof value !== "number" || Number.isFinite(value)));
    const shown = how.control ? { show: () => showIn(document.getElementById(how.control), parts.get(name).get()) } : { show() {} };
    parts.set(name, { check: (value) => (fits(value) ? value : undefined), ...held, ...shown, ...how, first });
    if (!how.late) parts.get(name).set(first());
  }

  function showIn(control, value) {
    if (control.type === "checkbox") control.checked = value;
    else if (control.value !== String(value)) control.value = value;
  }

  const showParts = () => { for (const one of parts.values()) one.show(); };

  // What is not as it was at first, and so has to be remembered; a step remembers the picture alone.
  function differences(now = state(), screen = true) {
    return Object.fromEntries(Object.entries(now).filter(([name, value]) => (screen || !parts.get(name).screen) && !parts.get(name).apart && !same(value, parts.get(name).first())));
  }

  // What people have written here, which nothing but another text of theirs takes the place of.
  const written = () => Object.fromEntries([...parts].filter(([, one]) => one.work).map(([name, one]) => [name, one.get()]));

  // Takes over plain data: what is not in it becomes as it was at first. Gives in words what could not be used.
  function put(wanted, screen = true) {
    const missed = [];
    const known = [...parts].filter(([name, one]) => (screen || !one.screen) && (!one.apart || Object.hasOwn(wanted, name)));
    const take = (late) => {
      for (const [name, one] of known.filter(([, { late: last }]) => Boolean(last) === late)) {
        const given = Object.hasOwn(wanted, name) ? one.check(wanted[name], (what) => missed.push(what)) : one.first();
        if (given === undefined) missed.push(`what is said of “${name}”`);
        one.set(given ?? one.first());
      }
    };
    take(false);
    sysmap.refresh();
    take(true);
    for (const name of Object.keys(wanted)) if (!parts.has(name)) missed.push(`“${name}”`);
    return missed;
  }

  Object.assign(sysmap, { differences, part, parts, put, same, showParts, state, written });
})();
