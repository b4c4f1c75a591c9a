"use strict";
// The state in the address of the page, and in a file. Whatever is damaged or unknown there is said and passed over.
(() => {
  const { at, differences, page, put, written } = sysmap;

  const START = "sysmap-1";
  const SOONEST = 250;

  // Plain data in few letters that an address may hold: (a~b) is a list, *(a~1~b~2) names and values, a text is
  // itself; where it could be taken for something else, it has an apostrophe before it.
  const special = /^$|^'|^(?:true|false|null)$|^-?[\d.]/;
  const escaped = (text) => encodeURIComponent(text).replace(/[~()*'!]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`).replace(/%20/g, "+");
  const unescaped = (text) => decodeURIComponent(text.replace(/\+/g, "%20"));

  function inLetters(value) {
    if (Array.isArray(value)) return `(${value.map(inLetters).join("~")})`;
    if (typeof value === "object" && value !== null) return `*(${Object.entries(value).flat().map(inLetters).join("~")})`;
    return typeof value === "string" ? (special.test(value) ? "'" : "") + escaped(value) : String(value);
  }

  function readFrom(text) {
    let place = 0;
    function next() {
      const named = text[place] === "*";
      if (named) place += 1;
      if (text[place] === "(") {
        const found = [];
        place += 1;
        while (text[place] !== ")") {
          if (place >= text.length) throw new Error("a bracket that is not closed");
          found.push(next());
          if (text[place] === "~") place += 1;
          else if (text[place] !== ")") throw new Error("no end");
        }
        place += 1;
        return named ? Object.fromEntries(found.flatMap((_, number) => (number % 2 ? [] : [[found[number], found[number + 1]]]))) : found;
      }
      const [word] = /^[^~()]*/.exec(text.slice(place));
      place += word.length;
      if (word.startsWith("'")) return unescaped(word.slice(1));
      if (["true", "false", "null"].includes(word)) return JSON.parse(word);
      return /^-?[\d.]/.test(word) ? Number(word) : unescaped(word);
    }
    const value = next();
    if (place < text.length) throw new Error("more than a value");
    return value;
  }

  const inAddress = () => [START, ...Object.entries(differences()).map(([name, value]) => `${name}=${inLetters(value)}`)].join("&");

  let due = null;
  let last = 0;
  let holds = /^#sysmap-/.test(window.location.hash) ? "" : START;
  // Browsers refuse addresses that change too often; a frame without an address of its own keeps none.
  function writeAddress() {
    if (due) return;
    due = setTimeout(() => {
      due = null;
      last = performance.now();
      const state = inAddress();
      if (state === holds) return;
      holds = state;
      try {
        window.history.replaceState(null, "", state === START ? window.location.href.split("#")[0] : `#${state}`);
      } catch {
        holds = "";
      }
    }, Math.max(0, SOONEST - (performance.now() - last)));
  }

  // What an address says, and what of it could not be read.
  function fromAddress(hash) {
    const [start, ...rest] = hash.replace(/^#/, "").split("&");
    const view = {};
    const missed = [];
    for (const pair of rest) {
      const [name, ...value] = pair.split("=");
      try {
        view[name] = readFrom(value.join("="));
      } catch {
        missed.push(`what is said of “${name}”`);
      }
    }
    if (start !== START) missed.push("what a newer version wrote");
    return { view, missed };
  }

  const isOurs = (hash) => /^#sysmap-\d/.test(hash);

  function sayMissed(missed, done) {
    const listed = [...new Set(missed)];
    if (listed.length) sysmap.answer(`${done}. Not known on this page, so passed over: ${sysmap.few(listed)}`);
    else sysmap.say(done);
  }

  // Opens as the address says, else as the page was made to open.
  function openAs() {
    const { hash } = window.location;
    const opened = isOurs(hash) ? fromAddress(hash) : sysmap.opening();
    if (!opened) return;
    const missed = [...opened.missed, ...put(opened.view)];
    if (missed.length) sayMissed(missed, isOurs(hash) ? "Opened as the address says" : "Opened as the view says");
  }

  function saveView() {
    const text = JSON.stringify({ sysmap_view: 1, title: page.title, view: differences() }, null, 1);
    sysmap.download(new Blob([text, "\n"], { type: "application/json" }), ".view.json");
    sysmap.say("The view is saved as a file: open it again on this page, or give it to sysmap");
  }

  async function openView(file) {
    let wanted = null;
    sysmap.say(`${file.name} is being read`);
    try {
      const read = JSON.parse(await file.text());
      wanted = read.sysmap_view >= 1 && typeof read.view === "object" ? read.view : null;
    } catch {
      wanted = null;
    }
    if (wanted) sayMissed(put({ ...written(), ...wanted }), `${file.name} is open`);
    else sysmap.answer(`${file.name} is no view that was saved on such a page`);
    sysmap.changed();
  }

  function setUpAddress() {
    at("save-view").addEventListener("click", saveView);
    at("open-view").addEventListener("change", ({ target }) => {
      for (const file of target.files) openView(file);
      target.value = "";
    });
    window.addEventListener("hashchange", () => {
      if (!isOurs(window.location.hash)) return;
      const { view, missed } = fromAddress(window.location.hash);
      sayMissed([...missed, ...put({ ...written(), ...view })], "Opened as the address says");
      sysmap.changed();
    });
    // The address is taken: skip links go where they lead without it.
    for (const link of document.querySelectorAll(".skips a")) {
      link.addEventListener("click", (event) => {
        const target = at(link.getAttribute("href").slice(1));
        event.preventDefault();
        if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
        target.focus();
        target.scrollIntoView();
      });
    }
  }

  Object.assign(sysmap, { openAs, sayMissed, setUpAddress, writeAddress });
})();
