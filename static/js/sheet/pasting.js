// What was copied in Excel, Word, a web page or here, put into the cells from the cursor on, as one step.

import { parsed, textsOfTable } from "./clip.js";
import { keyOf, textOf } from "./table.js";

const TICKED = /^(√|✓|✔|v|x|1|ya|●|■|þ|ü)$/i;
const BREAKS = new Set(["BR", "P", "DIV", "LI", "TR"]);

/** Take what is pasted while no text field is open. */
export function listenForPaste(sheet) {
  sheet.frame.addEventListener("paste", (event) => {
    if (event.target.closest("textarea, input") || sheet.line.stopped) return;
    const texts = blockOf(event.clipboardData);
    if (!texts.length) return;
    event.preventDefault();
    paste(sheet, texts);
  });
}

/** The copied block: a table of HTML where there is one, else tab-separated text. */
function blockOf(data) {
  const html = data.getData("text/html");
  const table = html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (table) return textsOfTable(table, textOfHtml);
  const text = data.getData("text/plain");
  return text ? parsed(text) : [];
}

/** The text of a copied cell: breaks, paragraphs and list items as lines, runs of blanks as one. */
export function textOfHtml(cell) {
  const lines = [""];
  const add = (node) => {
    if (node.nodeType === 3) lines[lines.length - 1] += node.textContent.replace(/\s+/g, " ");
    if (BREAKS.has(node.nodeName) && lines[lines.length - 1].trim()) lines.push("");
    node.childNodes.forEach(add);
    if (BREAKS.has(node.nodeName) && lines[lines.length - 1].trim()) lines.push("");
  };
  cell.childNodes.forEach(add);
  return lines.map((line) => line.trim()).filter(Boolean).join("\n");
}

function paste(sheet, texts) {
  const { cells: selected } = sheet.selection;
  if (texts.length === 1 && texts[0].length === 1 && selected.length > 1) {
    put(sheet, selected.map((cell) => [cell, texts[0][0] || ""]), 0);
    return;
  }
  const rows = rowsFrom(sheet, sheet.selection.place.row);
  const pairs = texts.slice(0, rows.length).flatMap((line, down) => line.map((text, across) => {
    const place = { row: rows[down], column: sheet.selection.place.column + across };
    const cell = sheet.table.matrix.at(place.row, place.column);
    return cell && text !== null && isFirst(sheet, cell, place) ? [cell, text] : null;
  })).filter(Boolean);
  put(sheet, pairs, Math.max(0, texts.length - rows.length));
}

/** Numbers of the rows of the plan from one on; bands and headings between them are left out. */
function rowsFrom(sheet, first) {
  return sheet.table.rows.map((row, number) => ({ row, number }))
    .filter(({ row, number }) => number >= first && row.dataset.key).map(({ number }) => number);
}

function isFirst(sheet, cell, { row, column }) {
  const place = sheet.table.matrix.places.get(cell);
  return place.row === row && place.column === column;
}

/** Write the texts into those cells that can be typed into, and say how many; left: rows that found no place. */
function put(sheet, pairs, left) {
  const editable = pairs.filter(([cell]) => sheet.table.isEditable(cell));
  const texts = new Map(editable.filter(([cell, text]) => cell.dataset.field !== "ticks" && textOf(cell) !== text.trim()));
  const ticks = ticksOf(sheet, editable.filter(([cell]) => cell.dataset.field === "ticks"));
  const count = texts.size + ticks.length;
  if (count) sheet.putTexts([...texts.keys()], (cell) => texts.get(cell).trim(), ticks);
  const rest = left ? ` ${left} baris tidak muat: tambah baris dahulu, lalu tempel lagi.` : "";
  const words = count ? `${count} sel ditempel.` : "Tidak ada sel yang berubah.";
  sheet.say(words + rest, count ? "undo" : undefined);
}

/** Changes of the months or quarters of rows; those beside the block stay. */
function ticksOf(sheet, pairs) {
  const byRow = new Map();
  pairs.forEach(([cell, text]) => {
    const row = cell.parentElement;
    const ticks = byRow.get(row) || new Set(sheet.table.ticksOf(row));
    const period = Number(cell.dataset.period);
    if (TICKED.test(text.trim())) ticks.add(period);
    else ticks.delete(period);
    byRow.set(row, ticks);
  });
  const changes = [...byRow].map(([row, ticks]) => ({
    row: keyOf(row.cells[0]), field: "ticks", to: [...ticks].sort((one, other) => one - other), from: sheet.table.ticksOf(row),
  }));
  return changes.filter(({ to, from }) => to.join() !== from.join());
}
