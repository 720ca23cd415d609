/**
 * oneDNN's own log, one line for each primitive that it ran (`ONEDNN_VERBOSE=1`).
 * @see https://uxlfoundation.github.io/oneDNN/dev_guide_verbose.html
 */
import type { Direction } from "./op-classes.ts";
import type { Product } from "./product.ts";

export interface Primitive {
  /** `convolution`, `matmul`, `reorder`, … */
  readonly kind: string;
  /** `jit_bf16:avx512_core_bf16` and such. */
  readonly implementation: string;
  /** What it convolves; null for anything else. */
  readonly product: Product | null;
  readonly ms: number;
}

const directions: Readonly<Record<string, Direction>> = {
  forward_training: "forward",
  forward_inference: "forward",
  backward_data: "data gradient",
  backward_weights: "weight gradient",
};

// g128mb16_ic128oc128_ih57oh28kh3sh2dh0ph0_iw57ow28kw3sw2dw0pw0
const problem = /^(?:g(\d+))?mb(\d+)_ic(\d+)oc(\d+)_ih\d+oh(\d+)kh(\d+)\w*_iw\d+ow(\d+)kw(\d+)/;

/** What a line says; null for a line about anything else than a primitive that ran. */
export function readPrimitive(line: string): Primitive | null {
  const fields = line.trim().split(",");
  const at = fields.indexOf("exec");
  // …,exec,engine,kind,implementation,direction,memory,attributes,auxiliary,problem,milliseconds
  const [kind, implementation, direction = ""] = fields.slice(at + 2);
  const ms = Number(fields.at(-1));
  if (!line.startsWith("onednn_verbose") || at < 0 || !Number.isFinite(ms)) return null;
  if (kind === undefined || implementation === undefined) return null;
  const product = kind === "convolution" ? convolutionOf(fields.at(-2) ?? "", directions[direction]) : null;
  return { kind, implementation, product, ms };
}

function convolutionOf(description: string, direction: Direction | undefined): Product | null {
  const match = problem.exec(description);
  if (match === null || direction === undefined) return null;
  const [groups = 1, batch = 0, inChannels = 0, outChannels = 0, height = 0, kernel = 0, width = 0, across = 0] = match
    .slice(1)
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
  const multiplied = batch * height * width * kernel * across * (inChannels / groups) * outChannels;
  return {
    direction,
    kernel,
    depthwise: groups > 1,
    map: `${height}×${width}`,
    inChannels,
    outChannels,
    gigaflop: (2 * multiplied) / 1e9,
  };
}
