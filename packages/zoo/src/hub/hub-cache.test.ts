import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { withFolderLock } from "@tresnet/files";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CachedRepository } from "./hub-cache.ts";

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(path.join(tmpdir(), "tresnet-hub-cache-"));
});
afterEach(() => rm(cache, { recursive: true }));

test("many at once note a branch's commit one after another, and leave nothing but the last", async () => {
  const commits = Array.from({ length: 8 }, (_, index) => index.toString(16).padStart(40, "0"));
  const repository = () => new CachedRepository(cache, "timm/tresnet_m");
  await Promise.all(commits.map((commit) => repository().remember("main", commit)));

  const refs = path.join(repository().folder, "refs");
  expect(await readdir(refs)).toEqual(["main"]);
  expect(commits).toContain(await readFile(path.join(refs, "main"), "utf8"));
  expect(await readdir(path.dirname(repository().lockFile))).toEqual([]);
});

test("a branch is noted while somebody holds the lock for fetching", async () => {
  const repository = new CachedRepository(cache, "timm/tresnet_m");
  const commit = "c".repeat(40);
  await withFolderLock(repository.lockFile, () => repository.remember("main", commit));
  expect(await readFile(path.join(repository.folder, "refs", "main"), "utf8")).toBe(commit);
});
