// One request to the portal: what its answer means, and when it is given up.

import { LineLost, Requests, SessionLost } from "../../static/js/lib/requests.js";
import { StillClock, equal, settled, test } from "./checking.js";

// Stands for an XMLHttpRequest: answer() ends it.
class FakeRequest {
  constructor() {
    Object.assign(this, { upload: {}, headers: {}, status: 0, wasAborted: false });
  }

  open(method, url) {
    Object.assign(this, { method, url, responseURL: "https://portal.test" + url });
  }

  setRequestHeader(name, value) {
    this.headers[name] = value;
  }

  send(body) {
    this.body = body;
  }

  getResponseHeader() {
    return this.type;
  }

  answer(status, type, responseText = "", properties = {}) {
    Object.assign(this, { status, type, responseText }, properties);
    this.onloadend();
  }

  abort() {
    this.wasAborted = true;
    this.answer(0, null);
  }
}

function line() {
  const request = new FakeRequest();
  const clock = new StillClock();
  const requests = new Requests({
    makeRequest: () => request, clock, token: () => "rahasia", address: "https://portal.test/bukti/rencana/1/",
  });
  return { request, clock, requests };
}

// What becomes of a GET that is answered so: its status and data, or the name of the error.
async function outcome(...answer) {
  const { request, requests } = line();
  const waiting = requests.get("/unggah/1/keadaan/").catch((error) => error.constructor.name);
  request.answer(...answer);
  return waiting;
}

test("JSON is an answer whatever its status", async () => {
  equal(await outcome(200, "application/json", '{"items": []}'), { status: 200, data: { items: [] } });
  equal(await outcome(422, "application/json; charset=utf-8", '{"code": "x"}'), { status: 422, data: { code: "x" } });
  equal(await outcome(500, "text/html"), { status: 500, data: {} });
});

test("silence and the words of servers between here and the portal mean that the line is lost", async () => {
  for (const status of [0, 429, 502, 503, 504]) equal(await outcome(status, "application/json", "{}"), LineLost.name);
});

test("a page in place of an answer means that the session is lost", async () => {
  for (const status of [200, 401, 403, 404]) equal(await outcome(status, "text/html"), SessionLost.name);
  const signIn = { responseURL: "https://portal.test/akun/masuk/?next=/unggah/1/keadaan/" };
  equal(await outcome(200, "application/json", "{}", signIn), SessionLost.name);
});

test("only what changes something carries the token", () => {
  const { request, requests } = line();
  requests.get("/unggah/1/keadaan/");
  equal(request.headers, { Accept: "application/json" });
  requests.postJson("/unggah/", { plan: 1 });
  equal([request.headers["X-CSRFToken"], request.headers["Content-Type"], request.body], ["rahasia", "application/json", '{"plan":1}']);
});

test("a request on which nothing moves for 45 seconds is given up", async () => {
  const { request, clock, requests } = line();
  const loads = [];
  const waiting = requests.post("/unggah/", { onProgress: (loaded) => loads.push(loaded) }).catch((error) => error.constructor.name);
  await clock.pass(44000);
  request.upload.onprogress({ loaded: 7 });
  await clock.pass(44000);
  equal([request.wasAborted, loads], [false, [7]]);
  await clock.pass(1000);
  equal([request.wasAborted, await waiting], [true, LineLost.name]);
});

test("what is on the line can be given up at once and reports no progress afterwards", async () => {
  const { request, clock, requests } = line();
  const loads = [];
  const waiting = requests.post("/unggah/", { onProgress: (loaded) => loads.push(loaded) }).catch((error) => error.constructor.name);
  requests.abortAll();
  request.upload.onprogress({ loaded: 7 });
  await settled();
  equal([await waiting, loads, clock.timers.size, requests.open.size], [LineLost.name, [], 0, 0]);
});
