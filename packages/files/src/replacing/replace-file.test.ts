import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceFile } from "./replace-file.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-replace-"));
  file = path.join(folder, "a.json");
  await replaceFile(file, (handle) => handle.writeFile("the old file"));
});
afterEach(() => rm(folder, { recursive: true }));

test("replaces a file and leaves nothing else behind", async () => {
  await replaceFile(file, (handle) => handle.writeFile("new"));
  expect(await readFile(file, "utf8")).toBe("new");
  expect(await readdir(folder)).toEqual(["a.json"]);
});

test("shows the old file until the new one is whole", async () => {
  await replaceFile(file, async (handle) => {
    await handle.writeFile("new");
    expect(await readFile(file, "utf8")).toBe("the old file");
  });
});

test("keeps the old file, and nothing else, when writing fails", async () => {
  const write = replaceFile(file, async (handle) => {
    await handle.writeFile("half of the n");
    throw new Error("the disk is full");
  });
  await expect(write).rejects.toThrow("the disk is full");
  expect(await readFile(file, "utf8")).toBe("the old file");
  expect(await readdir(folder)).toEqual(["a.json"]);
});

test("leaves nothing behind when there is no way to rename", async () => {
  await expect(replaceFile(folder, (handle) => handle.writeFile("text"))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  const beside = await readdir(path.dirname(folder));
  expect(beside.filter((name) => name.startsWith(`${path.basename(folder)}.`))).toEqual([]);
});

test("a full disk's error names the file; one that does so, or is of another kind, is left as it is", async () => {
  const full = { code: "ENOSPC", syscall: "write" };
  const failing = () => Promise.reject(Object.assign(new Error("ENOSPC: no space left on device, write"), full));
  await expect(replaceFile(file, failing)).rejects.toThrow(`ENOSPC: no space left on device, write '${file}'`);
  const missing = path.join(folder, "no", "a.json");
  await expect(replaceFile(missing, failing)).rejects.toThrow(/^ENOENT: .*, open '.*a\.json\.[\w-]+\.partial'$/);
  await expect(replaceFile(file, () => Promise.reject(new Error("NaN")))).rejects.toThrow(/^NaN$/);
});

test("of several writers at once the last one's file stays, and each writes into one of its own", async () => {
  const texts = ["first", "second", "third"];
  await Promise.all(
    texts.map((text) =>
      replaceFile(file, async (handle) => {
        await handle.writeFile(text);
        expect((await readdir(folder)).length).toBeGreaterThan(texts.length);
      }),
    ),
  );
  expect(texts).toContain(await readFile(file, "utf8"));
  expect(await readdir(folder)).toEqual(["a.json"]);
});

test("a link that lies where the partial file was to be is not written through", async () => {
  const target = path.join(folder, "precious");
  await writeFile(target, "precious");
  const next = await nextPartial();
  await symlink(target, path.join(folder, next));
  await expect(replaceFile(file, (handle) => handle.writeFile("new"))).rejects.toThrow(/EEXIST/);
  expect(await readFile(target, "utf8")).toBe("precious");
  expect(await readFile(file, "utf8")).toBe("the old file");
});

test("what a dead process left half written goes with the next write, and what a living one writes stays", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const own = await nextPartial();
  const dead = own.replace(`-${process.pid}-`, `-${pid}-`);
  const elsewhere = own.replace(/[0-9a-f]{8}-/, "0badcafe-").replace(`-${process.pid}-`, `-${pid}-`);
  for (const name of [dead, elsewhere, "b.json.partial"]) await writeFile(path.join(folder, name), "half");
  await replaceFile(file, (handle) => handle.writeFile("new"));
  expect((await readdir(folder)).sort()).toEqual(["a.json", elsewhere, "b.json.partial"].sort());
});

/** The name that the partial file of the next write will have. */
async function nextPartial(): Promise<string> {
  let name = "";
  await replaceFile(file, async (handle) => {
    await handle.writeFile("the old file");
    name = (await readdir(folder)).find((one) => one.endsWith(".partial")) ?? "";
  });
  return name.replace(/-(\d+)\.partial$/, (_, count: string) => `-${Number(count) + 1}.partial`);
}
