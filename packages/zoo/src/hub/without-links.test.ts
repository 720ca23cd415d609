import { lstat, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
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
