import { expect, test } from "vitest";
import { table } from "./table.ts";

test("columns are as wide as their widest cell, and numbers stand at the right", () => {
  const rows = [
    ["png", 20, "1 MB"],
    ["safetensors", 1000, "none"],
  ];
  expect(table(["format", "read", "largest"], rows)).toBe(
    [
      "| format      | read | largest |",
      "| ----------- | ---: | ------- |",
      "| png         |   20 | 1 MB    |",
      "| safetensors | 1000 | none    |",
    ].join("\n"),
  );
});

test("a table without rows has its head", () => {
  expect(table(["format"], [])).toBe("| format |\n| -----: |");
});
