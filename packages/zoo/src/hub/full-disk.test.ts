import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { startFakeHub } from "../../test/fake-hub.ts";
import { downloadFromHub } from "./download-from-hub.ts";

const disk = vi.hoisted(() => ({ freeBytes: Number.POSITIVE_INFINITY, writableBytes: Number.POSITIVE_INFINITY }));

// A disk that says how much room it has, and of every file takes so many bytes.
vi.mock("node:fs/promises", async (importOriginal) => {
  const actual = await importOriginal<typeof import("node:fs/promises")>();
  return {
    ...actual,
    statfs: async () => ({ bavail: disk.freeBytes, bsize: 1 }),
    open: async (file: string, flags: string) => {
      const handle = await actual.open(file, flags);
      const write = handle.write.bind(handle);
      handle.write = (async (bytes: Uint8Array, offset: number, length: number, position: number) => {
        if (position + length > disk.writableBytes) {
          throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
            code: "ENOSPC",
            syscall: "write",
          });
        }
        return write(bytes, offset, length, position);
      }) as typeof handle.write;
      return handle;
    },
  };
});

afterEach(() => vi.unstubAllEnvs());

test.each([
  [
    "is seen before anything is fetched",
    { freeBytes: 1000 },
    /expected 1 MB of free disk space, got 0 MB\. Free some, or set HF_HOME/,
    2,
  ],
  [
    "that fills up on the way is named, and what was written is freed",
    { writableBytes: 200_000 },
    /the disk is full\. Free some space, or set HF_HOME/,
    3,
  ],
])("a full disk %s", async (_, limits, message, requests) => {
  const home = await mkdtemp(path.join(tmpdir(), "tresnet-hub-"));
  const hub = await startFakeHub("timm/x", "model.safetensors", new Uint8Array(400_000));
  vi.stubEnv("HF_HOME", home);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  Object.assign(disk, { freeBytes: 1e12, writableBytes: 1e12 }, limits);
  const download = downloadFromHub({ repository: "timm/x", file: "model.safetensors" });
  await expect(download).rejects.toMatchObject({ code: "disk-full", message: expect.stringMatching(message) });
  expect(await readdir(path.join(home, "hub", "models--timm--x", "blobs"))).toEqual(
    "freeBytes" in limits ? [`${hub.sha256}.tresnet.incomplete`] : [],
  );
  expect(hub.requests.filter(({ host }) => host === "storage").length).toBeLessThan(requests);
  await hub.close();
  await rm(home, { recursive: true });
});
