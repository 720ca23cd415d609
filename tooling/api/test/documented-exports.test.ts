import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { convert } from "../convert.mjs";
import { documentedExports } from "../documented-exports.mjs";
import { publicEntries } from "../public-entries.mjs";

const source = `
/** Adds one. */
export function told(x: number): number { return x + 1; }
export function untold(): void {}
/** A size. */
export interface Size {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}
/** Options of a thing. */
export type Options = {
  /** A seed. */
  seed: number;
  level: number;
};
/** Counts. */
export class Counter { constructor(readonly start: number) {} private hidden = 0; next(): number { return this.hidden++; } }
/** Names of models. */
export const names = { a: 1, b: 2 } as const;
`;
let root = "";

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "api-"));
  const exported = { "./package.json": "./package.json", ".": { "@tresnet/source": "./src/index.ts" } };
  write("packages/one/package.json", JSON.stringify({ name: "@tresnet/one", exports: exported }));
  write("packages/two/package.json", JSON.stringify({ name: "@tresnet/two", private: true, exports: exported }));
  write("packages/three/README.md", "to come");
  write("packages/one/src/index.ts", `export * from "./one.ts";`);
  write("packages/one/src/one.ts", source);
  const compilerOptions = { module: "NodeNext", target: "ES2022", allowImportingTsExtensions: true, noEmit: true };
  write("tooling/api/tsconfig.sources.json", JSON.stringify({ compilerOptions, include: ["../../packages/*/src"] }));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

test("finds the entries of public packages by their package.json", () => {
  expect(publicEntries(root)).toEqual([{ name: "@tresnet/one", file: path.join(root, "packages/one/src/index.ts") }]);
});

describe("documented exports", () => {
  test("counts an export when it and all its public members have a comment", async () => {
    const { project } = await convert(root);
    const [counts] = (project.children ?? []).map(documentedExports);
    expect(counts).toMatchObject({ name: "@tresnet/one", exports: 6, documented: 2 });
    expect(counts?.missing.toSorted()).toEqual([
      "packages/one/src/one.ts:15 Options.level",
      "packages/one/src/one.ts:18 Counter.next",
      "packages/one/src/one.ts:18 Counter.start",
      "packages/one/src/one.ts:4 untold",
      "packages/one/src/one.ts:9 Size.height",
    ]);
  });
});
