// Rows hidden without tearing what runs over several: a run whose first row is hidden is printed again where it goes on.

const ECHO = "is-echo";

/** Show only the rows that a hit touches. */
export function filterRows(table, hits) {
  showAllRows(table);
  const { matrix, rows } = table;
  const visible = new Set(hits.flatMap((cell) => rowsOf(matrix, rows, cell)));
  const spanning = [...matrix.places.keys()].filter((cell) => cell.rowSpan > 1);
  const plans = spanning.map((cell) => ({ cell, rows: rowsOf(matrix, rows, cell), column: matrix.places.get(cell).column }));
  rows.forEach((row) => { row.hidden = !visible.has(row) && row.classList.contains("row-line"); });
  hideBareLines(table);
  plans.sort((one, other) => one.column - other.column);
  plans.forEach(({ cell, rows: covered, column }) => shorten(matrix, rows, cell, covered.filter((row) => !row.hidden), column));
  table.measure();
}

/** A line of an area or aspect goes where no row of its area is left. */
function hideBareLines(table) {
  [...table.element.tBodies].forEach((body) => {
    const isBare = ![...body.rows].some((row) => row.classList.contains("row-line") && !row.hidden);
    if (isBare) [...body.rows].forEach((row) => { row.hidden = true; });
  });
}

function rowsOf(matrix, rows, cell) {
  const box = matrix.boxOf(cell);
  return box ? rows.slice(box.top, box.bottom + 1) : [];
}

function shorten(matrix, rows, cell, left, column) {
  if (!left.length) return;
  if (!cell.parentElement.hidden) {
    cell.dataset.fullSpan = String(cell.rowSpan);
    cell.rowSpan = left.length;
    return;
  }
  const echo = /** @type {HTMLTableCellElement} */ (cell.cloneNode(true));
  echo.classList.add(ECHO);
  ["id", "data-field", "tabindex"].forEach((name) => echo.removeAttribute(name));
  echo.rowSpan = left.length;
  echo.dataset.echoColumn = String(column);
  const next = [...left[0].cells].find((other) => columnOf(matrix, other) > column);
  left[0].insertBefore(echo, next || null);
}

function columnOf(matrix, cell) {
  return cell.dataset.echoColumn ? Number(cell.dataset.echoColumn) : matrix.places.get(cell).column;
}

/** Show all rows again, each run as it was. */
export function showAllRows(table) {
  table.element.querySelectorAll(`.${ECHO}`).forEach((cell) => cell.remove());
  table.element.querySelectorAll("[data-full-span]").forEach((cell) => {
    cell.rowSpan = Number(cell.dataset.fullSpan);
    delete cell.dataset.fullSpan;
  });
  table.element.querySelectorAll("tbody > tr[hidden]").forEach((row) => { row.hidden = false; });
  table.measure();
}
