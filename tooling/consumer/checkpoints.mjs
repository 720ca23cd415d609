// A program of a user's: a safetensors file is written, read and found equal, without TensorFlow.
import assert from "node:assert/strict";
import { readSafetensors, writeSafetensors } from "@tresnet/checkpoints";

const values = Float32Array.of(1, 2, 3, 4, 5, 6);
await writeSafetensors("one.safetensors", new Map([["w", { dtype: "F32", shape: [2, 3], data: values }]]), { a: "b" });
const { tensors, metadata } = await readSafetensors("one.safetensors");
assert.deepEqual(tensors.get("w"), { dtype: "F32", shape: [2, 3], data: values });
assert.deepEqual(metadata, { a: "b" });
