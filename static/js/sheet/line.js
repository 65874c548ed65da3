// How the sheet stands towards the server and the others: what is not saved, who is here, and why editing stopped.

import { Dispute } from "./dispute.js";
import { People } from "./people.js";
import { keyOf, nameOf, textOf } from "./table.js";
import { Tray } from "./tray.js";
import { Unsaved, again } from "./unsaved.js";

const KEEP_EVERY = 1000; // milliseconds between two keepings of the text being typed
const UNFINISHED = "belum selesai diketik saat halaman ditutup.";

export class Line {
  /**
   * @param {object} sheet
   * @param {{tolak: object, ketik: object}} stores see stores.js
   */
  constructor(sheet, stores) {
    this.sheet = sheet;
    this.typing = stores.ketik;
    this.unsaved = new Unsaved(stores.tolak);
    this.stopped = "";
    this.later = new Set(); // conflicts that were put off
    this.tray = new Tray(document.querySelector("[data-sheet-tray]"), this);
    this.dispute = new Dispute(document.querySelector("[data-sheet-dispute]"), (item, to) => this.decide(item, to));
    this.people = new People(document.querySelector("[data-sheet-people]"), sheet.table);
    document.addEventListener("zi:signed-in", () => sheet.sync.now());
  }

  start() {
    this.typing.read().filter((change) => !this.isKnown(change)).forEach((change) => {
      const message = UNFINISHED;
      this.unsaved.add({ change, outcome: { state: "refused", message, code: "unfinished", who: "", theirs: {} } });
    });
    this.typing.write([]);
    window.setInterval(() => this.keepTyping(), KEEP_EVERY);
    this.mark();
  }

  /** Whether a text that was being typed has reached the queue or the table. */
  isKnown({ row, field, to }) {
    const cell = this.sheet.table.cellOf(row, field);
    return this.sheet.queue.pending(row, field) === to || Boolean(cell) && textOf(cell) === to;
  }

  /** Keep the text of the open cell, so that a crash takes at most a second of it. */
  keepTyping() {
    const { cell, field, before } = this.sheet.editor;
    const isChanged = cell && keyOf(cell) && field.value.trim() !== before;
    if (isChanged) this.typing.write([{ op: "cell", row: keyOf(cell), field: cell.dataset.field, to: field.value.trim(), from: before }]);
    else if (this.typing.read().length) this.typing.write([]);
  }

  /** Parameters of each question: where the cursor stands. */
  place() {
    const { cell } = this.sheet.selection;
    if (!cell || !cell.dataset.field || !keyOf(cell)) return { di: "" };
    return { di: [keyOf(cell), cell.dataset.field, cell.dataset.period].filter(Boolean).join("/") };
  }

  /** @param {{change: object, outcome: object}[]} rejected */
  refuse(rejected) {
    rejected.forEach(({ change, outcome }) => {
      const later = change.op === "cell" ? this.sheet.queue.withdraw(change.row, change.field) : undefined;
      this.unsaved.add({ change: later === undefined ? change : { ...change, to: later }, outcome });
    });
    this.mark();
    this.compareNext();
  }

  /** Open the dialog of the next conflict, unless something is being typed. */
  compareNext() {
    const item = this.unsaved.items.find(({ outcome }) => outcome.state === "conflict" && !this.later.has(outcome));
    if (item && !this.stopped && !this.dispute.isOpen && !this.sheet.editor.isOpen) this.compare(item);
  }

  compare(item) {
    this.later.add(item.outcome);
    this.dispute.open(item, this.name(item.change));
  }

  decide(item, to) {
    if (to === null) this.drop(item);
    else {
      this.unsaved.drop(item);
      this.send(again(item, to));
    }
    this.compareNext();
  }

  send(change) {
    this.sheet.send(change);
    this.sheet.showWaiting();
    this.mark();
  }

  /** Give a change up: the cell shows what the server has. */
  drop(item) {
    this.unsaved.drop(item);
    const { change, outcome } = item;
    const content = outcome.state === "conflict" ? outcome.theirs[change.field] : change.from;
    if (change.op === "cell") this.sheet.showContent({ ...change, to: content });
    this.mark();
  }

  /** Why editing ended, "" while it goes on; what waits stays in the browser and can be copied. */
  stop(sentence) {
    if (this.stopped === sentence) return;
    this.stopped = sentence;
    this.sheet.table.element.toggleAttribute("data-stopped", Boolean(sentence));
    this.mark();
  }

  /** Show the texts that are not saved in their cells, and the list of them. */
  mark() {
    this.sheet.table.element.querySelectorAll("[data-unsaved]").forEach((cell) => cell.removeAttribute("data-unsaved"));
    this.unsaved.items.filter(({ change }) => change.op === "cell").forEach(({ change }) => {
      const cell = this.sheet.table.cellOf(change.row, change.field);
      if (!cell) return;
      this.sheet.showContent(change);
      cell.dataset.unsaved = "";
    });
    this.people.frame();
    this.tray.draw(this.stopped, this.stopped ? this.sheet.queue.waiting : []);
  }

  /** A cell changed by somebody else shows it for a moment. */
  news(cell) {
    cell.dataset.news = "";
    window.setTimeout(() => cell.removeAttribute("data-news"), 2500);
  }

  /** Draw areas anew while the row that one reads stays where it is on the screen, and the open cell stays open. */
  inPlace(draw) {
    const { frame, table, editor } = this.sheet;
    const top = frame.getBoundingClientRect().top;
    const row = table.rows.find((line) => line.dataset.key && line.getBoundingClientRect().bottom > top + 60);
    const before = row && row.getBoundingClientRect().top;
    const open = editor.cell && { key: keyOf(editor.cell), field: editor.cell.dataset.field };
    draw();
    const drawnRow = row && table.element.querySelector(`tr[data-key="${CSS.escape(row.dataset.key)}"]`);
    if (drawnRow) frame.scrollTop += drawnRow.getBoundingClientRect().top - before;
    const cell = open && table.cellOf(open.key, open.field);
    if (cell) editor.moveTo(cell);
  }

  name(change) {
    const cell = this.sheet.table.cellOf(change.row, change.field);
    return cell ? nameOf(this.sheet.table, cell) : "Sel yang sudah dihapus";
  }

  show(change) {
    const cell = this.sheet.table.cellOf(change.row, change.field);
    if (cell) this.sheet.selection.moveToCell(cell);
  }
}
