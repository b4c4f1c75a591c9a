// Sections of the manual by how well they fit words: BM25+ over title, page and text, with more weight where more
// of the words are met.
"use strict";
{
  const FIELDS = { title: 4, page: 2, text: 1 };
  const [SATURATED, BY_LENGTH, AT_LEAST] = [1.2, 0.75, 0.5];

  // How many letters must change to make one word of another; counted up to a limit.
  function changes(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let row = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let at = 1; at <= one.length; at += 1) {
      const next = [at];
      for (let to = 1; to <= other.length; to += 1) {
        next.push(Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + (one[at - 1] === other[to - 1] ? 0 : 1)));
      }
      row = next;
    }
    return row[other.length];
  }

  class Ranking {
    // Sections, how a text is cut into words, and what a word is looked up as; null for one that is left out.
    constructor(sections, words, stem) {
      this.sections = sections;
      this.fields = Object.entries(FIELDS).map(([name, weight]) => {
        const lengths = [];
        const places = new Map();
        sections.forEach((section, id) => {
          const parts = words(section[name]);
          lengths.push(new Set(parts).size);
          for (const term of parts.map(stem).filter(Boolean)) {
            if (!places.has(term)) places.set(term, new Map());
            places.get(term).set(id, (places.get(term).get(id) ?? 0) + 1);
          }
        });
        return { weight, lengths, places, mean: lengths.reduce((sum, one) => sum + one, 0) / Math.max(1, lengths.length) };
      });
      this.terms = new Set(this.fields.flatMap(({ places }) => [...places.keys()]));
    }

    // Words that begin so, or are spelt nearly so, each with how much it counts.
    near(term) {
      const most = term.length > 4 ? Math.round(term.length * 0.2) : 0;
      return [...this.terms].flatMap((known) => {
        if (known === term) return [[known, 1]];
        if (term.length > 2 && known.startsWith(term)) return [[known, 0.4]];
        return most && changes(term, known, most) <= most ? [[known, 0.3]] : [];
      });
    }

    // The sections in which any of these terms stands, the best first. Each term comes with its weight.
    search(asked, nearly = false) {
      const found = new Map();
      for (const [term, weight] of asked) {
        for (const [known, share] of nearly ? this.near(term) : [[term, 1]]) this.add(found, term, known, weight * share);
      }
      return [...found].map(([id, { score, met, terms }]) => ({ ...this.sections[id], id, terms: [...terms], score: score * met.size * this.sections[id].weight }))
        .sort((one, other) => other.score - one.score || one.id - other.id);
    }

    add(found, term, known, weight) {
      for (const field of this.fields) {
        const places = field.places.get(known) ?? new Map();
        const rare = Math.log(1 + (this.sections.length - places.size + 0.5) / (places.size + 0.5));
        for (const [id, often] of places) {
          const long = 1 - BY_LENGTH + (BY_LENGTH * field.lengths[id]) / field.mean;
          if (!found.has(id)) found.set(id, { score: 0, met: new Set(), terms: new Set() });
          const one = found.get(id);
          one.score += weight * field.weight * rare * (AT_LEAST + (often * (SATURATED + 1)) / (often + SATURATED * long));
          one.met.add(term);
          one.terms.add(known);
        }
      }
    }
  }

  window.Ranking = Ranking;
}
