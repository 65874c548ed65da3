// A row moved by the button on its head: a line shows where it would be put. A click without a drag opens the menu.

import { ABOVE, BELOW, chosenRows, spotOf } from "./rows.js";

const FAR = 5; // pixels from which on a press is a drag

export class RowDrag {
  /** @param {object} sheet the page's Sheet */
  constructor(sheet) {
    this.sheet = sheet;
    this.line = document.createElement("div");
    this.line.className = "drop-line";
    this.line.hidden = true;
    sheet.frame.append(this.line);
    sheet.table.element.addEventListener("pointerdown", (event) => this.#press(event), true);
    sheet.table.element.addEventListener("click", (event) => this.#click(event));
  }

  #press(event) {
    const button = event.target.closest(".row-menu");
    if (!button || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const cell = button.parentElement;
    const isPart = this.sheet.selection.cells.length > 1 && chosenRows(this.sheet).includes(cell.parentElement);
    if (!isPart) this.sheet.selection.moveToCell(cell);
    this.from = event.clientY;
    this.spot = null;
    this.dragged = false;
    button.setPointerCapture(event.pointerId);
    const move = (moved) => this.#move(moved);
    button.addEventListener("pointermove", move);
    button.addEventListener("pointerup", () => this.#drop(button, move), { once: true });
    button.addEventListener("pointercancel", () => { this.spot = null; this.#drop(button, move); }, { once: true });
  }

  #move(event) {
    if (!this.dragged && Math.abs(event.clientY - this.from) < FAR) return;
    this.dragged = true;
    const { frame, table } = this.sheet;
    const row = table.rows.find((other) => event.clientY < other.getBoundingClientRect().bottom) || table.rows.at(-1);
    const box = row.getBoundingClientRect();
    const way = event.clientY < box.top + box.height / 2 ? ABOVE : BELOW;
    this.spot = row.dataset.key || row.dataset.aspect ? spotOf(row, way) : null;
    this.line.hidden = !this.spot;
    const edge = way === ABOVE ? box.top : box.bottom;
    this.line.style.top = `${edge - frame.getBoundingClientRect().top + frame.scrollTop}px`;
    const outer = frame.getBoundingClientRect();
    if (event.clientY > outer.bottom - 30) frame.scrollTop += 20;
    if (event.clientY < outer.top + 60) frame.scrollTop -= 20;
  }

  #drop(button, move) {
    button.removeEventListener("pointermove", move);
    this.line.hidden = true;
    if (!this.dragged || !this.spot) return;
    this.sheet.reshape({ op: "rows_move", rows: chosenRows(this.sheet).map((row) => row.dataset.key), ...this.spot });
  }

  #click(event) {
    const button = event.target.closest(".row-menu");
    if (!button || this.dragged) return;
    const box = button.getBoundingClientRect();
    this.sheet.menu.open(box.right, box.top);
  }
}
