/**
 * Keeps the built site for offline use: after the first visit every file named in files.json is in the cache. The page
 * itself comes from the network when there is one, so a new build is seen at once; files with a hash in their name never
 * change and come from the cache. Works under any sub-path. Must never answer for another origin.
 */
const CACHE = 'turnlab';
const base = new URL('./', self.location.href);

/** What is kept says the same to everybody, whatever the server's Vary header says: it would turn away requests that differ from
 * the one that fetched it in a header. */
const fromCache = (request) => caches.match(request, { ignoreVary: true });

/** Fetches what is missing and throws away what the newest build no longer names. */
async function keepAll() {
  const list = await fetch(new URL('files.json', base), { cache: 'no-store' });
  if (!list.ok) return;
  const wanted = new Set((await list.json()).map((name) => new URL(name, base).href));
  const cache = await caches.open(CACHE);
  const kept = new Set();
  for (const request of await cache.keys()) {
    if (wanted.has(request.url)) kept.add(request.url);
    else await cache.delete(request);
  }
  const isNamedByContent = (url) => /-[\w-]{8}\.\w+$/.test(url);
  await cache.addAll([...wanted].filter((url) => !kept.has(url) || !isNamedByContent(url)));
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

async function pageFromNetwork(request) {
  try {
    const response = await fetch(request);
    // A new build may have come with it.
    if (response.ok) keepAll().catch(() => {});
    return response;
  } catch {
    return (await fromCache(base.href)) ?? Response.error();
  }
}

async function fileFromCache(request) {
  return (await fromCache(request)) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const isOurs = request.method === 'GET' && request.url.startsWith(base.href);
  if (!isOurs) return;
  event.respondWith(request.mode === 'navigate' ? pageFromNetwork(request) : fileFromCache(request));
});
