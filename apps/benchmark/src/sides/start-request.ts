/** The request that starts a side. */
import type { CaseFiles } from "../terms/case-files.ts";
import { type BenchmarkCase, type SideName, sides } from "../terms/cases.ts";
import type { ClusterPlace, StartRequest } from "../terms/messages.ts";
import { recipe } from "../terms/recipe.ts";
import { trainedValues, variantOf } from "../terms/variant-of.ts";

export interface StartOptions {
  readonly side: SideName;
  readonly case: BenchmarkCase;
  readonly files: CaseFiles;
  readonly threads: number;
  readonly check: boolean;
  readonly cluster?: ClusterPlace;
}

/** Completes the request by what follows from side and case. */
export function startRequest(options: StartOptions): StartRequest {
  const chosen = sides[options.side];
  const compiled = chosen.runner === "pytorch" && chosen.compiled;
  const { precision } = chosen;
  const parameters = trainedValues(options.case);
  return { kind: "start", ...options, precision, compiled, variant: variantOf(options.case), parameters, recipe };
}
