import type { ExportedNet } from "../check/exported-net.ts";
import { ExportError } from "../errors.ts";
import type { OnnxRuntime } from "./find-onnxruntime.ts";
import { imagesTensor, openSession, runSession } from "./onnx-session.ts";
import { imagesName } from "./value-names.ts";

/**
 * Loads an ONNX file that `exportOnnx` wrote, to be asked by images [n, height, width, channels]: normalized values for
 * logits, bytes for probabilities.
 * @throws ExportError when the runtime can't load it; what the file system throws.
 */
export async function openOnnx(file: string, runtime: OnnxRuntime): Promise<ExportedNet> {
  const session = await openSession(file, runtime);
  return {
    runtime: runtime.name,
    run: async (images) => {
      const feeds = { [imagesName]: imagesTensor(images, runtime) };
      const answers = await runSession(file, { session, runtime, images }, feeds);
      const data = answers.logits?.data ?? answers.probabilities?.data;
      if (data instanceof Float32Array) return Float32Array.from(data);
      throw new ExportError(`${file}: expected an output "logits" or "probabilities", got neither. Export it again.`);
    },
    dispose: () => session.release(),
  };
}
