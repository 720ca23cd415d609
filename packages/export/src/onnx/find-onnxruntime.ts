/** ONNX Runtime, where the user has installed it: this package brings none. */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** A tensor of ONNX Runtime. */
export interface OrtTensor {
  /** The values, row by row. */
  readonly data: unknown;
}

/** A loaded file of ONNX Runtime. */
export interface OrtSession {
  /** Computes the outputs by name from the inputs by name. */
  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Readonly<Record<string, OrtTensor>>>;
  /** Releases the session. */
  release(): Promise<void>;
}

/** What this package uses of `onnxruntime-node` and `onnxruntime-web`. */
export interface OnnxRuntime {
  /** Its name and version, such as "onnxruntime-node 1.30.0". */
  readonly name: string;
  /** The module, as it was imported. */
  readonly module: OrtModule;
}

/** The exports of both packages that are used. */
export interface OrtModule {
  /** Loads files. */
  readonly InferenceSession: {
    /** Loads the bytes of a file. */
    create(file: Uint8Array, options?: Readonly<Record<string, unknown>>): Promise<OrtSession>;
  };
  /** Makes tensors of a type, from values and a shape. */
  readonly Tensor: new (
    type: string,
    values: Float32Array | Uint8Array,
    shape: readonly number[],
  ) => OrtTensor;
  /** The versions of the package, and how much it prints. */
  readonly env: {
    readonly versions?: { readonly node?: string; readonly web?: string; readonly common?: string };
    logLevel?: string;
  };
}

/** The packages that run ONNX in Node, the faster one first. */
export const onnxRuntimes = ["onnxruntime-node", "onnxruntime-web"] as const;

/** How to get what `findOnnxRuntime` looks for, in words. */
export const onnxRuntimeAdvice =
  'Install it beside your program: "npm install onnxruntime-node", with ONNXRUNTIME_NODE_INSTALL=skip where its script is not to fetch CUDA.';

/**
 * Loads ONNX Runtime from where the process was started, or from beside this package; undefined where there is none, or
 * none that runs here.
 */
export async function findOnnxRuntime(
  names: readonly (typeof onnxRuntimes)[number][] = onnxRuntimes,
): Promise<OnnxRuntime | undefined> {
  for (const name of names) {
    for (const place of [path.join(process.cwd(), "package.json"), import.meta.url]) {
      const module = await importFrom(place, name);
      if (module === undefined) continue;
      const { node, web, common } = module.env.versions ?? {};
      return { name: [name, node ?? web ?? common].join(" "), module };
    }
  }
  return undefined;
}

async function importFrom(place: string, name: string): Promise<OrtModule | undefined> {
  try {
    const file = createRequire(place).resolve(name);
    const found: unknown = await import(pathToFileURL(file).href);
    if (isOrtModule(found)) return found;
    const inside = typeof found === "object" && found !== null && "default" in found ? found.default : undefined;
    return isOrtModule(inside) ? inside : undefined;
  } catch {
    return undefined; // not installed, or built for another system
  }
}

function isOrtModule(value: unknown): value is OrtModule {
  return typeof value === "object" && value !== null && "InferenceSession" in value && "Tensor" in value;
}
