// Upload: a file dropped on the field goes the way a chosen one goes, and the page says how far it is.

for (const form of document.querySelectorAll("form[data-upload]")) {
  const drop = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const said = form.querySelector("[data-said]");

  const send = () => {
    if (!input.files.length) return;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
      bar.hidden = false;
      bar.max = event.total;
      bar.value = event.loaded;
      said.textContent = said.dataset.sending.replace("{percent}", String(Math.floor((100 * event.loaded) / event.total)));
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      said.textContent = said.dataset.reading;
    });
    const lost = () => {
      bar.hidden = true;
      said.textContent = said.dataset.lost;
    };
    // Told where to go, not led there: a page fetched on the way would use up what the server has to say
    request.addEventListener("load", () => (request.status < 400 ? location.assign(request.getResponseHeader("Location") ?? request.responseURL) : lost()));
    request.addEventListener("error", lost);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.send(new FormData(form));
  };

  input.addEventListener("change", send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
    });
  }
  drop.addEventListener("drop", (event) => {
    input.files = event.dataTransfer.files;
    send();
  });
}
