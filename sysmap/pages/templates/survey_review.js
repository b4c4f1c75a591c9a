"use strict";
// The last look: what was answered, of whom, and a way back to each; then the file, or the text, to send.
(() => {
  const { CANNOT_SAY, NOT_US, asText, at, button, day, download, drawTies, element, fileName, get, isTie, missing, none, others, questions, say, saidOf, saved, state, survey, tied, words } = sysmap;

  const FEW = 8;

  const kindOf = (place) => {
    if (questions.some((question) => isTie(question, place))) return "ties";
    const values = questions.map((question) => get(question, place));
    if (values.some((value) => value === null)) return "empty";
    if (values.every((value) => value === none.value)) return "none";
    return values.includes(NOT_US) && !values.includes(CANNOT_SAY) ? "not_us" : "cannot_say";
  };

  function rowOf(place) {
    const { name, label } = survey.roster[place];
    const open = questions.filter((question) => get(question, place) === null).length;
    const answer = [saidOf(place), open && open < questions.length ? words("some_empty") : ""].filter(Boolean).join("; ");
    return element("li", null, {}, element("span", null, { class: "who" }, element("strong", name), element("span", label)), element("span", answer, { class: "said" }), button("change", () => sysmap.changePartner(place), {}, { "aria-label": words("change_of", { name }) }));
  }

  function list(kind, places) {
    const items = element("ul", null, { class: "answered-list" }, ...places.map(rowOf));
    const title = kind === "none" ? words("list_none", { answer: sysmap.labelOf(none) }) : words(`list_${kind}`);
    const head = element("h3", `${title} (${places.length})`);
    if (kind === "ties") return element("section", null, {}, head, items);
    return element("details", null, kind === "empty" && places.length <= FEW ? { open: "" } : {}, element("summary", null, {}, head), items);
  }

  function show() {
    const sorted = { ties: [], empty: [], none: [], cannot_say: [], not_us: [] };
    for (const place of others()) sorted[kindOf(place)].push(place);
    say(at("review-said"), "review_said", { name: survey.roster[state.who].name, ties: tied().length, all: others().length, left: sorted.empty.length });
    say(at("send-said"), survey.deadline ? "send_by" : "send_said", { file: fileName(), contact: survey.contact || words("sender"), deadline: day(survey.deadline) });
    const found = Object.entries(sorted).filter(([, places]) => places.length).map(([kind, places]) => list(kind, places));
    if (missing().length) found.push(element("section", null, {}, say(element("h3", null), "missing"), element("ul", null, {}, ...missing().map((name) => element("li", name)))));
    at("lists").replaceChildren(...found);
    at("sent").textContent = "";
    drawTies();
  }

  function save() {
    say(at("sent"), "saved", { file: download(), contact: survey.contact || words("sender") });
    if (survey.thanks) at("sent").append(` ${survey.thanks}`);
    saved();
  }

  // The text is in sight as well: not every browser lets a page copy.
  function copy() {
    const text = asText();
    at("text").value = text;
    at("pasted").hidden = false;
    const said = (key) => say(at("sent"), key, { contact: survey.contact || words("sender") });
    const byHand = () => {
      at("text").select();
      said(document.execCommand("copy") ? "copied" : "copy_by_hand");
    };
    if (window.navigator.clipboard) window.navigator.clipboard.writeText(text).then(() => said("copied"), byHand);
    else byHand();
    saved();
  }

  Object.assign(sysmap, { copyAnswers: copy, saveAnswers: save, showReview: show });
})();
