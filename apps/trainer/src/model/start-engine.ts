/** Starts TensorFlow for a command, with a progress line while its library is fetched. */
import { type Engine, useTensorFlow } from "@tresnet/engine";
import { provisionProgress } from "../terminal/provision-progress.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface StartOptions {
  readonly device: "auto" | "cpu" | "gpu";
  /** Inside one op; every core when undefined. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export async function startEngine(terminal: Terminal, { device, threads, signal }: StartOptions): Promise<Engine> {
  const engine = await useTensorFlow({
    device,
    onProgress: provisionProgress(terminal),
    ...(signal === undefined ? {} : { signal }),
    ...(threads === undefined ? {} : { threads: { intraOp: threads } }),
  });
  terminal.update("");
  return engine;
}
