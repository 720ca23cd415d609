import { expect, test } from "vitest";
import { cacheFolder } from "./cache-folder.ts";

test.each([
  ["linux", { HOME: "/home/ada" }, "/home/ada/.cache/tresnet"],
  ["linux", { HOME: "/home/ada", XDG_CACHE_HOME: "/big" }, "/big/tresnet"],
  ["linux", { HOME: "/home/ada", XDG_CACHE_HOME: "relative" }, "/home/ada/.cache/tresnet"],
  ["linux", { HOME: "/home/ada", XDG_CACHE_HOME: "/big", TRESNET_CACHE_DIR: "/mine" }, "/mine"],
  ["darwin", { HOME: "/Users/ada" }, "/Users/ada/Library/Caches/tresnet"],
  ["darwin", { HOME: "/Users/ada", XDG_CACHE_HOME: "/big" }, "/big/tresnet"],
] as const)("on %s with %j it is %s", (platform, env, folder) => {
  expect(cacheFolder({ platform, env })).toBe(folder);
});
