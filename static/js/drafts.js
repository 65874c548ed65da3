// Typed text that is not saved yet: kept in this browser for its writer, and sign-in in place when the session ended.
//
// Kept in localStorage, because power cuts and closed windows are more common in an office than thieves; therefore each
// entry carries its writer's mark, ends after twelve hours, and goes with the sign-out. Passwords and files never.
(function () {
  "use strict";

  var who = document.body.dataset.who || "";
  var PREFIX = "zi-isian:";
  var SENT = "zi-terkirim";
  var LIFE = 12 * 3600 * 1000;
  var MOST = 300000;
  var TYPED = "textarea, select, input:not([type=hidden]):not([type=file]):not([type=password]):not([type=submit])";

  // The browser's store; one that is full or forbidden keeps nothing, and nothing is claimed then.
  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch (error) { return null; }
  }
  function write(key, entry) {
    var text = JSON.stringify(entry);
    try {
      if (text.length < MOST) localStorage.setItem(key, text);
    } catch (error) { /* nothing is promised */ }
  }
  function keys() {
    try { return Object.keys(localStorage).filter(function (key) { return key.startsWith(PREFIX); }); } catch (error) { return []; }
  }
  function forget(test) {
    keys().forEach(function (key) { if (test(key, read(key))) localStorage.removeItem(key); });
  }
  forget(function (key, entry) { return !entry || Date.now() - entry.at > LIFE; });

  // What was sent last from this tab, until the next page tells what became of it.
  function sentLast() {
    try { return JSON.parse(sessionStorage.getItem(SENT)) || {}; } catch (error) { return {}; }
  }
  function rememberSent(entry) {
    try {
      if (entry) sessionStorage.setItem(SENT, JSON.stringify(entry));
      else sessionStorage.removeItem(SENT);
    } catch (error) { /* nothing is promised */ }
  }

  function eligible(form) {
    return who && form.method === "post" && !form.hasAttribute("data-no-draft") && !form.hasAttribute("data-without-script") &&
      !form.querySelector("input[type=password]") && Boolean(form.querySelector(TYPED));
  }
  function typed(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && field.matches(TYPED) && !field.name.endsWith("-pilih");
    });
  }
  function valueOf(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked;
    if (field.multiple) return Array.from(field.selectedOptions, function (option) { return option.value; }).join("\n");
    return field.value.replace(/\r\n/g, "\n");
  }
  function shownOf(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked;
    if (field.tagName !== "SELECT") return field.defaultValue.replace(/\r\n/g, "\n");
    var chosen = Array.from(field.options).filter(function (option) { return option.defaultSelected; });
    if (field.multiple) return chosen.map(function (option) { return option.value; }).join("\n");
    var shown = chosen[chosen.length - 1] || field.options[0];
    return shown ? shown.value : "";
  }
  function put(field, value) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = value;
    else if (field.multiple) {
      var chosen = value.split("\n");
      Array.from(field.options).forEach(function (option) { option.selected = chosen.includes(option.value); });
    } else field.value = value;
  }
  // A name for each field of a form: boxes by their value, fields of one name by their place.
  function nameOf(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.name + "=" + field.value;
    var same = field.form.elements.namedItem(field.name);
    return same === field ? field.name : field.name + "#" + Array.from(same).indexOf(field);
  }
  function addressOf(form) {
    var address = new URL(form.getAttribute("action") || location.href, location.href);
    return address.pathname + address.search;
  }
  function keyOf(form) {
    var names = Array.from(new Set(typed(form).map(function (field) { return field.name; }))).sort().join(",");
    return PREFIX + who + ":" + addressOf(form) + "|" + names;
  }

  // A page that refused shows what was typed as its own: what was kept before still counts from the stored values.
  function keep(form) {
    var before = form.dataset.refused ? read(form.dataset.draft) : null;
    var entry = before || { changed: {}, shown: {} }, seen = form.elements.namedItem("seen");
    typed(form).forEach(function (field) {
      var name = nameOf(field), value = valueOf(field);
      if (!(name in entry.shown)) {
        if (value === shownOf(field)) return;
        entry.shown[name] = shownOf(field);
      }
      if (value === entry.shown[name]) delete entry.changed[name];
      else entry.changed[name] = value;
    });
    if (!Object.keys(entry.changed).length) return localStorage.removeItem(form.dataset.draft);
    entry.at = Date.now();
    if (!before && seen) entry.seen = seen.value;
    write(form.dataset.draft, entry);
  }

  function clock(at) {
    var then = new Date(at), time = then.toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
    if (then.toDateString() === new Date().toDateString()) return time;
    return then.toLocaleDateString("id-ID", { day: "numeric", month: "long" }) + " " + time;
  }
  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm btn-outline-secondary";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }
  function note(form, words, buttons) {
    var place = document.createElement("div");
    place.className = "alert alert-info draft-note";
    place.setAttribute("role", "status");
    place.append(Object.assign(document.createElement("span"), { textContent: words }));
    buttons.forEach(function (one) { place.append(one); });
    form.before(place);
    return place;
  }

  // Is the stored value of a kept field another one than when it was typed?
  function overtaken(form, entry) {
    return typed(form).some(function (field) {
      var name = nameOf(field);
      return name in entry.shown && entry.shown[name] !== shownOf(field) && entry.changed[name] !== shownOf(field);
    });
  }
  function fill(form, entry) {
    var any = false;
    typed(form).forEach(function (field) {
      var name = nameOf(field);
      if (!(name in entry.changed) || entry.changed[name] === valueOf(field)) return;
      put(field, entry.changed[name]);
      field.dispatchEvent(new Event("change", { bubbles: true }));
      any = true;
    });
    var seen = form.elements.namedItem("seen");
    if (any && seen && entry.seen) seen.value = entry.seen; // the portal shows both texts where somebody was faster
    if (any) form.dataset.touched = "1";
    return any;
  }
  function discard(form, place, seenBefore) {
    localStorage.removeItem(form.dataset.draft);
    form.reset();
    var seen = form.elements.namedItem("seen");
    if (seen) seen.value = seenBefore;
    delete form.dataset.touched;
    place.remove();
    form.querySelector(TYPED).focus();
  }
  function offer(form, entry) {
    var seen = form.elements.namedItem("seen");
    var before = seen ? seen.value : "";
    var away = button("Buang", function () { discard(form, place, before); });
    var place;
    if (overtaken(form, entry)) {
      var again = button("Pulihkan", function () {
        fill(form, entry);
        again.remove();
        place.firstChild.textContent = "Isian dari " + clock(entry.at) + " dipulihkan.";
      });
      place = note(form, "Ada isian Anda dari " + clock(entry.at) + " yang belum tersimpan, tetapi isinya sudah berubah sejak itu.", [again, away]);
    } else if (fill(form, entry)) {
      place = note(form, "Isian yang belum tersimpan dari " + clock(entry.at) + " dipulihkan.", [away]);
    } else localStorage.removeItem(form.dataset.draft);
  }

  function attach(form) {
    if (form.dataset.draft || !eligible(form)) return;
    form.dataset.draft = keyOf(form);
    var refused = form.querySelector(".is-invalid, .alert-danger, [data-disputed]") || form.hasAttribute("data-refused");
    if (refused) {
      form.dataset.refused = "1"; // the page shows what was typed; the entry stays until it is saved
      return;
    }
    var entry = read(form.dataset.draft);
    if (entry && entry.changed) offer(form, entry);
  }
  function attachAll(place) {
    place.querySelectorAll("form").forEach(attach);
  }

  // What was sent is saved when the portal led on to another page of the same person. The sign-in page and the pages
  // of refusals hold it: whatever comes after them, the entry stays.
  function settle() {
    var last = sentLast(), way = performance.getEntriesByType("navigation")[0];
    if (!who || document.querySelector("[data-back]")) {
      if (last.page) rememberSent(Object.assign(last, { held: true }));
      return;
    }
    rememberSent(null);
    if (last.key && last.who === who && !last.held && way && way.redirectCount > 0) localStorage.removeItem(last.key);
  }
  settle();
  attachAll(document);
  document.addEventListener("htmx:load", function (event) {
    if (event.target.matches && event.target.matches("form")) attach(event.target);
    attachAll(event.target);
  });

  // Whoever signs out takes all of theirs along, also what the page would keep while it goes.
  var signsOut = false;
  function forgetMine() {
    forget(function (key) { return key.startsWith(PREFIX + who + ":"); });
  }
  var waiting = null;
  function keepSoon(form) {
    clearTimeout(waiting);
    waiting = setTimeout(function () { if (form.isConnected) keep(form); }, 300);
  }
  ["input", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var form = event.target.form;
      if (!form || !form.dataset.draft || !event.isTrusted) return;
      signsOut = false;
      keepSoon(form);
    });
  });
  window.addEventListener("pagehide", function () {
    if (signsOut) forgetMine();
    else document.querySelectorAll("form[data-draft][data-touched]").forEach(keep);
  });

  // Sign-in in place.

  function tell(words) {
    var place = document.getElementById("pesan");
    var made = document.createElement("div");
    made.className = "alert alert-warning";
    made.dataset.cutOff = "1";
    made.setAttribute("role", "alert");
    made.textContent = words;
    place.replaceChildren(made);
    made.scrollIntoView({ block: "center" });
  }
  function renewTokens(token) {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = token; });
  }
  function askSession() {
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, 8000);
    return fetch(document.body.dataset.session, { signal: stop.signal, cache: "no-store", headers: { Accept: "application/json" } })
      .finally(function () { clearTimeout(timer); });
  }
  // Other scripts of the page hear who signed in: "zi:signed-in" the writer, "zi:other-person" somebody else.
  function announce(name) {
    document.dispatchEvent(new CustomEvent(name));
  }
  function otherPerson() {
    announce("zi:other-person");
    document.querySelectorAll("form").forEach(function (form) {
      form.reset();
      delete form.dataset.touched;
      delete form.dataset.draft; // the entry stays for its writer
    });
    rememberSent(null);
    location.replace(location.href);
  }
  function signIn(goOn) {
    var open = document.querySelector("dialog.sign-in-again");
    if (open) return;
    var dialog = document.getElementById("masuk-lagi").content.firstElementChild.cloneNode(true);
    var form = dialog.querySelector("form"), refusal = dialog.querySelector("[data-refusal]");
    dialog.querySelector("[data-close]").addEventListener("click", function () { dialog.close(); });
    dialog.addEventListener("close", function () { dialog.remove(); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      event.stopPropagation();
      refusal.hidden = true;
      enter(form).then(function (answer) {
        if (answer.who === who) {
          dialog.close();
          announce("zi:signed-in");
          if (goOn) goOn();
        } else if (answer.who) otherPerson();
        else {
          refusal.textContent = answer.message;
          refusal.hidden = false;
          form.elements.password.select();
        }
      });
    });
    document.body.append(dialog);
    dialog.showModal();
  }
  function enter(form) {
    return askSession().then(function (answer) { return answer.json(); }).then(function (state) {
      var sent = new FormData(form);
      sent.set("csrfmiddlewaretoken", state.csrf);
      return fetch(form.getAttribute("action"), {
        method: "POST", body: sent, headers: { "X-Requested-In-Place": "1", "X-CSRFToken": state.csrf }
      });
    }).then(function (answer) {
      if (answer.status !== 204) return answer.json();
      renewTokens(answer.headers.get("X-CSRFToken"));
      return { who: answer.headers.get("X-Who") };
    }).catch(function () {
      return { message: "Portal tidak terjangkau. Periksa sambungan, lalu coba lagi." };
    });
  }

  // Before typed text is sent it is asked whether the session lives.
  function check(form, submitter) {
    form.dataset.checking = "1";
    function send() {
      delete form.dataset.checking;
      form.dataset.checked = "1";
      form.requestSubmit(submitter);
    }
    askSession().then(function (answer) {
      if (!answer.ok) return send(); // the portal itself will say what is wrong
      return answer.json().then(function (state) {
        renewTokens(state.csrf);
        delete form.dataset.checking;
        if (state.who === who) send();
        else signIn(send);
      });
    }).catch(function (error) {
      if (error.name === "AbortError") return send();
      delete form.dataset.checking;
      tell("Sambungan terputus. Isian Anda masih ada di halaman ini; coba lagi sebentar.");
    });
  }
  // A script met the sign-in page: its writer signs in over the page, unless the session lives and something else is wrong.
  document.addEventListener("zi:signed-out", function (event) {
    askSession().then(function (answer) { return answer.json(); }).then(function (state) {
      renewTokens(state.csrf);
      if (state.who === who) event.detail.alive();
      else signIn();
    }).catch(function () { event.detail.lost(); });
  });
  function leaving(form) {
    return addressOf(form) === document.body.dataset.signOut; // a column may be called "action": form.action is its field
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (leaving(form)) {
      signsOut = true;
      forgetMine();
      rememberSent(null);
      return;
    }
    var heavy = Array.from(form.querySelectorAll("input[data-max-bytes]")).find(function (field) { return field.validity.customError; });
    if (heavy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      heavy.focus();
      return;
    }
    var worth = who && form.method === "post" && (form.dataset.draft || form.querySelector("input[type=file]"));
    if (!worth || form.hasAttribute("data-download")) return;
    if (form.dataset.checked) {
      delete form.dataset.checked;
      rememberSent({ key: form.dataset.draft || "", who: who, page: location.pathname + location.search });
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.draft) keep(form);
    if (!form.dataset.checking) check(form, event.submitter);
  }, true);

  // A fragment asked for without a session: in a page with typed text the page stays and asks.
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    var elt = event.detail.elt, cause = event.detail.requestConfig.triggeringEvent;
    if (event.detail.xhr.status !== 401 || !who) return;
    var byHand = cause && ["click", "submit"].includes(cause.type);
    if (!byHand && !document.querySelector("form[data-touched]")) return;
    event.preventDefault();
    if (byHand) signIn(function () {
      if (elt.matches("form")) elt.requestSubmit();
      else elt.click();
    });
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.detail.elt.closest("form[data-draft]");
    if (form && event.detail.successful) localStorage.removeItem(form.dataset.draft);
  });
})();
