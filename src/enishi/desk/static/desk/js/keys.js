// Keys: an element names its key in data-key; j and k walk the links marked data-walk.

const WALK = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

const writing = (target) => target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
// A strip that has left by itself is hidden, and its keys with it
const visible = { visibilityProperty: true, checkVisibilityCSS: true };
const seen = (element) => element.checkVisibility(visible) || element.closest("details:not([open])") !== null;

const walked = () => [...document.querySelectorAll("[data-walk]")].filter((stop) => stop.checkVisibility());
const KEPT = "walk-place";
let place = -1;

function standing(stops) {
  const here = stops.indexOf(document.activeElement);
  return here >= 0 ? here : stops.findIndex((stop) => stop.hasAttribute("aria-current"));
}

// What was done may take its line off the list: the hand stays where it was, on the line that moved up
function remember() {
  const now = standing(walked());
  if (now < 0) return;
  place = now;
  sessionStorage.setItem(KEPT, `${place} ${location.pathname}`);
}

function recall() {
  const [kept, path] = (sessionStorage.getItem(KEPT) ?? "").split(" ");
  if (path === location.pathname && path !== "/") place = Number(kept);
}

function walk(step) {
  const stops = walked();
  if (!stops.length) return false;
  const now = standing(stops);
  const gone = place >= 0 ? (step > 0 ? place - 1 : place) : step > 0 ? -1 : stops.length;
  const next = stops[Math.min(Math.max((now >= 0 ? now : gone) + step, 0), stops.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(key) {
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(seen).at(-1);
  if (!wanted) return false;
  wanted.closest("details")?.setAttribute("open", "");
  if (writing(wanted)) {
    wanted.focus();
    wanted.scrollIntoView({ block: "nearest" });
  } else {
    wanted.click();
  }
  return true;
}

// A key that can do nothing now says why, to eyes and ears, and leaves the focus where it is
let hushed = null;

function explain(key) {
  const why = [...document.querySelectorAll("[data-unheard]")].find((each) => each.dataset.unheard.split(" ").includes(key));
  if (!why) return false;
  const heard = document.getElementById("heard");
  heard.textContent = "";
  // Anew, so that a second press is heard a second time
  requestAnimationFrame(() => (heard.textContent = why.textContent.replace(/\s+/g, " ").trim()));
  heard.classList.replace("unseen", "key-said");
  clearTimeout(hushed);
  hushed = setTimeout(() => heard.classList.replace("key-said", "unseen"), 8000);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (writing(event.target)) {
    // Escape leaves a field, so that the next key is a command again
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const arrow = event.key.startsWith("Arrow");
  if (event.key in WALK && (!arrow || event.target.matches("[data-walk]"))) {
    if (walk(WALK[event.key])) event.preventDefault();
  } else if (event.key === "Escape" || (event.key.length === 1 && event.key !== " ")) {
    if (!press(event.key) && !explain(event.key)) return;
    event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.addEventListener("focusin", remember);
document.addEventListener("htmx:beforeSwap", remember);
recall();
remember();

// A long list opens where its open line is
document.querySelector("[data-walk][aria-current]")?.scrollIntoView({ block: "nearest" });
