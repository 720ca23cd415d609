import { add, cast, mul, sigmoid, softmax, type Tensor2D, type Tensor4D, tensor4d, tidy } from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import type { ImageClassifier } from "@tresnet/zoo";
import type { FromPixelsOptions } from "../net/from-pixels.ts";
import type { ExportedNet } from "./exported-net.ts";

/**
 * Lets a model be asked as its exports are: normalized values for logits; with `pixels`, bytes for probabilities. It
 * belongs to the caller still.
 */
export function modelNet(model: ImageClassifier, pixels?: FromPixelsOptions): ExportedNet {
  return {
    runtime: "the model",
    dispose: () => undefined,
    run: async ({ values, shape }) => {
      const answers = tidy((): Tensor2D => {
        const given: Tensor4D = tensor4d(values, [...shape], values instanceof Uint8Array ? "int32" : "float32");
        if (pixels === undefined) return model.forward(given, inference);
        const { mean, std, probabilities } = pixels;
        const scaled = mul<Tensor4D>(
          cast(given, "float32"),
          std.map((deviation) => 1 / (255 * deviation)),
        );
        const normalized = add<Tensor4D>(
          scaled,
          std.map((deviation, channel) => -(mean[channel] ?? 0) / deviation),
        );
        const logits = model.forward(normalized, inference);
        return probabilities === "softmax" ? softmax(logits) : sigmoid(logits);
      });
      try {
        return Float32Array.from(await answers.data());
      } finally {
        answers.dispose();
      }
    },
  };
}
