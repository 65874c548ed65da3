// What a person chose: names of photos, folders that are dropped, files that nobody meant.

import { filesOfDrop, filesOfField, nameOf, withoutStray } from "../../static/js/upload/choosing.js";
import { equal, test } from "./checking.js";

const TAKEN = new Date(2026, 4, 3, 9, 5, 7).getTime();
const paths = (chosen) => chosen.map(({ path }) => path);

function fileEntry(fullPath, isReadable = true) {
  return {
    isFile: true, fullPath, file: (resolve, reject) => isReadable ? resolve({ name: fullPath }) : reject(new Error()),
  };
}

// A folder whose reader gives two children at a time, as browsers give a hundred.
function folderEntry(children, isReadable = true) {
  const left = [...children];
  const readEntries = (resolve, reject) => isReadable ? resolve(left.splice(0, 2)) : reject(new Error());
  return { isFile: false, createReader: () => ({ readEntries }) };
}

function drop(...entries) {
  return { items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files: [] };
}

test("files of a system or of a program are left out wherever they lie", () => {
  const chosen = ["SK.pdf", ".DS_Store", "AREA I/.git/x", "AREA I/Thumbs.db", "desktop.ini", "~$Notula.docx", "__MACOSX/SK.pdf",
    "AREA I/.tersembunyi", "a.desktop.ini.pdf"].map((path) => ({ path }));
  equal(paths(withoutStray(chosen)), ["SK.pdf", "AREA I/.git/x", "a.desktop.ini.pdf"]);
});

test("a photo without a name of its own gets the local time it was taken", () => {
  equal(nameOf({ name: "image.jpg", lastModified: TAKEN }), "Foto 2026-05-03 09.05.07.jpg");
  equal(nameOf({ name: "Image.JPEG", lastModified: TAKEN }), "Foto 2026-05-03 09.05.07.jpg");
  equal(nameOf({ name: "image2.jpg", lastModified: TAKEN }), "image2.jpg");
});

test("a chosen folder gives the paths inside of it", () => {
  const files = [{ name: "SK.pdf", webkitRelativePath: "AREA I/SK.pdf" }, { name: "Notula.pdf", webkitRelativePath: "" }];
  equal(paths(filesOfField({ files })), ["AREA I/SK.pdf", "Notula.pdf"]);
});

test("a dropped folder gives all files below it in their order", async () => {
  const inner = folderEntry([fileEntry("/BUKTI/AREA I/1.pdf"), fileEntry("/BUKTI/AREA I/2.pdf"), fileEntry("/BUKTI/AREA I/3.pdf")]);
  const chosen = await filesOfDrop(drop(folderEntry([inner, fileEntry("/BUKTI/4.pdf")]), fileEntry("/5.pdf")));
  equal(paths(chosen), ["BUKTI/AREA I/1.pdf", "BUKTI/AREA I/2.pdf", "BUKTI/AREA I/3.pdf", "BUKTI/4.pdf", "5.pdf"]);
});

test("what of a dropped folder cannot be read is left out", async () => {
  const chosen = await filesOfDrop(drop(fileEntry("/1.pdf", false), folderEntry([], false), fileEntry("/2.pdf"), null));
  equal(paths(chosen), ["2.pdf"]);
});

test("a browser that tells nothing of folders gives the files alone", async () => {
  equal(paths(await filesOfDrop({ items: [{}], files: [{ name: "SK.pdf" }] })), ["SK.pdf"]);
  equal(paths(await filesOfDrop({ files: [{ name: "SK.pdf" }] })), ["SK.pdf"]);
});
