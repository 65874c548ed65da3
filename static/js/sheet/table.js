// The table on the page: its cells by row and field, what they hold, and their places.

import { Matrix } from "./matrix.js";

/** @typedef {HTMLTableCellElement} Cell */

export class SheetTable {
  /** @param {HTMLTableElement} element with tbody[data-area] > tr[data-key] > td[data-field] */
  constructor(element) {
    this.element = element;
    this.measure();
  }

  /** Read the places of the cells anew, after rows came or went. */
  measure() {
    this.rows = [...this.element.querySelectorAll("tbody:not([hidden]) > tr:not([hidden])")];
    this.matrix = new Matrix(this.rows.map((row) => [...row.cells]));
  }

  /** @returns {Cell | null} the cell of a row's field, of a month or quarter for ticks */
  cellOf(key, field, period = 0) {
    const row = this.element.querySelector(`tr[data-key="${CSS.escape(key)}"]`);
    if (!row) return null;
    const selector = `td[data-field="${CSS.escape(field)}"]${period ? `[data-period="${period}"]` : ""}`;
    return row.querySelector(selector);
  }

  rowWithPk(pk) {
    return this.element.querySelector(`tr[data-row="${pk}"]`);
  }

  /** @param {Cell} cell */
  isEditable(cell) {
    return Boolean(cell && cell.dataset.field && keyOf(cell) && !["number", "area", "aspect"].includes(cell.dataset.field));
  }

  /** The months or quarters that are ticked in a row. */
  ticksOf(row) {
    const cells = [...row.querySelectorAll('td[data-field="ticks"]')];
    return cells.filter((cell) => cell.textContent.trim()).map((cell) => Number(cell.dataset.period));
  }

  /** What a cell holds, as the server knows it. */
  contentOf(cell) {
    return cell.dataset.field === "ticks" ? this.ticksOf(cell.parentElement) : textOf(cell);
  }

  /** Show a text that was typed here. */
  putText(cell, text) {
    delete cell.dataset.text;
    cell.textContent = text;
  }

  /** Show a text as the server drew it. */
  putHtml(cell, html, text) {
    cell.innerHTML = html; // drawn and escaped by the server
    if (text.includes("*")) cell.dataset.text = text;
    else delete cell.dataset.text;
  }

  putTicks(row, ticks, notes, sign) {
    row.querySelectorAll('td[data-field="ticks"]').forEach((cell) => {
      const period = Number(cell.dataset.period);
      cell.textContent = notes[period] || (ticks.includes(period) ? sign : "");
    });
  }

  /**
   * Draw areas anew and put all areas in their order; an area that is gone goes.
   * @param {{area: number, html: string}[]} blocks
   * @param {number[]} order
   */
  putBlocks(blocks, order) {
    const bodies = new Map([...this.element.tBodies].map((body) => [Number(body.dataset.area), body]));
    blocks.forEach(({ area, html }) => {
      const body = bodies.get(area) || document.createElement("tbody");
      body.id = `area-${area}`;
      body.dataset.area = String(area);
      body.dataset.block = "";
      body.innerHTML = html; // drawn and escaped by the server
      bodies.set(area, body);
    });
    bodies.forEach((body, area) => { if (!order.includes(area)) body.remove(); });
    order.forEach((area) => { if (bodies.has(area)) this.element.append(bodies.get(area)); });
    this.measure();
    this.number();
  }

  /** Number the heads of the rows anew, after rows came or went in another area. */
  number() {
    this.element.querySelectorAll("tr[data-row] > .row-head > .row-link").forEach((link, place) => {
      link.textContent = String(place + 1);
      link.setAttribute("aria-label", `Ubah baris ${place + 1}`);
      link.nextElementSibling?.setAttribute("aria-label", `Menu baris ${place + 1}`);
    });
  }

  /** Give each cell the name of its column, which a card shows above it; a month has its own short name. */
  label() {
    const names = new Map([...this.element.querySelectorAll("thead th[data-column]")]
      .map((head) => [Number(head.dataset.column), head.textContent.trim()]));
    this.matrix.places.forEach(({ column }, cell) => {
      if (cell.tagName === "TD" && cell.colSpan === 1 && names.has(column)) cell.dataset.label = names.get(column);
    });
  }
}

export function keyOf(cell) {
  return cell.parentElement.dataset.key;
}

export function textOf(cell) {
  if (cell.dataset.text !== undefined) return cell.dataset.text;
  return [...cell.childNodes].filter((node) => node.nodeName !== "A").map((node) => node.textContent).join("").trim();
}

/** How a cell is named to people: its heading and row. */
export function nameOf(table, cell) {
  const headings = table.element.querySelectorAll("thead th[data-column]");
  const place = table.matrix.places.get(cell);
  const heading = place && [...headings].find((head) => Number(head.dataset.column) === place.column);
  return `${heading ? heading.textContent.trim() : "Sel"}, baris ${rowNumber(cell)}`;
}

export function rowNumber(cell) {
  const link = cell.parentElement.querySelector(".row-head");
  return link ? link.textContent.trim() : "";
}
