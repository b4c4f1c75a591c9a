"use strict";
// The answers as a file to send back, as text for an e-mail, and such a file opened again.
(() => {
  const { get, isTie, items, others, questions, sha256, state, survey, take, tied } = sysmap;

  const COLUMNS = ["organisation", "partner", "question", "answer", "wave", "asked_of", "time", "page"];
  const DASHES = "-".repeat(24);

  // One line of plain text: what cannot be seen, and what turns text round, is left out.
  const plain = (text) => text.normalize("NFC").replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, "").replace(/[\p{Cc}\s]+/gu, " ").trim();

  const missing = () => [...new Set(state.missing.split(/[\r\n]+/).map(plain).filter(Boolean))];

  function rows() {
    const organisation = survey.roster[state.who].name;
    const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const page = `${survey.page}-${state.respondent}`;
    const row = (partner, question, answer) => [organisation, partner, question, answer, survey.wave, survey.code, time, page];
    const close = new Set(tied());
    const about = others().flatMap((place) => [...questions, ...(close.has(place) ? items : [])].map((question) => row(survey.roster[place].name, question, get(question, place) ?? "")));
    const own = survey.own.map((_, place) => row("", `own:${place + 1}`, plain(state.own[place + 1] || "")));
    const body = [...about, ...own, ...missing().map((name) => row("", "missing", name))];
    const sum = sha256(body.map((cells) => cells.join("\t")).join("\n")).slice(0, 16);
    return [row("", "check", `${body.length} rows, checksum ${sum}`), ...body];
  }

  // A text that a spreadsheet would take for a formula gets an apostrophe before it.
  function cell(text) {
    const safe = /^'*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }

  const asCsv = (end) => [COLUMNS, ...rows()].map((cells) => cells.map(cell).join(",")).join(end);
  const asText = () => `${DASHES}\n${asCsv("\n")}\n${DASHES}\n`;

  // A name that every system can hold.
  function fileName() {
    const bare = survey.roster[state.who].name.replace(/[<>:"/\\|?*\p{C}]+/gu, " ").replace(/\s+/g, " ").trim().slice(0, 80).replace(/[. ]+$/, "");
    return `${/^(con|prn|aux|nul|com\d|lpt\d)?$/i.test(bare.split(".")[0]) ? `answers ${bare}`.trim() : bare}.answers.csv`;
  }

  function download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", asCsv("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
    link.download = fileName();
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    return link.download;
  }

  function parsed(text) {
    const found = [[""]];
    let quoted = false;
    for (let place = 0; place < text.length; place += 1) {
      const row = found[found.length - 1];
      const letter = text[place];
      if (quoted && letter === '"' && text[place + 1] === '"') { row[row.length - 1] += '"'; place += 1; }
      else if (letter === '"') quoted = !quoted;
      else if (!quoted && letter === ",") row.push("");
      else if (!quoted && /[\r\n]/.test(letter)) found.push([""]);
      else row[row.length - 1] += letter;
    }
    const bare = (part) => (/^'+[=+\-@\t\r＝＋－＠]/.test(part) ? part.slice(1) : part);
    return found.filter((row) => row.length > 1).map((row) => row.map(bare));
  }

  // Goes on with what was saved: gives whether it is of this survey, and whole.
  function open(text) {
    const [header, check, ...body] = parsed(text.replace(/^\ufeff/, ""));
    if (!check || header.join() !== COLUMNS.join() || check[5] !== survey.code || body.some((row) => row.length !== COLUMNS.length)) return false;
    const sum = sha256(body.map((cells) => cells.join("\t")).join("\n")).slice(0, 16);
    const who = survey.roster.findIndex(({ name }) => name === check[0]);
    if (check[3] !== `${body.length} rows, checksum ${sum}` || who < 0 || (survey.only !== null && who !== survey.only)) return false;
    const said = {};
    const own = {};
    const names = [];
    for (const [, partner, question, answer] of body) {
      const place = survey.roster.findIndex(({ name }) => name === partner);
      if (question === "missing") names.push(answer);
      else if (question.startsWith("own:")) own[question.slice(4)] = answer;
      else if (place >= 0 && answer) (said[question] || (said[question] = {}))[place] = answer;
    }
    take({ ...state, who, said, own, missing: names.join("\n"), respondent: check[7].slice(-10) });
    return true;
  }

  const strengths = (place) => questions.filter((question) => isTie(question, place));

  Object.assign(sysmap, { asText, download, fileName, missing, openSaved: open, strengths });
})();
