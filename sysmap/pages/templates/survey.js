"use strict";
// From one part of the survey to the next: what is asked first, what is missing, where one was.
(() => {
  const { at, atRisk, button, copyAnswers, day, element, forget, isKept, keep, openPartners, openRatings, openSaved, progress, remember, saveAnswers, say, showReview, startPartners, state, survey } = sysmap;

  const steps = ["start", "partners", ...(survey.items.length ? ["ratings"] : []), "more", "review"];

  function show(step, focus = true) {
    state.step = step;
    for (const one of steps) at(one).hidden = one !== step;
    at("alert").replaceChildren();
    [...at("steps").children].forEach((item, place) => {
      if (steps[place] === step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
      item.classList.toggle("done", place < steps.indexOf(step));
    });
    document.body.classList.toggle("working", !["start", "review"].includes(step));
    at("back").hidden = step === "start";
    at("next").hidden = step === "review";
    if (step === "partners") openPartners();
    if (step === "ratings") openRatings();
    if (step === "review") showReview();
    progress();
    document.querySelector(".progress").hidden = step === "start";
    if (focus) {
      at(`${step}-title`).focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }

  // What has to be done before one goes on; each fault leads to where it is mended.
  function faults() {
    if (state.step !== "start") return [];
    return [...(state.who === null ? [["who", "need_who"]] : []), ...(state.agreed ? [] : [["agree", "need_agree"]])];
  }

  function next() {
    const found = faults();
    for (const id of ["who", "agree"]) at(id).toggleAttribute("aria-invalid", false);
    if (!found.length) {
      show(steps[steps.indexOf(state.step) + 1]);
      return;
    }
    const links = found.map(([id, key]) => {
      at(id).setAttribute("aria-invalid", "true");
      const link = say(element("a", null, { href: `#${id}` }), key);
      link.addEventListener("click", (event) => { event.preventDefault(); at(id).focus(); });
      return element("li", null, {}, link);
    });
    at("alert").replaceChildren(say(element("p", null), "need"), element("ul", null, {}, ...links));
    at(found[0][0]).focus();
  }

  function begin() {
    const select = at("who");
    select.append(say(element("option", null, { value: "" }), "choose"), ...survey.roster.map(({ name }, place) => element("option", name, { value: String(place) })));
    if (survey.only !== null) {
      for (const id of ["who", "who-hint"]) at(id).hidden = true;
      document.querySelector("#who-field label").hidden = true;
      at("who-fixed").hidden = false;
      say(at("who-fixed"), "who_fixed", { name: survey.roster[survey.only].name });
    }
    select.addEventListener("change", () => { state.who = select.value === "" ? null : Number(select.value); keep(); });
    at("agree").addEventListener("change", () => { state.agreed = at("agree").checked; keep(); });
    at("missing").addEventListener("input", () => { state.missing = at("missing").value; keep(); });
    for (const [place, { text, choices }] of survey.own.entries()) at("own").append(choices.length ? choice(place + 1, text, choices) : answer(place + 1, text));
    at("open").addEventListener("change", reopen);
    at("next").addEventListener("click", next);
    at("back").addEventListener("click", () => show(steps[steps.indexOf(state.step) - 1]));
    at("save").addEventListener("click", saveAnswers);
    at("copy").addEventListener("click", copyAnswers);
    at("forget").addEventListener("click", askToForget);
    window.addEventListener("beforeunload", (event) => { if (atRisk()) event.preventDefault(); });
    at("about").append(...about());
    at("steps").append(...steps.map((step) => element("li", null, {}, say(element("span", null), `step_${step}`))));
  }

  const about = () => [
    ...(survey.deadline ? [say(element("span", null), "deadline", { deadline: day(survey.deadline) })] : []),
    ...(survey.sender ? [say(element("span", null), "from", { sender: survey.sender })] : []),
    ...(survey.contact ? [say(element("span", null), "questions", { contact: survey.contact })] : []),
  ];

  function answer(number, text) {
    const id = `own-${number}`;
    const field = element("textarea", null, { id, rows: "3", maxlength: "4000", "data-testid": `own-${number}` });
    field.addEventListener("input", () => { state.own[number] = field.value; keep(); });
    return element("div", null, { class: "field" }, element("label", text, { for: id }), field);
  }

  function choice(number, text, choices) {
    const made = choices.map((word) => {
      const input = element("input", null, { type: "radio", name: `own-${number}`, value: word });
      input.addEventListener("change", () => { state.own[number] = word; keep(); });
      return element("label", null, { class: "tick" }, input, element("span", word));
    });
    return element("fieldset", null, { class: "field", "data-testid": `own-${number}` }, element("legend", text), ...made);
  }

  // Puts into the fields what was kept or opened.
  function fillIn() {
    at("who").value = state.who === null ? "" : String(state.who);
    at("agree").checked = state.agreed;
    at("missing").value = state.missing;
    for (const number of survey.own.keys()) {
      for (const field of document.querySelectorAll(`[data-testid="own-${number + 1}"], [data-testid="own-${number + 1}"] input`)) {
        if (field.type === "radio") field.checked = state.own[number + 1] === field.value;
        else if (field.tagName === "TEXTAREA") field.value = state.own[number + 1] || "";
      }
    }
    say(at("kept"), isKept() ? "kept" : "not_kept");
    progress();
  }

  function reopen() {
    const [file] = at("open").files;
    if (!file) return;
    file.text().then((text) => {
      const taken = openSaved(text);
      fillIn();
      say(at("kept"), taken ? "opened" : "not_opened");
      at("open").value = "";
    });
  }

  function askToForget() {
    const box = document.querySelector(".forget");
    const first = box.firstElementChild;
    const done = () => { forget(); fillIn(); show("start"); say(at("kept"), "forgotten"); box.replaceChildren(first); };
    box.replaceChildren(say(element("span", null), "forget_sure"), button("forget_yes", done), button("forget_no", () => { box.replaceChildren(first); first.focus(); }));
    box.querySelector("button").focus();
  }

  sysmap.changePartner = (place) => {
    at("search").value = "";
    at("left").checked = false;
    show("partners");
    sysmap.goToPartner(place);
  };

  begin();
  startPartners();
  const again = remember();
  fillIn();
  show("start", false);
  if (again) {
    say(at("kept"), "again");
    at("kept").append(" ", button("anew", () => { forget(); fillIn(); show("start"); }, {}, { class: "link" }));
  }
  window.surveyReady = true;
})();
