// Keys: an element names its key in data-key (with data-key-rests the hand only goes there); j and k walk the links marked data-walk.

const WALK = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

const writing = (target) => target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
// A strip that has left by itself is hidden, and its keys with it
const visible = { visibilityProperty: true, checkVisibilityCSS: true };
const seen = (element) => element.checkVisibility(visible) || element.closest("details:not([open])") !== null;

const walked = () => [...document.querySelectorAll("[data-walk]")].filter((stop) => stop.checkVisibility());
const named = (stops) => stops.map((stop) => stop.id);
const isOpen = (stop) => stop.hasAttribute("aria-current");
const KEPT = "walk";
const NOWHERE = { id: "", order: [] };

// The hand rests on a line, not on a place in the list: lines come and go around it. Its neighbours are kept for when it goes itself
let hand = NOWHERE;

// A call sends its line down the list, away from its neighbours: the walk goes on where it stood, past nobody
function hasMoved(ids) {
  const was = (id) => hand.order.indexOf(id);
  const known = (lines) => lines.map(was).find((at) => at >= 0);
  const here = ids.indexOf(hand.id);
  return (known(ids.slice(0, here).reverse()) ?? -1) > was(hand.id) || (known(ids.slice(here + 1)) ?? Infinity) < was(hand.id);
}

function hold(stop) {
  if (!stop?.id) return;
  const ids = named(walked());
  hand = { id: stop.id, order: stop.id === hand.id && hasMoved(ids) ? hand.order : ids };
  sessionStorage.setItem(KEPT, JSON.stringify(hand));
}

function remember() {
  hold(walked().find((stop) => stop === document.activeElement) ?? walked().find((stop) => stop.id === hand.id));
}

function recall() {
  if (location.pathname === "/") return;
  hand = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") ?? NOWHERE;
  // Somebody who waits for two things is open on two lines
  const open = walked().filter(isOpen);
  hold(open.find((stop) => stop.id === hand.id) ?? open[0]);
}

// Where the hand is in these lines; where its line has gone from its place, the nearest one left of those that stood after it, or before
function next(stops, step) {
  const ids = named(stops);
  const focused = stops.indexOf(document.activeElement);
  const now = focused >= 0 ? focused : ids.indexOf(hand.id);
  if (now >= 0 && !(ids[now] === hand.id && hasMoved(ids))) return now + step;
  const was = hand.order.indexOf(hand.id);
  const left = (order) => order.map((id) => ids.indexOf(id)).find((at) => at >= 0);
  const after = left(hand.order.slice(was + 1));
  const before = left(hand.order.slice(0, Math.max(was, 0)).reverse());
  return (step > 0 ? (after ?? before) : (before ?? after)) ?? (step > 0 ? 0 : stops.length - 1);
}

function walk(step) {
  const stops = walked();
  if (!stops.length) return false;
  const to = stops[Math.min(Math.max(next(stops, step), 0), stops.length - 1)];
  to.focus();
  to.scrollIntoView({ block: "nearest" });
  return true;
}

function press(key) {
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(seen).at(-1);
  if (!wanted) return false;
  wanted.closest("details")?.setAttribute("open", "");
  if (writing(wanted) || wanted.matches("[data-key-rests]")) {
    wanted.focus();
    wanted.scrollIntoView({ block: "nearest" });
    if (!writing(wanted)) explain(key);
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
  // What is open in front is put away first, by the browser itself
  if (event.key === "Escape" && document.querySelector(":popover-open")) return;
  const arrow = event.key.startsWith("Arrow");
  if (event.key in WALK && (!arrow || event.target.matches("[data-walk]"))) {
    if (walk(WALK[event.key])) event.preventDefault();
  } else if (event.key === "Escape" || (event.key.length === 1 && event.key !== " ")) {
    if (!press(event.key) && !explain(event.key)) return;
    event.preventDefault();
  }
});

// The list of keys comes over the page, which stays as it is: a number being dialled must not go away
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const list = opener && document.getElementById(opener.dataset.opens);
  if (!list?.togglePopover) return;
  event.preventDefault();
  opener.closest("details")?.removeAttribute("open");
  if (list.togglePopover()) list.focus();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.addEventListener("focusin", remember);
document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSettle", remember);
recall();

// A long list opens where its open line is; stacked below the page, it must not take the page along
const opened = document.querySelector("[data-walk][aria-current]");
if (opened && getComputedStyle(opened.closest(".place")).overflowY === "auto") opened.scrollIntoView({ block: "nearest" });
