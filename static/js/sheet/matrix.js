// Where the cells of a table lie when some span several rows or columns. Pure.

/** @typedef {{rowSpan: number, colSpan: number}} Spanned a cell as the table holds it */
/** @typedef {{row: number, column: number}} Place counted from 0 */
/** @typedef {{top: number, left: number, bottom: number, right: number}} Box both ends included */

export class Matrix {
  /** @param {Spanned[][]} rows the cells of each row, without those that a span covers */
  constructor(rows) {
    /** @type {Spanned[][]} */
    this.cells = rows.map(() => []);
    /** @type {Map<Spanned, Place>} */
    this.places = new Map();
    rows.forEach((row, number) => this.#lay(row, number));
    this.height = rows.length;
    this.width = Math.max(0, ...this.cells.map((row) => row.length));
  }

  #lay(row, number) {
    let column = 0;
    row.forEach((cell) => {
      while (this.cells[number][column]) column += 1;
      this.places.set(cell, { row: number, column });
      for (let down = 0; down < cell.rowSpan && number + down < this.cells.length; down += 1) {
        for (let across = 0; across < cell.colSpan; across += 1) this.cells[number + down][column + across] = cell;
      }
      column += cell.colSpan;
    });
  }

  /** The cell that covers a place, undefined outside of the table. */
  at(row, column) {
    return this.cells[row] && this.cells[row][column];
  }

  /** @returns {Box | null} what a cell covers, null for a cell of another table */
  boxOf(cell) {
    const place = this.places.get(cell);
    if (!place) return null;
    const bottom = Math.min(place.row + cell.rowSpan, this.height) - 1;
    return { top: place.row, left: place.column, bottom, right: place.column + cell.colSpan - 1 };
  }

  /** @returns {Box} the smallest box around two cells that tears no span */
  around(first, second) {
    let box = join(this.boxOf(first), this.boxOf(second));
    for (let grown = true; grown;) {
      const larger = this.cellsIn(box).map((cell) => this.boxOf(cell)).reduce(join, box);
      grown = larger.top < box.top || larger.left < box.left || larger.bottom > box.bottom || larger.right > box.right;
      box = larger;
    }
    return box;
  }

  /** The cells in a box, each once, row by row. */
  cellsIn({ top, left, bottom, right }) {
    const cells = new Set();
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) if (this.at(row, column)) cells.add(this.at(row, column));
    }
    return [...cells];
  }

  /**
   * The next cell from a place on in a direction that fits, null at the edge. A cell that spans is one step.
   * @param {Place} from where the cursor stands, within its cell
   * @param {(cell: Spanned) => boolean} fits
   * @returns {Place | null}
   */
  next(from, down, across, fits = () => true) {
    const start = this.at(from.row, from.column);
    let { row, column } = from;
    for (let cell = start; cell;) {
      row += down;
      column += across;
      cell = this.at(row, column);
      if (cell && cell !== start && fits(cell)) return { row, column };
    }
    return null;
  }
}

function join(one, other) {
  return {
    top: Math.min(one.top, other.top),
    left: Math.min(one.left, other.left),
    bottom: Math.max(one.bottom, other.bottom),
    right: Math.max(one.right, other.right),
  };
}
