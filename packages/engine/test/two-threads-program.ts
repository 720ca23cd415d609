/**
 * What a child process of process.native.test.ts runs: two threads that quiet stderr, of which the first to begin is
 * the first to end.
 */
import { once } from "node:events";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { silently } from "../src/native/native-process.ts";

/** Places in the shared memory: 1 once a thread has come so far. */
const [firstIn, secondIn, firstOut] = [0, 1, 2] as const;

interface Part {
  readonly shared: Int32Array;
  readonly isFirst: boolean;
}

function reach(shared: Int32Array, place: number): void {
  Atomics.store(shared, place, 1);
  Atomics.notify(shared, place);
}

function play({ shared, isFirst }: Part): void {
  if (isFirst) {
    silently(() => {
      reach(shared, firstIn);
      Atomics.wait(shared, secondIn, 0);
    });
    reach(shared, firstOut);
  } else {
    Atomics.wait(shared, firstIn, 0);
    silently(() => {
      reach(shared, secondIn);
      Atomics.wait(shared, firstOut, 0);
    });
  }
}

if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(12));
  const source = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); });`;
  const start = (isFirst: boolean) =>
    new Worker(source, { eval: true, workerData: { shared, isFirst } satisfies Part });
  await Promise.all([start(true), start(false)].map((worker) => once(worker, "exit")));
  process.stderr.write("heard");
} else {
  play(workerData);
}
