import { expect, test } from "vitest";
import { readOnnxMetadata } from "./onnx-metadata.ts";

// Written out by hand: field number << 3 | wire type, then the length and the value.
test("reads text by key of field 14, passes over all else, and takes the last of a key", () => {
  const entry = (key: string, value: string) => {
    const [k, v] = [Buffer.from(key), Buffer.from(value)];
    const content = Buffer.concat([Buffer.of(0x0a, k.length), k, Buffer.of(0x12, v.length), v]);
    return Buffer.concat([Buffer.of(0x72, content.length), content]);
  };
  const irVersion = Buffer.of(0x08, 0x88, 0x01);
  const graph = Buffer.concat([Buffer.of(0x3a, 200, 1), Buffer.alloc(200, 0x72)]);
  const fixed = Buffer.from("2500000000290000000000000000", "hex");
  const bytes = Buffer.concat([irVersion, graph, entry("task", "é"), fixed, entry("empty", ""), entry("task", "new")]);
  expect([...readOnnxMetadata(bytes)]).toEqual([
    ["task", "new"],
    ["empty", ""],
  ]);
});
