/** A file in ONNX Runtime: loaded, fed with images, asked. */
import type { ImageBatch } from "../check/exported-net.ts";
import { ExportError } from "../errors.ts";
import type { OnnxRuntime, OrtSession, OrtTensor } from "./find-onnxruntime.ts";
import { readOnnxFile } from "./read-onnx-file.ts";

/**
 * Loads a file.
 * @throws ExportError when the runtime can't load it; what the file system throws.
 */
export async function openSession(file: string, { name, module }: OnnxRuntime): Promise<OrtSession> {
  const bytes = await readOnnxFile(file);
  return module.InferenceSession.create(bytes, { logSeverityLevel: 3 }).catch((cause: unknown) => {
    throw new ExportError(`${file}: expected a file that ${name} loads, got "${reasonOf(cause)}". Export it again.`, {
      cause,
    });
  });
}

/** Images as the input of a file: bytes as they are, normalized values channel by channel. */
export function imagesTensor(images: ImageBatch, { module }: OnnxRuntime): OrtTensor {
  const [n, height, width, channels] = images.shape;
  const given = module.Tensor;
  return images.values instanceof Uint8Array
    ? new given("uint8", images.values, images.shape)
    : new given("float32", channelsFirst(images), [n, channels, height, width]);
}

/** Asks a session; an error says which images it was asked about. */
export async function runSession(
  file: string,
  { session, runtime, images }: { session: OrtSession; runtime: OnnxRuntime; images: ImageBatch },
  feeds: Readonly<Record<string, OrtTensor>>,
): Promise<Readonly<Record<string, OrtTensor>>> {
  return session.run(feeds).catch((cause: unknown) => {
    throw new ExportError(
      `${file}: expected images that it takes, got [${images.shape.join(", ")}], of which ${runtime.name} says "${reasonOf(cause)}". Use the size that it was exported for.`,
      { cause },
    );
  });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
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
