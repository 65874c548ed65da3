// Small manners of every page: theme switch, CSRF for HTMX, one send per form, warning before typed text is lost.
(function () {
  "use strict";

  function cookie(name) {
    var pair = document.cookie.split("; ").find(function (one) { return one.startsWith(name + "="); });
    return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
  }

  function csrfToken() {
    // The cookie first: who signed in again in another tab left an old token in this page.
    var field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return cookie("__Host-csrftoken") || cookie("csrftoken") || (field ? field.value : "");
  }

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });

  // Answers 409 and 422 hold the form with its messages: show them in place.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 409 || event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:sendError", function () {
    var place = document.getElementById("pesan");
    if (!place || place.querySelector("[data-cut-off]")) return;
    var note = document.createElement("div");
    note.className = "alert alert-warning";
    note.dataset.cutOff = "1";
    note.setAttribute("role", "alert");
    note.textContent = "Sambungan terputus. Isian Anda masih ada di halaman ini; coba lagi sebentar.";
    place.replaceChildren(note);
  });

  document.addEventListener("htmx:afterOnLoad", function () {
    var note = document.querySelector("#pesan [data-cut-off]");
    if (note) note.remove();
  });

  // A table that renews itself: not while the tab is hidden or something without an id in it has the focus (htmx
  // gives the focus back by id); ticked boxes stay ticked, and a screen reader is not told of it.
  function ticked(place) {
    return Array.from(place.querySelectorAll("input[type=checkbox]:checked"), function (box) { return box.id; });
  }
  function renew(place) {
    var focus = document.activeElement;
    if (document.hidden || (place.contains(focus) && !focus.id)) return;
    place.setAttribute("aria-live", "off");
    htmx.ajax("GET", location.pathname + location.search, { target: place, swap: "innerHTML" });
  }
  document.querySelectorAll("[data-refresh]").forEach(function (mark) {
    var place = document.getElementById(mark.dataset.refreshTarget);
    var boxes = [];
    place.addEventListener("htmx:beforeSwap", function () { boxes = ticked(place); });
    place.addEventListener("htmx:afterSwap", function () {
      boxes.forEach(function (id) {
        var box = document.getElementById(id);
        if (box) box.checked = true;
      });
    });
    place.addEventListener("htmx:afterSettle", function () { place.setAttribute("aria-live", "polite"); });
    setInterval(renew, mark.dataset.refresh * 1000, place);
  });

  // A bar that moves each second tells a screen reader only what is new.
  var told = "";
  document.addEventListener("htmx:load", function (event) {
    var bar = event.target.closest("[data-said]") || event.target.querySelector("[data-said]");
    if (!bar || bar.dataset.said === told) return;
    told = bar.dataset.said;
    var voice = document.getElementById("kabar");
    if (!voice) {
      voice = document.createElement("p");
      voice.id = "kabar";
      voice.className = "visually-hidden";
      voice.setAttribute("role", "status");
      document.body.append(voice);
    }
    voice.textContent = told;
  });

  var toggle = document.querySelector("[data-theme-toggle]");
  function showTheme() {
    if (!toggle) return;
    var dark = document.documentElement.getAttribute("data-bs-theme") === "dark";
    toggle.setAttribute("aria-pressed", String(dark));
  }
  if (toggle) {
    toggle.addEventListener("click", function () {
      var dark = document.documentElement.getAttribute("data-bs-theme") !== "dark";
      document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
      localStorage.setItem("tampilan", dark ? "gelap" : "terang");
      showTheme();
    });
    showTheme();
  }

  // A form is sent once: the second press of an impatient finger does nothing.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("data-download")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.removeAttribute("data-touched");
    form.querySelectorAll("[type=submit]").forEach(function (button) {
      button.setAttribute("aria-busy", "true");
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.detail.elt.closest("form");
    if (form) delete form.dataset.sent;
  });

  // Typed text is not lost by a slip: leaving a changed form asks first.
  document.addEventListener("input", function (event) {
    var form = event.target.closest("form[method=post]");
    if (form) form.dataset.touched = "1";
  });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-touched]:not([data-sent])")) event.preventDefault();
  });

  // A search field within a table of the page hides the rows without the word.
  function filterRows(field) {
    var table = document.getElementById(field.dataset.searchRows);
    if (!table) return;
    var word = field.value.trim().toLowerCase();
    var seen = 0;
    table.querySelectorAll("[data-block]").forEach(function (block) {
      var hit = !word || block.textContent.toLowerCase().includes(word);
      block.hidden = !hit;
      if (hit) seen += 1;
    });
    var count = document.getElementById(field.getAttribute("aria-describedby"));
    if (count) count.textContent = word ? seen + " bagian memuat kata ini" : "";
  }
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-search-rows]")) filterRows(event.target);
  });

  // Widgets whose words the browser chooses: a file picker and a date get Indonesian words of ours.
  function nameFiles(field) {
    var words = document.createElement("span");
    var button = document.createElement("b");
    var chosen = document.createElement("span");
    words.className = "file-pick-words";
    words.setAttribute("aria-hidden", "true");
    button.textContent = "Pilih berkas";
    words.append(button, chosen);
    var box = document.createElement("div");
    box.className = "file-pick";
    field.replaceWith(box);
    box.append(field, words);
    box.classList.toggle("is-invalid", field.classList.contains("is-invalid")); // what stands beside it shows its error
    function show() {
      chosen.textContent = field.files.length ? field.files[0].name : "Belum ada berkas dipilih";
    }
    field.addEventListener("change", show);
    show();
  }
  function spellDate(field) {
    var words = document.createElement("div");
    words.className = "form-text";
    words.setAttribute("aria-live", "polite");
    field.insertAdjacentElement("afterend", words);
    function show() {
      var parts = field.value.split("-").map(Number);
      var day = new Date(parts[0], parts[1] - 1, parts[2]);
      words.textContent = field.value ? day.toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric" }) : "";
    }
    field.addEventListener("input", show);
    show();
  }
  // A file that is too large is told beside its field, before it is sent; the rest of the form stays as it is.
  function weighFile(field) {
    var most = Number(field.dataset.maxBytes);
    var words = document.createElement("div");
    words.id = field.id + "_besar";
    words.className = "invalid-feedback d-block";
    words.setAttribute("role", "alert");
    field.closest(".file-pick").insertAdjacentElement("afterend", words);
    field.setAttribute("aria-describedby", ((field.getAttribute("aria-describedby") || "") + " " + words.id).trim());
    function megabytes(bytes) {
      return (Math.ceil(bytes / 104857.6) / 10).toLocaleString("id-ID") + " MB";
    }
    function weigh() {
      var file = field.files[0];
      var heavy = file && file.size > most;
      var said = heavy ? "Berkas ini " + megabytes(file.size) + ", sedangkan paling besar " + megabytes(most) +
        ". Pilih berkas yang lebih kecil." : "";
      field.setCustomValidity(said);
      field.classList.toggle("is-invalid", Boolean(heavy));
      words.textContent = said;
    }
    field.addEventListener("change", weigh);
    weigh();
  }
  document.querySelectorAll("input[type=file]").forEach(nameFiles);
  document.querySelectorAll("input[type=file][data-max-bytes]").forEach(weighFile);
  document.querySelectorAll("input[type=date]").forEach(spellDate);

  // Tick all / none of the boxes of a group.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-tick]");
    if (!button) return;
    var group = document.getElementById(button.getAttribute("aria-controls"));
    group.querySelectorAll("input[type=checkbox]").forEach(function (box) {
      box.checked = button.dataset.tick === "all";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
