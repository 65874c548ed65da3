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

/** The rows and cells of tab-separated text: a quoted cell may hold tabs, line breaks and doubled quotes. */
export function parsed(text) {
  const rows = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\r\n]*))(\t|\r?\n|$)/gy;
  const source = text.replace(/\r?\n$/, "");
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    rows[rows.length - 1].push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"').replaceAll("\r\n", "\n"));
    if (match[3] === "") break;
    if (match[3] !== "\t") rows.push([]);
  }
  return rows;
}

/**
 * The texts of a table of HTML, row by row; what a span covers is null.
 * @param {{rows: Iterable<{cells: Iterable<any>}>}} table
 * @param {(cell: any) => string} read
 * @returns {(string | null)[][]}
 */
export function textsOfTable(table, read) {
  const texts = [...table.rows].map(() => []);
  [...table.rows].forEach((row, number) => {
    let column = 0;
    [...row.cells].forEach((cell) => {
      while (texts[number][column] !== undefined) column += 1;
      for (let down = 0; down < cell.rowSpan && number + down < texts.length; down += 1) {
        for (let across = 0; across < cell.colSpan; across += 1) texts[number + down][column + across] = null;
      }
      texts[number][column] = read(cell);
      column += cell.colSpan;
    });
  });
  return texts;
}
