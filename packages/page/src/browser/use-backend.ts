/** Chooses what computes: the graphics card by WebGPU or WebGL, or the processor by WebAssembly. */
import { env, ready, removeBackend, setBackend } from "@tensorflow/tfjs-core";

/** What can compute, the fastest first. */
export const backends = ["webgpu", "webgl", "wasm"] as const;

/** One of them. */
export type Backend = (typeof backends)[number];

const loaders: Readonly<Record<Backend, () => Promise<unknown>>> = {
  webgpu: () => import("@tensorflow/tfjs-backend-webgpu"),
  webgl: () => import("@tensorflow/tfjs-backend-webgl"),
  wasm: async () => {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    // One thread: several need headers of the host, and a worker that a strict policy forbids.
    env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    setWasmPaths(new URL("./", import.meta.url).href);
  },
};

/**
 * Makes the wished backend the one that computes, or else the first of all that this browser has, and returns it.
 * @throws Error when it has none of them.
 */
export async function useBackend(wished?: Backend): Promise<Backend> {
  const order = wished === undefined ? backends : [wished, ...backends.filter((backend) => backend !== wished)];
  for (const backend of order) {
    if (await starts(backend, backend === wished)) return backend;
  }
  throw new Error(`useBackend: expected one of ${order.join(", ")}, and this browser has none. Use a newer one.`);
}

async function starts(backend: Backend, isWished: boolean): Promise<boolean> {
  try {
    if (backend === "webgpu" && !(await hasWebGpu(isWished))) return false;
    await loaders[backend]();
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
