/** Keeps the page's files, so that it works offline; a new version takes the old one's place. */

// TypeScript has one library for pages and another for workers; this is what is used of the latter.
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Worker {
  /** Written before this program when the page is exported. */
  readonly page: { readonly version: string; readonly files: readonly string[] };
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: WorkerEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
}

const worker: Worker = self as never;
const { scope } = worker.registration;
const prefix = `tresnet ${scope} `;
const cacheName = `${prefix}${worker.page.version}`;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});
worker.addEventListener("activate", (event) => {
  event.waitUntil(removeOld());
});
worker.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(scope)) event.respondWith(answer(event.request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  // Past the browser's own cache: it may still have an older version's.
  await cache.addAll(["./", ...worker.page.files].map((file) => new Request(file, { cache: "reload" })));
  await worker.skipWaiting();
}

async function removeOld(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
