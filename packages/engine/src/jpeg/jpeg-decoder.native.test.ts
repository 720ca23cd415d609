import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useTensorFlow } from "../backend/backend.ts";
import { runOp } from "../backend/run-op.ts";
import { TensorFlowError } from "../errors.ts";
import { attr } from "../native/op-attributes.ts";
import { type JpegDecoder, openJpegDecoder } from "./jpeg-decoder.ts";

const [width, height] = [150, 90];
let decoder: JpegDecoder;
let jpeg: Uint8Array;
let whole: Uint8Array;

beforeAll(async () => {
  const { library } = await useTensorFlow();
  decoder = openJpegDecoder(library);
  jpeg = await encoded();
  whole = decoder.decode(jpeg, { x: 0, y: 0, width, height }, width).data;
});
afterAll(() => decoder.dispose());

/** Colours that change from pixel to pixel, at half the resolution that brightness has. */
async function encoded(): Promise<Uint8Array> {
  const values = Int32Array.from({ length: width * height * 3 }, (_, i) => 128 + 100 * Math.sin((i * i) / 900));
  const pixels = tf.tensor(values, [height, width, 3], "int32");
  const [bytes] = runOp("Cast", [pixels], { SrcT: attr.type("int32"), DstT: attr.type("uint8"), Truncate: false });
  const [file] = bytes ? runOp("EncodeJpeg", [bytes], { chroma_downsampling: true, quality: attr.int(90) }) : [];
  const [contents] = (await file?.bytes()) ?? [];
  tf.dispose([pixels, bytes ?? [], file ?? []]);
  if (!(contents instanceof Uint8Array)) throw new Error("expected the bytes of a JPEG");
  return contents;
}

describe("openJpegDecoder", () => {
  test("decodes the whole of an image", () => {
    expect(whole).toHaveLength(width * height * 3);
    expect(new Set(whole).size).toBeGreaterThan(100);
  });

  test.each([
    { x: 0, y: 0, width: 150, height: 1 },
    { x: 149, y: 89, width: 1, height: 1 },
    { x: 37, y: 21, width: 50, height: 40 },
    { x: 64, y: 33, width: 86, height: 57 },
    { x: 3, y: 16, width: 13, height: 74 },
  ])("gives of a window the pixels of the whole: %o", (window) => {
    const { data, width: rowWidth, left } = decoder.decode(jpeg, window, width);
    for (let y = 0; y < window.height; y++) {
      const row = data.subarray((y * rowWidth + left) * 3, (y * rowWidth + left + window.width) * 3);
      const expected = ((window.y + y) * width + window.x) * 3;
      expect([...row]).toEqual([...whole.subarray(expected, expected + window.width * 3)]);
    }
  });

  test("keeps results apart", () => {
    const before = whole.slice();
    decoder.decode(jpeg, { x: 10, y: 10, width: 100, height: 50 }, width);
    expect(whole).toEqual(before);
  });

  test("refuses what is no JPEG", () => {
    const window = { x: 0, y: 0, width: 1, height: 1 };
    expect(() => decoder.decode(new TextEncoder().encode("no picture"), window, 1)).toThrow(TensorFlowError);
    expect(() => decoder.decode(new Uint8Array(), window, 1)).toThrow(TensorFlowError);
  });
});
