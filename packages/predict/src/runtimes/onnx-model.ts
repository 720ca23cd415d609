/** An ONNX file in ONNX Runtime's hands, whichever of its packages the program has. */
import { PredictError } from "../predict-error.ts";
import { readOnnxMetadata } from "./onnx-metadata.ts";
import type { RawModel } from "./raw-model.ts";

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
 * @throws PredictError when the file takes bytes.
 */
export async function openOnnxModel(bytes: Uint8Array, runtime: OnnxRuntime): Promise<RawModel> {
  const metadata = readOnnxMetadata(bytes);
  if (metadata.get("input")?.startsWith("uint8") === true) {
    throw new PredictError("loadModel: expected a file whose input is float32, got uint8. Export it without --input.");
  }
  const session = await runtime.InferenceSession.create(bytes);
  const [imagesName = "", sizesName = ""] = session.inputNames;
  return {
    description: descriptionOf(metadata),
    dispose: () => session.release(),
    run: async ({ values, height, width, sizes }) => {
      const turned = channelsFirst(values, height * width);
      const images = new runtime.Tensor("float32", turned, [1, 3, height, width]);
      const answers = await session.run({
        [imagesName]: images,
        ...(sizes && { [sizesName]: new runtime.Tensor("float32", Float32Array.from(sizes), [1, 4]) }),
      });
      return new Map(session.outputNames.map((name) => [name, floatsOf(answers[name]?.data, name)]));
    },
  };
}

/** The description in a file's metadata, in the form of a graph model's; what is no text is JSON there. */
function descriptionOf(metadata: ReadonlyMap<string, string>): unknown {
  const json = (key: string): unknown => JSON.parse(metadata.get(key) ?? "null");
  const size = metadata.has("input_size") ? { size: json("input_size") } : {};
  const preprocessing = json("preprocessing");
  const license = metadata.get("license_note");
  return {
    task: metadata.get("task"),
    classes: json("classes"),
    preprocessing: typeof preprocessing === "object" ? { ...preprocessing, ...size } : preprocessing,
    ...(metadata.has("thresholds") && { thresholds: json("thresholds") }),
    ...(metadata.has("limits") && { limits: json("limits") }),
    ...(license !== undefined && { license }),
  };
}

/** Numbers of an output as floats: labels are int64. @throws PredictError for anything else. */
function floatsOf(data: unknown, name: string): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number);
  throw new PredictError(`loadModel: expected numbers of the output "${name}", got none. Export the model again.`);
}

/** @throws PredictError when no runtime was handed over. */
export function requireOnnx(onnx: OnnxRuntime | undefined): OnnxRuntime {
  if (onnx !== undefined) return onnx;
  throw new PredictError(
    "loadModel: an ONNX file needs a runtime. Install onnxruntime-web or onnxruntime-node and pass it as onnx.",
  );
}

/** [pixels, 3] → [3, pixels] */
function channelsFirst(values: Float32Array, pixels: number): Float32Array {
  return Float32Array.from(values, (_, index) => values[(index % pixels) * 3 + Math.floor(index / pixels)] ?? 0);
}
