"use strict";
// Above the ties: forums, with a line for each seat, and pairs that are worth a conversation.
(() => {
  const { at, colours, element, isThere, line, organisations, page, state, wave } = sysmap;

  sysmap.forumBoxes = [];

  // A seat is no tie: nothing that is counted changes with it.
  function seats() {
    if (!state.forums || sysmap.shown.overview) return [];
    const there = new Set(sysmap.shown.drawn);
    return page.forums.map((forum, number) => {
      const members = state.view === "changed" ? [...new Set(forum.members.flat())] : forum.members[wave()];
      return { forum, number, members: members.filter((place) => there.has(place)) };
    }).filter(({ members }) => members.length);
  }

  const forumsOf = (place) => page.forums.filter((forum) => (state.view === "changed" ? forum.members.flat() : forum.members[wave()]).includes(place)).map((forum) => forum.name);
  const forumSpots = page.forums.map(({ x, y }) => ({ x, y }));
  // On a telephone a few letters of a forum have to do; the details have its whole name.
  function forumName(forum) {
    const most = sysmap.width < 500 ? 10 : 30;
    return forum.name.length > most ? `${forum.name.slice(0, most - 1)}…` : forum.name;
  }

  function forumBox(ctx, spot, text, unit) {
    ctx.font = `600 ${12 * unit}px system-ui, "Segoe UI", Arial, sans-serif`;
    const width = ctx.measureText(text).width + 16 * unit;
    return { left: spot.x - width / 2, right: spot.x + width / 2, top: spot.y - 12 * unit, bottom: spot.y + 12 * unit };
  }

  // `at` gives the place of a forum in the picture, which an export scales.
  function drawForums(ctx, where, unit, placed) {
    const boxes = [];
    for (const { forum, number, members } of seats()) {
      const spot = placed(forumSpots[number]);
      for (const place of members) {
        ctx.globalAlpha = state.selected === null || state.selected === place ? 1 : 0.25;
        line(ctx, spot, where[place], { width: 1.5, colour: colours.seat, dash: [2, 3] }, unit);
      }
      ctx.globalAlpha = 1;
      const text = forumName(forum);
      const box = forumBox(ctx, spot, text, unit);
      ctx.beginPath();
      ctx.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
      ctx.fillStyle = colours.forum;
      ctx.fill();
      ctx.lineWidth = 2 * unit;
      ctx.strokeStyle = colours.seat;
      ctx.stroke();
      ctx.textBaseline = "middle";
      ctx.textAlign = "center";
      ctx.fillStyle = colours.ink;
      ctx.fillText(text, spot.x, spot.y);
      ctx.textAlign = "left";
      boxes.push(box);
    }
    return boxes;
  }

  // The pairs of which both are there, where they are switched on.
  const introductionsShown = () => page.introductions.map((pair, number) => ({ ...pair, number })).filter(({ a, b }) => state.introductions && isThere(a) && isThere(b));

  function drawIntroductions(ctx, where, unit) {
    introductionsShown().forEach((pair) => {
      const { number } = pair;
      const [a, b] = [sysmap.itemOf(pair.a), sysmap.itemOf(pair.b)];
      if (a === b) return;
      line(ctx, where[a], where[b], { width: 3, colour: colours.suggested, dash: [2, 5] }, unit);
      const [x, y] = [(where[a].x + where[b].x) / 2, (where[a].y + where[b].y) / 2];
      ctx.beginPath();
      ctx.arc(x, y, 10 * unit, 0, 2 * Math.PI);
      ctx.fillStyle = colours.suggested;
      ctx.fill();
      ctx.font = `600 ${12 * unit}px system-ui, "Segoe UI", Arial, sans-serif`;
      ctx.textBaseline = "middle";
      ctx.textAlign = "center";
      ctx.fillStyle = colours.paper;
      ctx.fillText(String(number + 1), x, y);
      ctx.textAlign = "left";
    });
  }

  // Shows a pair; where one of the two is not there, says why instead.
  function introduce({ a, b }) {
    state.introductions = true;
    sysmap.refresh();
    const missing = [a, b].filter((place) => !isThere(place));
    if (missing.length) sysmap.sayAbsent(missing);
    else {
      sysmap.openTo(b);
      sysmap.pick(a, true);
    }
  }

  function fillIntroductions() {
    at("introductions-section").hidden = !page.introductions.length;
    at("introductions-list").replaceChildren(...page.introductions.map((pair) => {
      const item = element("li");
      const button = element("button", `${organisations[pair.a].name} and ${organisations[pair.b].name}`, { type: "button" });
      button.addEventListener("click", () => introduce(pair));
      item.append(button, element("span", pair.by ? ` Could be introduced by ${pair.by}.` : ""));
      return item;
    }));
  }

  Object.assign(sysmap, { drawForums, drawIntroductions, fillIntroductions, forumSpots, forumsOf, introductionsShown, seats });
})();
