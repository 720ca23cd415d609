import { userInfo } from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { cacheFolder } from "./cache-folder.ts";
import { expandHome } from "./expand-home.ts";
import { homeFolder } from "./home-folder.ts";

afterEach(() => vi.unstubAllEnvs());

test.each(["", ".", "home/ada"])("HOME=%j is no home: the system's list of users tells it", (HOME) => {
  const { homedir } = userInfo();
  expect(homeFolder({ HOME })).toBe(homedir);
  expect(cacheFolder({ platform: "linux", env: { HOME } })).toBe(path.join(homedir, ".cache", "tresnet"));
});

test("the running process's own environment is read the same way", () => {
  vi.stubEnv("HOME", "");
  const { homedir } = userInfo();
  expect(homeFolder()).toBe(homedir);
  expect(expandHome("~/photos")).toBe(path.join(homedir, "photos"));
});
