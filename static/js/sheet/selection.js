// What is selected: the cell with the cursor, and the box that reaches from there to where it was drawn.

export class Selection {
  /** @param {import("./table.js").SheetTable} table */
  constructor(table) {
    this.table = table;
    /** @type {import("./matrix.js").Place} */
    this.place = { row: 0, column: 0 }; // of the cursor
    this.reach = this.place; // the other corner
    this.marked = [];
  }

  get cell() {
    return this.table.matrix.at(this.place.row, this.place.column);
  }

  get box() {
    const { matrix } = this.table;
    const other = matrix.at(this.reach.row, this.reach.column) || this.cell;
    return this.cell ? matrix.around(this.cell, other) : null;
  }

  get cells() {
    return this.box ? this.table.matrix.cellsIn(this.box) : [];
  }

  /** Put the cursor on a place and select its cell alone. */
  moveTo(place, { focus = true } = {}) {
    if (!place || !this.table.matrix.at(place.row, place.column)) return false;
    this.place = place;
    this.reach = place;
    this.paint(focus);
    return true;
  }

  /** Put the cursor on a cell. */
  moveToCell(cell, options) {
    return this.moveTo(this.table.matrix.places.get(cell), options);
  }

  /** Select from the cursor to a place. */
  reachTo(place) {
    if (!place || !this.table.matrix.at(place.row, place.column)) return;
    this.reach = place;
    this.paint(true);
  }

  /** Draw the selection; the cursor's cell is the one that Tab reaches. */
  paint(focus = false) {
    this.marked.forEach((cell) => {
      cell.classList.remove("is-selected", "is-cursor");
      cell.removeAttribute("tabindex");
      cell.removeAttribute("aria-selected");
    });
    this.marked = this.cells;
    const several = this.marked.length > 1;
    this.marked.forEach((cell) => {
      cell.classList.toggle("is-selected", several);
      cell.setAttribute("aria-selected", "true");
    });
    const { cell } = this;
    if (!cell) return;
    cell.classList.add("is-cursor");
    cell.tabIndex = 0;
    if (focus) cell.focus({ preventScroll: true });
    if (focus) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Find the cursor again after rows were drawn anew: on the same cell where it is still there. */
  restore(key, field) {
    const cell = key && this.table.cellOf(key, field);
    if (cell) this.moveToCell(cell, { focus: false });
    else this.moveTo(this.#nearest(), { focus: false });
  }

  #nearest() {
    const { matrix } = this.table;
    const row = Math.max(0, Math.min(this.place.row, matrix.height - 1));
    return { row, column: Math.max(0, Math.min(this.place.column, matrix.width - 1)) };
  }
}
