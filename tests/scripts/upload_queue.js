// The queue: order, states, parts, sizes.

import { Queue } from "../../static/js/upload/queue.js";
import { equal, test } from "./checking.js";

const UPLOAD = { page: "/unggah/1/" };

// A queue whose parts have 10 bytes, with files of these sizes; done: {index: numbers of parts that arrived}.
function queueOf(sizes, done = {}) {
  const queue = new Queue(10);
  sizes.forEach((size, index) => {
    const item = { id: index, path: index + ".pdf", size, state: "announced", message: "", parts: Math.ceil(size / 10) };
    queue.enlist({ ...item, done: done[index] || [] }, { file: {} }, UPLOAD);
  });
  return queue;
}

// [[index, number], …] of all that is next, as if each were put on the line at once.
function order(queue) {
  const tasks = [];
  for (let task = queue.next(); task; task = queue.next()) {
    tasks.push([task.file.id, task.number]);
    if (task.number) task.file.inFlight.set(task.number, 0);
    else task.file.closing = true;
  }
  return tasks;
}

test("parts are sent in the order of files, and those that arrived are not sent again", () => {
  equal(order(queueOf([25, 5], { 0: [2] })), [[0, 1], [0, 3], [1, 1]]);
});

test("a file is closed when all of its parts arrived and none is on the line", () => {
  const queue = queueOf([20], { 0: [1] });
  equal(order(queue), [[0, 2]]);
  const [file] = queue.files;
  file.arrived.add(2);
  equal(queue.next(), null);
  file.inFlight.clear();
  equal(order(queue), [[0, 0]]);
});

test("what is refused, failed or cancelled is not sent", () => {
  const queue = queueOf([5, 5, 5, 5]);
  ["refused", "failed", "cancelled"].forEach((state, index) => { queue.files[index].state = state; });
  equal(order(queue), [[3, 1]]);
  equal(queue.unsent.map((file) => file.id), [1, 3]);
});

test("bytes are counted once: parts that arrived, those on the line, and the shorter last part", () => {
  const queue = queueOf([25, 10], { 0: [3] });
  const [file] = queue.files;
  equal(file.bytesSent, 5);
  file.inFlight.set(1, 4);
  equal(file.bytesSent, 9);
  file.inFlight.set(2, 5000); // what a browser counts besides the content
  equal(file.bytesSent, 25);
  equal(queue.total, { bytes: 35, sent: 25 });
});

test("refused and cancelled files do not count in the total", () => {
  const queue = queueOf([10, 20, 30, 40]);
  ["refused", "cancelled", "ready"].forEach((state, index) => { queue.files[index].state = state; });
  equal(queue.total, { bytes: 70, sent: 30 });
});

test("a file is shown as being sent from its first part on", () => {
  const [fresh, begun, arrived] = queueOf([20, 20, 20], { 1: [1], 2: [1, 2] }).files;
  arrived.state = "arrived";
  equal([fresh, begun, arrived].map((file) => file.shownState), ["announced", "sending", "arrived"]);
  fresh.inFlight.set(1, 0);
  equal(fresh.shownState, "sending");
});

test("a file that is chosen again continues where it was", () => {
  const queue = queueOf([20, 20]);
  const chosen = { file: {} };
  queue.files[1].fail("Berkas tidak dapat dibaca lagi.");
  const item = { id: 1, path: "1.pdf", size: 20, state: "announced", message: "", parts: 2, done: [1] };
  const file = queue.enlist(item, chosen, UPLOAD);
  equal([queue.files.length, file === queue.files[1], file.chosen === chosen], [2, true, true]);
  equal([file.state, file.message, file.nextPart], ["announced", "", 2]);
});

test("the size of parts is the file's own, else the upload's, else the page's", () => {
  const queue = new Queue(10);
  const size = (item, upload) => queue.enlist({ id: 1, size: 5, state: "announced", parts: 1, done: [], ...item }, {}, upload).partSize;
  equal([size({ part_size: 30 }, { part_size: 20 }), size({}, { part_size: 20 }), size({}, {})], [30, 20, 10]);
});
