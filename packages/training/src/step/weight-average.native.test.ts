import * as tf from "@tensorflow/tfjs-core";
import { readSafetensors, type TensorData } from "@tresnet/checkpoints";
import { trace } from "@tresnet/engine";
import { fixturePath, goldenCases, readGoldenJson } from "@tresnet/vitest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectClose } from "../../test/expect-close.ts";
import { WeightAverage } from "./weight-average.ts";

/** ops/ema.json: decays by their names in ema.safetensors, and the decays of timm's warm-up at some steps. */
interface Averages {
  readonly decays: Readonly<Record<string, number>>;
  readonly timm_v3_warmup: {
    readonly decay: number;
    readonly steps: readonly number[];
    readonly values: readonly number[];
  };
}

const readAverages = () => readGoldenJson<Averages>("ops", "ema.json");
const decays = await goldenCases<readonly [tag: string, decay: number]>(
  () => Object.entries(readAverages().decays),
  ["no golden files", 0],
);

let names: readonly string[] = [];
let tensors: ReadonlyMap<string, TensorData>;

function golden(name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (!(tensor?.data instanceof Float32Array)) throw new Error(`no golden tensor "${name}"`);
  return tf.tensor(tensor.data, [...tensor.shape]);
}

/** The variable under this name; a test that asks for another one fails. */
function variableOf(variables: ReadonlyMap<string, tf.Variable>, name: string): tf.Variable {
  const variable = variables.get(name);
  if (variable === undefined) throw new Error(`no variable "${name}"`);
  return variable;
}

let weights = new Map<string, tf.Variable>();
beforeEach(async () => {
  ({ tensors } = await readSafetensors(fixturePath("ops", "ema.safetensors")));
  names = [...tensors.keys()].flatMap((name) => (name.startsWith("model.0.") ? [name.slice("model.0.".length)] : []));
  weights = new Map(names.map((name) => [name, tf.tidy(() => tf.variable(golden(`model.0.${name}`)))]));
});
afterEach(() => tf.dispose([...weights.values()]));

describe.each([
  ["eagerly", false],
  ["traced", true],
])("%s", (_, traced) => {
  test.each(decays)("follows timm's weights and statistics: %s", async (tag, decay) => {
    const average = new WeightAverage(weights, { decay, warmup: false });
    const update = trace(() => {
      average.update();
      return [];
    });
    expect(tensors.has(`model.1.${names[0]}`)).toBe(true);
    for (let i = 1; tensors.has(`model.${i}.${names[0]}`); i++) {
      for (const name of names) tf.tidy(() => variableOf(weights, name).assign(golden(`model.${i}.${name}`)));
      if (traced) await update();
      else average.update();
      for (const name of names) {
        const expected = tf.tidy(() => golden(`${tag}.${i}.${name}`).dataSync());
        // 1e-6: float32 against values that were computed in float64
        expectClose(variableOf(average.variables, name).dataSync(), expected, 1e-6, `${name} after update ${i}`);
      }
    }
    update.dispose();
    average.dispose();
  });
});

test("warms up as timm's ModelEmaV3 does", () => {
  const { decay, steps, values } = readAverages().timm_v3_warmup;
  const weight = tf.tidy(() => tf.variable(tf.scalar(0)));
  const average = new WeightAverage(new Map([["w", weight]]), { decay });
  const updates = steps.filter((step) => step > 0); // the first update is number 1
  expect(updates.length).toBeGreaterThan(0);
  for (const step of updates) {
    const value = values[steps.indexOf(step)] ?? Number.NaN;
    tf.tidy(() => {
      variableOf(average.variables, "updates").assign(tf.scalar(step - 1, "int32"));
      variableOf(average.variables, "w").assign(tf.scalar(1));
    });
    average.update();
    // The weight is 0 and the average was 1, so what is left of the average is the decay. 1e-6: float32 pow
    expectClose(variableOf(average.variables, "w").dataSync(), [value], 1e-6, `step ${step}`);
  }
  average.dispose();
  weight.dispose();
});

test("leaves an average that equals its weight as it is, to the bit", () => {
  const average = new WeightAverage(weights, { decay: 0.9 });
  for (let i = 0; i < 5; i++) average.update();
  for (const name of names) {
    expect(variableOf(average.variables, name).dataSync()).toEqual(variableOf(weights, name).dataSync());
  }
  average.dispose();
});

test("lends the averages to the model and puts the weights back to the bit, after an error too", async () => {
  const average = new WeightAverage(weights, { decay: 0.9, warmup: false });
  tf.tidy(() => variableOf(weights, "w").assign(golden("model.1.w")));
  average.update();
  const read = (variables: ReadonlyMap<string, tf.Variable>) => variableOf(variables, "w").dataSync().slice();
  const [weightsBefore, averagesBefore] = [read(weights), read(average.variables)];
  expect(weightsBefore).not.toEqual(averagesBefore);

  const seen = await average.use(async () => read(weights));
  expect(seen).toEqual(averagesBefore);
  await expect(
    average.use(async () => {
      throw new Error("evaluation failed");
    }),
  ).rejects.toThrow("evaluation failed");
  expect(read(weights)).toEqual(weightsBefore);
  expect(read(average.variables)).toEqual(averagesBefore);
  average.dispose();
});

test("lends the averages to several works at once", async () => {
  const average = new WeightAverage(weights, { decay: 0.5, warmup: false });
  const w = variableOf(weights, "w");
  const averaged = [...w.dataSync()];
  tf.tidy(() => w.assign(tf.add(w, 1)));
  const now = [...w.dataSync()];
  const look = () => average.use(async () => [...(await w.data())]);
  expect(await Promise.all([look(), look()])).toEqual([averaged, averaged]);
  expect([...w.dataSync()]).toEqual(now);
  average.dispose();
});

test("refuses a decay outside of [0, 1]", () => {
  expect(() => new WeightAverage(weights, { decay: 1.1 })).toThrow(
    "WeightAverage: decay must be a number from 0 to 1, got 1.1",
  );
});
