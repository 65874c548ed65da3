// The upload on the page: drop zone and pickers, a row for each file, progress, messages.

import { filesOfDrop, filesOfField, withoutStray } from "./choosing.js";
import { smallerPhoto } from "./photo.js";
import { Queue } from "./queue.js";
import { Requests } from "../lib/requests.js";
import { Transport } from "./transport.js";
import {
  SENTENCES, STATES, fileInWords, outcomeInWords, restLeftOut, strayLeftOut, timeLeft, totalInWords,
} from "./words.js";

const ICONS = {
  announced: "waiting", sending: "running", arrived: "running", ready: "done", placed: "done", unpacked: "done",
  refused: "dead", cancelled: "cancelled", failed: "failed",
};
const REDRAWN_EVERY = 200; // milliseconds
const CLOCK = {
  now: () => Date.now(),
  setTimeout: (act, wait) => window.setTimeout(act, wait),
  clearTimeout: (timer) => window.clearTimeout(timer),
};

class UploadPage {
  constructor(place) {
    const { session, who } = document.body.dataset;
    this.place = place;
    this.queue = new Queue(Number(place.dataset.partSize));
    this.rows = new Map(); // file → its row
    this.redrawTimer = null;
    this.outcome = ""; // as it was told last
    this.transport = new Transport({
      queue: this.queue,
      requests: new Requests({
        makeRequest: () => new XMLHttpRequest(), clock: CLOCK, token: () => this.token, address: location.href,
      }),
      clock: CLOCK,
      digest: window.crypto && crypto.subtle ? sha256 : null,
      page: this,
      begin: { url: place.dataset.begin, target: this.target, session, who },
      upload: place.dataset.page ? { page: place.dataset.page } : null,
    });
  }

  part(name) {
    return this.place.querySelector("[data-" + name + "]");
  }

  // The cookie first: who signed in again in another tab left an old token in this page.
  get token() {
    const field = this.place.querySelector("[name=csrfmiddlewaretoken]");
    return cookie("__Host-csrftoken") || cookie("csrftoken") || field.value;
  }

  // Where the files belong.
  get target() {
    const { dataset } = this.place;
    const names = ["area", "obligation", "evidence"].filter((name) => dataset[name]);
    return Object.fromEntries([["plan", Number(dataset.plan)], ...names.map((name) => [name, Number(dataset[name])])]);
  }

  // ---- what people choose and press

  start() {
    this.addPicker("files", { multiple: "", accept: this.place.dataset.accept });
    this.addPicker("folder", { multiple: "", webkitdirectory: "" });
    this.addPicker("camera", { accept: "image/*", capture: "environment" });
    this.watchZone(this.part("zone"));
    this.part("rest-go").addEventListener("click", () => this.sendRest());
    this.part("cancel-all").addEventListener("click", () => this.transport.cancelAll());
    this.part("pause").addEventListener("click", () => {
      if (this.transport.isPaused) this.transport.resume();
      else this.transport.pause(SENTENCES.paused);
    });
    this.watchSession();
    this.place.querySelectorAll("[data-with-script]").forEach((part) => { part.hidden = false; });
    this.place.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });
  }

  addPicker(name, attributes) {
    const button = this.part("pick-" + name);
    if (!button) return;
    const field = Object.assign(document.createElement("input"), { type: "file", hidden: true });
    Object.entries(attributes).forEach(([attribute, value]) => field.setAttribute(attribute, value));
    field.dataset.picked = name;
    field.addEventListener("change", () => {
      this.add(filesOfField(field));
      field.value = "";
    });
    this.place.append(field);
    button.addEventListener("click", () => field.click());
  }

  watchZone(zone) {
    ["dragenter", "dragover"].forEach((kind) => zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("upload-over");
    }));
    ["dragleave", "drop"].forEach((kind) => zone.addEventListener(kind, () => zone.classList.remove("upload-over")));
    zone.addEventListener("drop", async (event) => {
      event.preventDefault();
      this.add(await filesOfDrop(event.dataTransfer));
    });
  }

  watchSession() {
    const { transport } = this;
    document.addEventListener("zi:signed-in", () => transport.signedIn());
    document.addEventListener("zi:other-person", () => transport.otherPerson());
    window.addEventListener("online", () => transport.retry());
    window.addEventListener("offline", () => transport.offline());
    window.addEventListener("beforeunload", (event) => {
      if (transport.isUnfinished) event.preventDefault();
    });
  }

  add(chosen) {
    const kept = withoutStray(chosen);
    if (kept.length < chosen.length) this.tell(strayLeftOut(chosen.length - kept.length));
    if (!kept.length) return;
    this.part("progress").hidden = false;
    this.transport.add(prepared(kept));
  }

  sendRest() {
    const link = Object.assign(document.createElement("a"), {
      href: this.transport.upload.page, textContent: SENTENCES.earlier,
    });
    const line = document.createElement("li");
    line.append(link);
    this.part("earlier").append(line);
    this.part("earlier").hidden = false;
    this.transport.sendRest();
  }

  // ---- what the transport tells

  draw(file) {
    const state = file.shownState;
    const row = this.rows.get(file) || this.addRow(file);
    if (row.dataset.shown !== state) this.drawState(row, file, state);
    const bar = row.querySelector("[data-bar]");
    bar.max = file.size || 1;
    bar.value = file.bytesSent;
    row.querySelector("[data-words]").textContent = fileInWords(file);
  }

  addRow(file) {
    const row = this.part("row").content.firstElementChild.cloneNode(true);
    const labelled = { bar: "Kemajuan ", cancel: "Batalkan ", again: "Ulangi " };
    row.querySelector("[data-name]").textContent = file.path;
    Object.entries(labelled).forEach(([name, word]) => {
      row.querySelector("[data-" + name + "]").setAttribute("aria-label", word + file.path);
    });
    row.querySelector("[data-cancel]").addEventListener("click", () => this.transport.cancel(file));
    row.querySelector("[data-again]").addEventListener("click", () => this.transport.sendAgain(file));
    this.rows.set(file, row);
    this.part("list").append(row);
    return row;
  }

  drawState(row, file, state) {
    const chip = row.querySelector("[data-state]");
    row.dataset.shown = state;
    chip.className = "state state-" + ICONS[state];
    chip.replaceChildren(this.part("icon-" + ICONS[state]).content.cloneNode(true), " " + STATES[state]);
    row.querySelector("[data-cancel]").hidden = !file.isUnsent;
    row.querySelector("[data-again]").hidden = state !== "failed" && state !== "cancelled";
    row.querySelector("[data-bar]").hidden = !file.isUnsent;
  }

  // Draws the whole at most five times a second.
  show() {
    if (!this.redrawTimer) this.redrawTimer = setTimeout(() => this.showNow(), REDRAWN_EVERY);
  }

  showNow() {
    const { queue, transport } = this;
    const { bytes, sent } = queue.total;
    const isSending = queue.has("announced");
    const canContinue = transport.isPaused && (transport.preparing || queue.has("arrived"));
    this.redrawTimer = null;
    this.part("bar").max = bytes || 1;
    this.part("bar").value = sent;
    this.part("total").textContent = totalInWords(queue) + this.whatNext(isSending, bytes - sent);
    this.part("pause").hidden = !isSending && !canContinue;
    this.part("cancel-all").hidden = !isSending;
    this.part("pause-words").textContent = transport.isPaused ? "Lanjutkan" : "Jeda";
    if (queue.files.length && !isSending && !transport.preparing) this.showOutcome();
  }

  whatNext(isSending, bytesLeft) {
    const { transport } = this;
    if (transport.preparing) return " · daftar berkas sedang disiapkan";
    return isSending && !transport.isHalted ? timeLeft(bytesLeft, transport.bytesSent, transport.seconds) : "";
  }

  showOutcome() {
    const { queue } = this;
    const after = queue.rest.length ? this.part("rest-words").textContent : "Halaman ini boleh ditutup.";
    const outcome = outcomeInWords(queue, after);
    if (outcome !== this.outcome) this.tell(outcome);
    this.outcome = outcome;
    this.part("place").hidden = queue.has("arrived") || !queue.has("ready", "unpacked");
    this.part("place").href = this.transport.upload.page;
    this.place.dataset.finished = queue.has("arrived", "failed") ? "" : "1";
  }

  // Names what one upload does not take; it is sent with the next one.
  showRest(reason) {
    const { rest } = this.queue;
    this.part("rest").hidden = !rest.length;
    if (!rest.length) return;
    this.part("rest-words").textContent = restLeftOut(rest.length, reason);
    this.part("rest-list").replaceChildren(...rest.map(({ path }) => {
      return Object.assign(document.createElement("li"), { textContent: path });
    }));
    this.tell(this.part("rest-words").textContent);
  }

  tell(words) {
    this.part("voice").textContent = words;
  }

  signedOut(detail) {
    document.dispatchEvent(new CustomEvent("zi:signed-out", { detail }));
  }
}

// Resolves to the files as they are sent: large photos are drawn smaller, one after the other.
async function prepared(chosen) {
  const files = [];
  for (const { path, file } of chosen) {
    const photo = await smallerPhoto(file);
    files.push({ path, file: photo, size: photo.size, modified: file.lastModified });
  }
  return files;
}

function cookie(name) {
  const pair = document.cookie.split("; ").find((text) => text.startsWith(name + "="));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const place = document.querySelector("[data-upload]");
if (place) new UploadPage(place).start();
