/** The paper's refinements one by one: the net and a change of it in turns, for each change. */
import { type TResNetVariant, variants } from "@tresnet/zoo";
import { compete } from "../contest/compete.ts";
import type { Conditions } from "../contest/conditions.ts";
import { measureMemory } from "../memory/measure-memory.ts";
import type { BenchmarkCase, OwnSideName, Precision, Task } from "../terms/cases.ts";
import type { Contest } from "../terms/measurement.ts";
import type { Change } from "./changes.ts";

/** The TResNets that can be changed. */
export type AblationModel = keyof typeof variants;

export interface AblationOptions extends Conditions {
  readonly model: AblationModel;
  readonly changes: readonly Change[];
  readonly precision: Precision;
  readonly imageSize: number;
  readonly batchSize: number;
  readonly classes: number;
  readonly seed: number;
}

/** What a change does. */
export interface AblationRow {
  readonly refinement: string;
  readonly name: string;
  /** Values that training changes. */
  readonly parameters: number;
  /** The most memory of a process that trains, in bytes; null where the system did not have as much. */
  readonly peakMemoryBytes: number | null;
}

export interface AblationMeasurement {
  /** The net itself, then its changes. */
  readonly rows: readonly AblationRow[];
  /**
   * For each change training, then inference, of the change and the net in turns; in-place batch norm has no inference
   * of its own.
   */
  readonly measurements: readonly Contest[];
}

/**
 * Runs the measurement.
 * @throws Error when a side's process fails, or a change in how batch norm works changes what is computed.
 */
export async function measureAblation(options: AblationOptions): Promise<AblationMeasurement> {
  const { model, changes, precision, imageSize, batchSize, classes, seed, ...conditions } = options;
  const { onProgress = () => {} } = conditions;
  const net: Change = { refinement: "", name: model, variant: {}, norm: "plain" };
  const caseOf = (change: Change, task: Task) => ({
    task,
    ...modelOf(model, change),
    imageSize,
    classes,
    seed,
  });
  const peakOf = async (change: Change) => {
    const side = sideOf(change, precision);
    const memory = await measureMemory({
      case: caseOf(change, "train"),
      batchSizes: [batchSize],
      sides: [side],
      steps: 2,
      cores: conditions.cores,
      onProgress: (line) => onProgress(`${change.name}: ${line}`),
    });
    return memory.results[0]?.peakBytes[0] ?? null;
  };
  const compare = (change: Change, task: Task) => {
    const entries = [change, net].map((one) => ({
      name: one.name,
      side: sideOf(one, precision),
      case: { ...caseOf(one, task), batchSize },
    }));
    return compete({ ...conditions, entries });
  };

  const measurements: Contest[] = [];
  for (const change of changes) {
    onProgress(`${change.name} against ${model}`);
    measurements.push(await compare(change, "train"));
    if (change.norm === "plain") measurements.push(await compare(change, "infer"));
  }
  const rows: AblationRow[] = [];
  for (const change of [net, ...changes]) {
    const { refinement, name } = change;
    const found = measurements.flatMap(({ results }) => results).find((result) => result.name === name);
    rows.push({ refinement, name, parameters: found?.parameters ?? 0, peakMemoryBytes: await peakOf(change) });
  }
  return { rows, measurements };
}

/** The zoo's net by its name, a change of it as a variant of its own. */
function modelOf(model: AblationModel, { name, variant }: Change): Pick<BenchmarkCase, "model" | "variant"> {
  if (Object.keys(variant).length === 0) return { model };
  const changed: TResNetVariant = { ...variants[model], ...variant };
  return { model: `${model}, ${name}`, variant: changed };
}

function sideOf({ norm }: Change, precision: Precision): OwnSideName {
  return norm === "plain" ? `traced-${precision}` : `in-place-${precision}`;
}
