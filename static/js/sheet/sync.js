// Keeps the page and the server together: sends what waits, asks for what others changed, says how it stands.

import { LineLost, SessionLost } from "../lib/requests.js";

const SEND_AFTER = 250; // milliseconds after the last change
const ASK_EVERY = 3000;
const AGAIN_AFTER = [1000, 2000, 4000, 8000, 15000];

export const STATES = { SAVED: "saved", SAVING: "saving", OFFLINE: "offline", SIGNED_OUT: "signed-out", STOPPED: "stopped", UNSAVED: "unsaved" };
const EDITING_STOPPED = "editing_stopped";

export class Sync {
  /**
   * @param {{requests: import("../lib/requests.js").Requests, queue: import("./queue.js").Queue, clock: object, url: string,
   *   revision: number, page: {apply: Function, refuse: Function, stop: (why: string) => void, tell: Function, isHidden: () => boolean}}} parts
   */
  constructor({ requests, queue, clock, url, revision, page }) {
    Object.assign(this, { requests, queue, clock, url, revision, page });
    this.failures = 0;
    this.busy = this.stopped = false;
    this.timer = null;
    this.extra = () => ({}); // further parameters of each question, such as where the cursor stands
  }

  start() {
    this.#later(this.queue.length ? 0 : ASK_EVERY);
  }

  /** A change was added. */
  changed() {
    this.page.tell(this.failures ? STATES.OFFLINE : STATES.SAVING);
    if (!this.failures) this.#later(SEND_AFTER);
  }

  /** Send or ask at once, e.g. when the line came back. */
  now() {
    this.failures = 0;
    return this.#turn();
  }

  #later(wait) {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.#turn(), wait);
  }

  async #turn() {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.#exchange();
      this.failures = 0;
      this.page.tell(this.stopped ? STATES.STOPPED : this.queue.length ? STATES.SAVING : STATES.SAVED);
    } catch (error) {
      this.queue.giveBack();
      if (!(error instanceof LineLost || error instanceof SessionLost)) throw error;
      this.failures += 1;
      this.page.tell(error instanceof SessionLost ? STATES.SIGNED_OUT : STATES.OFFLINE);
    } finally {
      this.busy = false;
      const wait = this.failures ? AGAIN_AFTER[Math.min(this.failures, AGAIN_AFTER.length) - 1] : ASK_EVERY;
      this.#later(this.queue.length && !this.failures && !this.stopped ? SEND_AFTER : wait);
    }
  }

  /** Nothing may be written now: what waits is not sent, but it is asked whether that changes. */
  #stop(why) {
    this.stopped = Boolean(why);
    this.queue.giveBack();
    this.page.stop(why);
  }

  async #exchange() {
    const batch = this.stopped ? [] : this.queue.batch();
    if (!batch.length && this.page.isHidden()) return;
    const query = new URLSearchParams({ sejak: String(this.revision), ...this.extra() });
    const url = `${this.url}?${query}`;
    const { status, data } = batch.length
      ? await this.requests.post(url, { body: new URLSearchParams({ changes: JSON.stringify(batch) }) })
      : await this.requests.get(url);
    if (status >= 500) throw new LineLost();
    if (data.code === EDITING_STOPPED) {
      this.#stop(data.message);
      return;
    }
    if (status >= 400) {
      this.page.refuse(this.queue.settle(batch.map(({ id }) => ({ ...refusal(data), id }))));
      return;
    }
    const rejected = this.queue.settle(data.outcomes);
    this.revision = data.revision;
    this.#stop(data.stopped || "");
    this.page.apply(data);
    if (rejected.length) this.page.refuse(rejected);
  }
}

function refusal(data) {
  const message = data.message || "Perubahan ini ditolak. Muat ulang halaman ini.";
  return { state: "refused", message, code: data.code || "", who: "", theirs: {} };
}
