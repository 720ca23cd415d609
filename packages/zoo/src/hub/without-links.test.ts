import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { startFakeHub } from "../../test/fake-hub.ts";
import { downloadFromHub } from "./download-from-hub.ts";

const disk = vi.hoisted(() => ({ says: "EPERM" }));

// A file system without symbolic links, such as FAT.
vi.mock("node:fs/promises", async (importOriginal) => {
  const actual = await importOriginal<typeof import("node:fs/promises")>();
  return {
    ...actual,
    symlink: async () => {
      throw Object.assign(new Error(`${disk.says}: no links, symlink`), { code: disk.says, syscall: "symlink" });
    },
  };
});

afterEach(() => vi.unstubAllEnvs());

test.each(["EPERM", "ENOTSUP", "ENOSYS"])("where links are answered with %s, files are copied", async (code) => {
  disk.says = code;
  const home = await mkdtemp(path.join(tmpdir(), "tresnet-hub-"));
  const hub = await startFakeHub("timm/x", "model.safetensors", new Uint8Array(4000).fill(7));
  vi.stubEnv("HF_HOME", home);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  const wanted = { repository: "timm/x", file: "model.safetensors" };
  const file = await downloadFromHub(wanted);
  expect((await lstat(file)).isFile()).toBe(true);
  expect(new Uint8Array(await readFile(file))).toEqual(new Uint8Array(4000).fill(7));
  expect(await readdir(path.dirname(file))).toEqual(["model.safetensors"]);
  hub.requests.length = 0;
  expect(await downloadFromHub(wanted)).toBe(file);
  expect(hub.requests.every(({ range }) => range === "bytes=0-0")).toBe(true);
  await hub.close();
  await rm(home, { recursive: true });
});

async function copied(length: number) {
  disk.says = "EPERM";
  const home = await mkdtemp(path.join(tmpdir(), "tresnet-hub-"));
  const hub = await startFakeHub("timm/x", "model.safetensors", new Uint8Array(length).fill(7));
  vi.stubEnv("HF_HOME", home);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  const wanted = { repository: "timm/x", file: "model.safetensors" };
  const fetched = await downloadFromHub(wanted);
  const blob = path.join(fetched, "../../..", "blobs", hub.sha256);
  const end = async () => {
    await hub.close();
    await rm(home, { recursive: true });
  };
  return { wanted, fetched, blob, end };
}

test.each([
  ["of another byte", Buffer.alloc(4000, 8)],
  ["of another length", Buffer.alloc(3999, 7)],
])("a copy %s is made anew, also where Python's client left no other", async (_, damage) => {
  for (const isAlone of [false, true]) {
    const { wanted, fetched, blob, end } = await copied(4000);
    if (isAlone) await rm(blob);
    await writeFile(fetched, damage);
    expect(new Uint8Array(await readFile(await downloadFromHub(wanted)))).toEqual(new Uint8Array(4000).fill(7));
    await end();
  }
});

test("offline, a damaged copy is told by the other one", async () => {
  const { wanted, fetched, end } = await copied(4000);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  expect(await downloadFromHub(wanted)).toBe(fetched);
  await writeFile(fetched, Buffer.alloc(4000, 8));
  await expect(downloadFromHub(wanted)).rejects.toThrow(
    /expected a file with SHA-256 [0-9a-f]{64} in the cache, got [0-9a-f]{64}: .*model\.safetensors is damaged/,
  );
  await end();
});
