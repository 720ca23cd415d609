/** Whoever renders batches: this thread, or a pool of workers. */
import { type RenderJob, type RenderResult, renderBatch } from "./render-batch.ts";

export interface Renderer {
  /**
   * Renders one batch.
   * @throws the signal's reason as soon as it is aborted, DataError when the batch cannot be made.
   */
  render(job: RenderJob, signal: AbortSignal): Promise<RenderResult>;
  /** Takes the memory of a batch that nobody needs any more, for one to come. */
  recycle(memory: ArrayBufferLike): void;
  /** Ends all threads; batches still waited for fail. */
  close(): Promise<void>;
}

/** Renders in the calling thread; files are still read and decoded by Node's thread pool. */
export const inlineRenderer: Renderer = {
  render: (job, signal) => renderBatch(job, { signal }),
  recycle: () => undefined,
  close: async () => undefined,
};
