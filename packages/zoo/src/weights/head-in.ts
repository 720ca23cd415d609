/** What head the weights in a file have. */
import { dirname, join } from "node:path";
import type { TensorFile } from "@tresnet/checkpoints";
import { readWhole } from "@tresnet/files";
import { openModelFile } from "./open-model-file.ts";

/** A head as its weights tell it. */
export type HeadInFile = (
  | { readonly kind: "linear"; readonly classes: number }
  | {
      readonly kind: "ml-decoder";
      readonly classes: number;
      /** Queries. */
      readonly groups: number;
      /** Channels of queries and memory. */
      readonly embedding: number;
      /** Width of the dense layer between. */
      readonly feedForward: number;
    }
) & {
  /** What the file calls the classes, in the order of the logits; absent where it does not say it of all of them. */
  readonly classNames?: readonly string[];
  /** Whose training wrote the file, where it can be told: timm sorts classes naturally, "2" before "10". */
  readonly writer?: "timm";
};

/**
 * The head in a file, safetensors or `.pth`: linear, or the ML-Decoder that `useMlDecoder` of `@tresnet/heads` makes
 * for its options; undefined where it has none.
 * @throws CheckpointError for a broken file.
 */
export async function headIn(path: string): Promise<HeadInFile | undefined> {
  const file = await openModelFile(path);
  await file.close();
  const head = headOf(file);
  if (head === undefined) return undefined;
  const { classNames } = file;
  return {
    ...head,
    ...(classNames?.length === head.classes && { classNames }),
    ...((isOfTimm(file) || (await liesBesideTimmsConfig(path))) && { writer: "timm" }),
  };
}

/**
 * timm's training writes `arch`, `version` and its arguments beside the weights; torchvision's has no `arch`, PyTorch's
 * example no `version`.
 *
 * @see timm utils/checkpoint_saver.py, _save
 */
export function isOfTimm({ unwrapped }: Pick<TensorFile, "unwrapped">): boolean {
  const beside = new Set(unwrapped?.leftOut);
  return beside.has("arch") && (beside.has("version") || beside.has("args"));
}

/** A folder in timm's form for the Hugging Face hub: config.json names the architecture and how it was trained. */
async function liesBesideTimmsConfig(path: string): Promise<boolean> {
  const file = join(dirname(path), "config.json");
  try {
    const config: unknown = JSON.parse((await readWhole(file, { mostBytes: mostConfigBytes })).toString("utf8"));
    return typeof config === "object" && config !== null && "architecture" in config && "pretrained_cfg" in config;
  } catch {
    return false;
  }
}

/** A description of 20,000 classes takes less. */
const mostConfigBytes = 2 ** 24;

/**
 * The classes of the head in a file, safetensors or `.pth`; undefined where it has none.
 * @throws CheckpointError for a broken file.
 */
export async function classesIn(path: string): Promise<number | undefined> {
  return (await headIn(path))?.classes;
}

/** The head that the tensors of an open file make. */
export function headOf({ entries }: Pick<TensorFile, "entries">): HeadInFile | undefined {
  for (const head of ["head.", "fc."]) {
    const classes = entries.get(`${head}decoder.duplicate_pooling_bias`)?.shape[0];
    const [groups, embedding] = entries.get(`${head}decoder.query_embed.weight`)?.shape ?? [];
    const feedForward = entries.get(`${head}decoder.layers.0.linear1.weight`)?.shape[0];
    if (classes !== undefined && groups !== undefined && embedding !== undefined && feedForward !== undefined) {
      return { kind: "ml-decoder", classes, groups, embedding, feedForward };
    }
  }
  const [, bias] = [...entries].find(([key]) => /(^|\.)fc\.bias$/.test(key) && !key.includes(".se.")) ?? [];
  const classes = bias?.shape[0];
  return classes === undefined ? undefined : { kind: "linear", classes };
}
