/** Chooses what computes: the graphics card by WebGPU or WebGL, or the processor by WebAssembly. */
import { env, ready, removeBackend, setBackend } from "@tensorflow/tfjs-core";

/** What can compute, the fastest first. */
export const backends = ["webgpu", "webgl", "wasm"] as const;

/** One of them. */
export type Backend = (typeof backends)[number];

/** How the processor computes. */
export interface UseBackendOptions {
  /**
   * Threads of WebAssembly. More than one need a page that is isolated from others (the headers
   * Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy), a policy that allows workers of blobs, and the file
   * tfjs-backend-wasm-threaded-simd.wasm of the package @tensorflow/tfjs-backend-wasm beside this script; without them
   * WebAssembly does not start. @default 1
   */
  readonly threads?: number;
}

const loaders: Readonly<Record<Backend, (threads: number) => Promise<unknown>>> = {
  webgpu: () => import("@tensorflow/tfjs-backend-webgpu"),
  webgl: () => import("@tensorflow/tfjs-backend-webgl"),
  wasm: async (threads) => {
    const { setThreadsCount, setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    // One thread if not asked for more: several need headers of the host, and a worker that a strict policy forbids.
    env().set("WASM_HAS_MULTITHREAD_SUPPORT", threads > 1);
    if (threads > 1) setThreadsCount(threads);
    setWasmPaths(new URL("./", import.meta.url).href);
  },
};

/**
 * Makes the wished backend the one that computes, or else the first of all that this browser has, and returns it.
 * @throws Error when it has none of them.
 */
export async function useBackend(wished?: Backend, { threads = 1 }: UseBackendOptions = {}): Promise<Backend> {
  const order = wished === undefined ? backends : [wished, ...backends.filter((backend) => backend !== wished)];
  for (const backend of order) {
    if (await starts(backend, backend === wished, threads)) return backend;
  }
  throw new Error(`useBackend: expected one of ${order.join(", ")}, and this browser has none. Use a newer one.`);
}

async function starts(backend: Backend, isWished: boolean, threads: number): Promise<boolean> {
  try {
    if (backend === "webgpu" && !(await hasWebGpu(isWished))) return false;
    await loaders[backend](threads);
    if (!(await setBackend(backend))) return false;
    await ready();
    return true;
  } catch {
    removeBackend(backend);
    return false;
  }
}

/** Whether there is an adapter; one of software, slower than WebAssembly, counts only where it is wished. */
async function hasWebGpu(isWished: boolean): Promise<boolean> {
  if (!("gpu" in navigator)) return false;
  const adapter = await navigator.gpu.requestAdapter();
  return adapter !== null && (isWished || !isSoftware(adapter));
}

function isSoftware(adapter: object): boolean {
  const info = "info" in adapter ? adapter.info : adapter; // older browsers say it of the adapter itself
  return typeof info === "object" && info !== null && "isFallbackAdapter" in info && info.isFallbackAdapter === true;
}
