/** A page's program: an ONNX file, answered on WebGPU alone by the entry of onnxruntime-web that the test names. */
import * as usual from "onnxruntime-web";
import * as forWebGpu from "onnxruntime-web/webgpu";

const entries = { usual, webgpu: forWebGpu };

/** What is asked of a page. */
export interface OnnxRequest {
  /** The package's default entry, or the one for WebGPU, which is another implementation of it. */
  readonly entry: keyof typeof entries;
  /** The address of the folder with the runtime's WebAssembly. */
  readonly runtime: string;
  /** The address of the file. */
  readonly model: string;
  /** The address of the images' bytes. */
  readonly images: string;
  /** The shape of the images. */
  readonly shape: readonly number[];
  /** The type of their values. */
  readonly type: "float32" | "uint8";
}

/** The answers of a file, none of whose nodes may be left to the CPU: else it is not loaded. */
async function answer({ entry, runtime, model, images, shape, type }: OnnxRequest): Promise<number[]> {
  const { env, InferenceSession, Tensor } = entries[entry];
  env.wasm.wasmPaths = runtime;
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(new Uint8Array(await (await fetch(model)).arrayBuffer()), {
    executionProviders: ["webgpu"],
    extra: { session: { disable_cpu_ep_fallback: "1" } },
    logSeverityLevel: 0, // it says where nodes are placed
  });
  const values = await (await fetch(images)).arrayBuffer();
  const given =
    type === "uint8"
      ? new Tensor(type, new Uint8Array(values), shape)
      : new Tensor(type, new Float32Array(values), shape);
  const { logits, probabilities } = await session.run({ pixel_values: given });
  const data = (logits ?? probabilities)?.data;
  if (!(data instanceof Float32Array)) throw new Error("expected one output of float32");
  await session.release();
  return [...data];
}

Object.assign(globalThis, { answer });
