import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { useTensorFlow } from "../backend/backend.ts";
import { currentBackend, currentEngine } from "../backend/current-backend.ts";
import { runOp } from "../backend/run-op.ts";
import { TensorFlowError } from "../errors.ts";
import { dtypeNumbers } from "./dtypes.ts";
import { attr } from "./op-attributes.ts";

test("multiplies matrices on TensorFlow", () => {
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).arraySync(),
  );
  expect(product).toEqual([
    [19, 22],
    [43, 50],
  ]);
});

test("starts once per thread", async () => {
  expect(await useTensorFlow()).toBe(currentEngine());
});

test("keeps strings of every length, from every dtype's shortest to longer than TensorFlow stores inline", () => {
  const strings = ["", "a", "exactly 22 bytes long!", "a string too long to be stored inline", "日本語 ✓"];
  const read = tf.tidy(() => tf.reshape(tf.tensor1d(strings), [5, 1]).arraySync());
  expect(read).toEqual(strings.map((string) => [string]));
});

test("reads an empty string tensor", () => {
  expect(tf.tidy(() => tf.tensor([], [0], "string").dataSync())).toEqual([]);
});

test("keeps bool, int32 and complex64 values", () => {
  tf.tidy(() => {
    expect(Array.from(tf.logicalNot(tf.tensor1d([true, false])).dataSync())).toEqual([0, 1]);
    expect(Array.from(tf.add(tf.tensor1d([2147483646], "int32"), tf.scalar(1, "int32")).dataSync())).toEqual([
      2147483647,
    ]);
    const product = tf.mul(tf.complex([1], [2]), tf.complex([3], [4]));
    expect(Array.from(product.dataSync())).toEqual([-5, 10]);
  });
});

test("moves int64 and uint8 through casts", () => {
  const backend = currentBackend();
  const values = tf.tidy(() => {
    const wide = backend.createOutputTensor(
      backend.eager.metadata(backend.eager.createTensor([2], dtypeNumbers.int64, BigInt64Array.of(2n ** 40n, -3n))),
    );
    const [float] = runOp("Cast", [wide], { SrcT: attr.type("int64"), DstT: attr.type("float32") });
    const bytes = backend.createOutputTensor(
      backend.eager.metadata(backend.eager.createTensor([3], dtypeNumbers.uint8, Uint8Array.of(0, 128, 255))),
    );
    const [fromBytes] = runOp("Cast", [bytes], { SrcT: attr.type("uint8"), DstT: attr.type("float32") });
    return [wide.dataSync(), float?.dataSync(), fromBytes?.dataSync()];
  });
  expect(values[0]).toEqual(BigInt64Array.of(2n ** 40n, -3n));
  expect(values[1]).toEqual(Float32Array.of(2 ** 40, -3));
  expect(values[2]).toEqual(Float32Array.of(0, 128, 255));
});

test("refuses values that do not fill the shape", () => {
  const { eager } = currentBackend();
  expect(() => eager.createTensor([2, 3], dtypeNumbers.float32, new Float32Array(5))).toThrow(
    "createTensor: float32 [2,3] takes 24 bytes, got 20",
  );
});

test("tells what TensorFlow refused, without TensorFlow's own wrapping", () => {
  const run = () => tf.tidy(() => runOp("MatMul", [tf.ones([2, 3]), tf.ones([2, 3])], { T: attr.type("float32") }));
  expect(run).toThrow(TensorFlowError);
  expect(run).toThrow(/^MatMul: Matrix size-incompatible: In\[0\]: \[2,3\], In\[1\]: \[2,3\]$/);
});

test("names an op that TensorFlow does not have", () => {
  expect(() => runOp("NoSuchOp", [])).toThrow(/^NoSuchOp: .*NoSuchOp/);
});

test("refuses a disposed input", () => {
  const x = tf.ones([2]);
  x.dispose();
  expect(() => runOp("Neg", [x], { T: attr.type("float32") })).toThrow("runOp: input 0 of Neg was disposed");
});

test("releases every native tensor that ops and int64 scalars make", () => {
  const engine = currentEngine();
  const before = engine?.tensorCount();
  tf.tidy(() => {
    for (let round = 0; round < 20; round++) {
      tf.concat([tf.ones([2]), tf.zeros([3])]);
      tf.tensor1d(["one string", "another string that is longer than 22 bytes"]);
      tf.topk(tf.tensor1d([3, 1, 2]), 2);
      tf.oneHot(tf.tensor1d([0, 1], "int32"), 3);
      tf.slice(tf.ones([4, 4]), [1, 1], [2, 2]);
    }
  });
  expect(engine?.tensorCount()).toBe(before);
});
