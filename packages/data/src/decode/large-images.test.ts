import sharp from "sharp";
import { expect, test } from "vitest";
import { inTurn } from "./large-images.ts";
import { statedSize } from "./stated-size.ts";

/** The first bytes of a PNG of this size. */
function pngHead(width: number, height: number): Buffer {
  const head = Buffer.alloc(40);
  head.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}

/** The most that were at work at once. */
async function mostAtOnce(bytes: Uint8Array): Promise<number> {
  let [now, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
  };
  await Promise.all([1, 2, 3].map(() => inTurn(bytes, work)));
  return most;
}

test("large images are decoded one at a time, and others together", async () => {
  expect(await mostAtOnce(pngHead(6000, 6000))).toBe(1);
  expect(await mostAtOnce(pngHead(5000, 5000))).toBe(3);
});

test("an image that cannot be decoded does not keep the turn", async () => {
  const fail = () => Promise.reject(new Error("broken"));
  await expect(inTurn(pngHead(6000, 6000), fail)).rejects.toThrow("broken");
  expect(await inTurn(pngHead(6000, 6000), async () => "next")).toBe("next");
});

test.each(["jpeg", "png", "webp", "gif", "tiff", "avif"] as const)(
  "finds the size that a %s states",
  async (format) => {
    const image = sharp({ create: { width: 77, height: 41, channels: 3, background: "teal" } });
    expect(statedSize(await image.toFormat(format).toBuffer())).toMatchObject({ width: 77, height: 41 });
  },
);

test("finds no size in other bytes", () => {
  expect(statedSize(new Uint8Array(100))).toBeUndefined();
  expect(statedSize(new Uint8Array(3))).toBeUndefined();
});
