// Find and replace: cells that hold a text are marked and counted, rows without it hidden, texts replaced as one step.

import { filterRows, showAllRows } from "./filtering.js";
import { textOf } from "./table.js";

export class Finder {
  /**
   * @param {object} sheet the page's Sheet
   * @param {HTMLFormElement} form with [data-find], [data-replace], [data-find-count], [data-find-rows] and buttons [data-find-act]
   */
  constructor(sheet, form) {
    this.sheet = sheet;
    this.form = form;
    this.field = form.querySelector("[data-find]");
    this.other = form.querySelector("[data-replace]");
    this.count = form.querySelector("[data-find-count]");
    this.only = form.querySelector("[data-find-rows]");
    this.hits = [];
    this.place = -1;
    this.field.addEventListener("input", () => this.search());
    this.only.addEventListener("click", () => this.toggleRows());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("click", (event) => this.#act(event.target.closest("[data-find-act]")));
  }

  open({ replace = false } = {}) {
    if (replace) this.form.querySelectorAll("[data-replacing]").forEach((part) => { part.hidden = false; });
    this.field.focus();
    this.field.select();
  }

  close() {
    this.field.value = "";
    this.form.querySelectorAll("[data-replacing]").forEach((part) => { part.hidden = true; });
    this.only.setAttribute("aria-pressed", "false");
    this.search();
    this.sheet.selection.paint(true);
  }

  get word() {
    return this.field.value.trim().toLowerCase();
  }

  /** Mark and count the cells that hold the word; called again after rows were drawn anew. */
  search() {
    const { table } = this.sheet;
    this.hits.forEach((cell) => cell.classList.remove("is-hit", "is-hit-now"));
    showAllRows(table);
    const cells = this.word ? [...table.element.querySelectorAll("tbody:not([hidden]) td")] : [];
    this.hits = cells.filter((cell) => textOf(cell).toLowerCase().includes(this.word));
    this.hits.forEach((cell) => cell.classList.add("is-hit"));
    if (this.word && this.only.getAttribute("aria-pressed") === "true") filterRows(table, this.hits);
    this.place = Math.min(this.place, this.hits.length - 1);
    this.tell();
  }

  tell() {
    this.form.querySelectorAll("[data-finding]").forEach((part) => { part.hidden = !this.word; });
    const many = this.hits.length;
    if (!this.word) this.count.textContent = "";
    else if (!many) this.count.textContent = "Tidak ada";
    else this.count.textContent = this.place < 0 ? `${many} sel` : `${this.place + 1} dari ${many}`;
  }

  toggleRows() {
    this.only.setAttribute("aria-pressed", String(this.only.getAttribute("aria-pressed") !== "true"));
    this.search();
  }

  /** Put the cursor on the next (1) or previous (-1) cell that holds the word. */
  go(step) {
    if (!this.hits.length) return;
    this.hits.forEach((cell) => cell.classList.remove("is-hit-now"));
    this.place = (this.place + step + this.hits.length) % this.hits.length;
    if (this.place < 0) this.place = 0;
    const cell = this.hits[this.place];
    cell.classList.add("is-hit-now");
    this.sheet.selection.moveToCell(cell, { focus: false });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.tell();
  }

  #key(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.other) this.replaceOne();
    else if (event.key === "Enter" && event.target === this.field) this.go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  #act(button) {
    if (!button) return;
    const acts = { next: () => this.go(1), previous: () => this.go(-1), one: () => this.replaceOne(), all: () => this.replaceAll(), close: () => this.close() };
    acts[button.dataset.findAct]();
  }

  replaceOne() {
    const cell = this.hits[this.place];
    if (!cell) { this.go(1); return; }
    if (this.#isText(cell)) this.sheet.commit(cell, this.#replaced(cell));
    const place = this.place;
    this.search();
    this.place = Math.min(place, this.hits.length) - 1;
    this.go(1);
  }

  replaceAll() {
    const cells = this.hits.filter((cell) => this.#isText(cell));
    if (!cells.length) return;
    this.sheet.putTexts(cells, (cell) => this.#replaced(cell));
    this.sheet.say(`${cells.length} sel diganti`, "undo");
    this.search();
  }

  #isText(cell) {
    return this.sheet.table.isEditable(cell) && cell.dataset.field !== "ticks" && !cell.classList.contains("is-echo");
  }

  #replaced(cell) {
    return replaced(textOf(cell), this.field.value.trim(), this.other.value);
  }
}

/** A text in which each occurrence of a word, in capitals or not, is replaced. */
export function replaced(text, word, other) {
  const [lowText, lowWord] = [text, word].map((part) => part.toLowerCase());
  if (!lowWord || lowText.length !== text.length) return text; // letters whose small form is longer: left alone
  let outcome = "";
  let from = 0;
  for (let at = lowText.indexOf(lowWord); at >= 0; at = lowText.indexOf(lowWord, from)) {
    outcome += text.slice(from, at) + other;
    from = at + lowWord.length;
  }
  return outcome + text.slice(from);
}

/** @param {import("./commands.js").Commands} commands */
export function addFinding(commands) {
  commands.add({ name: "find", label: "Cari", keys: ["ctrl+f"], run: (sheet) => sheet.finder.open() });
  commands.add({ name: "replace", label: "Cari dan ganti", keys: ["ctrl+h"], run: (sheet) => sheet.finder.open({ replace: true }) });
}
