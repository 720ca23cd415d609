/** An ONNX file in ONNX Runtime's hands, whichever of its packages the program has. */

import { readDescription } from "./description.ts";
import type { LoadedModel } from "./graph-model.ts";
import { readOnnxMetadata } from "./onnx-metadata.ts";
import { PredictError } from "./predict-error.ts";

/** What is used of onnxruntime-node or onnxruntime-web, which the program imports and hands over. */
export interface OnnxRuntime {
  /** Makes sessions of a file's bytes. */
  readonly InferenceSession: { create(bytes: Uint8Array): Promise<OnnxSession> };
  /** Makes a tensor of float32. */
  readonly Tensor: new (
    type: "float32",
    values: Float32Array,
    dims: readonly number[],
  ) => object;
}

/** What is used of a session. */
export interface OnnxSession {
  /** The names of what goes in. */
  readonly inputNames: readonly string[];
  /** The names of what comes out. */
  readonly outputNames: readonly string[];
  /** Computes the outputs by their names. */
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: unknown }>>>;
  /** Releases the session. */
  release(): Promise<void>;
}

/**
 * Loads an ONNX file of "tresnet export" whose input is normalized float32.
 * @throws PredictError when the file does not say what it is, or takes bytes.
 */
export async function openOnnxModel(bytes: Uint8Array, runtime: OnnxRuntime): Promise<LoadedModel> {
  const metadata = readOnnxMetadata(bytes);
  const json = (key: string): unknown => JSON.parse(metadata.get(key) ?? "null");
  const thresholds = metadata.has("thresholds") ? { thresholds: json("thresholds") } : {};
  const description = readDescription({
    task: metadata.get("task"),
    classes: json("classes"),
    preprocessing: json("preprocessing"),
    ...thresholds,
  });
  if (metadata.get("input")?.startsWith("uint8") === true) {
    throw new PredictError(
      "loadClassifier: expected a file whose input is float32, got uint8. Export it without --input.",
    );
  }
  const session = await runtime.InferenceSession.create(bytes);
  const [input = "", output = ""] = [session.inputNames[0], session.outputNames[0]];
  const run = async (values: Float32Array, size: number) => {
    const images = new runtime.Tensor("float32", channelsFirst(values, size * size), [1, 3, size, size]);
    const answers = await session.run({ [input]: images });
    const logits = answers[output]?.data;
    if (logits instanceof Float32Array) return logits;
    throw new PredictError(`classify: expected float32 of the output "${output}", got none. Export the model again.`);
  };
  return { description, runtime: { run, dispose: () => session.release() } };
}

/** @throws PredictError when no runtime was handed over. */
export function requireOnnx(onnx: OnnxRuntime | undefined): OnnxRuntime {
  if (onnx !== undefined) return onnx;
  throw new PredictError(
    "loadClassifier: an ONNX file needs a runtime. Install onnxruntime-web or onnxruntime-node and pass it as onnx.",
  );
}

/** [pixels, 3] → [3, pixels] */
function channelsFirst(values: Float32Array, pixels: number): Float32Array {
  return Float32Array.from(values, (_, index) => values[(index % pixels) * 3 + Math.floor(index / pixels)] ?? 0);
}
