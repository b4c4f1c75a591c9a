"use strict";
// The page in a room: how large words are, on which ground they stand, and whether the map fills the screen.
(() => {
  const { at, colours, dark, part, state } = sysmap;

  const root = document.documentElement;
  // Names in pixels: in a window, and in a room on a screen of 1920 by 1080. A larger screen has larger ones.
  const STEPS = [13, 16, 20, 24];
  const ROOM_STEPS = [16, 20, 24, 28];
  // Beyond this size an ordinary window has larger words too, or nobody could read them.
  const LARGE = [2560, 1440];
  const light = { ...colours };

  const channels = (colour) => (colour.length < 7 ? [1, 2, 3].map((place) => colour[place] + colour[place]) : [1, 3, 5].map((place) => colour.slice(place, place + 2)))
    .map((one) => parseInt(one, 16) / 255).map((one) => (one > 0.04045 ? ((one + 0.055) / 1.055) ** 2.4 : one / 12.92));
  const luminanceOf = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

  // The same hue at another luminance: first as strong as it can be, then mixed with white.
  function withLuminance(colour, wanted) {
    const parts = channels(colour);
    const own = luminanceOf(parts);
    const times = own ? Math.min(wanted / own, 1 / Math.max(...parts)) : 0;
    const white = Math.max(0, (wanted - own * times) / (1 - own * times));
    return `#${parts.map((one) => one * times * (1 - white) + white)
      .map((one) => Math.round(255 * Math.min(1, one > 0.0031308 ? 1.055 * one ** (1 / 2.4) - 0.055 : 12.92 * one)).toString(16).padStart(2, "0")).join("")}`;
  }

  // The filling of a mark, as it is on the present ground: lighter where that is dark, and in the same order.
  const darkFills = new Map();
  function fillOf(colour) {
    if (sysmap.ground !== "dark") return colour;
    if (!darkFills.has(colour)) darkFills.set(colour, withLuminance(colour, Math.min(1, 0.085 + 1.2 * luminanceOf(channels(colour)))));
    return darkFills.get(colour);
  }

  // Puts every ink on the ground that is asked for.
  function stand(ground) {
    sysmap.ground = ground;
    for (const [name, colour] of Object.entries(light)) {
      colours[name] = (ground === "dark" && dark[name]) || colour;
      root.style.setProperty(`--${name.replaceAll("_", "-")}`, colours[name]);
    }
    root.style.colorScheme = ground;
  }

  // Draws for paper, which is white.
  function onPaper(act) {
    stand("light");
    act();
    stand(state.ground);
  }

  // How large names are, in pixels, and by how much everything else on the map is larger than usual.
  function size() {
    const [wide, high] = [window.innerWidth, window.innerHeight];
    const screen = state.room ? Math.max(0.75, Math.min(wide / 1920, high / 1080)) : Math.max(1, Math.min(wide / LARGE[0], high / LARGE[1]));
    sysmap.text = Math.max(STEPS[0], (state.room ? ROOM_STEPS : STEPS)[state.textSize] * screen);
    sysmap.larger = Math.max(1, screen) * Math.sqrt(sysmap.text / Math.max(1, screen) / STEPS[0]);
    root.style.fontSize = screen > 1 ? `${100 * screen}%` : "";
    root.style.setProperty("--step", sysmap.text / STEPS[0] / Math.max(1, screen));
  }

  // Brings the page into the look that the state asks for; gives whether anything of it is new.
  let seen = "";
  function look() {
    const asked = JSON.stringify([state.ground, state.textSize, state.room, window.innerWidth, window.innerHeight]);
    if (asked === seen) return false;
    seen = asked;
    root.classList.toggle("room", state.room);
    at("fold").hidden = !state.room;
    if (!state.room) fold(false);
    size();
    if (sysmap.ground !== state.ground) stand(state.ground);
    return true;
  }

  function fold(open) {
    root.classList.toggle("open", open);
    at("fold").setAttribute("aria-expanded", String(open));
  }

  // The map fills the screen; where a browser does not allow that, it fills the window.
  function setRoom(on) {
    state.room = on;
    if (on && document.fullscreenEnabled && !document.fullscreenElement) root.requestFullscreen().catch(() => {});
    if (!on && document.fullscreenElement) document.exitFullscreen();
    sysmap.refresh();
    sysmap.say(on ? "Room mode: the map fills the screen. R or Escape leaves it." : "The map is in its page again");
  }

  const overMap = () => window.getComputedStyle(document.querySelector(".foot")).position === "absolute";

  // What stands over the map, in pixels of the map: no name goes there. It is the whole foot, since what is said
  // there changes and names should not.
  function obstacles() {
    if (!overMap()) return [];
    const [map, { top }] = [at("map").getBoundingClientRect(), document.querySelector(".foot").getBoundingClientRect()];
    return [{ left: 0, top: top - map.top, right: map.width, bottom: map.height }];
  }

  // How much of the map one row of words and buttons along its foot takes.
  const foot = () => (overMap() ? (window.innerWidth < 500 ? 3.5 : 2.5) * parseFloat(window.getComputedStyle(root).fontSize) : 0);

  part("text_size", { field: "textSize", first: 0, choices: [0, 1, 2, 3], control: "text-size", screen: true });
  part("ground", { field: "ground", first: "light", choices: ["light", "dark"], screen: true, show: () => { at("ground").checked = state.ground === "dark"; } });
  part("room", { field: "room", first: false, screen: true, show: () => at("room").setAttribute("aria-pressed", String(state.room)) });

  function setUpRoom() {
    at("room").addEventListener("click", () => setRoom(!state.room));
    at("fold").addEventListener("click", () => {
      const open = !root.classList.contains("open");
      fold(open);
      sysmap.say(open ? "The controls are shown" : "The controls are folded away");
    });
    at("text-size").addEventListener("change", (event) => { state.textSize = Number(event.target.value); sysmap.refresh(); });
    at("ground").addEventListener("change", (event) => { state.ground = event.target.checked ? "dark" : "light"; sysmap.refresh(); });
    document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && state.room) setRoom(false); });
    window.addEventListener("resize", () => { if (look()) sysmap.refresh(); });
    // A letter is a key of the map alone: elsewhere it may be typed, or said to a computer that listens.
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const onMap = event.target === document.body || at("map").contains(event.target);
      if (onMap && event.key.toLowerCase() === "r") setRoom(!state.room);
      else if (event.key === "Escape" && state.room) setRoom(false);
    });
  }

  sysmap.text = STEPS[0];
  sysmap.larger = 1;
  sysmap.ground = "light";
  Object.assign(sysmap, { fillOf, fold, foot, look, obstacles, onPaper, root, setRoom, setUpRoom, stand });
})();
