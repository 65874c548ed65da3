// Upload of many files: each is sent in parts that are checked, goes on after a cut line, and ends with one outcome.
(function () {
  "use strict";

  const place = document.querySelector("[data-upload]");
  if (!place) return;

  const PARALLEL = 3;
  const AT_ONCE = 100; // files announced in one request
  const POLL = 1500; // milliseconds between two looks at what becomes of the files
  const LONGEST_WAIT = 30000;
  const STALLED = 45000; // a request on which nothing moves for so long is given up: the line is gone
  const LONG_SIDE = 2560; // pixels of a photo; larger ones are made smaller before they are sent
  const SHRINK_FROM = 400000; // bytes; smaller photos are sent as they are
  const DAMAGED_MOST = 3;
  const LOST_MOST = 3; // times that the storage may lose parts of one file
  const STRAY = /(^|\/)((\.|~\$)[^/]*|Thumbs\.db|desktop\.ini)$|(^|\/)__MACOSX\//i;
  const PART_OF = Number(place.dataset.partSize);

  const WORDS = {
    announced: "Menunggu dikirim", sending: "Sedang dikirim", arrived: "Sedang diperiksa", ready: "Siap ditempatkan",
    placed: "Tersimpan", unpacked: "Dibuka", refused: "Ditolak", cancelled: "Dibatalkan", failed: "Gagal dikirim",
  };
  const LOOKS = {
    announced: "waiting", sending: "running", arrived: "running", ready: "done", placed: "done", unpacked: "done",
    refused: "dead", cancelled: "cancelled", failed: "failed",
  };

  const entries = [];
  let rest = []; // files beyond what one upload takes
  let beyond = ""; // why, in the portal's words
  const byId = new Map();
  const requests = new Set();
  let batch = place.dataset.page ? { page: place.dataset.page } : null;
  let flying = 0;
  let adding = 0; // choices of files that are still being read and announced
  let paused = false;
  let ended = false; // held until its writer has signed in again
  let strange = false; // somebody else signed in
  let lost = null; // timer of the next try while the line is lost
  let losses = 0;
  let begun = 0;
  let sentSince = 0;
  let polling = null;

  const part = (name) => place.querySelector("[data-" + name + "]");
  const list = part("list");

  // ---- talking to the portal

  function cookie(name) {
    const pair = document.cookie.split("; ").find((one) => one.startsWith(name + "="));
    return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
  }

  function token() {
    return cookie("__Host-csrftoken") || cookie("csrftoken") || place.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  // Resolves to {status, data}; rejects with "line" (nothing came back) or "session" (a page came back: of the sign-in,
  // of a refusal, or "not found" because somebody else is signed in).
  function ask(method, url, body, headers, onProgress) {
    return new Promise(function (resolve, reject) {
      const request = new XMLHttpRequest();
      requests.add(request);
      request.open(method, url);
      request.setRequestHeader("Accept", "application/json");
      if (method === "POST") request.setRequestHeader("X-CSRFToken", token());
      Object.entries(headers || {}).forEach(([name, value]) => request.setRequestHeader(name, value));
      let clock = setTimeout(() => request.abort(), STALLED);
      request.upload.onprogress = function (event) {
        if (!requests.has(request)) return;
        clearTimeout(clock);
        clock = setTimeout(() => request.abort(), STALLED);
        if (onProgress) onProgress(event.loaded);
      };
      request.onloadend = function () {
        clearTimeout(clock);
        requests.delete(request);
        if (!request.status || request.status >= 502 && request.status <= 504 || request.status === 429) {
          reject(new Error("line"));
          return;
        }
        const json = (request.getResponseHeader("Content-Type") || "").includes("json");
        const elsewhere = new URL(request.responseURL).pathname !== new URL(url, location.href).pathname;
        if (elsewhere) reject(new Error("session"));
        else if (json) resolve({ status: request.status, data: JSON.parse(request.responseText) });
        else if (request.status < 400 || [401, 403, 404].includes(request.status)) reject(new Error("session"));
        else resolve({ status: request.status, data: {} });
      };
      request.send(body || null);
    });
  }

  function askJson(url, content) {
    return ask("POST", url, JSON.stringify(content), { "Content-Type": "application/json" });
  }

  async function open() {
    if (batch) return true;
    const target = { plan: Number(place.dataset.plan) };
    ["area", "obligation", "evidence"].forEach(function (name) {
      if (place.dataset[name]) target[name] = Number(place.dataset[name]);
    });
    const session = await ask("GET", document.body.dataset.session);
    if (session.data.who !== document.body.dataset.who) throw new Error("session"); // nobody begins in another's name
    const answer = await askJson(place.dataset.begin, target);
    if (answer.status >= 400) {
      tell(answer.data.message || "Unggahan tidak dapat dimulai. Muat ulang halaman ini, lalu coba lagi.");
      return false;
    }
    batch = answer.data;
    return true;
  }

  // ---- choosing

  // Phones name each photo alike: then it gets the time it was taken.
  function named(file) {
    if (!/^image\.jpe?g$/i.test(file.name)) return file.name;
    const time = new Date(file.lastModified - new Date().getTimezoneOffset() * 60000).toISOString();
    return "Foto " + time.slice(0, 19).replace("T", " ").replace(/:/g, ".") + ".jpg";
  }

  function ofField(field) {
    return Array.from(field.files, (file) => ({ file, path: file.webkitRelativePath || named(file) }));
  }

  async function walk(entry, found) {
    if (entry.isFile) {
      const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
      if (file) found.push({ file, path: entry.fullPath.replace(/^\//, "") });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (!some.length) return;
      for (const one of some) await walk(one, found);
    }
  }

  async function ofDrop(transfer) {
    const items = Array.from(transfer.items || [], (item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const found = [];
    if (!items.some(Boolean)) return Array.from(transfer.files, (file) => ({ file, path: file.name }));
    for (const entry of items) if (entry) await walk(entry, found);
    return found;
  }

  // A photo larger than what is read on a screen is drawn smaller, turned as it was held; else the file as it is.
  async function smaller(file) {
    if (!["image/jpeg", "image/webp"].includes(file.type) || file.size < SHRINK_FROM) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = LONG_SIDE / Math.max(picture.width, picture.height);
      if (scale >= 1) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const drawn = await new Promise((resolve) => canvas.toBlob(resolve, file.type, 0.85));
      return drawn && drawn.type === file.type && drawn.size < file.size ? drawn : file;
    } catch {
      return file;
    }
  }

  async function add(chosen) {
    const wanted = chosen.filter((one) => !STRAY.test(one.path));
    if (wanted.length < chosen.length) tell(chosen.length - wanted.length + " berkas sistem atau tersembunyi dilewati.");
    if (!wanted.length) return;
    part("progress").hidden = false;
    adding += 1;
    const news = [];
    for (const one of wanted) {
      const file = await smaller(one.file);
      news.push({ path: one.path, file, size: file.size, modified: one.file.lastModified });
    }
    await announceAll(news);
  }

  async function announceAll(news) {
    for (let from = 0; from < news.length; from += AT_ONCE) await announce(news.slice(from, from + AT_ONCE));
    adding -= 1;
    showRest();
    show();
  }

  // Tell the portal which files come; it answers what it has of each already. Tried until the line holds.
  // to: the upload that has them already, when they come again.
  async function announce(news, to) {
    for (;;) {
      try {
        if (!to && !(await open())) return;
        const upload = to || batch;
        const files = news.map((one) => ({ path: one.path, size: one.size, modified: one.modified }));
        const answer = await askJson(upload.page + "umumkan/", { files });
        beyond = answer.data.message || beyond;
        if (answer.data.code === "too_many_files") {
          rest.push(...news);
          return;
        }
        if (answer.status >= 400) {
          tell(answer.data.message || "Daftar berkas tidak diterima. Muat ulang halaman ini, lalu coba lagi.");
          return;
        }
        begun = begun || Date.now();
        answer.data.items.forEach((item, index) => item ? enlist(item, news[index], upload) : rest.push(news[index]));
        restored();
        pump();
        return;
      } catch (error) {
        if (!handled(error)) throw error;
        await standstill();
      }
    }
  }

  // Resolves when it may be tried again: the line's wait is over, or the person goes on.
  function standstill() {
    return new Promise(function (resolve) {
      const look = setInterval(function () {
        if (paused || lost) return;
        clearInterval(look);
        resolve();
      }, 200);
    });
  }

  function enlist(item, one, upload) {
    let entry = byId.get(item.id);
    if (!entry) {
      entry = { id: item.id, path: item.path, size: item.size, flying: new Map(), damaged: 0, row: makeRow(item) };
      byId.set(item.id, entry);
      entries.push(entry);
      list.append(entry.row);
    }
    entry.upload = upload;
    entry.file = one.file;
    entry.chosen = one;
    renew(entry, item);
  }

  function renew(entry, item) {
    Object.assign(entry, { state: item.state, message: item.message, children: item.children, parts: item.parts });
    entry.part = item.part_size || entry.upload.part_size || PART_OF;
    entry.done = new Set(item.done);
    draw(entry);
  }

  // ---- sending

  function next() {
    for (const entry of entries) {
      if (entry.state !== "announced" || entry.closing) continue;
      for (let number = 1; number <= entry.parts; number += 1) {
        if (!entry.done.has(number) && !entry.flying.has(number)) return [entry, number];
      }
      if (entry.done.size >= entry.parts && !entry.flying.size) return [entry, 0];
    }
    return null;
  }

  function pump() {
    while (!paused && !lost && flying < PARALLEL) {
      const task = next();
      if (!task) break;
      run(task[0], task[1]);
    }
    show();
    if (!polling && entries.some((entry) => entry.state === "arrived")) polling = setTimeout(look, POLL);
  }

  async function run(entry, number) {
    flying += 1;
    try {
      await (number ? sendPart(entry, number) : close(entry));
      restored();
    } catch (error) {
      if (!handled(error)) fail(entry, "Berkas tidak dapat dibaca lagi. Pilih lagi berkasnya untuk melanjutkan.");
    } finally {
      flying -= 1;
      entry.flying.delete(number);
      entry.closing = false;
      draw(entry);
      pump();
    }
  }

  async function sendPart(entry, number) {
    entry.flying.set(number, 0);
    const from = (number - 1) * entry.part;
    const bytes = await entry.file.slice(from, Math.min(from + entry.part, entry.size)).arrayBuffer();
    const headers = { "Content-Type": "application/octet-stream" };
    if (window.crypto && crypto.subtle) headers["X-Part-SHA256"] = hex(await crypto.subtle.digest("SHA-256", bytes));
    const url = entry.upload.page + "berkas/" + entry.id + "/bagian/" + number + "/";
    const answer = await ask("POST", url, bytes, headers, function (loaded) {
      sentSince += Math.max(0, loaded - (entry.flying.get(number) || 0));
      entry.flying.set(number, loaded);
      draw(entry);
    });
    if (answer.status < 300) {
      entry.done = new Set([...entry.done, number, ...answer.data.done]);
    } else {
      refusedPart(entry, answer);
    }
  }

  function refusedPart(entry, answer) {
    if (answer.status === 507) {
      hold(answer.data.message || "Penyimpanan portal penuh. Kabari admin, lalu tekan Lanjutkan.");
    } else if (answer.data.code === "part_damaged" && entry.damaged < DAMAGED_MOST) {
      entry.damaged += 1;
    } else if (answer.data.state) {
      renew(entry, answer.data);
    } else {
      fail(entry, answer.data.message || "Bagian berkas ini tidak diterima. Tekan Ulangi.");
    }
  }

  async function close(entry) {
    entry.closing = true;
    const answer = await ask("POST", entry.upload.page + "berkas/" + entry.id + "/selesai/");
    if (answer.data.missing) {
      answer.data.missing.forEach((number) => entry.done.delete(number));
    } else if (answer.data.state) {
      renew(entry, answer.data);
    } else {
      fail(entry, answer.data.message || "Berkas ini tidak dapat diselesaikan. Tekan Ulangi.");
    }
  }

  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function fail(entry, message) {
    entry.state = "failed";
    entry.message = message;
    draw(entry);
  }

  // ---- lost lines, pauses, the end of a session

  function handled(error) {
    if (error.message === "session") {
      if (!ended) askWho();
      return true;
    }
    if (error.message !== "line") return false;
    if (paused || lost) return true;
    losses += 1;
    const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** (losses - 1));
    lost = setTimeout(resume, wait);
    tell("Sambungan terputus. Unggahan dilanjutkan sendiri; bagian yang sudah terkirim tidak dikirim ulang.");
    return true;
  }

  // The writer signs in over the page; what was not sent goes on by itself then.
  function askWho() {
    ended = true;
    hold("Sesi Anda berakhir. Masuk lagi, atau tekan Lanjutkan nanti; berkas pilihan Anda tetap ada.");
    const detail = {
      alive() {
        ended = false;
        hold("Unggahan ini ditolak: sudah dihapus, atau peran Anda tidak lagi mencakupnya. Muat ulang halaman ini.");
      },
      lost: goOn,
    };
    document.dispatchEvent(new CustomEvent("zi:signed-out", { detail }));
  }

  function goOn() {
    ended = paused = false;
    tell("Unggahan dilanjutkan.");
    resume();
  }

  document.addEventListener("zi:signed-in", function () {
    if (ended) goOn();
  });
  document.addEventListener("zi:other-person", function () {
    strange = true; // the page is left; what its writer chose goes with it
    hold("");
  });

  function restored() {
    if (losses) tell("Sambungan pulih. Unggahan dilanjutkan.");
    losses = 0;
  }

  function resume() {
    clearTimeout(lost);
    lost = null;
    pump();
  }

  function hold(message) {
    paused = true;
    requests.forEach((request) => request.abort());
    tell(message);
    show();
  }

  window.addEventListener("online", resume);
  window.addEventListener("offline", function () {
    if (entries.some(unsent)) requests.forEach((request) => request.abort());
  });

  // ---- what becomes of the files

  async function look() {
    polling = null;
    try {
      const pages = new Set(entries.filter((entry) => entry.state === "arrived").map((entry) => entry.upload.page));
      for (const page of pages) {
        const answer = await ask("GET", page + "keadaan/");
        (answer.data.items || []).forEach(heard);
      }
    } catch (error) {
      if (!handled(error)) throw error;
    }
    if (paused) return;
    if (entries.some((entry) => entry.state === "arrived")) polling = setTimeout(look, POLL * (1 + losses));
    show();
  }

  function heard(item) {
    const entry = byId.get(item.id);
    const missed = entry && entry.state === "announced" && item.state !== "announced"; // the answer was lost
    if (!entry || entry.state !== "arrived" && !missed) return;
    renew(entry, item);
    if (item.state !== "announced") return;
    entry.lost = (entry.lost || 0) + 1; // the storage lost parts of it: those are sent again
    if (entry.lost > LOST_MOST) fail(entry, item.message);
    else pump();
  }

  async function cancel(entry) {
    entry.flying.clear();
    entry.state = "cancelled";
    entry.message = "";
    draw(entry);
    try {
      const answer = await ask("POST", entry.upload.page + "berkas/" + entry.id + "/batal/");
      if (answer.data.state) renew(entry, answer.data);
    } catch (error) {
      if (!handled(error)) throw error;
    }
    show();
  }

  async function cancelAll() {
    for (const entry of entries.filter(unsent)) await cancel(entry);
  }

  async function again(entry) {
    entry.damaged = 0;
    entry.lost = 0;
    await announce([entry.chosen], entry.upload);
    show();
  }

  // ---- what is seen

  const unsent = (entry) => entry.state === "announced" || entry.state === "failed";
  const size = (bytes) => bytes < 1048576
    ? Math.ceil(bytes / 1024).toLocaleString("id-ID") + " KB"
    : (bytes / 1048576).toLocaleString("id-ID", { maximumFractionDigits: 1 }) + " MB";

  function makeRow(item) {
    const row = part("row").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = item.path;
    row.querySelector("[data-bar]").setAttribute("aria-label", "Kemajuan " + item.path);
    row.querySelector("[data-cancel]").setAttribute("aria-label", "Batalkan " + item.path);
    row.querySelector("[data-again]").setAttribute("aria-label", "Ulangi " + item.path);
    row.querySelector("[data-cancel]").addEventListener("click", () => cancel(byId.get(item.id)));
    row.querySelector("[data-again]").addEventListener("click", () => again(byId.get(item.id)));
    return row;
  }

  function sentOf(entry) {
    if (!unsent(entry)) return entry.state === "cancelled" || entry.state === "refused" ? 0 : entry.size;
    let sum = 0;
    entry.done.forEach(function (number) {
      sum += number < entry.parts ? entry.part : entry.size - (entry.parts - 1) * entry.part;
    });
    entry.flying.forEach((loaded) => { sum += loaded; });
    return Math.min(sum, entry.size);
  }

  function draw(entry) {
    const state = entry.state === "announced" && (entry.flying.size || entry.done.size) ? "sending" : entry.state;
    const row = entry.row;
    const chip = row.querySelector("[data-state]");
    if (row.dataset.shown !== state) {
      row.dataset.shown = state;
      chip.className = "state state-" + LOOKS[state];
      chip.replaceChildren(part("icon-" + LOOKS[state]).content.cloneNode(true), " " + WORDS[state]);
      row.querySelector("[data-cancel]").hidden = !unsent(entry);
      row.querySelector("[data-again]").hidden = state !== "failed" && state !== "cancelled";
      row.querySelector("[data-bar]").hidden = !unsent(entry);
    }
    const bar = row.querySelector("[data-bar]");
    bar.max = entry.size || 1;
    bar.value = sentOf(entry);
    const words = state === "sending" ? size(sentOf(entry)) + " dari " + size(entry.size) : size(entry.size);
    const more = state === "unpacked" ? entry.children + " berkas di dalamnya" : entry.message;
    row.querySelector("[data-words]").textContent = [words, more].filter(Boolean).join(" · ");
  }

  function remaining(left) {
    const seconds = (Date.now() - begun) / 1000;
    if (seconds < 3 || !sentSince) return "";
    const wait = left / (sentSince / seconds);
    return " · sisa sekitar " + (wait < 60 ? Math.ceil(wait) + " detik" : Math.ceil(wait / 60) + " menit");
  }

  function count(...states) {
    return entries.filter((entry) => states.includes(entry.state)).length;
  }

  let drawn = null;
  function show() {
    if (!drawn) drawn = setTimeout(showNow, 200);
  }

  function showNow() {
    drawn = null;
    const wanted = entries.filter((entry) => entry.state !== "cancelled" && entry.state !== "refused");
    const total = wanted.reduce((sum, entry) => sum + entry.size, 0);
    const sent = wanted.reduce((sum, entry) => sum + sentOf(entry), 0);
    const open = count("announced");
    part("bar").max = total || 1;
    part("bar").value = sent;
    let words = entries.length - count("announced", "failed") + " dari " + entries.length + " berkas · " + size(sent) +
      " dari " + size(total);
    if (adding) words += " · daftar berkas sedang disiapkan";
    else if (open && !paused && !lost) words += remaining(total - sent);
    part("total").textContent = words;
    part("pause").hidden = !open && !(paused && (adding || count("arrived")));
    part("cancel-all").hidden = !open;
    part("pause-words").textContent = paused ? "Lanjutkan" : "Jeda";
    outcome(open);
  }

  // What one upload does not take: named, and sent with the next one.
  function showRest() {
    part("rest").hidden = !rest.length;
    if (!rest.length) return;
    part("rest-words").textContent = rest.length.toLocaleString("id-ID") + " berkas belum ikut. " + beyond;
    part("rest-list").replaceChildren(...rest.map(function (one) {
      const line = document.createElement("li");
      line.textContent = one.path;
      return line;
    }));
    tell(part("rest-words").textContent);
  }

  function sendRest() {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = batch.page;
    link.textContent = "Tempatkan berkas unggahan sebelumnya";
    line.append(link);
    part("earlier").append(line);
    part("earlier").hidden = false;
    const news = rest;
    rest = [];
    batch = null;
    adding += 1;
    showRest();
    announceAll(news);
  }
  part("rest-go").addEventListener("click", sendRest);

  let told = "";
  function outcome(open) {
    if (!entries.length || open || adding) return;
    const parts = [
      [count("arrived"), "sedang diperiksa"], [count("ready"), "siap ditempatkan"], [count("placed"), "tersimpan"],
      [count("unpacked"), "dibuka"], [count("refused"), "ditolak"], [count("failed"), "gagal dikirim"],
      [count("cancelled"), "dibatalkan"],
    ].filter((one) => one[0]).map((one) => one.join(" "));
    const after = rest.length ? " " + part("rest-words").textContent : " Halaman ini boleh ditutup.";
    const words = parts.join(", ") + "." + (rest.length || count("arrived") ? after : "");
    if (words !== told) tell(words);
    told = words;
    const ready = !count("arrived") && count("ready", "unpacked");
    part("place").hidden = !ready;
    part("place").href = batch.page;
    place.dataset.finished = count("arrived", "failed") ? "" : "1";
  }

  function tell(words) {
    part("voice").textContent = words;
  }

  // ---- what people press

  function picker(name, set) {
    if (!part("pick-" + name)) return;
    const field = document.createElement("input");
    field.type = "file";
    field.hidden = true;
    field.dataset.picked = name;
    set(field);
    field.addEventListener("change", function () {
      add(ofField(field));
      field.value = "";
    });
    place.append(field);
    part("pick-" + name).addEventListener("click", () => field.click());
  }
  picker("files", (field) => { field.multiple = true; field.accept = place.dataset.accept; });
  picker("folder", (field) => { field.multiple = true; field.webkitdirectory = true; });
  picker("camera", (field) => { field.accept = "image/*"; field.setAttribute("capture", "environment"); });

  const zone = part("zone");
  ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, function (event) {
    event.preventDefault();
    zone.classList.add("upload-over");
  }));
  ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("upload-over")));
  zone.addEventListener("drop", async function (event) {
    event.preventDefault();
    add(await ofDrop(event.dataTransfer));
  });

  part("pause").addEventListener("click", function () {
    if (!paused) return hold("Unggahan dijeda. Tekan Lanjutkan untuk meneruskan.");
    goOn();
  });
  part("cancel-all").addEventListener("click", cancelAll);

  window.addEventListener("beforeunload", function (event) {
    if (!strange && (adding || rest.length || entries.some((entry) => entry.state === "announced"))) event.preventDefault();
  });

  place.querySelectorAll("[data-with-script]").forEach((one) => { one.hidden = false; });
  place.querySelectorAll("[data-without-script]").forEach((one) => { one.hidden = true; });
})();
