// Requests to the portal: what an answer means, and a request on which nothing moves is given up.

const STALLED = 45000; // milliseconds without any movement: the line is gone

// Nothing came back, or only the word of a server between here and the portal.
export class LineLost extends Error {}

// A page came back: of the sign-in, of a refusal, or "not found" because somebody else is signed in.
export class SessionLost extends Error {}

// makeRequest returns a new XMLHttpRequest, token the CSRF token; address is that of the page.
export class Requests {
  constructor({ makeRequest, clock, token, address }) {
    Object.assign(this, { makeRequest, clock, token, address });
    this.open = new Set();
  }

  // Resolves to {status, data}; rejects with LineLost or SessionLost. onProgress is called with the bytes sent so far.
  send(method, url, { body = null, headers = {}, onProgress } = {}) {
    return new Promise((resolve, reject) => {
      const request = this.makeRequest();
      this.open.add(request);
      request.open(method, url);
      request.setRequestHeader("Accept", "application/json");
      if (method === "POST") request.setRequestHeader("X-CSRFToken", this.token());
      Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
      const giveUp = () => this.clock.setTimeout(() => request.abort(), STALLED);
      let timer = giveUp();
      request.upload.onprogress = (event) => {
        if (!this.open.has(request)) return;
        this.clock.clearTimeout(timer);
        timer = giveUp();
        if (onProgress) onProgress(event.loaded);
      };
      request.onloadend = () => {
        this.clock.clearTimeout(timer);
        this.open.delete(request);
        this.settle(request, new URL(url, this.address), resolve, reject);
      };
      request.send(body);
    });
  }

  get(url) {
    return this.send("GET", url);
  }

  post(url, options) {
    return this.send("POST", url, options);
  }

  postJson(url, content) {
    return this.post(url, { body: JSON.stringify(content), headers: { "Content-Type": "application/json" } });
  }

  abortAll() {
    this.open.forEach((request) => request.abort());
  }

  settle(request, target, resolve, reject) {
    const { status } = request;
    if (!status || status >= 502 && status <= 504 || status === 429) {
      reject(new LineLost());
      return;
    }
    const isJson = (request.getResponseHeader("Content-Type") || "").includes("json");
    const wasRedirected = new URL(request.responseURL).pathname !== target.pathname;
    if (wasRedirected) reject(new SessionLost());
    else if (isJson) resolve({ status, data: JSON.parse(request.responseText) });
    else if (status < 400 || [401, 403, 404].includes(status)) reject(new SessionLost());
    else resolve({ status, data: {} });
  }
}
