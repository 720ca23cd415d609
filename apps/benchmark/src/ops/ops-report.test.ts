import type { OpTime, ProfiledCall } from "@tresnet/engine";
import { describe, expect, test } from "vitest";
import { flameChart } from "./drawing/flame-chart.ts";
import { flameTree } from "./drawing/flame-tree.ts";
import { naturalOrder } from "./natural-order.ts";
import { opRows } from "./op-row.ts";
import { opsReport } from "./ops-report.ts";
import { busyMs, byClass, byLayer, byProduct, type OpsProfile } from "./ops-summary.ts";
import { summarizePyTorch } from "./peers/pytorch-profile.ts";

const spec = (shape: readonly number[]) => ({ dtype: "bfloat16", shape });
const map = spec([2, 5, 7, 3]);
const op = (name: string, type: string, scope: string, durationMs: number, more: Partial<OpTime> = {}): OpTime => ({
  name,
  type,
  scope,
  durationMs,
  startMs: 0,
  inputs: [],
  outputs: [map],
  ...more,
});
const call = (factor: number): ProfiledCall => ({
  name: "trainStep",
  wallMs: 12 * factor,
  ops: [
    op("a", "_MklNativeConv2D", "body.layer1.0.conv1.conv", 4 * factor, { inputs: [map, spec([3, 3, 3, 3])] }),
    op("b", "Relu", "body.layer1.0.conv1.bn", 1 * factor),
    op("c", "ReluGrad", "body.layer1.0.conv1.bn/backward", 2 * factor),
    op("d", "ResourceApplyMomentum", "optimizer", 3 * factor),
    op("e", "_Arg", "", 0),
    op(`only-${factor}`, "Relu", "", 100),
  ],
});
const step = "onednn_verbose,v1,primitive,exec,cpu,convolution,brg:avx512,forward_training,m,a,x,";
const profile: OpsProfile = {
  case: { task: "train", model: "tresnet_m", imageSize: 224, batchSize: 2, classes: 10, seed: 0 },
  precision: "bfloat16",
  threads: 2,
  machine: { cpu: "A <CPU>", cores: 2, memoryBytes: 8e9, system: "Linux", node: "24.0.0" },
  ours: {
    plainMs: { lower: 11, median: 12, upper: 13 },
    measuredMs: { lower: 11, median: 12, upper: 13 },
    interOpThreads: 1,
    versions: { TensorFlow: "2.21.0" },
    ops: opRows([call(1), call(3), call(2)], 2),
  },
  peer: summarizePyTorch({
    kind: "profiled",
    versions: { torch: "2.15.0" },
    durationsMs: [30, 30],
    ops: [
      { name: "aten::mkldnn_convolution", calls: 2, selfMs: 30 },
      { name: "aten::relu_", calls: 4, selfMs: 6 },
    ],
    primitives: [
      `${step}mb2_ic3oc3_ih5oh5kh3sh1dh0ph1_iw7ow7kw3sw1dw0pw1,13`,
      `${step}mb2_ic3oc3_ih5oh5kh3sh1dh0ph1_iw7ow7kw3sw1dw0pw1,13`,
    ],
  }),
  absent: [],
};

describe("a profile", () => {
  test("has the median time of every op that all steps have", () => {
    expect(profile.ours.ops.map(({ name, ms }) => [name, ms])).toEqual([
      ["a", 8],
      ["b", 2],
      ["c", 4],
      ["d", 6],
      ["e", 0],
    ]);
    expect(busyMs(profile)).toBe(20);
  });

  test("sets kinds of work side by side", () => {
    const rows = new Map(byClass(profile).map(({ label, ours, peer }) => [label, [ours, peer]]));
    expect(rows.get("3×3 forward")).toEqual([8, 13]);
    expect(rows.get("elementwise, sums")).toEqual([6, 3]);
    // What PyTorch's convolution op takes besides oneDNN's convolution.
    expect(rows.get("casts, layout")).toEqual([0, 2]);
    expect(rows.get("optimizer")).toEqual([6, 0]);
  });

  test("sets convolutions of one shape side by side", () => {
    const gigaflop = (2 * 2 * 5 * 7 * 81) / 1e9;
    expect(byProduct(profile)).toEqual([
      {
        label: "3×3 forward | 5×7 | 3 → 3",
        ours: 8,
        peer: 13,
        count: 1,
        gigaflop,
        peerGigaflop: gigaflop,
        implementations: ["brg:avx512"],
      },
    ]);
  });

  test("sums up blocks, forward and backward", () => {
    expect(byLayer(profile)).toEqual([
      { layer: "(no layer)", forward: 0, backward: 0 },
      { layer: "body.layer1.0", forward: 10, backward: 4 },
      { layer: "optimizer", forward: 6, backward: 0 },
    ]);
  });

  test("reads as tables", () => {
    const report = opsReport(profile);
    expect(report).toContain("| 3×3 forward | 8.0 | 40.0 % | 13.0 | 72.2 % |");
    expect(report).toContain("| ReluGrad | backward | bfloat16 [2×5×7×3] | 1 | 4.0 |");
    expect(report).toContain("| body.layer1.0 | 10.0 | 4.0 | 70.0 % |");
    expect(report).toContain("times add up");
  });

  test("without a peer has no columns for it", () => {
    const report = opsReport({ ...profile, peer: null });
    expect(report).not.toContain("PyTorch");
    expect(report).toContain("| 3×3 forward | 8.0 | 40.0 % |\n");
  });
});

test("layers stand in the order of their numbers", () => {
  expect(["layer3.10", "layer3.2", "layer1.0"].toSorted(naturalOrder)).toEqual(["layer1.0", "layer3.2", "layer3.10"]);
});

describe("the chart", () => {
  test("has layers above their ops, as wide as they take time", () => {
    const tree = flameTree("training step", profile.ours.ops);
    expect(tree.ms).toBe(20);
    const [, layer, optimizer] = tree.children;
    expect(layer).toMatchObject({ label: "body.layer1.0.conv1", ms: 14 });
    expect(layer?.children.map(({ label, ms }) => [label, ms])).toEqual([
      ["bn", 6],
      ["conv", 8],
    ]);
    expect(optimizer?.children).toEqual([
      { label: "ResourceApplyMomentum", opClass: "optimizer", ms: 6, children: [] },
    ]);
    const widths = [...flameChart(profile).matchAll(/<title>(\S+): [^<]*<\/title><rect [^>]*width="([\d.]+)"/g)];
    const widthOf = (label: string) => Number(widths.find(([, name]) => name === label)?.[2]);
    expect(widthOf("Conv2D") / widthOf("body.layer1.0.conv1")).toBeCloseTo(8 / 14, 2);
  });

  test("can be read in the dark, runs nothing and fetches nothing", () => {
    const svg = flameChart(profile);
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).not.toMatch(/<script|href|url\(/);
    expect(svg).toContain("A &#60;CPU&#62;");
    expect(svg).toContain("Conv2D: 8.0 ms, 40.0 %");
  });
});
