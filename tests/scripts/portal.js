// The portal and the page as a transport meets them, without a line and without a screen.

import { LineLost } from "../../static/js/lib/requests.js";
import { Queue } from "../../static/js/upload/queue.js";
import { Transport } from "../../static/js/upload/transport.js";
import { StillClock } from "./checking.js";

const PART = 10;

// Answers like the portal. log holds the addresses asked for; fault(address) may return an error to throw or an answer
// to give instead; what a portal is silent about is not answered until the requests are given up.
export class FakePortal {
  constructor() {
    Object.assign(this, {
      log: [], announced: [], items: [], room: Infinity, uploads: 0, who: "dewi", verdict: "ready", isSilent: () => false,
      fault: () => null, onTheLine: 0, mostOnTheLine: 0,
    });
    this.waiting = new Set();
  }

  get(url) {
    return this.answer(url);
  }

  post(url, options) {
    return this.answer(url, options);
  }

  postJson(url, content) {
    return this.answer(url, content);
  }

  abortAll() {
    this.waiting.forEach((reject) => reject(new LineLost()));
    this.waiting.clear();
  }

  async answer(url, content) {
    this.log.push(url);
    this.onTheLine += 1;
    this.mostOnTheLine = Math.max(this.mostOnTheLine, this.onTheLine);
    try {
      if (this.isSilent(url)) await new Promise((_, reject) => this.waiting.add(reject));
      await null;
      const fault = this.fault(url);
      if (fault instanceof Error) throw fault;
      return fault || { status: 200, data: this.serve(url, content) };
    } finally {
      this.onTheLine -= 1;
    }
  }

  serve(url, content) {
    if (url === "/sesi/") return { who: this.who };
    if (url === "/unggah/") return this.begin();
    if (url.endsWith("/umumkan/")) return { items: this.announce(content.files) };
    if (url.endsWith("/keadaan/")) return { items: this.items.map((item) => this.look(item)) };
    const [, id, action, number] = url.match(/berkas\/(\d+)\/(bagian|selesai|batal)\/(?:(\d+)\/)?$/);
    const item = this.items[Number(id)];
    if (action === "bagian") return { done: item.done = [...new Set([...item.done, Number(number)])] };
    item.state = action === "selesai" ? "arrived" : "cancelled";
    return item;
  }

  begin() {
    this.uploads += 1;
    return { page: "/unggah/" + this.uploads + "/", part_size: PART };
  }

  announce(files) {
    this.announced.push(files.length);
    return files.map(({ path, size }) => {
      const item = this.items.find((candidate) => candidate.path === path);
      if (item || this.room < 1) return item || null;
      this.room -= 1;
      this.items.push({ id: this.items.length, path, size, state: "announced", message: "", parts: Math.ceil(size / PART), done: [] });
      return this.items.at(-1);
    });
  }

  look(item) {
    if (item.state === "arrived") item.state = this.verdict;
    return { ...item };
  }

  // How often each part was sent: {"0/1": 1, …}.
  get parts() {
    const counts = {};
    this.log.map((url) => url.match(/berkas\/(\d+)\/bagian\/(\d+)/)).filter(Boolean).forEach(([, id, number]) => {
      counts[id + "/" + number] = (counts[id + "/" + number] || 0) + 1;
    });
    return counts;
  }

  count(ending) {
    return this.log.filter((url) => url.endsWith(ending)).length;
  }
}

class FakePage {
  constructor() {
    this.words = [];
    this.signIns = [];
  }

  draw() {}

  show() {}

  showRest(reason) {
    this.reason = reason;
  }

  tell(words) {
    this.words.push(words);
  }

  signedOut(detail) {
    this.signIns.push(detail);
  }
}

// {transport, portal, page, clock, queue} of an upload that is about to begin.
export function stage() {
  const [portal, page, clock, queue] = [new FakePortal(), new FakePage(), new StillClock(), new Queue(PART)];
  const begin = { url: "/unggah/", target: { plan: 1 }, session: "/sesi/", who: "dewi" };
  const transport = new Transport({ queue, requests: portal, clock, digest: null, page, begin, upload: null });
  return { transport, portal, page, clock, queue };
}

// Files of these sizes as a person chose them.
export function chosen(...sizes) {
  const slice = (from, to) => ({ arrayBuffer: async () => ({ from, to }) });
  return Promise.resolve(sizes.map((size, index) => ({ path: index + ".pdf", size, modified: 1, file: { slice } })));
}
