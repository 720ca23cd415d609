import { access, mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

describe("makeFolder", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(await realpath(tmpdir()), "make-folder-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("makes a folder and those above it, and leaves one that is there", async () => {
    const folder = path.join(root, "a", "b", "c");
    await makeFolder(folder);
    await writeFile(path.join(folder, "kept"), "");
    await makeFolder(folder);
    expect((await stat(folder)).isDirectory()).toBe(true);
    await access(path.join(folder, "kept"));
  });

  it("is made once by many at a time", async () => {
    const folder = path.join(root, "many", "at", "once");
    await Promise.all(Array.from({ length: 20 }, () => makeFolder(folder)));
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  it("goes through a link to a folder", async () => {
    await mkdir(path.join(root, "real"));
    await symlink(path.join(root, "real"), path.join(root, "link"));
    await makeFolder(path.join(root, "link", "inner"));
    expect((await stat(path.join(root, "real", "inner"))).isDirectory()).toBe(true);
  });

  it("fails where a file is in the way, at the end and above it", async () => {
    await writeFile(path.join(root, "file"), "");
    await expect(makeFolder(path.join(root, "file"))).rejects.toThrow(/EEXIST/);
    await expect(makeFolder(path.join(root, "file", "inner"))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it("fails where a link leads nowhere", async () => {
    await symlink(path.join(root, "nowhere"), path.join(root, "dangling"));
    await expect(makeFolder(path.join(root, "dangling"))).rejects.toThrow(/EEXIST/);
  });

  it.runIf(process.platform === "linux")("ends where the file system makes no folders", async () => {
    await expect(makeFolder("/proc/no-such/inner")).rejects.toThrow(/ENOENT|EACCES|EPERM|EROFS/);
  });
});
