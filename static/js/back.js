// The way back from a page that refused: to the form that was sent, else to the page before. Needs nothing of the portal.
(function () {
  "use strict";

  var link = document.querySelector("[data-back]");
  var kept = document.querySelector("[data-kept]");
  var last = {};
  try { last = JSON.parse(sessionStorage.getItem("zi-terkirim")) || {}; } catch (error) { /* no store, no promise */ }
  if (!link) return;
  if (last.page) {
    link.href = last.page;
    link.textContent = "Kembali ke isian";
    link.hidden = false;
    try { if (kept && last.key) kept.hidden = localStorage.getItem(last.key) === null; } catch (error) { /* the same */ }
  } else if (history.length > 1) {
    link.textContent = "Kembali";
    link.hidden = false;
    link.addEventListener("click", function (event) {
      event.preventDefault();
      history.back();
    });
  }
})();
