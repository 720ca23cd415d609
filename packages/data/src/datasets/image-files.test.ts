import path from "node:path";
import { expect, test, vi } from "vitest";
import { findImages } from "./image-files.ts";

const many = 200_000;

// A folder /photos that holds one folder, and in it more images than a function takes arguments.
vi.mock("node:fs/promises", async (importOriginal) => ({
  ...(await importOriginal<typeof import("node:fs/promises")>()),
  realpath: async (folder: string) => folder,
  readdir: async (folder: string) => {
    const entry = (name: string, isFolder: boolean) => ({
      name,
      isSymbolicLink: () => false,
      isDirectory: () => isFolder,
      isFile: () => !isFolder,
    });
    return path.basename(folder) === "photos"
      ? [entry("deep", true)]
      : Array.from({ length: many }, (_, index) => entry(`${index}.png`, false));
  },
}));

test("finds any number of images below a folder", async () => {
  const found = await findImages("/photos");
  expect(found).toHaveLength(many);
  expect(found[1]).toBe("/photos/deep/1.png");
});
