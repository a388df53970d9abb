// Wrong: what was said about a field goes as soon as the field is put right; the next sending says whether it is.

document.addEventListener("input", (event) => {
  const field = event.target.closest("[aria-invalid]");
  if (!field) return;
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}-wrong`)?.remove();
});
