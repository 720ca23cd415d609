/** What is measured in a browser, as data. */

/** What can compute in a browser. */
export const backends = ["wasm", "webgl", "webgpu"] as const;

/** One of them. */
export type Backend = (typeof backends)[number];

/** A program on a page, and what it computes with. */
export interface BrowserSide {
  /** Such as "tresnet wasm 4". */
  readonly name: string;
  /** Ours, or transformers.js. */
  readonly program: "tresnet" | "transformers";
  /** What computes. */
  readonly backend: Backend;
  /** Threads of WebAssembly; 1 where a graphics card computes. */
  readonly threads: number;
  /** transformers.js's word for the number format of the model: fp32, or q8 with weights in 8 bits. */
  readonly dtype: "fp32" | "q8";
}

/** The sides of both programs: WebAssembly with each count of threads, and what else there is, once. */
export function browserSides(wanted: readonly Backend[], threads: readonly number[]): BrowserSide[] {
  const places = wanted.flatMap((backend) =>
    (backend === "wasm" ? threads : [1]).map((count) => ({ backend, threads: count })),
  );
  return places.flatMap((place): BrowserSide[] => {
    const label = place.backend === "wasm" ? `wasm ${place.threads}` : place.backend;
    const theirs = (dtype: BrowserSide["dtype"]): BrowserSide => {
      return { name: `transformers.js ${dtype} ${label}`, program: "transformers", dtype, ...place };
    };
    const ours: BrowserSide = { name: `tresnet ${label}`, program: "tresnet", dtype: "fp32", ...place };
    // transformers.js has no WebGL; on WebGPU its usual format is float32, on WebAssembly q8.
    const others = { wasm: [theirs("q8"), theirs("fp32")], webgl: [], webgpu: [theirs("fp32")] };
    return [ours, ...others[place.backend]];
  });
}

/** What a browser has, as its page says. */
export interface BrowserParts {
  /** Whether the page is isolated, which threads need. */
  readonly isolated: boolean;
  /** The cores that the browser sees. */
  readonly cores: number;
  /** What draws for WebGL; null where there is none. */
  readonly webgl: string | null;
  /** The adapter of WebGPU; null where there is none. */
  readonly webgpu: string | null;
}

/**
 * Why a side's backend is not there; undefined where it is. One that the processor stands in for counts only where it
 * was asked for by name.
 */
export function absence({ backend }: BrowserSide, parts: BrowserParts, byName: boolean): string | undefined {
  if (backend === "wasm") return undefined;
  const device = parts[backend];
  if (device === null) return `this Chromium has no ${backend} here.`;
  if (byName || !/swiftshader|llvmpipe|software|basic render/i.test(device)) return undefined;
  return `there is no graphics card, the processor stands in for it (${device}). --backends ${backend} measures that.`;
}
