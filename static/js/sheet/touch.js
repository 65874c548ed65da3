// A finger on a cell opens it, and toggles a month.

const PHONE = window.matchMedia("(max-width: 640px)");

/** @param {object} sheet the page's Sheet */
export function addTouch(sheet) {
  sheet.table.element.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    const isTouch = event.pointerType === "touch" || PHONE.matches;
    if (!cell || !isTouch || event.target.closest("a, button") || !sheet.table.isEditable(cell)) return;
    sheet.selection.moveToCell(cell);
    sheet.commands.run(cell.dataset.field === "ticks" ? "tick" : "edit", sheet);
  });
}
