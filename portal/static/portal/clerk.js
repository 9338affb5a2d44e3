// An extra: while a workbook is sent and checked, say so, and send it once. Without this the answer simply comes.
for (const form of document.querySelectorAll("form[data-wait]")) {
  form.addEventListener("submit", () => {
    document.getElementById(form.dataset.wait).hidden = false;
    form.querySelector("button").disabled = true;
  });
}
// Back in the browser's history the page is as it was left.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-wait]")) {
    document.getElementById(form.dataset.wait).hidden = true;
    form.querySelector("button").disabled = false;
  }
});
