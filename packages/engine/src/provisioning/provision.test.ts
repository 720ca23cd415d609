import { mkdir, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeMachine, fakeMachine } from "../../test/provisioning/fake-installers.ts";
import { tinyElf } from "../../test/provisioning/tiny-elf.ts";
import { libraryPaths } from "./library-folder.ts";
import { supportedPlatform } from "./platform.ts";
import { cacheName, findTensorFlow, provisionTensorFlow } from "./provision.ts";
import { writeManifest } from "./wheels/manifest.ts";
import { wheelRows } from "./wheels/wheel.ts";

const cuda = { runPath: "$ORIGIN/../nvidia/cublas/lib" };

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
});
afterEach(() => machine.remove());

/** A folder on the pretended machine with TensorFlow's two files. */
async function libraryIn(name: string, elf = tinyElf()): Promise<string> {
  const folder = path.join(machine.root, name);
  await mkdir(folder, { recursive: true });
  const { ccPath, frameworkPath } = libraryPaths(folder);
  await writeFile(ccPath, elf);
  await writeFile(frameworkPath, elf);
  return folder;
}

describe("TRESNET_TENSORFLOW_DIR", () => {
  test("names a folder with the two libraries", async () => {
    const folder = await libraryIn("mine");
    vi.stubEnv("TRESNET_TENSORFLOW_DIR", folder);
    expect(await provisionTensorFlow()).toEqual({
      version: "unknown",
      directory: folder,
      ...libraryPaths(folder),
      source: "override",
      flavor: "cpu",
    });
  });

  test("names a package folder, or the one that holds it, with the wheel's version beside it", async () => {
    const folder = await libraryIn("site-packages/tensorflow", tinyElf(cuda));
    await mkdir(path.join(machine.root, "site-packages/tensorflow-2.21.0.dist-info"));
    for (const named of [folder, path.dirname(folder)]) {
      vi.stubEnv("TRESNET_TENSORFLOW_DIR", named);
      expect(await findTensorFlow()).toMatchObject({ directory: folder, version: "2.21.0", flavor: "cuda" });
    }
  });

  test("is an error, not a hint, when the folder is not there or holds no library", async () => {
    await machine.addPip({}, { folder: await libraryIn("python/tensorflow"), version: "2.21.0" });
    for (const named of [machine.root, path.join(machine.root, "nowhere")]) {
      vi.stubEnv("TRESNET_TENSORFLOW_DIR", named);
      await expect(provisionTensorFlow()).rejects.toMatchObject({
        code: "bad-override",
        message: expect.stringMatching(/^TRESNET_TENSORFLOW_DIR: expected a folder with .*libtensorflow_cc.* Correct/),
      });
    }
  });

  test("is an error when a library is cut off", async () => {
    const folder = await libraryIn("mine");
    const { ccPath } = libraryPaths(folder);
    await truncate(ccPath, 150);
    vi.stubEnv("TRESNET_TENSORFLOW_DIR", folder);
    await expect(provisionTensorFlow()).rejects.toMatchObject({
      code: "broken-library",
      message: `${ccPath}: expected ${tinyElf().length} bytes, got 150: the file is cut off. Replace it by a whole copy.`,
    });
  });

  test("is an error when a library is for another processor, or none at all", async () => {
    vi.stubEnv("TRESNET_TENSORFLOW_DIR", await libraryIn("other", tinyElf({ arch: "ia32" })));
    await expect(provisionTensorFlow()).rejects.toMatchObject({ code: "broken-library", message: /got one for other/ });
    vi.stubEnv("TRESNET_TENSORFLOW_DIR", await libraryIn("text", Buffer.from("not a library".repeat(9))));
    await expect(provisionTensorFlow()).rejects.toMatchObject({ code: "broken-library" });
  });
});

describe("the cache", () => {
  test("is taken when it is whole, and not when a file has lost a byte", async () => {
    const row = wheelRows.find(({ platform, flavor }) => platform === supportedPlatform() && flavor === "cpu");
    if (!row) throw new Error("expected a row for this platform");
    const folder = path.join("cache", cacheName(row));
    const directory = await libraryIn(path.join(folder, "tensorflow"));
    const { ccPath, frameworkPath } = libraryPaths(directory);
    const written = [ccPath, frameworkPath].map((file) => ({
      entry: "",
      path: path.relative(path.dirname(directory), file),
      bytes: tinyElf().length,
      sha256: "",
    }));
    await writeManifest(path.join(machine.root, folder), row.wheels, written);
    const library = { version: "2.21.0", directory, ccPath, frameworkPath, source: "cache", flavor: "cpu" };
    expect(await provisionTensorFlow({ device: "cpu" })).toEqual(library);
    await truncate(ccPath, tinyElf().length - 1);
    expect(await findTensorFlow({ device: "cpu" })).toBeUndefined();
  });
});

describe("the user's Python", () => {
  test.each(["2.20.0", "2.21.0", "2.21.1"])("is asked for its TensorFlow, and %s will do", async (version) => {
    const folder = await libraryIn("python/tensorflow");
    await machine.addPip({}, { folder, version });
    expect(await provisionTensorFlow({ device: "cpu" })).toMatchObject({
      directory: folder,
      version,
      source: "python",
    });
  });

  test.each(["2.19.1", "2.22.0", "2.21.0rc1", "3.21.0"])("is passed over when it has %s", async (version) => {
    await machine.addPip({}, { folder: await libraryIn("python/tensorflow"), version });
    expect(await findTensorFlow({ device: "cpu" })).toBeUndefined();
  });

  test("is passed over when its library is broken", async () => {
    const folder = await libraryIn("python/tensorflow");
    await truncate(libraryPaths(folder).frameworkPath, 150);
    await machine.addPip({}, { folder, version: "2.21.0" });
    expect(await findTensorFlow({ device: "cpu" })).toBeUndefined();
  });

  test("with a CUDA build serves the CPU too", async () => {
    await machine.addPip({}, { folder: await libraryIn("python/tensorflow", tinyElf(cuda)), version: "2.21.0" });
    expect(await findTensorFlow({ device: "cpu" })).toMatchObject({ source: "python", flavor: "cuda" });
  });
});

test("with nothing found and nothing to fetch with, says what to install", async () => {
  expect(await findTensorFlow({ device: "cpu" })).toBeUndefined();
  await expect(provisionTensorFlow({ device: "cpu" })).rejects.toMatchObject({
    code: "no-installer",
    message: expect.stringMatching(/^tensorflow(-cpu)? 2\.21\.0: expected uv or pip/),
  });
});

test("finding never fetches; provisioning asks the installer for the pinned wheel", async () => {
  await machine.addPip({ fail: "dns error" });
  await findTensorFlow({ device: "cpu" });
  expect(machine.calls()).toEqual([]);
  await expect(provisionTensorFlow({ device: "cpu" })).rejects.toMatchObject({ code: "offline" });
  expect(machine.calls()).toHaveLength(1);
});
