import { describe, expect, test } from "vitest";
import { nextVersion, parseChange } from "../changesets.mjs";

describe("a pending change", () => {
  test("has its packages, the greatest bump and the theme of the first package that has one", () => {
    const change = parseChange("a", `---\n"@tresnet/engine": patch\n"@tresnet/data": minor\n---\n\nAdded a.\nMore.\n`);
    expect(change).toEqual({
      name: "a",
      packages: ["engine", "data"],
      bump: "minor",
      theme: "data",
      text: "Added a.\nMore.",
    });
  });

  test("may name its theme, which is no part of its text", () => {
    const change = parseChange("a", `---\n'@tresnet/data': patch\n---\nspeed: Twice as fast.\n`);
    expect(change).toMatchObject({ theme: "speed", text: "Twice as fast." });
  });

  test("may begin with a word and a colon that is no theme", () => {
    const change = parseChange("a", `---\n"@tresnet/zoo": patch\n---\nresnet: deeper.\n`);
    expect(change).toMatchObject({ theme: "weights", text: "resnet: deeper." });
  });

  test("is refused without packages, by its name", () => {
    expect(() => parseChange("a", "Added a.\n")).toThrow(/\.changeset\/a\.md/);
    expect(() => parseChange("a", "---\n---\nAdded a.\n")).toThrow(/\.changeset\/a\.md/);
  });
});

test("the greatest bump decides on the next version", () => {
  const change = (bump: "major" | "minor" | "patch") =>
    parseChange("a", `---\n"@tresnet/zoo": ${bump}\n---\nChanged a.\n`);
  expect(nextVersion("0.1.3", [change("patch"), change("minor")])).toBe("0.2.0");
  expect(nextVersion("0.1.3", [change("patch")])).toBe("0.1.4");
  expect(nextVersion("0.1.3", [change("minor"), change("major")])).toBe("1.0.0");
  expect(nextVersion("0.1.3", [])).toBe("0.1.3");
});
