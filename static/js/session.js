// The session's end: whoever types keeps it alive, whoever is away is warned in time and loses nothing of the page.
(function () {
  "use strict";

  var box = document.getElementById("sesi");
  if (!box) return;
  var WARN = 5 * 60 * 1000; // so long before the end
  var STEP = 5 * 60 * 1000; // acts are told so often at most
  var words = box.querySelector("[data-words]");
  var stay = box.querySelector("[data-stay]");
  var again = box.querySelector("[data-again]");
  var endsAt = Date.now() + box.dataset.endsIn * 1000;
  var lastAt = Date.now() + box.dataset.lastIn * 1000;
  var toldAt = Date.now();
  var acted = false;

  function sentence(signedIn, last) {
    var minutes = Math.max(1, Math.ceil((endsAt - Date.now()) / 60000));
    if (!signedIn) return "Sesi Anda sudah berakhir. Isian di halaman ini masih ada selama halaman ini terbuka; masuk lagi untuk melanjutkan.";
    if (last) return "Sesi Anda berakhir dalam " + minutes + " menit, dua belas jam setelah Anda masuk. Simpan isian Anda, lalu masuk lagi.";
    return "Sesi Anda berakhir dalam " + minutes + " menit karena lama tidak ada kegiatan.";
  }
  function show(state) {
    endsAt = Date.now() + state.ends_in * 1000;
    lastAt = Date.now() + state.last_in * 1000;
    var last = lastAt - endsAt < 60000;
    box.hidden = state.signed_in && endsAt - Date.now() > WARN;
    var said = box.hidden ? "" : sentence(state.signed_in, last);
    if (words.textContent !== said) words.textContent = said;
    stay.hidden = !state.signed_in || last;
    again.hidden = state.signed_in;
  }

  // Asking is no act of the person; sending is. What fails is asked again at the next tick.
  function ask(options) {
    return fetch(box.dataset.address, Object.assign({ cache: "no-store" }, options)).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  }
  function look() {
    return ask({}).then(function (state) { show(state); return state; });
  }
  function tell() {
    acted = false;
    toldAt = Date.now();
    return look().then(function (state) {
      return state.signed_in && ask({ method: "POST", headers: { "X-CSRFToken": state.csrf } }).then(show);
    });
  }
  function tick() {
    var due = acted && (!box.hidden || Date.now() - toldAt > STEP);
    if (due) tell().catch(function () { acted = true; });
    else if (!document.hidden && endsAt - Date.now() <= WARN) look().catch(function () {});
  }

  ["keydown", "pointerdown"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (event.isTrusted) acted = true;
    }, { passive: true });
  });
  stay.addEventListener("click", function () {
    tell().then(function () { document.getElementById("isi").focus({ preventScroll: true }); }).catch(function () { acted = true; });
  });
  function lookQuietly() {
    look().catch(function () {});
  }
  again.addEventListener("click", function () {
    var detail = { alive: lookQuietly, lost: function () { words.textContent = "Portal tidak terjangkau. Periksa sambungan, lalu coba lagi."; } };
    document.dispatchEvent(new CustomEvent("zi:signed-out", { detail: detail }));
  });
  document.addEventListener("zi:signed-in", lookQuietly);
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 20000);
})();
