// Sending: parts, retries, pauses, lost lines, the end of a session, and what becomes of the files.

import { LineLost, SessionLost } from "../../static/js/lib/requests.js";
import { SENTENCES } from "../../static/js/upload/words.js";
import { equal, settled, test } from "./checking.js";
import { chosen, stage } from "./portal.js";

const states = (queue) => queue.files.map((file) => file.state);

// Fails the first requests whose address matches, and no other.
function failFirst(count, pattern, error) {
  let left = count;
  return (url) => pattern.test(url) && left-- > 0 ? error() : null;
}

test("each part is sent once, each file closed once, and its outcome asked for", async () => {
  const { transport, portal, clock, queue } = stage();
  transport.add(chosen(25, 10, 1));
  await clock.pass(1500);
  equal(portal.parts, { "0/1": 1, "0/2": 1, "0/3": 1, "1/1": 1, "2/1": 1 });
  equal([portal.count("/selesai/"), portal.count("/keadaan/"), states(queue)], [3, 1, ["ready", "ready", "ready"]]);
  equal([clock.timers.size, transport.isUnfinished], [0, false]);
});

test("the parts hold the bytes of the file, and their digest where the browser knows it", async () => {
  const { transport, portal } = stage();
  const sent = [];
  transport.digest = async ({ from, to }) => from + "–" + to;
  portal.post = (url, options) => {
    if (options) sent.push([options.body, options.headers["X-Part-SHA256"]]);
    return portal.answer(url);
  };
  transport.add(chosen(25));
  await settled();
  equal(sent, [[{ from: 0, to: 10 }, "0–10"], [{ from: 10, to: 20 }, "10–20"], [{ from: 20, to: 25 }, "20–25"]]);
});

test("no more than three requests with parts are on the line", async () => {
  const { transport, portal, clock } = stage();
  transport.add(chosen(100, 100));
  await clock.pass(1000);
  equal([Object.keys(portal.parts).length, portal.mostOnTheLine], [20, 3]);
});

test("files are announced by the hundred", async () => {
  const { transport, portal } = stage();
  transport.add(chosen(...Array(250).fill(1)));
  await settled();
  equal([portal.announced, portal.uploads], [[100, 100, 50], 1]);
});

test("parts that the portal has already are not sent again", async () => {
  const { transport, portal } = stage();
  portal.announce([{ path: "0.pdf", size: 30 }]);
  portal.items[0].done = [1, 3];
  transport.add(chosen(30));
  await settled();
  equal(portal.parts, { "0/2": 1 });
});

test("a lost line is tried after 1, 2, 4 … and at most 30 seconds, and what arrived is not sent again", async () => {
  const { transport, portal, page, clock, queue } = stage();
  const tries = [];
  portal.fault = (url) => {
    if (!url.includes("/bagian/2/") || tries.length > 6) return null;
    tries.push(clock.time / 1000);
    return new LineLost();
  };
  transport.add(chosen(20));
  await clock.pass(200000);
  equal(tries, [0, 1, 3, 7, 15, 31, 61]);
  equal([portal.parts, states(queue)], [{ "0/1": 1, "0/2": 8 }, ["ready"]]);
  equal([page.words[0], page.words.at(-1)], [SENTENCES.lineLost, SENTENCES.lineBack]);
});

test("a line that was whole in between is tried after one second again", async () => {
  const { transport, portal, clock } = stage();
  const tries = [];
  portal.fault = (url) => {
    if (!/bagian/.test(url)) return null;
    tries.push(clock.time / 1000);
    return tries.length % 2 ? new LineLost() : null;
  };
  transport.add(chosen(10));
  await clock.pass(10000);
  transport.add(chosen(10, 10));
  await clock.pass(10000);
  equal(tries, [0, 1, 10, 11]);
});

test("a line that comes back is tried at once", async () => {
  const { transport, portal, clock, queue } = stage();
  portal.fault = failFirst(1, /bagian/, () => new LineLost());
  transport.add(chosen(10));
  await settled();
  transport.retry();
  await settled();
  equal([clock.time, states(queue)], [0, ["arrived"]]);
});

test("an announcement is tried until the line holds", async () => {
  const { transport, portal, clock, queue } = stage();
  portal.fault = failFirst(3, /unggah\/$|umumkan/, () => new LineLost());
  transport.add(chosen(10));
  await clock.pass(10000);
  equal([portal.announced, states(queue), transport.preparing], [[1], ["ready"], 0]);
});

test("a pause takes everything from the line, and going on sends what is left", async () => {
  const { transport, portal, clock, queue } = stage();
  portal.isSilent = (url) => /bagian\/[234]/.test(url);
  transport.add(chosen(60));
  await settled();
  transport.pause(SENTENCES.paused);
  portal.isSilent = () => false;
  const before = portal.log.length;
  await clock.pass(60000);
  equal([portal.log.length - before, transport.losses, portal.onTheLine], [0, 0, 0]);
  transport.resume();
  await clock.pass(1500);
  equal(states(queue), ["ready"]);
  equal(portal.parts, { "0/1": 1, "0/2": 2, "0/3": 2, "0/4": 2, "0/5": 1, "0/6": 1 });
});

test("an announcement waits while somebody paused", async () => {
  const { transport, portal, clock } = stage();
  portal.isSilent = () => true;
  transport.add(chosen(10));
  await settled();
  transport.pause(SENTENCES.paused);
  portal.isSilent = () => false;
  await clock.pass(60000);
  transport.retry(); // as when the browser is online again
  await settled();
  equal([portal.announced, portal.count("/sesi/"), transport.isUnfinished], [[], 1, true]);
  transport.resume();
  await settled();
  equal(portal.announced, [1]);
});

test("a damaged part is sent again, three times for each file", async () => {
  const { transport, portal, queue } = stage();
  const damaged = () => ({ status: 422, data: { code: "part_damaged", message: "Bagian ini rusak di jalan." } });
  portal.fault = failFirst(3, /bagian/, damaged);
  transport.add(chosen(10));
  await settled();
  equal([portal.parts, states(queue)], [{ "0/1": 4 }, ["arrived"]]);
  portal.fault = failFirst(9, /bagian/, damaged);
  portal.items = [];
  await transport.sendAgain(queue.files[0]);
  await settled();
  equal([portal.parts, states(queue), queue.files[0].message], [{ "0/1": 8 }, ["failed"], "Bagian ini rusak di jalan."]);
});

test("a full storage pauses the upload in the portal's words", async () => {
  const { transport, portal, page } = stage();
  portal.fault = failFirst(1, /bagian/, () => ({ status: 507, data: { message: "Ruang satker habis." } }));
  transport.add(chosen(10));
  await settled();
  equal([transport.isPaused, page.words.at(-1)], [true, "Ruang satker habis."]);
});

test("a file that cannot be read any more fails alone", async () => {
  const { transport, queue } = stage();
  const files = await chosen(10, 10);
  files[0].file = { slice: () => ({ arrayBuffer: () => Promise.reject(new Error("NotReadableError")) }) };
  transport.add(Promise.resolve(files));
  await settled();
  equal([states(queue), queue.files[0].message], [["failed", "arrived"], SENTENCES.unreadable]);
});

test("parts that are missing at the end are sent again", async () => {
  const { transport, portal, queue } = stage();
  portal.fault = failFirst(1, /selesai/, () => ({ status: 409, data: { missing: [2] } }));
  transport.add(chosen(30));
  await settled();
  equal([portal.parts, states(queue)], [{ "0/1": 1, "0/2": 2, "0/3": 1 }, ["arrived"]]);
});

test("parts that the storage lost are sent again, three times for each file", async () => {
  const { transport, portal, clock, queue } = stage();
  portal.look = (item) => Object.assign(item, { state: "announced", done: [1], message: "Penyimpanan kehilangan bagiannya." });
  transport.add(chosen(20));
  await clock.pass(20000);
  equal([portal.parts, states(queue)], [{ "0/1": 1, "0/2": 4 }, ["failed"]]);
  equal(queue.files[0].message, "Penyimpanan kehilangan bagiannya.");
});

test("what becomes of the files is asked by one request at a time", async () => {
  const { transport, portal, clock } = stage();
  portal.verdict = "arrived";
  transport.add(chosen(10));
  await clock.pass(1400);
  portal.isSilent = () => true;
  await clock.pass(100);
  transport.pump(); // as each part of another file does while the answer is on its way
  await clock.pass(10000);
  equal(portal.count("/keadaan/"), 1);
});

test("the outcome of a file whose last answer was lost is heard all the same", async () => {
  const { transport, portal, clock, queue } = stage();
  portal.verdict = "arrived";
  transport.add(chosen(10));
  await clock.pass(100);
  portal.fault = (url) => url.includes("/1/selesai/") ? new LineLost() : null;
  portal.look = (item) => ({ ...item, state: "ready" });
  transport.add(chosen(10, 10));
  await clock.pass(6000);
  equal(states(queue), ["ready", "ready"]);
});

test("the writer is asked to sign in once, and what was not sent goes on then", async () => {
  const { transport, portal, page, clock, queue } = stage();
  portal.fault = (url) => url.includes("/bagian/") ? new SessionLost() : null;
  transport.add(chosen(50));
  await clock.pass(60000);
  equal([page.signIns.length, transport.isPaused, page.words], [1, true, [SENTENCES.signedOut]]);
  portal.fault = () => null;
  transport.signedIn();
  await settled();
  equal([states(queue), page.words.at(-1)], [["arrived"], SENTENCES.resumed]);
});

test("an upload that is refused although the session lives is paused with its reason", async () => {
  const { transport, portal, page } = stage();
  portal.fault = () => new SessionLost();
  transport.add(chosen(10));
  await settled();
  page.signIns[0].alive();
  transport.signedIn();
  equal([transport.isPaused, page.words.at(-1)], [true, SENTENCES.uploadRefused]);
});

test("nobody begins an upload in another's name", async () => {
  const { transport, portal, page, clock } = stage();
  portal.who = "sari";
  transport.add(chosen(10));
  await clock.pass(60000);
  equal([portal.log, page.signIns.length, transport.isUnfinished], [["/sesi/"], 1, true]);
  transport.otherPerson();
  equal([transport.isPaused, transport.isUnfinished], [true, false]);
});

test("files beyond what one upload takes wait for the next one", async () => {
  const { transport, portal, clock, queue } = stage();
  portal.room = 2;
  transport.add(chosen(10, 10, 10));
  await clock.pass(1500);
  equal([states(queue), queue.rest.map(({ path }) => path), transport.isUnfinished], [["ready", "ready"], ["2.pdf"], true]);
  portal.room = 2;
  await transport.sendRest();
  await settled();
  equal([portal.uploads, queue.files[2].upload.page, queue.rest.length], [2, "/unggah/2/", 0]);
});

test("an upload without any room leaves all files for the next one", async () => {
  const { transport, portal, page, queue } = stage();
  const full = { status: 422, data: { code: "too_many_files", message: "Satu unggahan memuat 2.000 berkas." } };
  portal.fault = (url) => url.endsWith("/umumkan/") ? full : null;
  transport.add(chosen(10, 10));
  await settled();
  equal([queue.rest.length, page.reason, page.words], [2, "Satu unggahan memuat 2.000 berkas.", []]);
});

test("a refusal to begin or to take the list is told, and nothing is sent", async () => {
  for (const [address, sentence] of [["/unggah/", SENTENCES.notBegun], ["/unggah/1/umumkan/", SENTENCES.listRefused]]) {
    const { transport, portal, page } = stage();
    portal.fault = (url) => url === address ? { status: 400, data: {} } : null;
    transport.add(chosen(10));
    await settled();
    equal([page.words, portal.parts, transport.preparing], [[sentence], {}, 0]);
  }
});

test("a cancelled file is taken back and can be sent again", async () => {
  const { transport, portal, queue } = stage();
  transport.isPaused = true;
  transport.add(chosen(10, 10));
  await settled();
  await transport.cancel(queue.files[0]);
  equal([states(queue), portal.count("/berkas/0/batal/")], [["cancelled", "announced"], 1]);
  await transport.cancelAll();
  equal([states(queue), transport.isUnfinished], [["cancelled", "cancelled"], false]);
  portal.items[1].state = "announced";
  transport.isPaused = false;
  await transport.sendAgain(queue.files[1]);
  await settled();
  equal(states(queue), ["cancelled", "arrived"]);
});

test("a browser that is cut off gives up its requests only while something is unsent", async () => {
  const { transport, portal, clock } = stage();
  portal.verdict = "arrived";
  transport.add(chosen(10));
  await clock.pass(100);
  portal.isSilent = () => true;
  await clock.pass(1500);
  transport.offline();
  await settled();
  equal([portal.count("/keadaan/"), transport.losses], [1, 0]);
});
