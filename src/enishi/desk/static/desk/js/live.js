// Live: a region names its topics in data-live and is fetched anew when one of them changes. An event carries nothing but the topic.

const EVERYTHING = "*";
let source = null;
let listening = "";

const regions = () => [...document.querySelectorAll("[data-live]")];
const topicsOf = (region) => region.dataset.live.split(" ").filter(Boolean);

function listen() {
  const topics = [...new Set(regions().flatMap(topicsOf))].sort();
  const wanted = topics.map((topic) => `topic=${encodeURIComponent(topic)}`).join("&");
  if (wanted === listening) return;
  source?.close();
  listening = wanted;
  source = topics.length ? new EventSource(`/live?${wanted}`) : null;
  source?.addEventListener("changed", (event) => heard(event.data));
}

// SQLite says that something changed and not what: often it is none of ours, so such news may wait a little and come together
const PATIENCE = 3000;
let waiting = null;
let lastTime = 0;

function heard(topic) {
  if (topic !== EVERYTHING) return changed(topic);
  waiting ??= setTimeout(() => {
    waiting = null;
    lastTime = Date.now();
    changed(EVERYTHING);
  }, Math.max(0, lastTime + PATIENCE - Date.now()));
}

function changed(topic) {
  for (const region of regions()) {
    if (topic === EVERYTHING || topicsOf(region).includes(topic)) region.dispatchEvent(new CustomEvent("changed"));
  }
}

// A person reading with ears hears the new first sentence of a region, if it is another one than before
document.addEventListener("htmx:beforeSwap", (event) => {
  const region = event.detail.target;
  if (!region.dataset?.live) return;
  region.dataset.before = region.querySelector("[data-say]")?.textContent ?? "";
  region.dataset.held = document.activeElement && region.contains(document.activeElement) ? document.activeElement.id : "";
});
document.addEventListener("htmx:afterSwap", (event) => {
  const region = event.detail.target;
  if (region.dataset?.live) {
    const now = region.querySelector("[data-say]")?.textContent ?? "";
    if (now && now !== region.dataset.before) document.getElementById("heard").textContent = now;
    if (region.dataset.held) document.getElementById(region.dataset.held)?.focus({ preventScroll: true });
  }
});
document.addEventListener("htmx:afterSettle", listen);
document.addEventListener("visibilitychange", () => {
  // A laptop that slept has missed what happened
  if (document.visibilityState === "visible" && source?.readyState === EventSource.CLOSED) {
    listening = "";
    listen();
    changed(EVERYTHING);
  }
});
listen();
