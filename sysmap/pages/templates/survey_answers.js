"use strict";
// What was answered: one plain object, kept in the browser where it allows that, and counted.
(() => {
  const { survey, words } = sysmap;

  const CANNOT_SAY = "cannot say";
  const NOT_US = "not us";
  const digit = (place, count) => (count <= 8 && place < 8 ? String(place + 1) : "");
  const open = [{ value: CANNOT_SAY, digit: "9", label: "cannot_say", open: true }, { value: NOT_US, digit: "0", label: "not_us", open: true }];

  // The answers about a tie: a scale without a word for none is given one.
  const ties = survey.scale.map(([value, strength]) => ({ value, strength, text: survey.answers[value] }));
  if (!ties.some(({ strength }) => strength === 0)) ties.unshift({ value: "never", strength: 0, label: "never" });
  const options = [...ties.map((one, place) => ({ ...one, digit: digit(place, ties.length) })), ...open];
  const ratings = [...survey.rating.map((value, place) => ({ value, strength: place + 1, label: `rating_${place + 1}`, digit: String(place + 1) })), open[0]];
  const labelOf = (option) => (option.label ? words(option.label) : option.text);
  const none = options.find(({ strength }) => strength === 0);

  const fresh = () => ({ who: survey.only, agreed: false, said: {}, missing: "", own: {}, step: "start", respondent: random(), auto: true });
  const random = () => [...window.crypto.getRandomValues(new Uint8Array(5))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const state = fresh();

  const questions = survey.kinds.map(({ kind, form }) => `${form}:${kind}`);
  const items = survey.items.map(({ item }) => item);
  const get = (question, place) => (state.said[question] || {})[place] ?? null;

  function set(question, place, value) {
    const those = state.said[question] || (state.said[question] = {});
    if (value === null) delete those[place];
    else those[place] = value;
    keep();
  }

  // Everybody but whoever answers.
  const others = () => survey.roster.map((_, place) => place).filter((place) => place !== state.who);
  const strengthOf = (value) => options.find((one) => one.value === value)?.strength;
  const isTie = (question, place) => strengthOf(get(question, place)) > 0;
  const tied = () => others().filter((place) => questions.some((question) => isTie(question, place)));
  const answered = (place) => questions.every((question) => get(question, place) !== null);

  function counts() {
    const all = others();
    return { all: all.length, done: all.filter(answered).length };
  }

  const key = `sysmap ${survey.code} ${survey.page}`;
  let kept = false;
  let changed = false;

  function keep() {
    changed = true;
    try {
      window.localStorage.setItem(key, JSON.stringify(state));
      kept = true;
    } catch {
      kept = false;
    }
  }

  // Takes over what is known to be of this survey, and nothing else.
  function take(given) {
    const isPlace = (place) => Number.isInteger(place) && place >= 0 && place < survey.roster.length;
    const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
    if (survey.only === null) state.who = isPlace(given.who) ? given.who : null;
    state.agreed = given.agreed === true;
    state.auto = given.auto !== false;
    state.missing = text(given.missing, 20000);
    if (/^[0-9a-f]{10}$/.test(given.respondent)) state.respondent = given.respondent;
    state.said = {};
    for (const [known, allowed] of [[questions, options], [items, ratings]]) {
      for (const question of known) {
        const pairs = Object.entries((given.said || {})[question] || {}).filter(([place, value]) => isPlace(Number(place)) && allowed.some((one) => one.value === value));
        state.said[question] = Object.fromEntries(pairs);
      }
    }
    state.own = Object.fromEntries(survey.own.map((_, place) => [place + 1, text((given.own || {})[place + 1], 4000)]).filter(([, value]) => value));
  }

  // Gives whether anything was kept from before.
  function remember() {
    try {
      const found = JSON.parse(window.localStorage.getItem(key));
      window.localStorage.setItem(`${key} tried`, "1");
      window.localStorage.removeItem(`${key} tried`);
      kept = true;
      if (!found) return false;
      take(found);
      return state.who !== survey.only || Object.values(state.said).some((those) => Object.keys(those).length > 0);
    } catch {
      return false;
    }
  }

  function forget() {
    take(fresh());
    state.respondent = random();
    try { window.localStorage.removeItem(key); } catch { kept = false; }
    changed = false;
  }

  const isKept = () => kept;
  const atRisk = () => changed && !kept;
  const saved = () => { changed = false; };

  Object.assign(sysmap, { CANNOT_SAY, NOT_US, answered, atRisk, counts, forget, get, isKept, isTie, items, keep, labelOf, none, options, others, questions, ratings, remember, saved, set, state, strengthOf, take, tied });
})();
