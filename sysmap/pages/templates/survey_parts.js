"use strict";
// What every part of the survey's page uses: the survey itself, its words, and elements made of text alone.
(() => {
  const survey = JSON.parse(document.getElementById("survey").textContent);
  const at = (id) => document.getElementById(id);

  function element(tag, text, attributes = {}, ...children) {
    const made = document.createElement(tag);
    if (text !== null) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const untranslated = new Set(survey.untranslated);

  // A text of the page, with what it leaves open filled in.
  const words = (key, values = {}) => survey.words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

  // Shows a text of the page; one that has no translation says that it is English.
  function say(node, key, values) {
    node.textContent = words(key, values);
    if (untranslated.has(key)) node.lang = "en-GB";
    else node.removeAttribute("lang");
    return node;
  }

  function button(key, act, values, attributes = {}) {
    const made = say(element("button", null, { type: "button", ...attributes }), key, values);
    made.addEventListener("click", act);
    return made;
  }

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("en-GB").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = window.matchMedia("(max-width: 60rem)");

  // A day in words; whatever is no day stays as it is.
  function day(text) {
    const [, year, month, date] = text.match(/^(\d{4})-(\d{2})-(\d{2})$/) || [];
    const name = words("months").split(/, */)[Number(month) - 1];
    return name ? words("date", { day: Number(date), month: name, year }) : text;
  }

  Object.assign(sysmap, { at, button, day, element, folded, narrow, say, still, survey, words });
})();
