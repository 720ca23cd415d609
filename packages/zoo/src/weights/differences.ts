/** How a checkpoint and a model differ, as data and as an error that a person can read whole. */
import {
  CheckpointError,
  elementCount,
  isFloatDtype,
  isIntegerDtype,
  quoted,
  sizesText,
  someOf,
  type TensorFile,
  type TensorInfo,
} from "@tresnet/checkpoints";
import { headOf } from "./head-in.ts";
import { stateDictOf } from "./state-dict.ts";
import { headKey } from "./timm-layout.ts";

/** What errors call a module whose weights are loaded, and the classes that it tells apart. */
export interface WeightOwner {
  /** The model's name, such as "tresnet_m". */
  readonly name: string;
  /** Classes that it tells apart. */
  readonly numClasses: number;
}

/** The keys of a checkpoint and a model, by whether they fit. */
export interface Differences {
  /** Keys that both have, with values that the model can take. */
  readonly loaded: readonly string[];
  /** Keys of the model that the file does not have. */
  readonly missing: readonly string[];
  /** Keys of the file that the model does not have. */
  readonly unexpected: readonly string[];
  /** Keys that both have, with different shapes or no float values. */
  readonly mismatched: readonly { readonly key: string; readonly expected: string; readonly actual: string }[];
}

/** Compares every key of the model's state dict with the file's. */
export function differencesOf(model: object, { entries }: Pick<TensorFile, "entries">): Differences {
  const expected = stateDictOf(model);
  const mismatched = [...expected].flatMap(([key, tensor]) => {
    const entry = entries.get(key);
    if (entry === undefined || fits(tensor, entry)) return [];
    return [{ key, expected: describe(tensor), actual: describe(entry) }];
  });
  const differing = new Set(mismatched.map(({ key }) => key));
  const keys = [...expected.keys()];
  return {
    loaded: keys.filter((key) => entries.has(key) && !differing.has(key)),
    missing: keys.filter((key) => !entries.has(key) && expected.get(key)?.dtype === "F32"),
    unexpected: [...entries.keys()].filter((key) => !expected.has(key)),
    mismatched,
  };
}

/** Weights may have any float dtype; a count of batches is one number, as a scalar or in a list, of any dtype. */
function fits(expected: TensorInfo, entry: TensorInfo): boolean {
  const isFloat = isFloatDtype(entry.dtype);
  if (expected.dtype === "F32") return isFloat && String(entry.shape) === String(expected.shape);
  return (isFloat || isIntegerDtype(entry.dtype)) && elementCount(entry.shape) === 1;
}

/** The differences but for those of keys that may differ. */
export function withoutKeys(mayDiffer: RegExp, { loaded, missing, unexpected, mismatched }: Differences): Differences {
  const counts = (key: string) => !mayDiffer.test(key);
  return {
    loaded,
    missing: missing.filter(counts),
    unexpected: unexpected.filter(counts),
    mismatched: mismatched.filter(({ key }) => counts(key)),
  };
}

/** Keys that an error lists of a kind before it only counts them: it stays below ten lines. */
const listed = { mismatched: 3, missing: 2, unexpected: 2 } as const;

/** The error of a checkpoint that does not fit; `advice` is its last sentence. */
export function misfit(
  model: WeightOwner,
  path: string,
  file: TensorFile,
  differences: Differences,
  advice?: string,
): CheckpointError {
  const { missing, unexpected, mismatched } = differences;
  const what = `${path} does not fit ${model.name} with ${model.numClasses} classes`;
  const end = advice ?? adviceFor(file, differences);
  if (differences.loaded.length + mismatched.length === 0) {
    return new CheckpointError(
      `${what}: none of its ${file.entries.size} tensors (${someOf(file.entries.keys())}) has one of the model's names (${someOf(stateDictOf(model).keys())}). ${end}`,
    );
  }
  const lines = [
    ...mismatched
      .slice(0, listed.mismatched)
      .map(({ key, expected, actual }) => `${key}: expected ${expected}, got ${actual}`),
    ...missing.slice(0, listed.missing).map((key) => `${key}: missing`),
    ...unexpected.slice(0, listed.unexpected).map((key) => `${quoted(key).slice(1, -1)}: unexpected`),
  ];
  const total = mismatched.length + missing.length + unexpected.length;
  if (total > lines.length) {
    lines.push(
      `… in all ${mismatched.length} of another shape or dtype, ${missing.length} missing, ${unexpected.length} unexpected; ${differences.loaded.length} fit`,
    );
  }
  return new CheckpointError(`${what}:\n${lines.map((line) => `  ${line}`).join("\n")}\n${end}`);
}

function adviceFor(file: TensorFile, differences: Differences): string {
  const { missing, unexpected, mismatched, loaded } = differences;
  if (loaded.length + mismatched.length === 0) {
    return "These are weights of another network, or under names of their own: rename them to timm's.";
  }
  const head = headOf(file);
  const isHeadOnly = [...missing, ...unexpected, ...mismatched.map(({ key }) => key)].every((key) => headKey.test(key));
  if (isHeadOnly && head?.kind === "ml-decoder") {
    return `It has an ML-Decoder for ${head.classes} classes: put one into the model first (useMlDecoder of @tresnet/heads, with what headIn says), or load the body alone with strict: "body".`;
  }
  if (isHeadOnly && head !== undefined) {
    return `Only the head differs: it is for ${head.classes} classes. Make the model for as many, or load the body alone with strict: "body".`;
  }
  return "Choose the model and the number of classes that it was saved from, or load what fits with strict: false.";
}

function describe({ dtype, shape }: TensorInfo): string {
  return `${dtype} ${sizesText(shape)}`;
}
