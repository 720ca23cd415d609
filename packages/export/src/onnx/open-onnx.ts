import type { ExportedNet, ImageBatch } from "../check/exported-net.ts";
import { ExportError } from "../errors.ts";
import type { OnnxRuntime } from "./find-onnxruntime.ts";
import { readOnnxFile } from "./read-onnx-file.ts";
import { imagesName } from "./value-names.ts";

/**
 * Loads an ONNX file that `exportOnnx` wrote, to be asked by images [n, height, width, channels]: normalized values for
 * logits, bytes for probabilities.
 * @throws ExportError when the runtime can't load it; what the file system throws.
 */
export async function openOnnx(file: string, { name, module }: OnnxRuntime): Promise<ExportedNet> {
  const bytes = await readOnnxFile(file);
  const session = await module.InferenceSession.create(bytes, { logSeverityLevel: 3 }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExportError(`${file}: expected a file that ${name} loads, got "${reason}". Export it again.`, { cause });
  });
  return {
    runtime: name,
    run: async (images) => {
      const given = module.Tensor;
      const [n, height, width, channels] = images.shape;
      const feed =
        images.values instanceof Uint8Array
          ? new given("uint8", images.values, images.shape)
          : new given("float32", channelsFirst(images), [n, channels, height, width]);
      const answers = await session.run({ [imagesName]: feed }).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new ExportError(
          `${file}: expected images that it takes, got [${images.shape.join(", ")}], of which ${name} says "${reason}". Use the size that it was exported for.`,
          { cause },
        );
      });
      const data = answers.logits?.data ?? answers.probabilities?.data;
      if (data instanceof Float32Array) return Float32Array.from(data);
      throw new ExportError(`${file}: expected an output "logits" or "probabilities", got neither. Export it again.`);
    },
    dispose: () => session.release(),
  };
}

/** [n, height, width, channels] → [n, channels, height, width]. */
function channelsFirst({ values, shape: [n, height, width, channels] }: ImageBatch): Float32Array {
  const pixels = height * width;
  const turned = new Float32Array(values.length);
  for (let image = 0; image < n; image += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const to = (image * channels + channel) * pixels;
      const from = image * pixels * channels + channel;
      for (let pixel = 0; pixel < pixels; pixel += 1) turned[to + pixel] = values[from + pixel * channels] ?? 0;
    }
  }
  return turned;
}
