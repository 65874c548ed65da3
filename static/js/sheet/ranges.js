// Ranges of cells: drawn with the mouse, all at once, filled down and to the right, copied for other programs.

import { tabbed, textsOf } from "./clip.js";
import { textOf } from "./table.js";

/** @param {import("./commands.js").Commands} commands */
export function addRanges(commands) {
  const when = (sheet) => !sheet.line.stopped;
  commands.add({ name: "select-all", label: "Pilih semua", keys: ["ctrl+a"], run: selectAll });
  commands.add({ name: "fill-down", label: "Isi ke bawah", keys: ["ctrl+d"], when, run: (sheet) => fill(sheet, 1, 0) });
  commands.add({ name: "fill-right", label: "Isi ke kanan", keys: ["ctrl+r"], when, run: (sheet) => fill(sheet, 0, 1) });
}

function selectAll(sheet) {
  const { matrix } = sheet.table;
  sheet.selection.place = { row: 0, column: 0 };
  sheet.selection.reachTo({ row: matrix.height - 1, column: matrix.width - 1 });
}

function isText(sheet, cell) {
  return sheet.table.isEditable(cell) && cell.dataset.field !== "ticks";
}

/** Give each text cell of the selection what the first one of its column (down) or row (right) holds. */
function fill(sheet, down, across) {
  const { matrix } = sheet.table;
  const { box, cells } = sheet.selection;
  if (!box) return;
  const texts = new Map();
  cells.filter((cell) => isText(sheet, cell)).forEach((cell) => {
    const { row, column } = matrix.places.get(cell);
    const source = matrix.at(down ? box.top : row, across ? box.left : column);
    if (source !== cell && isText(sheet, source) && textOf(source) !== textOf(cell)) texts.set(cell, textOf(source));
  });
  if (texts.size) sheet.putTexts([...texts.keys()], (cell) => texts.get(cell));
}

/** Let the mouse draw the selection and the clipboard take it. */
export function listenForRanges(sheet) {
  sheet.table.element.addEventListener("pointermove", (event) => draw(sheet, event));
  sheet.frame.addEventListener("copy", (event) => copy(sheet, event));
}

function draw(sheet, event) {
  if (event.buttons !== 1 || event.pointerType !== "mouse" || event.target.closest("a, button, textarea")) return;
  const place = sheet.table.matrix.places.get(event.target.closest("td, th"));
  const { reach } = sheet.selection;
  if (place && (place.row !== reach.row || place.column !== reach.column)) sheet.selection.reachTo(place);
}

function copy(sheet, event) {
  const { box } = sheet.selection;
  if (!box || event.target.closest("textarea, input")) return;
  const read = (cell) => (cell.dataset.field === "ticks" || !cell.dataset.field ? cell.textContent.trim() : textOf(cell));
  event.clipboardData.setData("text/plain", tabbed(textsOf(sheet.table.matrix, box, read)));
  event.preventDefault();
}
