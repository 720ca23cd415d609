import { CheckpointError } from "@tresnet/checkpoints";
import { DataError } from "@tresnet/data";
import { ClusterError } from "@tresnet/engine";
import { NonFiniteError } from "@tresnet/training";
import { expect, test } from "vitest";
import { InterruptedError, UsageError } from "../errors.ts";
import { errorOf, tellError } from "./told-error.ts";

test.each([
  new UsageError("wrong"),
  new DataError("no images"),
  new CheckpointError("damaged"),
  new InterruptedError("Stopped.", { run: "runs/a" }),
  new InterruptedError("Stopped."),
  new ClusterError("task 1 is lost", "lost"),
  new NonFiniteError("NaN", { step: 7, learningRate: 0.1 }),
  new RangeError("too far"),
])("%o arrives as it was", (error) => {
  const arrived = errorOf(structuredClone(tellError(error)));
  expect({ ...arrived, name: arrived.name, message: arrived.message }).toEqual({
    ...error,
    name: error.name,
    message: error.message,
  });
  if (!(error instanceof RangeError)) expect(arrived).toBeInstanceOf(error.constructor);
});

test("what is thrown and no error is told as text", () => {
  expect(errorOf(tellError("out of paper")).message).toBe("out of paper");
});
