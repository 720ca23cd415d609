import { describe, expect, test } from "vitest";
import { commandName } from "./command-name.ts";

describe("the command's name", () => {
  test("is tresnet where npm installed it, and from source", () => {
    expect(commandName("/site/node_modules/.bin/tresnet", "/site")).toBe("tresnet");
    expect(commandName("/site/node_modules/@tresnet/trainer/dist/cli.js", "/site")).toBe("tresnet");
    expect(commandName("/clone/apps/trainer/src/cli.ts", "/clone")).toBe("tresnet");
  });

  test("is what can be pasted into a shell in a clone", () => {
    expect(commandName("/clone/apps/trainer/dist/cli.js", "/clone")).toBe("node apps/trainer/dist/cli.js");
    expect(commandName("/clone/apps/trainer/dist/cli.js", "/photos")).toBe("node /clone/apps/trainer/dist/cli.js");
    expect(commandName("/my clone/dist/cli.js", "/photos")).toBe("node '/my clone/dist/cli.js'");
  });
});
