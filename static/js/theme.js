// Set light or dark before the page is painted: the user's choice, else the system's.
(function () {
  "use strict";
  var chosen = localStorage.getItem("tampilan");
  var dark = chosen ? chosen === "gelap" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
