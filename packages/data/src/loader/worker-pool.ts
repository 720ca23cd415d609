/** Decode workers: threads that each render one whole batch at a time. */
import { Worker } from "node:worker_threads";
// sharp has to be loaded in the main thread before a worker loads it (its documentation, glibc).
import "sharp";
import type { ImageSource } from "../dataset/dataset.ts";
import { endTurnOf, sharedTurn } from "../decode/large-images.ts";
import { DataError } from "../errors.ts";
import { type BatchBlock, blockBytes, blockOf } from "./batch-block.ts";
import { BatchMemory } from "./batch-memory.ts";
import type { RenderItem, RenderJob, RenderResult } from "./render-batch.ts";
import type { Renderer } from "./renderer.ts";
import type { WorkerReply, WorkerRequest, WorkerSettings } from "./worker-messages.ts";

/** A batch somebody waits for. */
interface Order {
  readonly job: RenderJob;
  readonly resolve: (result: RenderResult) => void;
  readonly reject: (reason: unknown) => void;
  /** Where the batch is made, if there was memory for it. */
  memory?: SharedArrayBuffer | undefined;
  /** Whether nobody waits any more. */
  isDropped?: boolean;
}

interface Thread {
  readonly worker: Worker;
  /** Settles when the thread has ended. */
  readonly ended: Promise<void>;
  order: Order | undefined;
}

/** Milliseconds that closing waits for a thread's last image. */
const patienceMs = 10_000;

/** A fixed number of worker threads, started with the first batch. Idle threads do not keep the process alive. */
export class WorkerPool implements Renderer {
  readonly #size: number;
  readonly #settings: WorkerSettings;
  readonly #entry: URL;
  readonly #queue: Order[] = [];
  #threads: Thread[] = [];
  readonly #memory: BatchMemory;
  #failure: Error | undefined;

  /** `entry` is the program of the workers, for tests that need one which misbehaves. */
  constructor(size: number, settings: WorkerSettings = {}, entry: URL = defaultEntry) {
    this.#size = size;
    this.#memory = new BatchMemory(2 * size + 2); // those being made, those ahead, and those in use
    this.#settings = settings;
    this.#entry = entry;
  }

  render(job: RenderJob, signal: AbortSignal): Promise<RenderResult> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (signal.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = deferred<RenderResult>();
    const order: Order = { job: portable(job), resolve, reject };
    // Who waits is told at once; what a thread has begun it finishes, and the result is dropped.
    const abort = () => {
      const place = this.#queue.indexOf(order);
      if (place >= 0) this.#queue.splice(place, 1);
      order.isDropped = true;
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort);
    this.#queue.push(order);
    this.#assign();
    return promise.finally(() => signal.removeEventListener("abort", abort));
  }

  recycle(memory: ArrayBufferLike): void {
    this.#memory.giveBack(memory);
  }

  async close(): Promise<void> {
    this.#fail(new DataError("WorkerPool: expected an open pool, got one that was closed. Make a new one."));
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map(end));
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const thread = this.#threads.find(({ order }) => !order) ?? this.#start();
      const order = thread && this.#queue.shift();
      if (!order) return;
      thread.order = order;
      thread.worker.ref();
      const { job } = order;
      order.memory = this.#memory.take(blockBytes(job.items.length, job.transform));
      thread.worker.postMessage({ kind: "render", job, memory: order.memory } satisfies WorkerRequest);
    }
  }

  #start(): Thread | undefined {
    if (this.#threads.length >= this.#size) return undefined;
    const worker = new Worker(this.#entry, {
      execArgv,
      workerData: { ...this.#settings, turn: sharedTurn() } satisfies WorkerSettings,
    });
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    const thread: Thread = { worker, ended, order: undefined };
    worker.unref();
    worker.on("message", (reply: WorkerReply) => this.#settle(thread, reply));
    worker.on("error", (cause) => this.#fail(crash(`failed: ${cause.message}`, cause)));
    const { threadId } = worker;
    worker.on("exit", (code) => {
      endTurnOf(threadId);
      if (this.#threads.includes(thread)) this.#fail(crash(`stopped with exit code ${code}`));
    });
    this.#threads.push(thread);
    return thread;
  }

  #settle(thread: Thread, reply: WorkerReply): void {
    const { order } = thread;
    thread.order = undefined;
    thread.worker.unref();
    const memory = order?.memory;
    if (memory && (order.isDropped || reply.kind === "failed")) this.#memory.giveBack(memory);
    if (reply.kind === "failed") order?.reject(reply.error);
    // The reply has a view of its own of what is shared; ours is the one that will be given back.
    else if (order) order.resolve(memory ? { ...reply.result, ...viewsOf(order.job, memory) } : reply.result);
    this.#assign();
  }

  /** Tells everybody who waits, now and later; the first reason stays. */
  #fail(reason: Error): void {
    this.#failure ??= reason;
    const waiting = this.#threads.flatMap(({ order }) => order ?? []);
    for (const order of [...waiting, ...this.#queue.splice(0)]) order.reject(this.#failure);
  }
}

async function end({ worker, ended }: Thread): Promise<void> {
  worker.ref();
  worker.postMessage({ kind: "close" } satisfies WorkerRequest);
  const timer = setTimeout(() => worker.terminate(), patienceMs);
  await ended;
  clearTimeout(timer);
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

function crash(what: string, cause?: Error): DataError {
  return new DataError(
    `BatchLoader: a decode worker ${what}. Run again with workers: 0 to see whether an image brings the decoder down.`,
    cause && { cause },
  );
}

function viewsOf({ items, transform }: RenderJob, memory: SharedArrayBuffer): BatchBlock {
  return blockOf(items.length, transform, memory);
}

/** Pixels that lie in a larger, unshared block are copied out of it, or the whole block would travel. */
function portable(job: RenderJob): RenderJob {
  return { ...job, items: job.items.map(portableItem) };
}

function portableItem(item: RenderItem): RenderItem {
  const source = portableSource(item.source);
  const { partners } = item;
  if (partners)
    return { ...item, source, partners: partners.map((each) => ({ ...each, source: portableSource(each.source) })) };
  return source === item.source ? item : { ...item, source };
}

function portableSource(source: ImageSource): ImageSource {
  if (source.kind !== "pixels" || source.data.buffer instanceof SharedArrayBuffer) return source;
  return source.data.byteLength === source.data.buffer.byteLength ? source : { ...source, data: source.data.slice() };
}

// From dist the worker is plain JavaScript; from source, in this repository's tests, it is TypeScript and is started
// through tsx.
const fromSource = import.meta.url.endsWith(".ts");
const sourceEntry = "./decode-worker-from-source.mjs"; // which no tool that follows addresses should look for in dist
const defaultEntry = fromSource
  ? new URL(sourceEntry, import.meta.url)
  : new URL("./decode-worker.js", import.meta.url);
const execArgv = fromSource ? ["--conditions=@tresnet/source"] : [];
