import { describe, expect, test } from "vitest";
import { circlesOfFolders } from "../folder-circles.mjs";
import { brokenRooms, mostFiles } from "../rooms.mjs";
import { madeUpRepository } from "./repository.ts";

const repository = madeUpRepository();

/** Writes files of one package, each with the files that it imports, and gives what is broken of its rooms. */
function problemsOf(
  files: Readonly<Record<string, readonly string[]>>,
  rooms: Readonly<Record<string, readonly string[]>> = {},
): string[] {
  for (const [file, imports] of Object.entries(files)) {
    repository.write(`packages/engine/src/${file}`, imports.map((name) => `import { x } from "${name}";\n`).join(""));
  }
  return brokenRooms(repository.root, { engine: rooms });
}

test("accepts a house: face over rooms over ground, rooms one way only", () => {
  const files = {
    "index.ts": ["./ops/run.ts", "./errors.ts"],
    "ops/run.ts": ["../native/call.ts", "../errors.ts", "./deep/a.ts"],
    "ops/deep/a.ts": ["../beside.ts", "node:fs", "@tresnet/files"],
    "ops/beside.ts": [],
    "native/call.ts": ["../errors.ts"],
    "errors.ts": ["./words.ts"],
    "words.ts": [],
  };
  expect(problemsOf(files, { native: [], ops: ["native"] })).toEqual([]);
});

test("rejects a crowded folder, but counts no tests", () => {
  const names = Array.from({ length: mostFiles }, (_, index) => [`ops/op${index}.ts`, []] as const);
  const full = { ...Object.fromEntries(names), "ops/op0.test.ts": [] };
  expect(problemsOf(full, { ops: [] })).toEqual([]);
  expect(problemsOf({ "ops/one-more.ts": [] }, { ops: [] })).toEqual([
    "engine/src/ops: expected at most 16 files, got 17. Divide the room.",
  ]);
});

test("rejects a crowd in src itself", () => {
  const names = Array.from({ length: mostFiles + 1 }, (_, index) => [`file${index}.ts`, []] as const);
  expect(problemsOf(Object.fromEntries(names))).toEqual([
    "engine/src: expected at most 16 files, got 17. Divide the room.",
  ]);
});

describe("a circle of files", () => {
  test("is rejected, whatever its length", () => {
    const files = { "ops/a.ts": ["./b.ts"], "ops/b.ts": ["./c.ts"], "ops/c.ts": ["./a.ts"], "ops/d.ts": ["./a.ts"] };
    expect(problemsOf(files, { ops: [] })).toEqual([
      "engine: these files import each other in a circle: ops/a.ts, ops/b.ts, ops/c.ts.",
    ]);
  });

  test.each([
    ["type-only imports", `import type { X } from "./b.ts";`],
    ["types of imports", `let x: import("./b.ts").X;`],
    ["re-exports", `export { x } from "./b.ts";`],
    ["dynamic imports", `await import("./b.ts");`],
  ])("is one of %s too", (_, statement) => {
    repository.write("packages/engine/src/ops/a.ts", statement);
    repository.write("packages/engine/src/ops/b.ts", `import "./a.ts";`);
    expect(brokenRooms(repository.root, { engine: { ops: [] } })).toEqual([
      "engine: these files import each other in a circle: ops/a.ts, ops/b.ts.",
    ]);
  });

  test("is none through a test", () => {
    expect(problemsOf({ "ops/a.test.ts": ["./b.ts"], "ops/b.ts": ["./a.test.ts"] }, { ops: [] })).toEqual([]);
  });
});

describe("the table of rooms", () => {
  const files = { "ops/a.ts": ["../native/b.ts"], "native/b.ts": [] };

  test("must have every arrow", () => {
    expect(problemsOf(files, { ops: [], native: [] })).toEqual([
      "engine/src/ops/a.ts: ops may not import native (tooling/lint/allowed-rooms.mjs).",
    ]);
  });

  test("must have no arrow that nothing needs", () => {
    expect(problemsOf(files, { ops: ["native"], native: ["ops"] })).toContain(
      "allowed-rooms.mjs: engine: native imports nothing of ops any more. Remove it from the row.",
    );
  });

  test("must have a row for every room, and no other", () => {
    expect(problemsOf(files, { ops: ["native"] })).toEqual([
      "allowed-rooms.mjs: engine: the room native has no row. Say what it may import.",
    ]);
    expect(problemsOf(files, { ops: ["native"], native: [], gone: [] })).toEqual([
      "allowed-rooms.mjs: engine: there is no room gone. Remove its row.",
    ]);
  });

  test("must have no circle", () => {
    const both = { "ops/a.ts": ["../native/b.ts"], "ops/c.ts": [], "native/b.ts": [], "native/d.ts": ["../ops/c.ts"] };
    expect(problemsOf(both, { ops: ["native"], native: ["ops"] })).toEqual([
      "allowed-rooms.mjs: engine: these rooms import each other in a circle: native, ops.",
    ]);
  });

  test("must have no package that is not there", () => {
    expect(brokenRooms(repository.root, { engine: {} })).toEqual([
      "allowed-rooms.mjs: expected a package for each entry, engine has none. Remove it.",
    ]);
  });
});

test("rejects a room that imports the package's face, directly or by a file that does", () => {
  const files = {
    "index.ts": ["./native/b.ts"],
    "start.ts": ["./index.ts"],
    "native/b.ts": [],
    "ops/a.ts": ["../index.ts"],
    "ops/c.ts": ["../start.ts"],
  };
  expect(problemsOf(files, { native: [], ops: [] })).toEqual([
    expect.stringMatching(/^engine\/src\/ops\/a\.ts: imports index\.ts, which imports rooms itself/),
    expect.stringMatching(/^engine\/src\/ops\/c\.ts: imports start\.ts, which imports rooms itself/),
  ]);
});

test("rejects sub-folders that import each other, though their files make no circle", () => {
  const files = {
    "ops/x/a.ts": ["../y/b.ts"],
    "ops/x/c.ts": [],
    "ops/y/b.ts": [],
    "ops/y/deep/d.ts": ["../../x/c.ts"],
  };
  expect(problemsOf(files, { ops: [] })).toEqual([
    "engine: these folders import each other in a circle: ops/x, ops/y.",
  ]);
});

test("counts circles of rooms by what they import, not by the table", () => {
  const files = new Map([
    ["ops/a.ts", ["native/b.ts"]],
    ["native/b.ts", ["errors.ts"]],
    ["native/c.ts", ["ops/d.ts", "native/deep/e.ts"]],
    ["native/deep/e.ts", ["native/b.ts"]],
  ]);
  expect(circlesOfFolders(files)).toEqual([["native", "ops"]]);
});
