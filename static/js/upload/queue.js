// The files of an upload in their order: the state of each, which of its parts arrived, which part is sent next.

// A file on its way. state is the portal's word for it; "failed" is the browser's own. arrived holds the numbers of the
// parts that the portal has, inFlight the bytes sent so far of each part that is on the line.
export class QueuedFile {
  constructor({ id, path, size }) {
    Object.assign(this, { id, path, size, state: "announced", message: "", damaged: 0, lost: 0, closing: false });
    this.arrived = new Set();
    this.inFlight = new Map();
  }

  // Takes over what the portal says about the file.
  update(item, partSize) {
    Object.assign(this, { state: item.state, message: item.message, children: item.children, parts: item.parts });
    this.partSize = item.part_size || partSize;
    this.arrived = new Set(item.done);
  }

  fail(message) {
    Object.assign(this, { state: "failed", message });
  }

  // The state as people see it: an announced file is sent as soon as a part of it is on the line or arrived.
  get shownState() {
    return this.state === "announced" && (this.inFlight.size || this.arrived.size) ? "sending" : this.state;
  }

  get isUnsent() {
    return this.state === "announced" || this.state === "failed";
  }

  get isDropped() {
    return this.state === "cancelled" || this.state === "refused";
  }

  get bytesSent() {
    if (!this.isUnsent) return this.isDropped ? 0 : this.size;
    let bytes = 0;
    this.arrived.forEach((number) => { bytes += this.bytesOfPart(number); });
    this.inFlight.forEach((loaded) => { bytes += loaded; });
    return Math.min(bytes, this.size);
  }

  bytesOfPart(number) {
    return number < this.parts ? this.partSize : this.size - (this.parts - 1) * this.partSize;
  }

  // Number of the next part to send, 0 when all arrived and the file is to be closed, null when there is nothing to do.
  get nextPart() {
    if (this.state !== "announced" || this.closing) return null;
    for (let number = 1; number <= this.parts; number += 1) {
      if (!this.arrived.has(number) && !this.inFlight.has(number)) return number;
    }
    return this.arrived.size >= this.parts && !this.inFlight.size ? 0 : null;
  }
}

export class Queue {
  constructor(partSize) {
    this.partSize = partSize;
    this.files = [];
    this.rest = []; // chosen files beyond what one upload takes
    this.byId = new Map();
  }

  // Adds a file that the portal took, or continues one that is here already; returns it.
  enlist(item, chosen, upload) {
    const file = this.byId.get(item.id) || this.append(item);
    Object.assign(file, { chosen, upload });
    this.update(file, item);
    return file;
  }

  append(item) {
    const file = new QueuedFile(item);
    this.byId.set(item.id, file);
    this.files.push(file);
    return file;
  }

  update(file, item) {
    file.update(item, file.upload.part_size || this.partSize);
  }

  // The next thing to do, {file, number}; number 0 closes the file. null when there is nothing to do.
  next() {
    for (const file of this.files) {
      const number = file.nextPart;
      if (number !== null) return { file, number };
    }
    return null;
  }

  takeRest() {
    const rest = this.rest;
    this.rest = [];
    return rest;
  }

  get unsent() {
    return this.files.filter((file) => file.isUnsent);
  }

  has(...states) {
    return this.files.some((file) => states.includes(file.state));
  }

  count(...states) {
    return this.files.filter((file) => states.includes(file.state)).length;
  }

  // {bytes, sent} of all files but those that were cancelled or refused.
  get total() {
    const files = this.files.filter((file) => !file.isDropped);
    return {
      bytes: files.reduce((sum, file) => sum + file.size, 0),
      sent: files.reduce((sum, file) => sum + file.bytesSent, 0),
    };
  }
}
