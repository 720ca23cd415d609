/** Checkpoints as trainings of the field write them; make_field_files.py made them. */
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openTensorFile } from "../open-tensor-file.ts";
import type { TensorFile } from "../safetensors/tensor-file.ts";
import { describeUnwrapped } from "../unwrapped.ts";
import type { TorchFileOptions } from "./open-torch-file.ts";

const golden = (name: string) => path.join(import.meta.dirname, "..", "..", "test", "golden", name);

async function reading<T>(name: string, use: (file: TensorFile) => Promise<T>, options?: TorchFileOptions): Promise<T> {
  const file = await openTensorFile(golden(name), options);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** What was unwrapped, in words, and the numbers of the convolution under the model's own name. */
function unwrapping(name: string, options?: TorchFileOptions) {
  return reading(
    name,
    async (file) => ({
      names: [...file.entries.keys()],
      said: file.unwrapped && describeUnwrapped(file.unwrapped),
      values: [...(await file.read("conv.weight")).data],
    }),
    options,
  );
}

const names = ["conv.weight", "bn.num_batches_tracked"];
const values = [0, 1, 2, 3];

describe("timm's training checkpoint, with argparse's Namespace and NumPy's numbers in it", () => {
  const beside = '"epoch", "arch", "optimizer", "version", "args", "amp_scaler", "metric"';

  test("gives its averaged weights, as timm's load_state_dict does, and says so", async () => {
    expect(await unwrapping("timm-training.pth")).toEqual({
      names,
      values: [100, 101, 102, 103],
      said: `took "state_dict_ema" (averaged weights), not "state_dict"; left out: ${beside}`,
    });
  });

  test("gives its raw weights when asked, and says so", async () => {
    expect(await unwrapping("timm-training.pth", { useEma: false })).toEqual({
      names,
      values,
      said: `took "state_dict", not "state_dict_ema"; left out: ${beside}`,
    });
  });
});

test.each([
  ["compiled-parallel.pth", 'took "model"; removed "module." and "_orig_mod." from the names; left out: "epoch"'],
  ["wrapped-model-state-dict.pth", 'took "model_state_dict"; left out: "step"'],
  ["wrapped-net.pth", 'took "net"; left out: "step"'],
  ["wrapped-params.pth", 'took "params"; left out: "step"'],
  ["wrapped-ema.pth", 'took "ema" (averaged weights); left out: "step"'],
  ["wrapped-model-ema.pth", 'took "model_ema" (averaged weights); left out: "step"'],
  ["wrapped-unknown.pth", 'took "generator"; left out: "step"'],
  ["wrapped-twice.pth", 'took "model" → "state_dict"; left out: "loss"'],
])("%s gives the model's own names, and says: %s", async (name, said) => {
  expect(await unwrapping(name)).toEqual({ names, values, said });
  expect(await unwrapping(name, { useEma: false })).toEqual({ names, values, said });
});

test("Lightning's checkpoint loses `model.`; the loss's own weights keep their name and are noted", async () => {
  expect(await unwrapping("lightning.ckpt")).toEqual({
    names: [...names, "criterion.pos_weight"],
    values,
    said: 'took "state_dict"; removed "model." from the names; names without it: "criterion.pos_weight"; left out: "epoch", "pytorch-lightning_version", "callbacks", "hyper_parameters"',
  });
});

test("an averaged model keeps its count beside `module.`", async () => {
  expect(await unwrapping("swa.pth")).toEqual({
    names: [...names, "n_averaged"],
    values,
    said: 'removed "module." from the names; names without it: "n_averaged"',
  });
});

test("two networks in one file are not guessed between", async () => {
  await expect(openTensorFile(golden("two-networks.pth"))).rejects.toThrow(
    /two-networks\.pth .* it holds several dicts of tensors \("generator", "discriminator"\), and none under a key/,
  );
});

const read: Record<string, [string, number[], (number | bigint)[]]> = {
  float64: ["F64", [2, 3], [-0.5, -0.25, 0, 0.25, 0.5, 0.75]],
  int16: ["I16", [2], [-3, 300]],
  int8: ["I8", [2], [-3, 100]],
  uint16: ["U16", [2], [3, 60000]],
  uint32: ["U32", [2], [3, 2 ** 32 - 1]],
  uint64: ["U64", [2], [3n, 2n ** 40n]],
  complex64: ["C64", [2], [1, 2, -0, -3]],
  complex128: ["C128", [1], [1, 2]],
  float8_e4m3fn: ["F8_E4M3", [4], [0x38, 0xae, 0x7e, 0x01]],
  float8_e5m2: ["F8_E5M2", [3], [0x3c, 0xb7, 0x7b]],
  expanded: ["F32", [2, 3], [1.5, 1.5, 1.5, 2.5, 2.5, 2.5]],
  "scalar expanded": ["F32", [2, 2], [4, 4, 4, 4]],
  overlapping: ["F32", [3, 2], [0, 1, 1, 2, 2, 3]],
  "strided float64": ["F64", [3, 2], [-0.5, 0.25, -0.25, 0.5, 0, 0.75]],
  slice: ["F32", [4], [10, 13, 16, 19]],
  subclass: ["F32", [2], [0, 1]],
  "parameter with state": ["F32", [3], [0, 1, 2]],
};

test.each(["beside.pth", "beside-protocol-4.pth", "beside-legacy.pth"])(
  "%s: all that torch.load takes with weights_only is read, or named as left out",
  async (name) => {
    const isLegacy = name.includes("legacy");
    const expected = Object.entries(read).filter(([key]) => !isLegacy || !/^(float8|uint)/.test(key));
    await reading(name, async (file) => {
      const found: [string, unknown][] = [];
      for (const key of file.entries.keys()) {
        const { dtype, shape, data } = await file.read(key);
        found.push([key, [dtype, shape, [...data]]]);
      }
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      expect([...(file.unwrapped?.leftOut ?? [])].sort()).toEqual(
        [
          ...["shape", "dtype", "device", "counter", "set", "bytes", "bytearray", "complex", "layout", "version"],
          ...["default", "namespace", "huge"],
        ].sort(),
      );
      expect(file.unwrapped?.unread).toEqual([
        { name: "meta", what: "a tensor without numbers, of the meta device" },
        { name: "sparse", what: "a sparse tensor" },
        { name: "quantized", what: "a quantized tensor" },
        { name: "negative", what: expect.stringMatching(/^a view with its sign .* clone\(\) it before saving$/) },
      ]);
    });
  },
);

test.each(["objects-beside.pth", "objects-beside-protocol-4.pth"])(
  "%s: values and objects of Python's, NumPy's and PyTorch's own beside the weights are passed over",
  async (name) => {
    const { values: found, said } = await unwrapping(name);
    expect(found).toEqual(values);
    expect(said).toBe(
      'took "state_dict"; left out: "decimal", "fraction", "id", "default", "chain", "range", "ellipsis", "error", "generator", "random", "loss", "optimizer", …',
    );
  },
);

test.each([
  ["whole-loss.pth", /it holds a loss, and no dict of tensors\. Save the weights alone, in Python/],
  ["script.pth", /it is TorchScript, a program that holds its weights\. Save these alone, in Python/],
])("%s is told as what it is", async (name, message) => {
  await expect(openTensorFile(golden(name))).rejects.toThrow(message);
});
