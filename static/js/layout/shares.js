// The share of each column in the width of a table.

/**
 * @param {string[]} widths widths as typed
 * @returns {number[]} whole per cent of their sum; 0 for what is no width
 */
export function shares(widths) {
  const numbers = widths.map((text) => Math.max(0, Number(text.replace(",", ".")) || 0));
  const total = numbers.reduce((sum, width) => sum + width, 0) || 1;
  return numbers.map((width) => Math.round((100 * width) / total));
}

/**
 * @template T
 * @param {T[]} items
 * @param {number} from place of the item that moves
 * @param {number} to its new place
 * @returns {T[]} the items in the new order
 */
export function moved(items, from, to) {
  const rest = items.filter((_, place) => place !== from);
  return [...rest.slice(0, to), items[from], ...rest.slice(to)];
}
