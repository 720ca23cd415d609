import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dtypeNumbers } from "../native/dtypes.ts";
import { ProtobufWriter } from "../protobuf/protobuf-writer.ts";
import { loadSavedModel } from "./load-saved-model.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet saved "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const message = () => new ProtobufWriter();
const { uint8, float32 } = dtypeNumbers;
const shapeOfRows = message().message(2, message().number(1, -1)).message(2, message().number(1, 2)); // [any, 2]

/** A node; attributes are `AttrValue`s. */
function node(name: string, op: string, inputs: readonly string[], attributes: Record<string, ProtobufWriter>) {
  const written = message().bytes(1, name).bytes(2, op);
  for (const input of inputs) written.bytes(3, input);
  for (const [key, value] of Object.entries(attributes)) written.message(5, message().bytes(1, key).message(2, value));
  return written;
}

/** A SavedModel of one signature "double": pixels uint8 [n, 2] → twice, float32 [n, 2]. */
async function writeModel(op = "AddV2") {
  const type = (value: number) => message().number(6, value);
  const graph = message()
    .message(1, node("x", "Placeholder", [], { dtype: type(uint8), shape: message().message(7, shapeOfRows) }))
    .message(1, node("float", "Cast", ["x"], { SrcT: type(uint8), DstT: type(float32) }))
    .message(1, node("y", op, ["float", "float"], { T: type(float32) }));
  const tensor = (name: string, dtype: number) => message().bytes(1, name).number(2, dtype).message(3, shapeOfRows);
  const signature = message()
    .message(1, message().bytes(1, "pixels").message(2, tensor("x:0", uint8)))
    .message(2, message().bytes(1, "twice").message(2, tensor("y:0", float32)));
  const metaGraph = message()
    .message(1, message().bytes(4, "serve"))
    .message(2, graph)
    .message(5, message().bytes(1, "double").message(2, signature));
  await writeFile(path.join(folder, "saved_model.pb"), message().number(1, 1).message(2, metaGraph).concat());
  await mkdir(path.join(folder, "variables"), { recursive: true });
}

describe("loadSavedModel", () => {
  test("runs a signature, whose inputs are cast to its dtypes", async () => {
    await writeModel();
    const model = await loadSavedModel(folder);
    expect([...model.signatures.keys()]).toEqual(["double"]);
    const signature = model.signatures.get("double");
    expect(signature?.inputs.get("pixels")).toEqual({ tensor: "x:0", dtype: uint8, shape: [undefined, 2] });
    expect(signature?.outputs.get("twice")?.dtype).toBe(float32);
    const pixels = tf.tensor2d([1, 2, 3, 255], [2, 2], "int32");
    const outputs = await model.run("double", { pixels });
    expect(Object.keys(outputs)).toEqual(["twice"]);
    expect([...((await outputs["twice"]?.data()) ?? [])]).toEqual([2, 4, 6, 510]);
    model.dispose();
    model.dispose();
    await expect(model.run("double", { pixels })).rejects.toThrow("was disposed");
    tf.dispose([outputs, pixels]);
  });

  test("names a signature or an input that it has not, and an op that fails", async () => {
    await writeModel();
    const model = await loadSavedModel(folder);
    await expect(model.run("serving_default", {})).rejects.toThrow("one of the signatures double, got serving_default");
    await expect(model.run("double", {})).rejects.toThrow("double takes the inputs pixels, got ");
    model.dispose();
    await writeModel("MatMul"); // [1, 2] · [1, 2]
    const failing = await loadSavedModel(folder);
    const pixels = tf.zeros([1, 2], "int32");
    await expect(failing.run("double", { pixels })).rejects.toThrow("SavedModel: Matrix size-incompatible");
    pixels.dispose();
    failing.dispose();
  });

  test("names a folder without a model, and one with an op that there is not", async () => {
    await expect(loadSavedModel(folder)).rejects.toThrow(`loadSavedModel: ${folder}`);
    await writeModel("NoSuchOp");
    await expect(loadSavedModel(folder)).rejects.toThrow("NoSuchOp");
  });
});
