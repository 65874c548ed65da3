// Changes that wait for the server: in their order, those of one cell together, kept until they are answered. Pure.

/**
 * @typedef {{id: string, op: string, [argument: string]: any}} Change
 * @typedef {{id: string, state: "ok" | "conflict" | "refused", message: string, code: string, who: string, theirs: object}} Outcome
 */

export class Queue {
  /**
   * @param {() => string} newId
   * @param {{read: () => Change[], write: (changes: Change[]) => void}} store survives the end of the page
   */
  constructor(newId, store) {
    Object.assign(this, { newId, store });
    /** @type {Change[]} */
    this.waiting = store.read();
    this.sent = 0; // so many of the first ones are under way
  }

  get length() {
    return this.waiting.length;
  }

  /**
   * Add a change; one of a cell whose last change was not sent yet takes its place.
   * @param {Omit<Change, "id">} change
   */
  add(change) {
    const before = this.waiting.slice(this.sent).pop();
    if (before && change.op === "cell" && sameCell(before, change)) before.to = change.to;
    else this.waiting.push({ id: this.newId(), ...change });
    this.store.write(this.waiting);
  }

  /** The next changes to send, at most so many; the same ones until they are answered. */
  batch(most = 100) {
    if (!this.sent) this.sent = Math.min(most, this.waiting.length);
    return this.waiting.slice(0, this.sent);
  }

  /** The line broke: what was under way is sent again. */
  giveBack() {
    this.sent = 0;
  }

  /**
   * Take answered changes out.
   * @param {Outcome[]} outcomes
   * @returns {{change: Change, outcome: Outcome}[]} those that were not accepted
   */
  settle(outcomes) {
    const outcomeById = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
    const answered = this.waiting.filter((change) => outcomeById.has(change.id));
    this.waiting = this.waiting.filter((change) => !outcomeById.has(change.id));
    this.sent = 0;
    this.store.write(this.waiting);
    return answered
      .map((change) => ({ change, outcome: outcomeById.get(change.id) }))
      .filter(({ outcome }) => outcome.state !== "ok");
  }

  /** Take the changes of a cell out that are not under way; returns the content of the last, undefined without one. */
  withdraw(row, field) {
    const content = this.pending(row, field);
    this.waiting = this.waiting.filter((change, place) => place < this.sent || !sameCell(change, { row, field }));
    this.store.write(this.waiting);
    return content;
  }

  /** The content that a cell gets by the changes that wait, undefined without one. */
  pending(row, field) {
    const change = this.waiting.filter((waiting) => waiting.op === "cell" && sameCell(waiting, { row, field })).pop();
    return change && change.to;
  }
}

function sameCell(change, other) {
  return change.op === "cell" && change.row === other.row && change.field === other.field;
}
