import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { ShapeError, TraceError } from "../errors.ts";
import { trace } from "../tracing/traced-function.ts";
import { allReduce } from "./all-reduce.ts";

test("is refused outside of a traced function, in a frozen one, and for whole numbers", async () => {
  const cluster = { size: 2 };
  const [x, whole] = [tf.scalar(1), tf.scalar(1, "int32")];
  expect(() => tf.tidy(() => allReduce(cluster, [x]))).toThrow(TraceError);
  const frozen = trace((y: tf.Tensor) => allReduce(cluster, [y]), { freeze: true });
  await expect(frozen(x)).rejects.toThrow(TraceError);
  const mixed = trace((y: tf.Tensor) => allReduce(cluster, [x, y]));
  await expect(mixed(whole)).rejects.toThrow(ShapeError);
  tf.dispose([x, whole]);
  frozen.dispose();
  mixed.dispose();
});
