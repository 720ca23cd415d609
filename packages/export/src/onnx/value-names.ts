/** What an ONNX file calls what goes in and what comes out. */
import type { Net } from "../net/net.ts";

/** The name of the images in the file; transformers.js asks for it. */
export const imagesName = "pixel_values";

/** The name of the answers in the file: logits, or probabilities where the net takes bytes. */
export function answersName({ input }: Pick<Net, "input">): "logits" | "probabilities" {
  return input.type === "uint8" ? "probabilities" : "logits";
}

/** The name of the sizes of a detector's images in the file. */
export const sizesName = "sizes";
