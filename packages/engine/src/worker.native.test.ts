import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
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

test.each(["by itself", "by exit", "by an error", "in a decoder"])(
  "threads that end %s without dispose() leave no memory behind",
  (end) => {
    const program = fileURLToPath(new URL("../test/ending-threads-program.ts", import.meta.url));
    const args = ["--conditions=@tresnet/source", "--import", "tsx", program, end];
    const { status, signal, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 120_000 });
    expect({ status, signal }).toEqual({ status: 0, signal: null });
    // Each of the four has 64 MiB of weights and an engine of its own: 400 in all, were they kept.
    expect(Number(stdout)).toBeLessThan(128);
  },
);
