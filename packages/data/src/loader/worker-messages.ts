/** What the loader and its decode workers say to each other. */
import type { TensorFlowLibrary } from "@tresnet/engine";
import type { RenderJob, RenderResult } from "./render-batch.ts";

/** What a worker is started with. */
export interface WorkerSettings {
  /** Where to take the JPEG decoder from, in place of sharp's. */
  readonly tensorFlow?: TensorFlowLibrary | undefined;
  /** By what the threads take turns in decoding large images. */
  readonly turn?: SharedArrayBuffer | undefined;
}

/** To the worker: one batch at a time, maybe with the memory for it, or the request to end. */
export type WorkerRequest =
  | { readonly kind: "render"; readonly job: RenderJob; readonly memory?: SharedArrayBuffer | undefined }
  | { readonly kind: "close" };

/**
 * From the worker: the batch, in the memory that came with the request if there was any, or the error that kept it from
 * making one.
 */
export type WorkerReply =
  | { readonly kind: "rendered"; readonly result: RenderResult }
  | { readonly kind: "failed"; readonly error: unknown };
