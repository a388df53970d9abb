// Search: arrows walk what was found, Enter opens the first, Escape puts it away.

for (const place of document.querySelectorAll("[data-search]")) {
  const input = place.querySelector("input[type=search]");
  const found = place.querySelector("#found");
  const links = () => [...found.querySelectorAll("a[href]")];
  const close = () => found.replaceChildren();

  place.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const here = links().indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      input.value = "";
      input.blur();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const to = here + (event.key === "ArrowDown" ? 1 : -1);
      (to < 0 ? input : links()[Math.min(to, links().length - 1)])?.focus();
    } else if (event.key === "Enter" && document.activeElement === input && input.dataset.answered === input.value && links().length) {
      // Only what answers these very letters: with a slower answer the form itself goes to the result page
      event.preventDefault();
      links()[0].click();
    }
  });
  input.addEventListener("htmx:afterRequest", (event) => {
    input.dataset.answered = event.detail.requestConfig.parameters.q ?? "";
  });
  document.addEventListener("click", (event) => {
    if (!place.contains(event.target)) close();
  });
}
