// What a page keeps in the browser: under the name of its person, plan and tab; what a closed tab left is taken over.

/** Things under a name in the browser's store. told(false) when it is full or forbidden, so that nothing is promised. */
export function storeFor(name, told = () => {}) {
  return {
    read() {
      try { return JSON.parse(localStorage.getItem(name)) || []; } catch (error) { return []; }
    },
    write(content) {
      try {
        if (content.length) localStorage.setItem(name, JSON.stringify(content));
        else localStorage.removeItem(name);
        told(true);
      } catch (error) { told(false); }
    },
  };
}

/**
 * Hold a name that no other tab holds, until the page ends.
 * @returns {Promise<boolean>} false where another tab holds it; a browser without locks holds every name
 */
function hold(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock && new Promise(() => {});
    });
  });
}

/** The name of this tab's things; a reloaded page has the one it had, a copied tab gets its own. */
async function tabName(prefix) {
  const kept = sessionStorage.getItem(prefix);
  const name = kept || `${prefix}${crypto.randomUUID()}`;
  if (await hold(name)) {
    sessionStorage.setItem(prefix, name);
    return name;
  }
  const own = `${prefix}${crypto.randomUUID()}`;
  await hold(own);
  sessionStorage.setItem(prefix, own);
  return own;
}

const PARTS = ["antre", "tolak", "ketik"];

/**
 * The stores of this page: antre (what waits), tolak (what was not taken), ketik (the text being typed).
 * @param {string} prefix of the person and plan
 * @param {(stored: boolean) => void} told whether the last thing could be stored
 */
export async function openStores(prefix, told) {
  const own = await tabName(prefix);
  const stores = Object.fromEntries(PARTS.map((part) => [part, storeFor(`${own}:${part}`, told)]));
  for (const name of leftNames(prefix, own)) {
    if (!await hold(name)) continue;
    PARTS.forEach((part) => {
      const left = storeFor(`${name}:${part}`);
      const known = new Set(stores[part].read().map((content) => JSON.stringify(content)));
      stores[part].write([...left.read().filter((content) => !known.has(JSON.stringify(content))), ...stores[part].read()]);
      left.write([]);
    });
  }
  return stores;
}

function leftNames(prefix, own) {
  const names = Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.replace(/:[a-z]+$/, ""));
  return [...new Set(names)].filter((name) => name !== own);
}
