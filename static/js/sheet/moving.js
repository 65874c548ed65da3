// The cursor's way through the table: arrows, Tab, Home, End, with Ctrl to the edge of what is filled.

const STEPS = { arrowup: [-1, 0], arrowdown: [1, 0], arrowleft: [0, -1], arrowright: [0, 1] };

/** @param {import("./commands.js").Commands} commands */
export function addMoves(commands) {
  Object.entries(STEPS).forEach(([key, [down, across]]) => {
    const step = (sheet, from) => sheet.table.matrix.next(from, down, across, isCell);
    const jump = (sheet, from) => edgeOf(sheet.table, from, down, across);
    commands.add({ name: key, label: "", keys: [key], run: (sheet) => sheet.selection.moveTo(step(sheet, sheet.selection.place)) });
    commands.add({ name: `ctrl-${key}`, label: "", keys: [`ctrl+${key}`], run: (sheet) => sheet.selection.moveTo(jump(sheet, sheet.selection.place)) });
    commands.add({ name: `shift-${key}`, label: "", keys: [`shift+${key}`], run: (sheet) => sheet.selection.reachTo(step(sheet, sheet.selection.reach)) });
    commands.add({ name: `ctrl-shift-${key}`, label: "", keys: [`ctrl+shift+${key}`], run: (sheet) => sheet.selection.reachTo(jump(sheet, sheet.selection.reach)) });
  });
  commands.add({ name: "next-cell", label: "", keys: ["tab"], run: (sheet) => along(sheet, 1) });
  commands.add({ name: "cell-before", label: "", keys: ["shift+tab"], run: (sheet) => along(sheet, -1) });
  commands.add({ name: "row-start", label: "", keys: ["home"], run: (sheet) => sheet.selection.moveTo({ row: sheet.selection.place.row, column: 1 }) });
  commands.add({ name: "row-end", label: "", keys: ["end"], run: (sheet) => sheet.selection.moveTo({ row: sheet.selection.place.row, column: sheet.table.matrix.width - 1 }) });
  commands.add({ name: "table-start", label: "", keys: ["ctrl+home"], run: (sheet) => sheet.selection.moveTo({ row: 0, column: 1 }) });
  commands.add({ name: "table-end", label: "", keys: ["ctrl+end"], run: (sheet) => sheet.selection.moveTo({ row: sheet.table.matrix.height - 1, column: sheet.table.matrix.width - 1 }) });
}

function isCell(cell) {
  return cell.tagName === "TD";
}

/** The next cell that can be typed into, row by row. */
function along(sheet, step) {
  const cells = [...sheet.table.matrix.places.keys()].filter((cell) => sheet.table.isEditable(cell));
  const { row, column } = sheet.selection.place;
  const order = (cell) => { const place = sheet.table.matrix.places.get(cell); return place.row * 1000 + place.column; };
  const here = row * 1000 + column;
  const rest = cells.filter((cell) => (step > 0 ? order(cell) > here : order(cell) < here));
  rest.sort((one, other) => step * (order(one) - order(other)));
  if (rest.length) sheet.selection.moveToCell(rest[0]);
  else if (step > 0) newRow(sheet);
}

/** Behind the last cell of the table a new row begins. */
function newRow(sheet) {
  sheet.commands.run("row-below", sheet);
  const cell = [...sheet.table.rows.at(-1).cells].find((other) => sheet.table.isEditable(other));
  if (cell) sheet.selection.moveToCell(cell);
}

/** As in Excel: to the last filled cell of the run, or over blank ones to the next filled one. */
function edgeOf(table, from, down, across) {
  const { matrix } = table;
  const isFilled = (place) => Boolean(matrix.at(place.row, place.column).textContent.trim());
  let place = from;
  let next = matrix.next(place, down, across, isCell);
  if (!next) return from;
  const run = isFilled(from) && isFilled(next);
  while (next && (run ? isFilled(next) : true)) {
    place = next;
    if (!run && isFilled(place)) break;
    next = matrix.next(place, down, across, isCell);
  }
  return place;
}
