import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

/** Runs the program in a worker thread, from TypeScript source. */
async function inWorker(value: number): Promise<{ total: number; drawn: number[]; name: string }> {
  const source = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(
    new URL("../test/worker-program.ts", import.meta.url).href,
  )}); });`;
  const worker = new Worker(source, { eval: true, workerData: value });
  const [message] = await once(worker, "message");
  const [code] = await once(worker, "exit");
  expect(code).toBe(0);
  return message;
}

test("two worker threads run an engine each, beside the main thread's", async () => {
  const [one, two] = await Promise.all([inWorker(1), inWorker(2)]);
  expect([one?.total, two?.total]).toEqual([50 * 16 ** 3, 50 * 4 * 16 ** 3]);
  expect(one?.drawn).not.toEqual(two?.drawn);
  expect(one?.name).toBe("worker");
});
