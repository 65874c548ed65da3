// Sends the files of a queue in parts: three at a time, each again until it arrived, with pauses, lost lines and sign-ins.

import { LineLost, SessionLost } from "../lib/requests.js";
import { SENTENCES } from "./words.js";

const AT_ONCE = 3; // requests with parts on the line
const ANNOUNCED_AT_ONCE = 100; // files in one request
const POLL = 1500; // milliseconds between two looks at what becomes of the files
const LONGEST_WAIT = 30000; // milliseconds between two tries while the line is lost
const DAMAGED_MOST = 3; // times that one file may arrive damaged
const LOST_MOST = 3; // times that the storage may lose parts of one file

// What it works with:
//   queue, requests
//   clock      {now, setTimeout, clearTimeout}
//   digest     resolves to the SHA-256 of bytes in hexadecimal; null where the browser has none
//   page       what people see: draw(file), show(), showRest(reason), tell(words), signedOut({alive, lost})
//   begin      {url, target, session, who}: how an upload is opened, and in whose name
//   upload     the open upload {page, part_size}; null opens one with the first file
export class Transport {
  constructor({ queue, requests, clock, digest, page, begin, upload }) {
    Object.assign(this, { queue, requests, clock, digest, page, begin, upload });
    this.onTheLine = 0;
    this.preparing = 0; // choices of files that are still being read and announced
    this.isPaused = false;
    this.isSignedOut = false; // paused until its writer has signed in again
    this.hasOtherPerson = false; // somebody else signed in
    this.retryTimer = null; // set while the line is lost
    this.losses = 0;
    this.pollTimer = null;
    this.isPolling = false;
    this.startedAt = 0;
    this.bytesSent = 0;
    this.restReason = "";
    this.waiting = []; // resolved when it may be tried again
  }

  get isHalted() {
    return this.isPaused || this.retryTimer !== null;
  }

  get isUnfinished() {
    return !this.hasOtherPerson && Boolean(this.preparing || this.queue.rest.length || this.queue.has("announced"));
  }

  get seconds() {
    return (this.clock.now() - this.startedAt) / 1000;
  }

  // ---- telling the portal which files come

  // chosen: a promise of [{path, size, modified, file}].
  async add(chosen) {
    this.preparing += 1;
    const files = await chosen;
    for (let from = 0; from < files.length; from += ANNOUNCED_AT_ONCE) {
      await this.announce(files.slice(from, from + ANNOUNCED_AT_ONCE));
    }
    this.preparing -= 1;
    this.page.showRest(this.restReason);
    this.page.show();
  }

  // The files beyond what one upload takes go into a new one.
  async sendRest() {
    const files = this.queue.takeRest();
    this.upload = null;
    this.page.showRest(this.restReason);
    await this.add(files);
  }

  // Tries until the line holds. upload: the one that has the files already, when they come again.
  async announce(chosen, upload = null) {
    for (;;) {
      try {
        if (!upload && !(await this.open())) return;
        await this.announceOnce(chosen, upload || this.upload);
        return;
      } catch (error) {
        if (!this.handle(error)) throw error;
        await this.untilResumed();
      }
    }
  }

  // The portal answers what it has of each file already; null stands for one that this upload does not take.
  async announceOnce(chosen, upload) {
    const files = chosen.map(({ path, size, modified }) => ({ path, size, modified }));
    const { status, data } = await this.requests.postJson(upload.page + "umumkan/", { files });
    this.restReason = data.message || this.restReason;
    if (data.code === "too_many_files") {
      this.queue.rest.push(...chosen);
      return;
    }
    if (status >= 400) {
      this.page.tell(data.message || SENTENCES.listRefused);
      return;
    }
    this.startedAt = this.startedAt || this.clock.now();
    data.items.forEach((item, index) => {
      if (item) this.page.draw(this.queue.enlist(item, chosen[index], upload));
      else this.queue.rest.push(chosen[index]);
    });
    this.lineHolds();
    this.pump();
  }

  // Resolves to whether there is an upload; nobody begins one in another's name.
  async open() {
    if (this.upload) return true;
    const session = await this.requests.get(this.begin.session);
    if (session.data.who !== this.begin.who) throw new SessionLost();
    const { status, data } = await this.requests.postJson(this.begin.url, this.begin.target);
    if (status >= 400) {
      this.page.tell(data.message || SENTENCES.notBegun);
      return false;
    }
    this.upload = data;
    return true;
  }

  // ---- sending

  pump() {
    while (!this.isHalted && this.onTheLine < AT_ONCE) {
      const task = this.queue.next();
      if (!task) break;
      this.run(task);
    }
    this.page.show();
    this.pollSoon(POLL);
  }

  async run({ file, number }) {
    this.onTheLine += 1;
    try {
      await (number ? this.sendPart(file, number) : this.close(file));
      this.lineHolds();
    } catch (error) {
      if (!this.handle(error)) this.fail(file, SENTENCES.unreadable);
    } finally {
      this.onTheLine -= 1;
      file.inFlight.delete(number);
      file.closing = false;
      this.page.draw(file);
      this.pump();
    }
  }

  async sendPart(file, number) {
    file.inFlight.set(number, 0);
    const from = (number - 1) * file.partSize;
    const body = await file.chosen.file.slice(from, Math.min(from + file.partSize, file.size)).arrayBuffer();
    const headers = { "Content-Type": "application/octet-stream" };
    if (this.digest) headers["X-Part-SHA256"] = await this.digest(body);
    const onProgress = (loaded) => {
      this.bytesSent += Math.max(0, loaded - (file.inFlight.get(number) || 0));
      file.inFlight.set(number, loaded);
      this.page.draw(file);
    };
    const { status, data } = await this.requests.post(addressOf(file, "bagian/" + number), { body, headers, onProgress });
    if (status < 300) file.arrived = new Set([...file.arrived, number, ...data.done]);
    else this.partRefused(file, status, data);
  }

  partRefused(file, status, data) {
    if (status === 507) this.pause(data.message || SENTENCES.storageFull);
    else if (data.code === "part_damaged" && file.damaged < DAMAGED_MOST) file.damaged += 1;
    else if (data.state) this.update(file, data);
    else this.fail(file, data.message || SENTENCES.partRefused);
  }

  async close(file) {
    file.closing = true;
    const { data } = await this.requests.post(addressOf(file, "selesai"));
    if (data.missing) data.missing.forEach((number) => file.arrived.delete(number));
    else if (data.state) this.update(file, data);
    else this.fail(file, data.message || SENTENCES.notClosed);
  }

  update(file, item) {
    this.queue.update(file, item);
    this.page.draw(file);
  }

  fail(file, message) {
    file.fail(message);
    this.page.draw(file);
  }

  async cancel(file) {
    file.inFlight.clear();
    Object.assign(file, { state: "cancelled", message: "" });
    this.page.draw(file);
    try {
      const { data } = await this.requests.post(addressOf(file, "batal"));
      if (data.state) this.update(file, data);
    } catch (error) {
      if (!this.handle(error)) throw error;
    }
    this.page.show();
  }

  async cancelAll() {
    for (const file of this.queue.unsent) await this.cancel(file);
  }

  async sendAgain(file) {
    Object.assign(file, { damaged: 0, lost: 0 });
    await this.announce([file.chosen], file.upload);
    this.page.show();
  }

  // ---- lost lines, pauses, the end of a session

  // Whether the error is one after which the upload goes on, by itself or when somebody says so.
  handle(error) {
    if (error instanceof SessionLost) {
      if (!this.isSignedOut) this.askForSignIn();
      return true;
    }
    if (!(error instanceof LineLost)) return false;
    if (this.isHalted) return true;
    this.losses += 1;
    const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** (this.losses - 1));
    this.retryTimer = this.clock.setTimeout(() => this.retry(), wait);
    this.page.tell(SENTENCES.lineLost);
    return true;
  }

  lineHolds() {
    if (this.losses) this.page.tell(SENTENCES.lineBack);
    this.losses = 0;
  }

  // The line may hold again: what waits is tried, unless somebody paused.
  retry() {
    this.clock.clearTimeout(this.retryTimer);
    this.retryTimer = null;
    if (!this.isPaused) this.waiting.splice(0).forEach((resolve) => resolve());
    this.pump();
  }

  untilResumed() {
    return this.isHalted ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  pause(message) {
    this.isPaused = true;
    this.requests.abortAll();
    this.page.tell(message);
    this.page.show();
  }

  resume() {
    this.isSignedOut = this.isPaused = false;
    this.page.tell(SENTENCES.resumed);
    this.retry();
  }

  // The writer signs in over the page; what was not sent goes on by itself then.
  askForSignIn() {
    this.isSignedOut = true;
    this.pause(SENTENCES.signedOut);
    const alive = () => {
      this.isSignedOut = false;
      this.pause(SENTENCES.uploadRefused);
    };
    this.page.signedOut({ alive, lost: () => this.resume() });
  }

  signedIn() {
    if (this.isSignedOut) this.resume();
  }

  // The page is left; what its writer chose goes with it.
  otherPerson() {
    this.hasOtherPerson = true;
    this.pause("");
  }

  offline() {
    if (this.queue.unsent.length) this.requests.abortAll();
  }

  // ---- what becomes of the files

  pollSoon(wait) {
    if (this.pollTimer || this.isPolling || !this.queue.has("arrived")) return;
    this.pollTimer = this.clock.setTimeout(() => this.poll(), wait);
  }

  async poll() {
    this.pollTimer = null;
    this.isPolling = true;
    try {
      const arrived = this.queue.files.filter((file) => file.state === "arrived");
      for (const page of new Set(arrived.map((file) => file.upload.page))) {
        const { data } = await this.requests.get(page + "keadaan/");
        (data.items || []).forEach((item) => this.hear(item));
      }
    } catch (error) {
      if (!this.handle(error)) throw error;
    } finally {
      this.isPolling = false;
    }
    if (this.isPaused) return;
    this.pollSoon(POLL * (1 + this.losses));
    this.page.show();
  }

  hear(item) {
    const file = this.queue.byId.get(item.id);
    const wasMissed = file && file.state === "announced" && item.state !== "announced"; // the answer was lost
    if (!file || file.state !== "arrived" && !wasMissed) return;
    this.update(file, item);
    if (item.state !== "announced") return;
    file.lost += 1; // the storage lost parts of it: those are sent again
    if (file.lost > LOST_MOST) this.fail(file, item.message);
    else this.pump();
  }
}

function addressOf(file, action) {
  return file.upload.page + "berkas/" + file.id + "/" + action + "/";
}
