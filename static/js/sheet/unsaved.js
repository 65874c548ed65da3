// Changes that the server did not take: kept, one for each cell, until their writer decides. Pure.

/**
 * @typedef {import("./queue.js").Change} Change
 * @typedef {import("./queue.js").Outcome} Outcome
 * @typedef {{change: Change, outcome: Outcome}} Item
 */

export class Unsaved {
  /** @param {{read: () => Item[], write: (items: Item[]) => void}} store survives the end of the page */
  constructor(store) {
    this.store = store;
    /** @type {Item[]} */
    this.items = store.read();
  }

  /**
   * Keep a change; a later one of the same cell takes the text of the earlier one's place.
   * @param {Item} item
   */
  add(item) {
    const earlier = this.ofCell(item.change.row, item.change.field);
    if (earlier) {
      earlier.change.to = item.change.to;
      earlier.outcome = item.outcome;
    } else this.items.push(item);
    this.store.write(this.items);
  }

  /** @returns {Item | undefined} what was not taken of a cell */
  ofCell(row, field) {
    return this.items.find(({ change }) => change.op === "cell" && change.row === row && change.field === field);
  }

  /** @param {Item} item decided: it is kept no longer */
  drop(item) {
    this.items = this.items.filter((other) => other !== item);
    this.store.write(this.items);
  }
}

/**
 * The change that sends a refused one again: a cell with another content, based on what the other one wrote.
 * @param {Item} item
 * @param {string | number[]} [to] the content decided on; as typed when left out
 */
export function again({ change, outcome }, to = change.to) {
  const { id: _id, ...rest } = change;
  if (change.op !== "cell") return rest;
  return { ...rest, to, from: outcome.state === "conflict" ? outcome.theirs[change.field] : change.from };
}

/** Both contents in one: mine, then the lines of theirs that mine does not have; all months of both. */
export function joined({ change, outcome }) {
  const theirs = outcome.theirs[change.field];
  if (Array.isArray(theirs)) return [...new Set([...change.to, ...theirs])].sort((a, b) => a - b);
  const mine = change.to.split("\n");
  return [...mine, ...theirs.split("\n").filter((line) => !mine.includes(line))].filter(Boolean).join("\n");
}
