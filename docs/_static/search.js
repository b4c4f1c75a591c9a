// The search of the manual: sections ranked, with words that people use beside those of the manual.
"use strict";
{
  const MOST = 20;
  const AROUND = 90;
  const stemmer = new window.Stemmer();
  const { sections, meant } = window.manual;
  // Words that ask, and say nothing of what is asked for.
  const ASKING = new Set("a an and any are as at be been but by can cannot could do does did for from get give had has have how i if in into is it its just me my of on or our ours please say says shall should so some than that the their them then there these they this those to up us use want was we were what when where which who whom why will with would you your yours".split(" "));

  const folded = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const stem = (word) => {
    const plain = folded(word);
    return !plain || ASKING.has(plain) ? null : stemmer.stemWord(plain);
  };
  const words = (text) => text.split(/[^\p{L}\p{N}&]+/u).filter(Boolean);

  const ranking = new window.Ranking(sections, words, stem);

  // What somebody asks for, and what the manual calls it: whole words, or several in a row.
  const table = Object.entries(meant).map(([said, also]) => [words(said).map(folded).map((word) => stemmer.stemWord(word)), also]);
  const alsoMeant = (asked) => {
    const stems = words(asked).map(folded).map((word) => stemmer.stemWord(word));
    const inRow = (said) => stems.some((_, at) => said.every((word, next) => stems[at + next] === word));
    return table.filter(([said]) => inRow(said)).map(([, also]) => also).join(" ");
  };

  function find(question) {
    const asked = question.trim().replace(/^what (?:do|does) (.+) means?\W*$/i, "$1");
    const also = alsoMeant(asked);
    const terms = (text, weight) => [...new Set(words(text).map(stem).filter(Boolean))].map((term) => [term, weight]);
    const exact = ranking.search([...terms(asked, 1), ...terms(also, 0.7)]);
    return exact.length ? exact : ranking.search(terms(asked, 1), true);
  }

  // The text around the first word that was asked for, with every such word marked.
  function excerpt(text, terms) {
    const wanted = new Set(terms);
    const parts = text.split(/([^\p{L}\p{N}&]+)/u);
    const first = Math.max(0, parts.findIndex((part) => wanted.has(stem(part))));
    let from = first;
    for (let room = AROUND; from > 0 && room > 0; from -= 1) room -= parts[from - 1].length;
    const shown = document.createElement("p");
    if (from > 0) shown.append("… ");
    let room = 2.5 * AROUND;
    let at = from;
    for (; at < parts.length && room > 0; at += 1) {
      room -= parts[at].length;
      if (wanted.has(stem(parts[at]))) {
        const mark = document.createElement("mark");
        mark.textContent = parts[at];
        shown.append(mark);
      } else shown.append(parts[at]);
    }
    if (at < parts.length) shown.append(" …");
    return shown;
  }

  function show(asked, found) {
    const place = document.getElementById("search-results");
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    const count = Math.min(found.length, MOST);
    if (asked.trim()) said.textContent = found.length ? `${count} of ${found.length} places, the likeliest first.` : "Nothing was found. Try fewer or other words, or the words of a message.";
    else said.textContent = "Write a question, a word, or a piece of a message into the field above.";
    const list = document.createElement("ol");
    list.className = "found";
    for (const one of found.slice(0, MOST)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.href;
      link.textContent = one.title;
      item.append(link);
      if (one.page !== one.title) {
        const page = document.createElement("span");
        page.className = "of-page";
        page.textContent = ` in ${one.page}`;
        item.append(page);
      }
      item.append(excerpt(one.text, one.terms));
      list.append(item);
    }
    place.replaceChildren(said, list);
  }

  const asked = new window.URLSearchParams(window.location.search).get("q") ?? "";
  const field = document.getElementById("asked");
  field.value = asked;
  show(asked, asked.trim() ? find(asked) : []);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(window.location.href);
    address.searchParams.set("q", field.value);
    window.history.replaceState(null, "", address);
    show(field.value, field.value.trim() ? find(field.value) : []);
  });
}
