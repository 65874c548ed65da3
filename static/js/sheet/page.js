// The sheet on its page: table, cursor, editor and the exchange with the server, put together.

import { Requests } from "../lib/requests.js";
import { AreaChips } from "./areas.js";
import { Bar, addLooks } from "./bar.js";
import { Commands } from "./commands.js";
import { Line } from "./line.js";
import { CellEditor } from "./editor.js";
import { Finder, addFinding } from "./finding.js";
import { addGaps } from "./gaps.js";
import { RowDrag } from "./dragging.js";
import { SheetMenu } from "./menu.js";
import { addMoves } from "./moving.js";
import { addNodes } from "./nodes.js";
import { Queue } from "./queue.js";
import { listenForPaste } from "./pasting.js";
import { addRanges, listenForRanges } from "./ranges.js";
import { addRows, spotOf } from "./rows.js";
import { Selection } from "./selection.js";
import { STATES, Sync } from "./sync.js";
import { openStores } from "./stores.js";
import { SheetTable, keyOf, nameOf, textOf } from "./table.js";
import { Toast } from "./toast.js";
import { addTouch } from "./touch.js";

const CLOCK = {
  now: () => Date.now(),
  setTimeout: (act, wait) => window.setTimeout(act, wait),
  clearTimeout: (timer) => window.clearTimeout(timer),
};
const WORDS = {
  [STATES.SAVED]: "Tersimpan",
  [STATES.SAVING]: "Menyimpan…",
  [STATES.OFFLINE]: "Luring: perubahan disimpan di peramban ini dan dikirim begitu tersambung",
  [STATES.SIGNED_OUT]: "Sesi berakhir: masuk lagi agar perubahan terkirim",
  [STATES.UNSAVED]: "Sebagian belum tersimpan",
  [STATES.STOPPED]: "Tidak dapat diubah lagi",
};

export class Sheet {
  /** @param {HTMLElement} frame the scrolling box with data-url, data-revision, data-plan, data-tick and the table
   * @param {object} stores see stores.js */
  constructor(frame, stores) {
    const { url, revision, tick } = frame.dataset;
    this.frame = frame;
    this.tick = tick;
    this.table = new SheetTable(frame.querySelector("table"));
    this.selection = new Selection(this.table);
    this.commands = new Commands();
    this.editor = new CellEditor(frame, this);
    this.status = document.querySelector("[data-sheet-status]");
    this.queue = new Queue(() => crypto.randomUUID(), stores.antre);
    this.requests = new Requests({ makeRequest: () => new XMLHttpRequest(), clock: CLOCK, token: csrfToken, address: location.href });
    this.sync = new Sync({
      requests: this.requests, queue: this.queue, clock: CLOCK, url, revision: Number(revision), page: this,
    });
    this.line = new Line(this, stores);
    this.sync.extra = () => this.line.place();
    addMoves(this.commands);
    addRows(this.commands);
    addRanges(this.commands);
    addNodes(this.commands);
    addGaps(this.commands);
    addFinding(this.commands);
    addLooks(this.commands);
    this.addEdits();
    this.menu = new SheetMenu(this);
    this.drag = new RowDrag(this);
    this.toast = new Toast((command) => this.commands.run(command, this));
    this.finder = new Finder(this, document.querySelector("[data-sheet-find]"));
    this.chips = new AreaChips(this, document.querySelector(".area-nav"));
  }

  start() {
    this.table.element.setAttribute("role", "grid");
    this.selection.moveTo({ row: 0, column: 0 }, { focus: false });
    const first = [...this.table.matrix.places.keys()].find((cell) => this.table.isEditable(cell));
    if (first) this.selection.moveToCell(first, { focus: false });
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.table.element.addEventListener("pointerdown", (event) => this.point(event));
    this.table.element.addEventListener("dblclick", (event) => this.openAt(event));
    window.addEventListener("online", () => this.sync.now());
    listenForRanges(this);
    listenForPaste(this);
    this.table.label();
    this.showWaiting();
    const tools = document.querySelector("[data-sheet-bar]");
    tools.hidden = false;
    this.bar = new Bar(this, tools);
    this.line.start();
    addTouch(this);
    this.sync.start();
  }

  addEdits() {
    this.commands.add({ name: "edit", label: "Ubah isi sel", keys: ["f2", "enter"], run: () => this.open() });
    this.commands.add({ name: "clear", label: "Kosongkan", keys: ["delete", "backspace"], run: () => this.clear() });
    this.commands.add({ name: "undo", label: "Urungkan", keys: ["ctrl+z"], run: () => this.send({ op: "undo" }) });
    this.commands.add({ name: "redo", label: "Ulangi", keys: ["ctrl+y", "ctrl+shift+z"], run: () => this.send({ op: "redo" }) });
    this.commands.add({ name: "tick", label: "Centang", keys: [" "], when: () => this.isTick, run: () => this.toggle() });
  }

  get isTick() {
    return this.selection.cell && this.selection.cell.dataset.field === "ticks";
  }

  key(event) {
    if (event.target.closest("textarea, input, select, a, button") && !event.target.matches("td")) return;
    if (this.commands.press(event, this)) event.preventDefault();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) this.open({ replace: true });
  }

  point(event) {
    const cell = event.target.closest("td, th");
    if (!cell || event.button !== 0 || event.target.closest("a")) return;
    if (event.shiftKey) this.selection.reachTo(this.table.matrix.places.get(cell));
    else this.selection.moveToCell(cell);
    event.preventDefault();
  }

  openAt(event) {
    if (event.target.closest("td")) this.open();
  }

  open({ replace = false } = {}) {
    const { cell } = this.selection;
    if (this.line.stopped || !this.table.isEditable(cell) || cell.dataset.field === "ticks") return;
    this.editor.open(cell, { text: textOf(cell), label: nameOf(this.table, cell), replace });
  }

  /** A text was typed into a cell. */
  commit(cell, text) {
    const change = { op: "cell", row: keyOf(cell), field: cell.dataset.field, to: text, from: textOf(cell) };
    this.table.putText(cell, text);
    this.send(change);
  }

  /** The editor closed; the cursor goes where its key points. */
  closed(way) {
    const steps = { down: [1, 0], up: [-1, 0], left: [0, -1], right: [0, 1] };
    if (way === "left" || way === "right") this.commands.run(way === "right" ? "next-cell" : "cell-before", this);
    else if (steps[way]) this.goOn(way, this.table.matrix.next(this.selection.place, ...steps[way]));
    else this.selection.paint(way === "escape");
  }

  /** Go to a place; below the last row a new one is added. */
  goOn(way, place) {
    if (place || way !== "down") this.selection.moveTo(place || this.selection.place);
    else this.commands.run("row-below", this);
  }

  clear() {
    if (this.line.stopped) return;
    const cells = this.selection.cells.filter((cell) => this.table.isEditable(cell) && cell.dataset.field !== "ticks" && textOf(cell));
    if (cells.length < 2) cells.forEach((cell) => this.commit(cell, ""));
    else this.putTexts(cells, () => "");
  }

  /** Give several cells new texts, and rows new ticks (changes of their own), as one step. */
  putTexts(cells, newText, ticks = []) {
    if (this.line.stopped) return;
    const changes = cells.map((cell) => ({ row: keyOf(cell), field: cell.dataset.field, to: newText(cell), from: textOf(cell) }));
    cells.forEach((cell, place) => this.table.putText(cell, changes[place].to));
    ticks.forEach(({ row, to }) => this.table.putTicks(this.table.cellOf(row, "ticks").parentElement, to, {}, this.tick));
    this.reshape({ op: "cells", cells: [...changes, ...ticks] });
  }

  toggle() {
    if (this.line.stopped) return;
    const { cell } = this.selection;
    const row = cell.parentElement;
    const before = this.table.ticksOf(row);
    const period = Number(cell.dataset.period);
    const to = before.includes(period) ? before.filter((tick) => tick !== period) : [...before, period].sort((a, b) => a - b);
    this.table.putTicks(row, to, {}, this.tick);
    this.send({ op: "cell", row: keyOf(cell), field: "ticks", to, from: before });
  }

  /** Hand a change to the server, in its order; the row of an aspect without rows comes first. */
  send(change) {
    const row = change.row && this.table.element.querySelector(`tr[data-blank][data-key="${CSS.escape(change.row)}"]`);
    if (row) {
      this.queue.add({ op: "row_add", key: change.row, ...spotOf(row, "below") });
      delete row.dataset.blank;
    }
    this.queue.add(change);
    this.bar.sent(change);
    this.sync.changed();
  }

  /** Hand a change of the table's shape to the server at once. */
  reshape(change) {
    if (this.line.stopped) return;
    this.send(change);
    this.sync.now();
  }

  say(words, command) {
    this.toast.say(words, command);
  }

  // What the exchange tells

  isHidden() {
    return document.hidden || !this.frame.isConnected;
  }

  tell(state) {
    if (state === STATES.SAVED && this.line.unsaved.items.length) state = STATES.UNSAVED;
    const waiting = state === STATES.OFFLINE && this.queue.length ? ` (${this.queue.length} perubahan menunggu)` : "";
    if (state === STATES.SIGNED_OUT && this.status.dataset.state !== state) this.signedOut();
    this.status.dataset.state = state;
    if (this.status.textContent !== WORDS[state] + waiting) this.status.textContent = WORDS[state] + waiting;
  }

  /** Draw what changed on the server, but not over what waits here. */
  apply({ blocks, order, cells, here }) {
    const { cell } = this.selection;
    const [key, field] = cell && cell.dataset.field ? [keyOf(cell), cell.dataset.field] : ["", ""];
    const isHere = this.table.element.contains(document.activeElement);
    if (order) this.line.inPlace(() => this.table.putBlocks(blocks, order));
    cells.forEach((drawn) => this.applyCell(drawn));
    if (order) {
      this.chips.show();
      this.selection.restore(key, field);
      if (isHere) this.selection.cell?.focus({ preventScroll: true });
      this.showWaiting();
      this.line.mark();
    }
    this.line.people.show(here);
  }

  applyCell({ row: pk, field, ticks, notes, text, html }) {
    const row = this.table.rowWithPk(pk);
    if (!row || this.queue.pending(row.dataset.key, field) !== undefined || this.line.unsaved.ofCell(row.dataset.key, field)) return;
    if (field === "ticks") this.table.putTicks(row, ticks, notes, this.tick);
    else {
      const cell = this.table.cellOf(row.dataset.key, field);
      if (cell && textOf(cell) !== text) {
        this.table.putHtml(cell, html, text);
        this.line.news(cell);
      }
    }
  }

  /** Show in the table what waits, e.g. after a reload. */
  showWaiting() {
    this.queue.waiting.filter((change) => change.op === "cell").forEach((change) => this.showContent(change));
  }

  /** Show the content that a change gives its cell. */
  showContent({ row, field, to }) {
    const cell = this.table.cellOf(row, field);
    if (!cell) return;
    if (field === "ticks") this.table.putTicks(cell.parentElement, to, {}, this.tick);
    else this.table.putText(cell, to);
  }

  /** Changes that were not accepted: conflicts and refusals. */
  refuse(rejected) {
    const isOwn = ({ change, outcome }) => change.op === "cell" || change.op === "undo" && outcome.code !== "nothing";
    rejected.filter((item) => !isOwn(item)).forEach((item) => this.refuseShape(item));
    this.line.refuse(rejected.filter(isOwn));
  }

  /** A change of several cells or of the table's shape was not accepted: say why, and draw everything as it is. */
  refuseShape({ change, outcome }) {
    const steps = ["undo", "redo"].includes(change.op);
    if (steps) this.bar.ended(change.op);
    else this.sync.revision = 0;
    this.say(outcome.message || `Tidak ada yang diubah: ${outcome.who || "orang lain"} baru saja mengubah sel yang sama.`);
  }

  stop(why) {
    this.line.stop(why);
  }

  /** The house's sign-in opens over the page; afterwards what waits is sent. */
  signedOut() {
    const alive = async () => {
      await this.sync.now();
      if (this.status.dataset.state === STATES.SIGNED_OUT) this.stop("Rencana ini tidak lagi dapat Anda buka. Salin isian yang belum tersimpan.");
    };
    const detail = { alive, lost: () => {} };
    document.dispatchEvent(new CustomEvent("zi:signed-out", { detail }));
  }
}

function csrfToken() {
  return document.querySelector("[data-sheet] input[name=csrfmiddlewaretoken]").value;
}

let isStored = true;

/** Begin the sheet of the page, if it has one that was not begun yet: pages come whole or as their main part. */
async function begin() {
  const frame = /** @type {HTMLElement | null} */ (document.querySelector("[data-sheet]"));
  if (!frame || "begun" in frame.dataset) return;
  frame.dataset.begun = "";
  const stores = await openStores(`zi-lembar:${document.body.dataset.who}:${frame.dataset.plan}:`, (stored) => { isStored = stored; });
  window.sheet = new Sheet(frame, stores);
  window.sheet.start();
}

window.addEventListener("beforeunload", (event) => { if (!isStored && window.sheet?.queue.length) event.preventDefault(); });
document.addEventListener("htmx:afterSettle", begin);
await begin();
