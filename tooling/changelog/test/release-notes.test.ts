import { expect, test } from "vitest";
import { parseChange } from "../changesets.mjs";
import { packageSection, rootSection, withSection } from "../release-notes.mjs";

const changes = [
  parseChange("a", `---\n"@tresnet/data": patch\n---\nFixed a.\n`),
  parseChange(
    "b",
    `---\n"@tresnet/data": minor\n"@tresnet/trainer": minor\n---\ndata: Added b,\nof two lines.\n\n- one\n- two\n`,
  ),
  parseChange("c", `---\n"@tresnet/trainer": minor\n---\nAdded c.\n`),
];
const release = { version: "0.2.0", date: "2026-11-30", changes, highlights: "The first release.\n" };

test("the root tells every change once, by theme, what is new first", () => {
  expect(rootSection(release)).toBe(`## 0.2.0 (2026-11-30)

The first release.

### Train

- Added c. (trainer)

### Data

- Added b, of two lines. (data, trainer)
  - one
  - two
- Fixed a. (data)
`);
});

test("a package says where to read", () => {
  expect(packageSection(release, "data")).toBe(
    "## 0.2.0 (2026-11-30)\n\n2 changes, told in the [CHANGELOG](../../CHANGELOG.md) of all packages: Data.\n",
  );
  expect(packageSection(release, "trainer")).toContain(
    "2 changes, told in the [CHANGELOG](../../CHANGELOG.md) of all packages: Train, Data.",
  );
  expect(packageSection(release, "zoo")).toContain("No change of its own");
});

test("the newest release stands first, and the same one is replaced", () => {
  const first = withSection("", { title: "Changelog", version: "0.1.0", section: "## 0.1.0\n\nOne.\n" });
  expect(first).toBe("# Changelog\n\n## 0.1.0\n\nOne.\n");
  const second = withSection(first, { title: "Changelog", version: "0.2.0", section: "## 0.2.0\n\nTwo.\n" });
  expect(second).toBe("# Changelog\n\n## 0.2.0\n\nTwo.\n\n## 0.1.0\n\nOne.\n");
  const again = withSection(second, { title: "Changelog", version: "0.2.0", section: "## 0.2.0\n\nTwo, mended.\n" });
  expect(again).toBe("# Changelog\n\n## 0.2.0\n\nTwo, mended.\n\n## 0.1.0\n\nOne.\n");
});

test("what stands before the first release stays", () => {
  const release = { title: "Changelog", version: "0.2.0", section: "## 0.2.0\n\nTwo.\n" };
  expect(withSection("# Changelog\n\nAll packages.\n", release)).toBe(
    "# Changelog\n\nAll packages.\n\n## 0.2.0\n\nTwo.\n",
  );
});

test("a package's file of the version alone, as @changesets/cli leaves it, gets its text", () => {
  const own = withSection("# @tresnet/data\n\n## 0.2.0\n", {
    title: "@tresnet/data",
    version: "0.2.0",
    section: packageSection(release, "data"),
  });
  expect(own.match(/^## /gm)).toHaveLength(1);
});
