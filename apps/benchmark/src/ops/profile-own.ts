/** Where a step of ours spends its time. */
import { type ProfiledCall, profileOps, useTensorFlow, withScope } from "@tresnet/engine";
import { createTrainStep, type OptimizerFactory, sgd } from "@tresnet/training";
import { inferBatch } from "../sides/infer-batch.ts";
import type { CaseFiles } from "../terms/case-files.ts";
import type { BenchmarkCase, Precision } from "../terms/cases.ts";
import { type LoadedCase, loadCase } from "../terms/load-case.ts";
import { recipe } from "../terms/recipe.ts";
import { type Spread, spread } from "../text/statistics.ts";
import { type OpRow, opRows } from "./op-row.ts";
import { scopeModules } from "./scope-modules.ts";

export interface OwnProfile {
  /** Wall time of a step that is not measured op by op, milliseconds. */
  readonly plainMs: Spread;
  /** Wall time of a step that is. */
  readonly measuredMs: Spread;
  readonly interOpThreads: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly ops: readonly OpRow[];
}

export interface OwnProfileOptions {
  readonly case: BenchmarkCase;
  readonly files: CaseFiles;
  readonly precision: Precision;
  readonly threads: number;
  /** Ops that run at once while they are measured. */
  readonly interOpThreads: number;
  readonly warmUpSteps: number;
  readonly steps: number;
}

/** Traces the case's task with every module's name on its ops, and measures it. */
export async function profileOwn(options: OwnProfileOptions): Promise<OwnProfile> {
  const { threads, interOpThreads, warmUpSteps, steps } = options;
  const { version } = await useTensorFlow({ device: "cpu", threads: { interOp: threads, intraOp: threads } });
  const loaded = await loadCase(options.case, options.files);
  scopeModules(loaded.model);
  const { step, dispose } = options.case.task === "train" ? training(loaded, options) : inferring(loaded, options);
  try {
    const plain: number[] = [];
    for (let count = 0; count < warmUpSteps + steps; count++) {
      const started = performance.now();
      await step();
      plain.push(performance.now() - started);
    }
    const profiled = async () => {
      for (let count = 0; count < warmUpSteps + steps; count++) await step();
    };
    // One call a step; the first one optimizes the graph.
    const calls: ProfiledCall[] = (await profileOps(profiled, { interOpThreads })).slice(warmUpSteps);
    return {
      plainMs: spread(plain.slice(warmUpSteps)),
      measuredMs: spread(calls.map(({ wallMs }) => wallMs)),
      interOpThreads,
      versions: { TensorFlow: version },
      ops: opRows(calls, options.case.batchSize),
    };
  } finally {
    dispose();
    loaded.model.dispose();
    loaded.images.dispose();
    loaded.labels.dispose();
  }
}

interface Task {
  readonly step: () => Promise<unknown>;
  readonly dispose: () => void;
}

function training({ model, images, labels }: LoadedCase, { precision }: OwnProfileOptions): Task {
  const { learningRate, smoothing, ...optimizer } = recipe;
  const train = createTrainStep({ model, optimizer: scoped(sgd(optimizer)), smoothing, precision });
  return { step: () => train.run(images, labels, learningRate), dispose: train.dispose };
}

function inferring({ model, images }: LoadedCase, { precision }: OwnProfileOptions): Task {
  const infer = inferBatch(model, { traced: true, precision });
  return { step: () => infer(images), dispose() {} };
}

/** Wraps an optimizer so that its ops are named for it. */
function scoped(factory: OptimizerFactory): OptimizerFactory {
  return (weights) => {
    const optimizer = factory(weights);
    return { ...optimizer, apply: (...args) => withScope("optimizer", () => optimizer.apply(...args)) };
  };
}
