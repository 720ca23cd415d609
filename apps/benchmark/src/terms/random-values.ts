/** Seeded values without TensorFlow: every side reads the same ones from a file. */
import { random } from "@tresnet/data";

/** `count` float32 values, evenly distributed around 0 with the given standard deviation. */
export function uniformValues(count: number, standardDeviation: number, seed: number): Float32Array {
  const { uniform } = random(seed);
  const limit = Math.sqrt(3) * standardDeviation;
  return Float32Array.from({ length: count }, () => uniform(-limit, limit));
}
