import { describe, expect, test } from "vitest";
import { protobufFields } from "./protobuf-fields.ts";

// Written out by hand: field number << 3 | wire type, then the value.
describe("protobufFields", () => {
  test("reads numbers and bytes in their order and passes over fixed widths", () => {
    const bytes = Buffer.from("08960112026869190000000000000000250000000020ffffffffffffff0f", "hex");
    const fields = protobufFields(bytes).map(({ tag, number, bytes }) => [tag, number, bytes.toString()]);
    expect(fields).toEqual([
      [1, 150, ""],
      [2, 0, "hi"],
      [4, 2 ** 53 - 1, ""],
    ]);
  });

  test("reads field numbers above 15", () => {
    expect(protobufFields(Buffer.from("800103", "hex")).map(({ tag, number }) => [tag, number])).toEqual([[16, 3]]);
  });

  test("refuses a message that ends in a field", () => {
    expect(() => protobufFields(Buffer.from("1205ab", "hex"))).toThrow("field 2 ends after its message");
    expect(() => protobufFields(Buffer.from("0896", "hex"))).toThrow(RangeError);
  });
});
