// Rows that still lack something: counted, and reached one after the other.

const NEEDED = ["action", "evidence", "time", "ticks", "responsible"];

/** The first blank cell of each field that a stored row must have, in printed order. A merged cell counts once. */
export function gapsOf(table) {
  const gaps = new Set();
  table.rows.forEach((row, place) => {
    if (!row.dataset.row) return;
    const cells = new Set();
    for (let column = 1; column < table.matrix.width; column += 1) cells.add(table.matrix.at(place, column));
    const needed = [...cells].filter((cell) => cell && NEEDED.includes(cell.dataset.field));
    const isDated = needed.some((cell) => isTime(cell) && cell.textContent.trim());
    needed.forEach((cell) => {
      const isBlank = isTime(cell) ? !isDated : !cell.textContent.trim();
      if (isBlank && !(isTime(cell) && Number(cell.dataset.period || 1) > 1)) gaps.add(cell);
    });
  });
  return [...gaps];
}

function isTime(cell) {
  return cell.dataset.field === "time" || cell.dataset.field === "ticks";
}

/** @param {import("./commands.js").Commands} commands */
export function addGaps(commands) {
  commands.add({ name: "next-gap", label: "Isian kosong berikutnya", keys: ["f8"], run: (sheet) => go(sheet) });
}

function go(sheet) {
  const { table, selection } = sheet;
  const gaps = gapsOf(table);
  if (!gaps.length) { sheet.say("Tidak ada isian yang kosong"); return; }
  const order = (cell) => { const place = table.matrix.places.get(cell); return place.row * 1000 + place.column; };
  const here = selection.place.row * 1000 + selection.place.column;
  gaps.sort((one, other) => order(one) - order(other));
  selection.moveToCell(gaps.find((cell) => order(cell) > here) || gaps[0]);
}
