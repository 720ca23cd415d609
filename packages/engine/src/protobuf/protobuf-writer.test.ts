import { describe, expect, test } from "vitest";
import { protobufFields } from "./protobuf-fields.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

const hex = (writer: ProtobufWriter) => Buffer.from(writer.concat()).toString("hex");

// Written out by hand: field number << 3 | wire type, then the value.
describe("ProtobufWriter", () => {
  test("writes numbers as varints, negative ones in ten bytes, and floats in four", () => {
    expect(hex(new ProtobufWriter().number(1, 150))).toBe("089601");
    expect(hex(new ProtobufWriter().number(1, -1))).toBe("08ffffffffffffffffff01");
    expect(hex(new ProtobufWriter().number(16, 2 ** 53 - 1))).toBe("8001ffffffffffffff0f");
    expect(hex(new ProtobufWriter().float(4, 1))).toBe("250000803f");
  });

  test("writes text in UTF-8, lists packed, and messages inside of messages", () => {
    expect(hex(new ProtobufWriter().bytes(2, "é"))).toBe("1202c3a9");
    expect(hex(new ProtobufWriter().numbers(3, [1, 300]))).toBe("1a0301ac02");
    const inner = new ProtobufWriter().number(1, 1).bytes(2, Uint8Array.of(255));
    const outer = new ProtobufWriter().message(5, inner).number(1, 0);
    expect(hex(outer)).toBe("2a050801" + "1201ff" + "0800");
    expect(outer.length).toBe(9);
    expect(protobufFields(Buffer.from(outer.concat())).map(({ tag }) => tag)).toEqual([5, 1]);
  });

  test("does not copy the bytes of large fields", () => {
    const bytes = new Uint8Array(1000);
    const outer = new ProtobufWriter().message(1, new ProtobufWriter().bytes(1, bytes));
    expect(outer.chunks.includes(bytes)).toBe(true);
  });
});
