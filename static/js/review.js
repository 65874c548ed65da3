// The review: refusals are shown in the panel with the focus on them; how many rows are ticked is said in words.
(function () {
  "use strict";
  if (window.portalReview) return;
  window.portalReview = true;

  // Answers that hold the panel (they name it as their target) are shown, whatever their status.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.getResponseHeader("HX-Retarget") !== "#reviu") return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  // What was typed has arrived: leaving for the next page asks nothing.
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    var form = event.detail.elt.closest("form");
    if (form && event.detail.xhr.getResponseHeader("HX-Redirect")) form.removeAttribute("data-touched");
  });
  document.addEventListener("htmx:afterSettle", function () {
    var told = document.querySelector("#reviu [data-focus]");
    if (told) told.focus();
  });

  // A note is written on the page that the viewer shows now.
  document.addEventListener("toggle", function (event) {
    var field = event.target.querySelector && event.target.querySelector("[data-note-page]");
    var shown = document.getElementById("halaman");
    if (event.target.open && field && shown && !field.dataset.typed) field.value = shown.value;
  }, true);

  var form = document.querySelector("[data-many]");
  if (!form) return;
  var words = form.querySelector("[data-many-words]");
  function ticked() {
    return document.querySelectorAll("input[name=pilih]:checked").length;
  }
  function count() {
    if (!words) return;
    var number = ticked();
    var most = Number(form.dataset.most);
    words.textContent = !number ? "Centang baris untuk memutus beberapa sekaligus, paling banyak " + most + "."
      : number + " bukti dicentang" + (number > most ? "; paling banyak " + most + " sekali putus." : ".");
  }
  document.addEventListener("input", function (event) {
    if (event.target.name === "pilih") count();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.form === form && event.target.type.match(/checkbox|radio/)) event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", count);
  form.addEventListener("submit", function () {
    if (words && ticked()) words.textContent = "Memutus " + ticked() + " bukti satu per satu. Tunggu sebentar.";
  });
  count();
})();
