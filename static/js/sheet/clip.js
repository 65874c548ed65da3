// A block of cells as the text that other programs paste. Pure.

/** @typedef {import("./matrix.js").Matrix} Matrix @typedef {import("./matrix.js").Box} Box */

/**
 * The texts of a box, row by row; a cell that spans stands at its first place and leaves the others empty.
 * @param {Matrix} matrix
 * @param {Box} box
 * @param {(cell: any) => string} read the text of a cell
 * @returns {string[][]}
 */
export function textsOf(matrix, { top, left, bottom, right }, read) {
  const isFirst = (cell, row, column) => {
    const place = matrix.places.get(cell);
    return Boolean(place) && place.row === row && place.column === column;
  };
  const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, step) => from + step);
  return numbers(top, bottom).map((row) => numbers(left, right).map((column) => {
    const cell = matrix.at(row, column);
    return cell && isFirst(cell, row, column) ? read(cell) : "";
  }));
}

/** Tab-separated text as Excel writes it: what holds a tab, a line break or a quote is quoted. */
export function tabbed(texts) {
  const quoted = (text) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return texts.map((row) => row.map(quoted).join("\t")).join("\r\n");
}
