import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { brokenBoundaries } from "../boundaries.mjs";
import { madeUpRepository } from "./repository.ts";

const repository = madeUpRepository();
const { write } = repository;

beforeEach(() => {
  for (const folder of ["packages/engine", "packages/zoo", "apps/trainer", "apps/benchmark", "tooling/vitest"]) {
    write(`${folder}/package.json`, JSON.stringify({ name: `@tresnet/${path.basename(folder)}` }));
  }
});

test("accepts imports that go the one way, by public entry", () => {
  write(
    "packages/zoo/src/a.ts",
    `import { x } from "@tresnet/engine"; export * from "./b.ts"; import "node:fs"; import "zod";`,
  );
  write("packages/engine/src/c.ts", `import { NodeJSKernelBackend } from "@tresnet/tfjs-kernels";`);
  write("packages/zoo/src/a.test.ts", `import { fixturePath } from "@tresnet/vitest";`);
  expect(brokenBoundaries(repository.root)).toEqual([]);
});

test("accepts another entry that a package exports", () => {
  const vitest = { name: "@tresnet/vitest", exports: { "./contract": "./src/contract.ts" } };
  write("tooling/vitest/package.json", JSON.stringify(vitest));
  write("packages/zoo/src/a.test.ts", `import "@tresnet/vitest/contract";`);
  expect(brokenBoundaries(repository.root)).toEqual([]);
});

test.each([
  ["an import against the order", "packages/engine/src/a.ts", `import { x } from "@tresnet/zoo";`],
  ["a type-only import against the order", "packages/engine/src/a.ts", `import type { X } from "@tresnet/zoo";`],
  ["a re-export against the order", "packages/engine/src/a.ts", `export * from "@tresnet/zoo";`],
  ["a dynamic import against the order", "packages/engine/src/a.ts", `await import("@tresnet/zoo");`],
  ["an app that imports an app", "apps/trainer/src/a.ts", `import "@tresnet/benchmark";`],
  ["an import of another package's inside", "packages/zoo/src/a.ts", `import { x } from "@tresnet/engine/src/x.ts";`],
  ["a relative import out of the package", "packages/zoo/src/a.ts", `import { x } from "../../engine/src/x.ts";`],
  ["tooling in shipped code", "packages/zoo/src/a.ts", `import { fixturePath } from "@tresnet/vitest";`],
  ["kernels outside of the engine", "packages/zoo/src/a.ts", `import "@tresnet/tfjs-kernels";`],
  ["a package that imports itself by name", "packages/zoo/src/a.ts", `import "@tresnet/zoo";`],
])("rejects %s", (_, file, content) => {
  write(file, content);
  const problems = brokenBoundaries(repository.root);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(path.normalize(file));
});

test("rejects dependencies against the order, for development too", () => {
  const dependency = { "@tresnet/zoo": "workspace:*" };
  write("packages/engine/package.json", JSON.stringify({ name: "@tresnet/engine", dependencies: dependency }));
  expect(brokenBoundaries(repository.root)).toEqual([expect.stringContaining("engine may not depend on zoo.")]);
  write("packages/engine/package.json", JSON.stringify({ name: "@tresnet/engine", devDependencies: dependency }));
  expect(brokenBoundaries(repository.root)).toEqual([expect.stringContaining("for development")]);
});
