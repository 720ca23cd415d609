/** Compares what a checkpoint says of itself with its own tensors, and with what can be. */
import type { TensorFile } from "@tresnet/checkpoints";
import type { ModelName } from "@tresnet/zoo";
import { expectedSize } from "../settings/images/check-image-size.ts";

type Entries = TensorFile["entries"];

/** What is looked at of a description. */
export interface Described {
  readonly kind: "training" | "weights" | "backbone";
  readonly model: {
    readonly model: ModelName;
    readonly classNames: readonly string[];
    readonly numClasses: number;
    readonly imgSize: number;
    readonly head?: { readonly groups: number; readonly embedding: number; readonly kind: "ml-decoder" } | undefined;
  };
  readonly position?: { readonly batch: number; readonly images: number; readonly correct: number };
}

/** Half a sentence on what can't be; undefined where nothing contradicts. Nothing of the sizes is allocated. */
export function infoFault({ kind, model, position }: Described, entries: Entries): string | undefined {
  const { classNames, numClasses, imgSize } = model;
  const size = expectedSize(model.model, imgSize);
  if (size !== undefined) return `model.imgSize: expected ${size}, got ${imgSize}`;
  if (classNames.length > numClasses) {
    return `model.classNames: expected at most ${numClasses}, as model.numClasses says, got ${classNames.length}`;
  }
  if (position !== undefined) {
    const { batch, images, correct } = position;
    if ((batch === 0) !== (images === 0) || correct > images) {
      return `position: ${batch} batches, ${images} images and ${correct} right answers do not go together`;
    }
  }
  return kind === "backbone" ? undefined : headFault(model, entries);
}

/** Whether tensors make a head, so that a description was compared with it. */
export function hasHead(entries: Entries): boolean {
  return headIn(entries) !== undefined;
}

/** The file's own head, of which this must be the description. */
function headFault({ numClasses, head }: Described["model"], entries: Entries): string | undefined {
  const found = headIn(entries);
  if (found === undefined) return undefined;
  const kind = head?.kind ?? "linear";
  if (kind !== found.kind) return `model.head: the tensors are those of a head of kind ${found.kind}, got ${kind}`;
  if (found.classes !== numClasses) {
    return `model.numClasses: the tensors are those of a head for ${found.classes} classes, got ${numClasses}`;
  }
  if (head === undefined) return undefined;
  const said = [head.groups, head.embedding].sort(ascending);
  if (String(said) === String([...(found.queries ?? said)].sort(ascending))) return undefined;
  return `model.head: the tensors have queries [${found.queries?.join(", ")}], got ${head.groups} groups of ${head.embedding}`;
}

interface FoundHead {
  readonly kind: "linear" | "ml-decoder";
  readonly classes: number;
  /** Groups and channels of an ML-Decoder, in either order. */
  readonly queries?: readonly number[] | undefined;
}

/** The head that tensors make, under timm's names or under those that a training's checkpoint puts before them. */
function headIn(entries: Entries): FoundHead | undefined {
  const shapeOf = (name: string) => entries.get(name)?.shape ?? entries.get(`model.${name}`)?.shape;
  for (const place of ["head", "fc"]) {
    const [classes] = shapeOf(`${place}.decoder.duplicate_pooling_bias`) ?? [];
    const queries = shapeOf(`${place}.decoder.query_embed.weight`);
    if (classes !== undefined) return { kind: "ml-decoder", classes, queries };
  }
  const [classes] = shapeOf("head.fc.bias") ?? shapeOf("fc.bias") ?? [];
  return classes === undefined ? undefined : { kind: "linear", classes };
}

const ascending = (a: number, b: number) => a - b;
