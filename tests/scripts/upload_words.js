// Words of the upload: sizes, time left, outcomes.

import { fileInWords, outcomeInWords, restLeftOut, sizeInWords, timeLeft, totalInWords } from "../../static/js/upload/words.js";
import { Queue } from "../../static/js/upload/queue.js";
import { equal, test } from "./checking.js";

function queueOf(...states) {
  const queue = new Queue(10);
  states.forEach((state, id) => {
    queue.enlist({ id, path: id + ".pdf", size: 2048, state, message: "", parts: 1, done: [] }, {}, {});
  });
  return queue;
}

test("sizes are written as in Indonesia and rounded up below a megabyte", () => {
  equal([0, 1, 1048575, 1048576, 1572864, 5242880000].map(sizeInWords), ["0 KB", "1 KB", "1.024 KB", "1 MB", "1,5 MB", "5.000 MB"]);
});

test("the time left is told after three seconds and only when something was sent", () => {
  equal([timeLeft(100, 50, 2), timeLeft(100, 0, 5)], ["", ""]);
  equal(timeLeft(100, 50, 5), " · sisa sekitar 10 detik");
  equal(timeLeft(1000, 50, 5), " · sisa sekitar 2 menit");
});

test("a file is told with what is sent of it, what lies in it, or what is wrong with it", () => {
  const [sending, unpacked, refused] = queueOf("announced", "unpacked", "refused").files;
  sending.inFlight.set(1, 1024);
  unpacked.children = 7;
  refused.message = "Berkas terkunci.";
  equal(fileInWords(sending), "1 KB dari 2 KB");
  equal(fileInWords(unpacked), "2 KB · 7 berkas di dalamnya");
  equal(fileInWords(refused), "2 KB · Berkas terkunci.");
});

test("the total counts what is on its way and what has left it", () => {
  equal(totalInWords(queueOf("announced", "failed", "ready", "refused")), "2 dari 4 berkas · 2 KB dari 6 KB");
});

test("the outcome counts each state once and says what comes then", () => {
  equal(outcomeInWords(queueOf("ready", "refused", "ready"), "Halaman ini boleh ditutup."), "2 siap ditempatkan, 1 ditolak.");
  equal(outcomeInWords(queueOf("ready", "arrived"), "Halaman ini boleh ditutup."),
    "1 sedang diperiksa, 1 siap ditempatkan. Halaman ini boleh ditutup.");
});

test("files that were left out are counted with the portal's reason", () => {
  equal(restLeftOut(1200, "Satu unggahan memuat 2.000 berkas."), "1.200 berkas belum ikut. Satu unggahan memuat 2.000 berkas.");
});
