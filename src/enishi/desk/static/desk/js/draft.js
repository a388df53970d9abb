// Draft: what is typed into a form with data-draft survives a reload, until the server says that it is kept.

const key = (form) => `draft:${form.dataset.draft}`;
const fields = (form) => [...form.elements].filter((field) => field.name && field.matches("textarea, input[type=text], input:not([type])"));

function keep(form) {
  const words = Object.fromEntries(fields(form).filter((field) => field.value).map((field) => [field.name, field.value]));
  if (Object.keys(words).length) sessionStorage.setItem(key(form), JSON.stringify(words));
  else sessionStorage.removeItem(key(form));
}

function restore() {
  for (const kept of document.querySelectorAll("[data-draft-kept]")) sessionStorage.removeItem(`draft:${kept.dataset.draftKept}`);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const words = JSON.parse(sessionStorage.getItem(key(form)) ?? "{}");
    for (const field of fields(form)) {
      if (field.value || !words[field.name]) continue;
      field.value = words[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.draft) keep(form);
});
document.addEventListener("htmx:afterSettle", restore);
restore();
