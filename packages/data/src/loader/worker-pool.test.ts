import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { DataError } from "../errors.ts";
import { evalTransform } from "../transforms/transform.ts";
import type { RenderJob } from "./render-batch.ts";
import { WorkerPool } from "./worker-pool.ts";

const never = new AbortController().signal;
const image = { kind: "pixels", data: new Uint8Array(48).fill(51), width: 4, height: 4, channels: 3 } as const;
const job: RenderJob = {
  items: [{ index: 0, source: image }],
  transform: evalTransform({ size: 4, mode: "squish" }),
  seed: 0,
  epoch: 0,
  keepBytes: 0,
};

/** The URL of a worker that consists of this code. */
const program = (code: string) =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from "node:worker_threads"; ${code}`)}`);

// Worker threads take a second each to start from source, more on a busy machine.
describe("WorkerPool", { timeout: 60_000 }, () => {
  test("renders more batches than it has threads, and takes the pixels out of a larger block", async () => {
    const pool = new WorkerPool(2);
    const block = new Uint8Array(4800).fill(51);
    const part = { ...image, data: block.subarray(48, 96) };
    const jobs = Array.from({ length: 5 }, () => ({ ...job, items: [{ index: 0, source: part }] }));
    const results = await Promise.all(jobs.map((each) => pool.render(each, never)));
    await pool.close();
    for (const { images } of results) expect([...images]).toEqual(new Array(48).fill(Math.fround(0.2)));
    expect(block.length).toBe(4800);
  });

  test("makes batches in the memory of former ones, whatever is in it", async () => {
    const pool = new WorkerPool(1);
    const missing = { kind: "file", path: "/nowhere/image.png" } as const;
    const two = { ...job, items: [...job.items, { index: 1, source: missing }] };
    const memory = new Float32Array(96).fill(7);
    pool.recycle(memory.buffer);
    expect(memory.length).toBe(0);
    const { images, broken } = await pool.render(two, never);
    expect([...images]).toEqual([...new Array(48).fill(Math.fround(0.2)), ...new Array(48).fill(0)]);
    expect(broken).toHaveLength(1);
    expect(images.buffer).toBeInstanceOf(SharedArrayBuffer);
    pool.recycle(images.buffer);
    expect((await pool.render(job, never)).images.length).toBe(48); // not in that, which is too large
    expect((await pool.render(two, never)).images.buffer).toBe(images.buffer);
    expect((await pool.render(two, never)).images.buffer).toBeInstanceOf(ArrayBuffer); // nothing was given back
    await pool.close();
  });

  test("tells a worker what it has to work with", async () => {
    const code = `import { workerData } from "node:worker_threads";
      parentPort.on("message", ({ kind, memory }) => {
        if (kind === "close") parentPort.close();
        else parentPort.postMessage({ kind: "failed", error: [workerData.tensorFlow?.version, memory?.byteLength] });
      });`;
    const library = { version: "9.9", directory: "", frameworkPath: "", ccPath: "" };
    const tensorFlow = { ...library, source: "cache", flavor: "cpu" } as const;
    const pool = new WorkerPool(1, { tensorFlow }, program(code));
    await expect(pool.render(job, never)).rejects.toEqual(["9.9", undefined]);
    pool.recycle(new ArrayBuffer(192));
    await expect(pool.render(job, never)).rejects.toEqual(["9.9", 192]);
    await expect(pool.render(job, never)).rejects.toEqual(["9.9", 192]); // comes back where no batch was made in it
    await pool.close();
  });

  test.each([
    ["exits", "process.exit(3)", /stopped with exit code 3.*workers: 0/],
    ["throws", "throw new Error('out of luck')", /failed: out of luck/],
  ])("tells everybody who waits when a worker %s", async (_, what, message) => {
    const pool = new WorkerPool(1, {}, program(`parentPort.on("message", () => { ${what} });`));
    const waiting = [pool.render(job, never), pool.render(job, never)];
    for (const result of await Promise.allSettled(waiting)) {
      expect(result.status).toBe("rejected");
      if (result.status === "rejected") expect(result.reason).toBeInstanceOf(DataError);
    }
    await expect(pool.render(job, never)).rejects.toThrow(message);
    await pool.close();
  });

  test("passes on the error of a batch, and goes on", async () => {
    const pool = new WorkerPool(
      1,
      {},
      program(`parentPort.on("message", ({ kind }) => {
        if (kind === "close") parentPort.close();
        else parentPort.postMessage({ kind: "failed", error: new RangeError("too large") });
      });`),
    );
    await expect(pool.render(job, never)).rejects.toThrow("too large");
    await expect(pool.render(job, never)).rejects.toThrow("too large");
    await pool.close();
  });

  test("lets go of whoever aborts, waiting or first in line", async () => {
    const pool = new WorkerPool(1);
    const first = new AbortController();
    const second = new AbortController();
    const rendering = pool.render(job, first.signal);
    const queued = pool.render(job, second.signal);
    const last = pool.render(job, never);
    second.abort(new Error("second"));
    first.abort(new Error("first"));
    await expect(rendering).rejects.toThrow("first");
    await expect(queued).rejects.toThrow("second");
    expect((await last).images.length).toBe(48);
    await expect(pool.render(job, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    await pool.close();
  });

  test("fails what waits when it is closed, and everything after", async () => {
    const pool = new WorkerPool(1);
    const waiting = [pool.render(job, never), pool.render(job, never)].map((result) =>
      expect(result).rejects.toThrow(/one that was closed/),
    );
    await pool.close();
    await Promise.all(waiting);
    await expect(pool.render(job, never)).rejects.toThrow(/one that was closed/);
    await pool.close();
  });

  test("does not keep the process alive when it is idle, closed or not", async () => {
    const source = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
    const code = `
      import { BatchLoader } from ${source("./batch-loader.ts")};
      import { syntheticData } from ${source("../datasets/synthetic.ts")};
      import { evalTransform } from ${source("../transforms/transform.ts")};
      const { train } = syntheticData();
      const loader = new BatchLoader(train, { batchSize: 2, workers: 2, transform: evalTransform({ size: 8 }) });
      for await (const batch of loader.epoch(0)) { console.log(batch.shape.join()); break; }
    `;
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--import", tsx, "--input-type=module", "--eval", code],
      {
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        timeout: 50_000,
        env: { ...process.env, NODE_OPTIONS: "" },
      },
    );
    expect(stdout).toBe("2,8,8,3\n");
    expect(stderr).toBe("");
  });
});
