import { describe, expect, test } from "vitest";
import { everyOperationNet } from "../../test/every-operation-net.ts";
import { fromPixels } from "../net/from-pixels.ts";
import { fuseConvolutions } from "./fuse-convolutions.ts";
import type { GraphNode } from "./graph.ts";
import { GraphWriter } from "./graph-writer.ts";
import { writeNet } from "./write-net.ts";

function nodesOf(size?: number): readonly GraphNode[] {
  const writer = new GraphWriter();
  writeNet(writer, everyOperationNet(size === undefined ? {} : { size }), { input: "images", output: "logits" });
  return writer.nodes;
}

const opsOf = (nodes: readonly GraphNode[]) => nodes.map(({ op }) => op);

/** Every node that reads a value has the node that makes it before it. */
function expectOrder(nodes: readonly GraphNode[]): void {
  const made = new Set<string>();
  for (const { name, inputs } of nodes) {
    expect(
      inputs.filter((input) => !made.has(input)),
      name,
    ).toEqual([]);
    made.add(name);
  }
}

describe("writeNet", () => {
  test("writes nodes in the order of computing, under names that TensorFlow takes", () => {
    const nodes = nodesOf(12);
    expectOrder(nodes);
    for (const { name } of nodes) expect(name).toMatch(/^[A-Za-z0-9.][A-Za-z0-9_./\\-]*$/);
  });

  test("asks for shapes while it runs only where the size of images is free", () => {
    expect(opsOf(nodesOf(12)).filter((op) => op === "Shape")).toEqual([]);
    expect(opsOf(nodesOf()).filter((op) => op === "Shape")).toHaveLength(2); // of the positions and of the keys' heads
  });

  test("writes weights once for a net that is written twice", () => {
    const net = everyOperationNet({ size: 12 });
    const writer = new GraphWriter();
    writeNet(writer, net, { input: "images", output: "logits" });
    const before = writer.nodes.length;
    const pixels = fromPixels(net, { mean: [0, 0, 0], std: [1, 1, 1], probabilities: "softmax" });
    writeNet(writer, pixels, { input: "pixels", output: "probabilities", prefix: "from_pixels/" });
    const added = writer.nodes.slice(before).filter(({ op }) => op === "Const");
    const weights = added.filter(({ attributes: { dtype } }) => dtype?.value === "float32");
    expect(weights.map(({ name }) => name).sort()).toEqual(["normalized/factor", "normalized/offset"]);
    expect(() => writeNet(writer, net, { input: "more", output: "others" })).toThrow("got stem/convolution twice");
  });

  test("names a value that nothing makes", () => {
    const net = everyOperationNet({ size: 12 });
    const writer = new GraphWriter();
    const broken = { ...net, nodes: net.nodes.slice(1) };
    expect(() => writeNet(writer, broken, { input: "a", output: "b" })).toThrow(
      "expected a node that makes stem, got none",
    );
  });
});

describe("fuseConvolutions", () => {
  test("joins each convolution with its bias, and with a ReLU that alone reads it", () => {
    const nodes = fuseConvolutions(nodesOf(12));
    expectOrder(nodes);
    const fused = nodes.filter(({ op }) => op === "_FusedConv2D");
    expect(fused.map(({ name, attributes }) => [name, attributes["fused_ops"]?.value])).toEqual([
      ["stem.relu", ["BiasAdd", "LeakyRelu"]],
      ["conv1.relu", ["BiasAdd", "Relu"]],
      ["conv2", ["BiasAdd"]],
      ["shortcut", ["BiasAdd"]],
      ["widened", ["BiasAdd"]],
      ["squeeze", ["BiasAdd"]],
    ]);
    const single = nodes.filter(({ op }) => /^(Conv2D|BiasAdd|LeakyRelu|Relu)$/.test(op));
    expect(single.map(({ name }) => name)).toEqual(["grouped/mean", "grouped/variance"]); // which have no bias
  });

  test("leaves a bias alone whose value is read elsewhere too", () => {
    const net = everyOperationNet({ size: 12 });
    const writer = new GraphWriter();
    const doubled = { output: "twice", inputs: ["stem", "stem.relu"], operation: { kind: "add" } } as const;
    writeNet(writer, { ...net, nodes: [...net.nodes, doubled] }, { input: "images", output: "logits" });
    const fused = fuseConvolutions(writer.nodes);
    expect(fused.find(({ name }) => name === "stem")?.op).toBe("_FusedConv2D");
    expect(fused.find(({ name }) => name === "stem.relu")?.op).toBe("LeakyRelu");
  });
});
