import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A made-up repository for the tests of a file: a new, empty folder for each test. */
export interface Repository {
  readonly root: string;
  /** Writes a file, and the folders that it lies in. */
  write(file: string, content: string): void;
}

/** Makes the folder before each test of the file, and removes it after. */
export function madeUpRepository(): Repository {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "lint-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  return {
    get root() {
      return root;
    },
    write(file, content) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), content);
    },
  };
}
