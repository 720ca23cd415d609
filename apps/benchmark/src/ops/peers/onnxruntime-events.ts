/** The profile that ONNX Runtime writes: a JSON array of events, of which those of kernels are read. */
import { z } from "zod";
import { spread } from "../../text/statistics.ts";
import { convolutionClass, type OpClass } from "../op-classes.ts";
import { mapOfRows, type Product } from "../product.ts";
import { onnxRuntimeClass } from "./onnxruntime-class.ts";
import type { PeerOp, PeerProduct } from "./peer-profile.ts";

/** Shapes by their type, such as { float: [1, 3, 224, 224] }. */
const shapes = z.array(z.record(z.string(), z.array(z.number())));
const kernelEvent = z.object({
  cat: z.literal("Node"),
  name: z.string().endsWith("_kernel_time"),
  dur: z.number(),
  args: z.object({ op_name: z.string(), input_type_shape: shapes, output_type_shape: shapes }),
});
type KernelEvent = z.infer<typeof kernelEvent>;

/** What a profile says of one step. */
export interface OnnxRuntimeTimes {
  readonly classes: ReadonlyMap<OpClass, number>;
  readonly ops: readonly PeerOp[];
  readonly products: readonly PeerProduct[];
}

/**
 * Sums up the events of a profile: of each node the median over the last `steps` runs, milliseconds.
 * @throws Error when it is no array of events.
 */
export function summarizeOnnxRuntime(
  json: string,
  { steps, batch }: { steps: number; batch: number },
): OnnxRuntimeTimes {
  const events = z.array(z.unknown()).parse(JSON.parse(json));
  const nodes = new Map<string, KernelEvent[]>();
  for (const event of events) {
    const { data } = kernelEvent.safeParse(event);
    if (data !== undefined) nodes.set(data.name, [...(nodes.get(data.name) ?? []), data]);
  }
  const rows = [...nodes.values()].flatMap((runs) => rowOf(runs.slice(-steps), batch));
  const classes = new Map<OpClass, number>();
  const ops = new Map<string, PeerOp>();
  for (const { type, opClass, ms } of rows) {
    classes.set(opClass, (classes.get(opClass) ?? 0) + ms);
    const key = `${type} ${opClass}`;
    const { calls = 0, ms: before = 0 } = ops.get(key) ?? {};
    ops.set(key, { name: type, opClass, calls: calls + 1, ms: before + ms });
  }
  const products = rows.flatMap(({ type, product, ms }) =>
    product === null ? [] : [{ product, implementation: type, ms }],
  );
  return { classes, ops: [...ops.values()], products };
}

/** The runs of one node as a row. */
function rowOf(runs: readonly KernelEvent[], batch: number) {
  const [first] = runs;
  if (first === undefined) return [];
  const type = first.args.op_name;
  const product = productOf(first, batch);
  const isConvolution = product !== null && /Conv/.test(type);
  const opClass = isConvolution ? convolutionClass(product) : onnxRuntimeClass(type);
  return [{ type, product, opClass, ms: spread(runs.map(({ dur }) => dur / 1000)).median }];
}

/** What a node multiplies, by its shapes: convolutions [n, c, h, w] with [k, c/groups, s, s], and matrices. */
function productOf({ args }: KernelEvent, batch: number): Product | null {
  const shapesOf = (list: z.infer<typeof shapes>) => list.map((entry) => Object.values(entry)[0] ?? []);
  const inputs = shapesOf(args.input_type_shape);
  const [output = []] = shapesOf(args.output_type_shape);
  if (/Conv/.test(args.op_name)) return convolution(inputs, output, batch);
  if (!/Gemm|MatMul/.test(args.op_name)) return null;
  const [[rows = 0, inChannels = 0] = []] = inputs;
  const [, outChannels = 0] = output;
  const gigaflop = (2 * rows * inChannels * outChannels) / 1e9;
  return { ...forward, kernel: 1, depthwise: false, map: mapOfRows(rows, batch), inChannels, outChannels, gigaflop };
}

const forward = { direction: "forward" } as const;

/** The product of a convolution; of bytes, whose kernel comes later among the inputs, by the first one of four axes. */
function convolution(inputs: readonly (readonly number[])[], output: readonly number[], batch: number): Product | null {
  const [[, inChannels = 0] = [], ...others] = inputs;
  const [, perGroup = 0, kernel = 0, across = 0] = others.find((shape) => shape.length === 4) ?? [];
  const [n = 0, outChannels = 0, height = 0, width = 0] = output;
  if (kernel === 0 || n === 0) return null;
  const map = height === 1 && width === 1 ? mapOfRows(n, batch) : `${height}×${width}`;
  const gigaflop = (2 * n * height * width * kernel * across * perGroup * outChannels) / 1e9;
  return { ...forward, kernel, depthwise: perGroup === 1 && inChannels > 1, map, inChannels, outChannels, gigaflop };
}
