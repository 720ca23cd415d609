/**
 * What every differentiable function on tensors has to keep, whatever it computes: its gradient is the slope of its
 * values, and tracing it changes neither.
 */
import * as tf from "@tensorflow/tfjs-core";
import { trace } from "@tresnet/engine";
import { describe, expect, test } from "vitest";
import { noise } from "./noise.ts";
import { relativeError } from "./relative-error.ts";

/** A function and the inputs to try it on. */
export interface OperationCase {
  /** Values of the differentiable inputs, by name. */
  readonly inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;
  /**
   * The function; further inputs that have no gradient are its own business. Several results are differentiated
   * together.
   */
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor | readonly tf.Tensor[];
  /** Step of the finite differences: small for curved functions, large for linear ones. @default 1e-2 */
  readonly step?: number;
  /** Error allowed between gradient and finite differences, which have float32's rounding. @default 2e-3 */
  readonly slopeTolerance?: number;
  /** Error allowed between eager and traced, where fused kernels add up in another order. @default 1e-5 */
  readonly traceTolerance?: number;
}

/** Declares the tests of one operation; `cases` gives its cases by name, made when the tests run. */
export function describeOperation(name: string, cases: Readonly<Record<string, OperationCase>>): void {
  describe(name, () => {
    for (const [title, operation] of Object.entries(cases)) {
      test(`${title}: gradients are the slopes of the values`, () => checkSlopes(operation));
      test(`${title}: traced values and gradients equal the eager ones`, () => checkTraced(operation));
    }
  });
}

function checkSlopes(operation: OperationCase): void {
  const { step = 1e-2, slopeTolerance = 2e-3 } = operation;
  const gradients = tf.tidy(() =>
    valuesAndGradients(operation, inputTensors(operation)).gradients.map((dx) => dx.dataSync()),
  );
  Object.entries(operation.inputs).forEach(([input, { values }], index) => {
    const gradient = gradients[index] ?? new Float32Array();
    // Random directions see every element at once: as many as there are elements to tell apart is not needed.
    for (let direction = 0; direction < 4; direction += 1) {
      const along = noise(values.length, 1000 + direction);
      const moved = (distance: number) => values.map((value, at) => value + distance * (along[at] ?? 0));
      const up = weightedSum(operation, input, moved(step));
      const down = weightedSum(operation, input, moved(-step));
      const slope = (up - down) / (2 * step);
      const expected = along.reduce((sum, part, at) => sum + part * (gradient[at] ?? 0), 0);
      const scale = Math.hypot(...gradient) * Math.sqrt(1 / 3) + 1e-6;
      expect(Math.abs(slope - expected) / scale, `slope of ${input}`).toBeLessThan(slopeTolerance);
    }
  });
}

async function checkTraced(operation: OperationCase): Promise<void> {
  const { traceTolerance = 1e-5 } = operation;
  const inputs = inputTensors(operation);
  const flat = (tensors: readonly tf.Tensor[]) => {
    const { results, gradients } = valuesAndGradients(operation, tensors);
    return [...results, ...gradients];
  };
  const eager = tf.tidy(() => flat(inputs).map((tensor) => tensor.dataSync()));
  const traced = trace((...tensors: tf.Tensor[]) => flat(tensors));
  const outputs = await traced(...inputs);
  outputs.forEach((output, index) => {
    expect(relativeError(output.dataSync(), eager[index] ?? []), `output ${index}`).toBeLessThan(traceTolerance);
  });
  tf.dispose([inputs, outputs]);
  traced.dispose();
}

function inputTensors({ inputs }: OperationCase, replaced?: string, values?: Float32Array): tf.Tensor[] {
  return Object.entries(inputs).map(([name, input]) => {
    return tf.tensor(name === replaced && values !== undefined ? values : input.values, [...input.shape]);
  });
}

/** The results, and the gradients of their sum, weighted by fixed noise so that no symmetry hides a mistake. */
function valuesAndGradients({ run }: OperationCase, inputs: readonly tf.Tensor[]) {
  const results = [run(...inputs)].flat();
  const loss = (...tensors: tf.Tensor[]) => {
    const weighted = [run(...tensors)].flat().map((result, index) => tf.sum(tf.mul(result, weights(result, index))));
    return weighted.reduce((sum, part) => tf.add(sum, part));
  };
  return { results, gradients: tf.grads(loss)([...inputs]) };
}

function weights(result: tf.Tensor, index: number): tf.Tensor {
  return tf.tensor(noise(result.size, 77 + index), result.shape);
}

/** The weighted sum of the results in float64, with one input replaced. */
function weightedSum(operation: OperationCase, replaced: string, values: Float32Array): number {
  return tf.tidy(() => {
    const results = [operation.run(...inputTensors(operation, replaced, values))].flat();
    return results.reduce((total, result, index) => {
      const weight = noise(result.size, 77 + index);
      return Array.from(result.dataSync()).reduce((sum, value, at) => sum + value * (weight[at] ?? 0), total);
    }, 0);
  });
}
