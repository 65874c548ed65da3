// Rows that come, go and move: added at once on the screen, so that one types on, and drawn anew by the server.

import { keyOf } from "./table.js";

const FIXED = ["number", "area", "aspect"];
export const ABOVE = "above";
export const BELOW = "below";

/** A key for a new row. */
export function newKey() {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 12);
}

/** The rows of the selection that are stored. */
export function chosenRows(sheet) {
  const { table, selection } = sheet;
  if (!selection.box) return [];
  const rows = table.rows.slice(selection.box.top, selection.box.bottom + 1);
  return rows.filter((row) => isStored(row));
}

function isStored(row) {
  return Boolean(row.dataset.key) && row.dataset.blank === undefined;
}

/** Where a row beside another one is put: beside it, or at the end of the aspect or area of a line without a row. */
export function spotOf(row, way) {
  if (isStored(row)) return { beside: row.dataset.key, way };
  return { area: Number(row.parentElement.dataset.area), aspect: Number(row.dataset.aspect) || null };
}

/** @param {import("./commands.js").Commands} commands */
export function addRows(commands) {
  const some = (sheet) => chosenRows(sheet).length > 0 && !sheet.line.stopped;
  const here = (sheet) => Boolean(sheet.selection.cell) && !sheet.line.stopped;
  commands.add({ name: "row-above", label: "Sisipkan baris di atas", keys: [], when: here, run: (sheet) => insert(sheet, ABOVE) });
  commands.add({ name: "row-below", label: "Sisipkan baris di bawah", keys: ["ctrl+i", "ctrl+shift++", "ctrl++", "ctrl+shift+="], when: here, run: (sheet) => insert(sheet, BELOW) });
  commands.add({ name: "rows-copy", label: "Gandakan baris", keys: [], when: some, run: duplicate });
  commands.add({ name: "rows-up", label: "Pindahkan ke atas", keys: ["alt+arrowup"], when: some, run: (sheet) => step(sheet, "naik") });
  commands.add({ name: "rows-down", label: "Pindahkan ke bawah", keys: ["alt+arrowdown"], when: some, run: (sheet) => step(sheet, "turun") });
  commands.add({ name: "rows-delete", label: "Hapus baris", keys: ["ctrl+-"], when: some, run: remove });
  commands.add({ name: "merge", label: "Gabungkan sel", keys: [], when: (sheet) => joinable(sheet).length > 0, run: (sheet) => sheet.reshape({ op: "merge", cells: joinable(sheet) }) });
  commands.add({ name: "split", label: "Pisahkan sel", keys: [], when: (sheet) => partable(sheet).length > 0, run: (sheet) => sheet.reshape({ op: "split", cells: partable(sheet) }) });
}

function insert(sheet, way) {
  const { row: place, column } = sheet.selection.place;
  const below = way === BELOW ? sheet.selection.box.bottom : sheet.selection.box.top;
  const row = sheet.table.rows[below] || sheet.table.rows[place];
  const key = newKey();
  const spot = spotOf(row, way);
  const drawn = draft(sheet.table, row, way, key);
  sheet.reshape({ op: "row_add", key, ...spot });
  const same = sheet.table.matrix.at(sheet.table.rows.indexOf(drawn), column);
  const cell = sheet.table.isEditable(same) && keyOf(same) === key ? same : drawn.querySelector("td[data-field]");
  if (cell) sheet.selection.moveToCell(cell);
}

/** Draw an empty row beside another one. Cells that run over both stretch. */
function draft(table, row, way, key) {
  const { matrix } = table;
  const place = table.rows.indexOf(row) + (way === BELOW ? 1 : 0);
  const drawn = document.createElement("tr");
  Object.assign(drawn.dataset, { key }, row.dataset.aspect ? { aspect: row.dataset.aspect } : {});
  drawn.className = "row-line";
  const stretched = new Set();
  const head = document.createElement("th");
  head.className = "row-head";
  head.scope = "row";
  drawn.append(head);
  for (let column = 1; column < matrix.width; column += 1) {
    const upper = place > 0 && matrix.at(place - 1, column);
    const runs = upper && (upper === matrix.at(place, column) || way === BELOW && isOfNode(upper, row));
    if (runs) stretched.add(upper);
    else drawn.append(emptyCell(table, column));
  }
  stretched.forEach((cell) => { cell.rowSpan += 1; });
  if (way === BELOW) row.after(drawn);
  else row.before(drawn);
  table.measure();
  return drawn;
}

/** Whether a cell prints the area or aspect to which a row belongs. */
function isOfNode(cell, row) {
  return ["area", "aspect"].includes(cell.dataset.field) && cell.colSpan === 1 && row.classList.contains("row-line");
}

function emptyCell(table, column) {
  const cell = document.createElement("td");
  const model = table.rows.map((_, place) => table.matrix.at(place, column))
    .find((other) => other && other.dataset.field && other.colSpan === 1);
  if (!model) return cell;
  cell.className = model.classList.contains("tick") ? "tick" : "";
  if (!FIXED.includes(model.dataset.field)) cell.dataset.field = model.dataset.field;
  if (model.dataset.period) cell.dataset.period = model.dataset.period;
  return cell;
}

function duplicate(sheet) {
  const rows = chosenRows(sheet).map((row) => row.dataset.key);
  sheet.reshape({ op: "row_duplicate", rows, keys: rows.map(newKey) });
  sheet.say(`${rows.length} baris digandakan`, "undo");
}

function step(sheet, way) {
  sheet.reshape({ op: "rows_move", rows: chosenRows(sheet).map((row) => row.dataset.key), step: way });
}

function remove(sheet) {
  const rows = chosenRows(sheet);
  sheet.reshape({ op: "rows_delete", rows: rows.map((row) => row.dataset.key) });
  sheet.say(`${rows.length} baris dihapus`, "undo");
}

/** The cells of the selection that can be joined with those above: of several rows all but the first, else the one. */
function joinable(sheet) {
  const { table, selection } = sheet;
  if (!selection.box || chosenRows(sheet).length === 0) return [];
  const cells = selection.cells.filter((cell) => table.isEditable(cell) && cell.dataset.blank === undefined);
  const top = selection.box.top;
  const several = cells.some((cell) => table.matrix.boxOf(cell).top > top);
  return named(several ? cells.filter((cell) => table.matrix.boxOf(cell).top > top) : cells);
}

/** The rows that a merged cell of the selection runs over, all but the first. */
function partable(sheet) {
  const { table, selection } = sheet;
  const cells = selection.cells.filter((cell) => cell.rowSpan > 1 && table.isEditable(cell));
  return cells.flatMap((cell) => {
    const { top, bottom } = table.matrix.boxOf(cell);
    return table.rows.slice(top + 1, bottom + 1).filter(isStored).map((row) => ({ row: row.dataset.key, field: runOf(cell) }));
  });
}

function runOf(cell) {
  return cell.dataset.field === "ticks" ? "time" : cell.dataset.field;
}

function named(cells) {
  const seen = new Set();
  return cells.map((cell) => ({ row: keyOf(cell), field: runOf(cell) })).filter(({ row, field }) => {
    const name = `${row} ${field}`;
    return !seen.has(name) && seen.add(name);
  });
}
