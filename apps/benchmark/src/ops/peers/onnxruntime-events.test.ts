import { expect, test } from "vitest";
import { summarizeOnnxRuntime } from "./onnxruntime-events.ts";

const event = (name: string, op: string, dur: number, inputs: number[][], output: number[]) => ({
  cat: "Node",
  name: `${name}_kernel_time`,
  dur,
  args: {
    op_name: op,
    input_type_shape: inputs.map((shape) => ({ float: shape })),
    output_type_shape: [{ float: output }],
  },
});
const run = (factor: number) => [
  { cat: "Session", name: "model_run", dur: 100 },
  event("a", "FusedConv", 8000 * factor, [[2, 3, 5, 7], [4, 3, 3, 3], [4]], [2, 4, 5, 7]),
  event(
    "b",
    "Conv",
    1000 * factor,
    [
      [2, 4, 5, 7],
      [4, 1, 3, 3],
    ],
    [2, 4, 3, 4],
  ),
  event(
    "c",
    "Conv",
    500 * factor,
    [
      [2, 4, 1, 1],
      [6, 4, 1, 1],
    ],
    [2, 6, 1, 1],
  ),
  event("d", "Gemm", 250 * factor, [[2, 6], [6, 10], [10]], [2, 10]),
  event("e", "ReorderInput", 100 * factor, [[2, 3, 5, 7]], [2, 3, 5, 7]),
  event(
    "f",
    "Add",
    50 * factor,
    [
      [2, 4, 5, 7],
      [2, 4, 5, 7],
    ],
    [2, 4, 5, 7],
  ),
];
const json = JSON.stringify([...run(90), ...run(1), ...run(3), ...run(2)]);

test("sums up what each node took in the measured steps, by work and by op", () => {
  const { classes, ops } = summarizeOnnxRuntime(json, { steps: 3, batch: 2 });
  expect([...classes]).toEqual([
    ["3×3 forward", 16],
    ["pooling, padding", 2],
    ["matrix products, 1×1", 1.5],
    ["casts, layout", 0.2],
    ["elementwise, sums", 0.1],
  ]);
  expect(ops).toContainEqual({ name: "Conv", opClass: "pooling, padding", calls: 1, ms: 2 });
});

test("tells the products of convolutions and matrices in the words of our own ops", () => {
  const { products } = summarizeOnnxRuntime(json, { steps: 3, batch: 2 });
  expect(products.map(({ product, implementation }) => [implementation, product.map, product.kernel])).toEqual([
    ["FusedConv", "5×7", 3],
    ["Conv", "3×4", 3],
    ["Conv", "2 rows", 1],
    ["Gemm", "2 rows", 1],
  ]);
  const [first, blur] = products.map(({ product }) => product);
  expect(first).toMatchObject({ direction: "forward", depthwise: false, inChannels: 3, outChannels: 4 });
  expect(first?.gigaflop).toBeCloseTo((2 * 2 * 5 * 7 * 9 * 3 * 4) / 1e9, 15);
  expect(blur).toMatchObject({ depthwise: true });
  expect(blur?.gigaflop).toBeCloseTo((2 * 2 * 3 * 4 * 9 * 4) / 1e9, 15);
});

test("says that it is no profile", () => {
  expect(() => summarizeOnnxRuntime('{"a": 1}', { steps: 1, batch: 1 })).toThrow(/array/);
});
