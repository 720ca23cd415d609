/** TensorFlow's JPEG decoder by itself, for threads that need nothing else of TensorFlow: no tfjs, no engine. */

import { newContext } from "../backend/context.ts";
import { atThreadEnd } from "../native/at-thread-end.ts";
import { type CApi, loadCApi } from "../native/c-api.ts";
import { dtypeNumbers } from "../native/dtypes.ts";
import { EagerBinding } from "../native/eager-binding.ts";
import { defaultTensorFlowEnvironment } from "../native/native-process.ts";
import { attr, toOpAttributes } from "../native/op-attributes.ts";
import { checkStatus } from "../native/status.ts";
import type { TensorFlowLibrary } from "../provisioning/provision.ts";

/** A rectangle of an image, in pixels. */
export interface JpegWindow {
  /** The image's column at which the window begins, from 0. */
  readonly x: number;
  /** The image's row at which the window begins, from 0. */
  readonly y: number;
  /** How many columns the window has, at least 1. */
  readonly width: number;
  /** How many rows the window has, at least 1. */
  readonly height: number;
}

/** The rows of a window, with up to 32 columns on either side of it. */
export interface DecodedWindow {
  /** The pixels, row-major: uint8 [window.height, width, 3], red, green and blue in 0 to 255. */
  readonly data: Uint8Array;
  /** How many columns `data` has. */
  readonly width: number;
  /** The column of `data` at which the window begins, from 0. */
  readonly left: number;
}

/** Decodes JPEGs in the thread that opened it. */
export interface JpegDecoder {
  /**
   * Decodes a window of an image that is `imageWidth` pixels wide.
   *
   * The pixels are the same as those of the whole image, and Pillow's to the bit. Grey becomes colour; EXIF and colour
   * profiles are ignored.
   * @throws TensorFlowError for bytes that are no JPEG, for a damaged JPEG, and for a window that leaves the image.
   */
  decode(bytes: Uint8Array, window: JpegWindow, imageWidth: number): DecodedWindow;
  /** Releases the native memory; the decoder can't be used afterwards. */
  dispose(): void;
}

// libjpeg cuts at blocks, and mixes the colours there as at the edge of an image: so the cut is made a block away.
const margin = 32;
const stringBytes = 24; // TF_TString
const attributes = toOpAttributes({
  channels: attr.int(3),
  fancy_upscaling: true,
  dct_method: "INTEGER_ACCURATE", // libjpeg's own choice, and Pillow's; TensorFlow's is quicker and rougher
});

/**
 * Loads TensorFlow's library into this process and opens a decoder; every thread opens its own.
 *
 * `provisionTensorFlow()` returns the paths of the library's two files. TensorFlow.js and the engine are not loaded.
 * @throws Error of the system's loader when a file is missing, damaged or built for another platform.
 * @throws TensorFlowError when TensorFlow refuses to start.
 */
export function openJpegDecoder({
  frameworkPath,
  ccPath,
}: Pick<TensorFlowLibrary, "frameworkPath" | "ccPath">): JpegDecoder {
  defaultTensorFlowEnvironment();
  const api = loadCApi(frameworkPath, ccPath);
  // Threads inside of ops belong to the process, and the first context makes them: their number is left to TensorFlow.
  const context = newContext(api, { device: "cpu", threads: { interOp: 1 } });
  const binding = new EagerBinding(api, context);
  const release = () => {
    binding.dispose();
    api.TFE_DeleteContext(context);
  };
  const forgetEnd = atThreadEnd(release);
  return {
    decode(bytes, { x, y, width, height }, imageWidth) {
      const from = Math.max(0, x - margin);
      const to = Math.min(imageWidth, x + width + margin);
      const memory = nativeCopy(api, bytes);
      const inputs = [
        binding.adopt(viewAsString(binding, memory, bytes.length)),
        binding.createTensor([4], dtypeNumbers.int32, [y, from, height, to - from]),
      ];
      const decoded: number[] = [];
      try {
        decoded.push(...binding.executeOp("DecodeAndCropJpeg", attributes, inputs, 1).map(({ id }) => id));
        const data = binding.tensorDataSync(decoded[0] ?? 0);
        if (!(data instanceof Uint8Array)) throw new TypeError("openJpegDecoder: expected uint8 of DecodeAndCropJpeg.");
        return { data, width: to - from, left: x - from };
      } finally {
        for (const id of [...inputs, ...decoded]) binding.deleteTensor(id);
        api.TF_DeleteTensor(memory);
      }
    },
    dispose() {
      forgetEnd();
      release();
    },
  };
}

/** Copies bytes into a tensor (`TF_Tensor`), which the caller deletes. */
function nativeCopy(api: CApi, bytes: Uint8Array): bigint {
  const tensor = api.TF_AllocateTensor(dtypeNumbers.uint8, BigInt64Array.of(BigInt(bytes.length)), 1, bytes.length);
  if (bytes.length > 0) api.memcpy(api.TF_TensorData(tensor), bytes, bytes.length);
  return tensor;
}

/** Makes a string tensor that only looks at the bytes, so that nothing has to be freed but the tensor. */
function viewAsString({ api, status }: EagerBinding, memory: bigint, length: number): bigint {
  const string = api.TF_AllocateTensor(dtypeNumbers.string, new BigInt64Array(0), 0, stringBytes);
  const element = api.TF_TensorData(string);
  api.TF_StringInit(element);
  api.TF_StringAssignView(element, length > 0 ? api.TF_TensorData(memory) : null, length);
  const handle = api.TFE_NewTensorHandle(string, status);
  api.TF_DeleteTensor(string);
  checkStatus(api, status, "openJpegDecoder");
  return handle;
}
