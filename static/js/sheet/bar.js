// The tools above the table: each button runs a command; what cannot be done now is greyed and says why.

import { gapsOf } from "./gaps.js";
import { spell } from "./menu.js";

const WHY = {
  undo: "Belum ada langkah Anda yang dapat diurungkan",
  redo: "Tidak ada langkah yang dapat diulangi",
  merge: "Pilih sel yang mempunyai baris di atasnya",
  split: "Pilih sel gabungan",
};
const DENSE = "zi-lembar-rapat";

export class Bar {
  /** @param {object} sheet the page's Sheet */
  constructor(sheet, element) {
    this.sheet = sheet;
    this.element = element;
    this.buttons = [...element.querySelectorAll("[data-command]")];
    this.canUndo = element.dataset.undo !== undefined;
    this.canRedo = element.dataset.redo !== undefined;
    element.addEventListener("mousedown", (event) => { if (event.target.closest("[data-command]")) event.preventDefault(); });
    element.addEventListener("click", (event) => this.#run(event.target.closest("[data-command]")));
    sheet.table.element.addEventListener("focusin", () => this.show());
    document.querySelector("main").classList.toggle("is-dense", readDense());
    document.addEventListener("pointerdown", (event) => {
      document.querySelectorAll(".sheet-more[open], .sheet-about[open]").forEach((box) => {
        if (!box.contains(event.target)) box.open = false;
      });
    });
    this.show();
  }

  #run(button) {
    if (button && button.getAttribute("aria-disabled") !== "true") this.sheet.commands.run(button.dataset.command, this.sheet);
    else if (button) this.sheet.say(WHY[button.dataset.command] || "");
    this.show();
  }

  /** A change is on its way. */
  sent(change) {
    this.canUndo = change.op !== "undo" || this.canUndo;
    this.canRedo = change.op === "undo";
    this.show();
  }

  /** There was nothing to take back (undo) or again (redo). */
  ended(operation) {
    if (operation === "undo") this.canUndo = false;
    this.canRedo = false;
    this.show();
  }

  show() {
    this.buttons.forEach((button) => {
      const name = button.dataset.command;
      const command = this.sheet.commands.byName.get(name);
      if (!command) return;
      const can = { undo: this.canUndo, redo: this.canRedo }[name] ?? (!command.when || command.when(this.sheet));
      const keys = command.keys.length ? ` (${spell(command.keys[0])})` : "";
      button.setAttribute("aria-disabled", String(!can));
      button.title = can || !WHY[name] ? `${command.label}${keys}` : `${command.label}${keys}: ${WHY[name]}`;
    });
    this.count();
  }

  /** Say how many cells are still blank. */
  count() {
    window.cancelIdleCallback(this.counting);
    this.counting = window.requestIdleCallback(() => {
      const place = this.element.querySelector("[data-gap-count]");
      if (place) place.textContent = String(gapsOf(this.sheet.table).length);
    });
  }
}

function readDense() {
  try { return localStorage.getItem(DENSE) === "1"; } catch (error) { return false; }
}

/** @param {import("./commands.js").Commands} commands */
export function addLooks(commands) {
  commands.add({
    name: "density", label: "Baris rapat atau longgar", keys: [], run: () => {
      const isDense = document.querySelector("main").classList.toggle("is-dense");
      try { localStorage.setItem(DENSE, isDense ? "1" : "0"); } catch (error) { /* only for this page then */ }
    },
  });
  commands.add({ name: "menu", label: "Menu sel dan baris", keys: ["shift+f10", "contextmenu"], run: (sheet) => sheet.menu.openAtCursor() });
  commands.add({ name: "help", label: "Tombol papan ketik", keys: [], run: (sheet) => showKeys(sheet.commands) });
}

const MOVES = [
  ["Bergerak", "↑ ↓ ← →"], ["Sel berikutnya", "Tab"], ["Ke tepi isian", "Ctrl+panah"], ["Pilih beberapa sel", "Shift+panah"],
  ["Awal dan akhir baris", "Home, End"], ["Baris baru dalam sel", "Alt+Enter"], ["Batal mengetik", "Esc"],
];

function showKeys(commands) {
  let dialog = document.querySelector("dialog.sheet-help");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "sheet-help";
    dialog.setAttribute("aria-labelledby", "tombol-lembar");
    dialog.innerHTML = '<h2 class="h5" id="tombol-lembar">Tombol papan ketik</h2><dl></dl><form method="dialog"><button class="btn btn-primary btn-sm">Tutup</button></form>';
    const own = [...commands.byName.values()].filter(({ label, keys }) => label && keys.length).map(({ label, keys }) => [label, spell(keys[0])]);
    dialog.querySelector("dl").append(...[...MOVES, ...own].map(([word, keys]) => {
      const line = document.createElement("div");
      line.innerHTML = "<dt></dt><dd><kbd></kbd></dd>";
      line.querySelector("dt").textContent = word;
      line.querySelector("kbd").textContent = keys;
      return line;
    }));
    document.querySelector("main").append(dialog);
  }
  dialog.showModal();
}
