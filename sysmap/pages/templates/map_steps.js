"use strict";
// Steps for a story: the picture as it is, kept with a title and a sentence, gone through with one key.
(() => {
  const { at, differences, element, filtersInWords, page, part, put, same, say, state, writes } = sysmap;

  const MOST = 100;
  const LONGEST = { title: 120, sentence: 600 };

  const isStep = (one) => one !== null && typeof one === "object" && typeof one.title === "string" && typeof one.sentence === "string"
    && one.view !== null && typeof one.view === "object" && !Array.isArray(one.view);
  const asStep = ({ title, sentence, view }) => ({ title: title.slice(0, LONGEST.title), sentence: sentence.slice(0, LONGEST.sentence), view });

  // The story itself is what somebody wrote: reset leaves it, and no step changes it.
  part("steps", {
    field: "story", first: () => page.steps, screen: true, work: true,
    check: (steps) => (Array.isArray(steps) && steps.length <= MOST && steps.every(isStep) ? steps.map(asStep) : undefined),
    show: showStory,
  });
  // Which step is shown, counted from 0; none before the story begins.
  part("step", { field: "step", first: null, screen: true, check: (number) => (number === null || (Number.isInteger(number) && number >= 0 && number < state.story.length) ? number : undefined) });

  function goTo(number) {
    if (!state.story.length) {
      sysmap.answer("There are no steps yet: Add a step keeps the picture as it is");
      return;
    }
    if (number < 0 || number >= state.story.length) {
      sysmap.answer(number < 0 ? "This is the first step" : "This is the last step");
      return;
    }
    state.step = number;
    sysmap.sayMissed(put(state.story[number].view, false), `Step ${number + 1} of ${state.story.length}`);
    sysmap.changed();
  }

  const next = () => goTo(state.step === null ? 0 : state.step + 1);
  const previous = () => goTo(state.step === null ? 0 : state.step - 1);

  // Takes over a changed story; `step` is where in it the picture stands.
  function tell(story, step, words) {
    state.story = story;
    state.step = step;
    showStory();
    say(words);
    sysmap.changed();
  }

  let edited = null;

  function addStep() {
    if (state.story.length >= MOST) {
      sysmap.answer(`A story has at most ${MOST} steps`);
      return;
    }
    const here = state.step === null ? state.story.length : state.step + 1;
    const filters = filtersInWords().join("; ");
    const added = { title: `Step ${here + 1}`, sentence: filters ? `Shown: ${filters}.`.slice(0, LONGEST.sentence) : "", view: differences(state(), false) };
    edited = here;
    tell([...state.story.slice(0, here), added, ...state.story.slice(here)], here, `Step ${here + 1} is added: give it a title and a sentence`);
    at("step-title").focus();
    at("step-title").select();
  }

  function change(number, what, words) {
    tell(state.story.map((step, place) => (place === number ? { ...step, ...what } : step)), state.step, words);
  }

  function move(from, to) {
    const story = [...state.story];
    story.splice(to, 0, ...story.splice(from, 1));
    if (edited === from) edited = to;
    const places = state.story.map((_, place) => place);
    places.splice(to, 0, ...places.splice(from, 1));
    tell(story, state.step === null ? null : places.indexOf(state.step), `Step ${from + 1} is now step ${to + 1}`);
  }

  function remove(number) {
    const here = state.step === null || state.step === number ? null : state.step - (state.step > number ? 1 : 0);
    edited = null;
    tell(state.story.filter((_, place) => place !== number), here, `Step ${number + 1} is deleted. Undo brings it back`);
    (at("steps-list").querySelectorAll("button")[0] || at("add-step")).focus();
  }

  function propose() {
    tell([...state.story, ...page.proposed], state.step, "Three steps are added: go through them, and change what they say");
  }

  function button(text, act, attributes) {
    const made = element("button", text, { type: "button", ...attributes });
    made.addEventListener("click", act);
    return made;
  }

  // The fields of one step. What is typed is taken over when the field is left, without drawing it anew.
  function fields(step, number) {
    const made = element("div", null, { class: "step" });
    for (const [name, tag, label] of [["title", "input", "Title"], ["sentence", "textarea", "Sentence"]]) {
      const field = element(tag, null, { id: `step-${name}`, maxlength: LONGEST[name], ...(tag === "input" ? { type: "text" } : { rows: 3 }) });
      field.value = step[name];
      field.addEventListener("change", () => {
        const text = field.value.trim() || (name === "title" ? `Step ${number + 1}` : "");
        field.value = text;
        const kept = state.story.map((one, place) => (place === number ? { ...one, [name]: text } : one));
        drawn = signature(kept, state.step);
        tell(kept, state.step, `The ${name} of step ${number + 1} is kept`);
        at("steps-list").children[number].querySelector(".name").textContent = state.story[number].title;
      });
      made.append(element("label", label, { for: `step-${name}` }), field);
    }
    const acts = element("p", null, { class: "buttons" });
    acts.append(
      button("Earlier", () => (number ? move(number, number - 1) : sysmap.answer("This is the first step")), { id: "step-earlier" }),
      button("Later", () => (number < state.story.length - 1 ? move(number, number + 1) : sysmap.answer("This is the last step")), { id: "step-later" }),
      button("Keep the picture as it is now", () => change(number, { view: differences(state(), false) }, `Step ${number + 1} has the picture as it is now`), { id: "step-renew" }),
      button("Delete", () => remove(number), { id: "step-delete" }),
    );
    made.append(acts);
    return made;
  }

  const signature = (story, step) => JSON.stringify([story, step, edited]);
  let drawn = "";

  function fillList() {
    if (edited !== null && edited >= state.story.length) edited = null;
    if (signature(state.story, state.step) === drawn) return;
    drawn = signature(state.story, state.step);
    const focused = at("steps-list").contains(document.activeElement) ? document.activeElement.id : "";
    at("steps-list").replaceChildren(...state.story.map((step, number) => {
      const item = element("li");
      const show = button(null, () => goTo(number), { id: `step-show-${number}`, class: "name", ...(number === state.step ? { "aria-current": "step" } : {}) });
      show.textContent = step.title;
      const edit = button("Edit", () => { edited = edited === number ? null : number; fillList(); at(edited === null ? `step-edit-${number}` : "step-title").focus(); }, { id: `step-edit-${number}`, "aria-expanded": String(edited === number), "aria-label": `Edit step ${number + 1}` });
      const row = element("div", null, { class: "row" });
      row.append(show, edit);
      item.append(row);
      if (edited === number) item.append(fields(step, number));
      return item;
    }));
    if (focused) (at(focused) || at("add-step")).focus();
  }

  function showStory() {
    if (state.step !== null && state.step >= state.story.length) state.step = null;
    fillList();
    at("story").hidden = !state.story.length;
    const step = state.step === null ? null : state.story[state.step];
    at("story-place").textContent = step ? `${state.step + 1} of ${state.story.length}` : `${state.story.length} ${state.story.length === 1 ? "step" : "steps"}`;
    at("story-title").textContent = step ? step.title : "";
    at("story-sentence").textContent = step ? step.sentence : "";
    at("propose-steps").hidden = !page.proposed.length || page.proposed.every((one) => state.story.some((other) => same(one.view, other.view)));
    at("save-page").hidden = !state.story.length && !page.steps.length;
  }

  // The page as it was made, with the steps in its data: nothing else in it is different, so its policy holds.
  const VOID = new Set(["META", "INPUT", "BR", "HR", "LINK", "IMG"]);
  const inText = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  function asText(node) {
    if (node.nodeType === 3) return ["SCRIPT", "STYLE"].includes(node.parentNode.tagName) ? node.data : inText(node.data);
    if (node.nodeType !== 1) return "";
    const tag = node.tagName.toLowerCase();
    const attributes = [...node.attributes].map(({ name, value }) => ` ${name}="${inText(value).replace(/"/g, "&quot;")}"`).join("");
    return `<${tag}${attributes}>${VOID.has(node.tagName) ? "" : `${[...node.childNodes].map(asText).join("")}</${tag}>`}`;
  }

  function savePage() {
    const copy = sysmap.asMade.cloneNode(true);
    const data = copy.querySelector("#data");
    const safe = JSON.stringify({ ...JSON.parse(data.textContent), steps: state.story }).replace(/[&<>\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
    data.textContent = safe;
    sysmap.download(new Blob(["<!DOCTYPE html>\n", asText(copy), "\n"], { type: "text/html;charset=utf-8" }), ".html");
    say("The page is saved with its steps: it opens on the first");
  }

  // What a page opens with: the view it was given, else the first step of its story.
  function opening() {
    if (page.opens) return page.opens;
    return page.steps.length ? { view: { ...page.steps[0].view, step: 0 }, missed: [] } : null;
  }

  function setUpSteps() {
    for (const [id, act] of [["add-step", addStep], ["step-next", next], ["step-previous", previous], ["propose-steps", propose], ["save-page", savePage]]) at(id).addEventListener("click", act);
    // Page Down goes on, as presenters send it; n and p where a letter is no text and no other key.
    window.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !state.story.length || writes(event.target)) return;
      const onMap = at("map").contains(event.target) || at("story").contains(event.target);
      const act = { PageDown: next, PageUp: previous, n: next, p: previous }[event.key.length > 1 ? event.key : event.key.toLowerCase()];
      if (!act || !(onMap || (event.target === document.body && event.key.length > 1))) return;
      event.preventDefault();
      act();
    });
    showStory();
  }

  Object.assign(sysmap, { opening, setUpSteps });
})();
