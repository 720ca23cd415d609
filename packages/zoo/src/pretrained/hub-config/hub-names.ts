/** What a config.json of the Hugging Face hub calls its classes. */
import { classList } from "../class-names.ts";
import { pretrainedInfo } from "../pretrained-info.ts";
import type { PretrainedTag } from "../tags.ts";
import type { ConfigFields } from "./config-fields.ts";

/** Names in the order of the logits, and other names that folders of images may have. */
export interface HubNames {
  /** The classes in words. */
  readonly classNames: readonly string[];
  /** Another text for each class; absent where there is not one for each. */
  readonly classIds?: readonly string[];
}

/** Where a config says names: its root, and what it says of the weights. */
export interface NamingConfig {
  /** The whole of it. */
  readonly root: ConfigFields;
  /** Its `pretrained_cfg`, or the root where it has none. */
  readonly cfg: ConfigFields;
}

/**
 * The names in a config, timm's (`label_names`, `label_descriptions`) or transformers' (`id2label`); undefined where it
 * has none.
 * @throws CheckpointError when a list has more or fewer than classes, or something else than texts.
 */
export function namesIn({ root, cfg }: NamingConfig, numClasses: number | undefined): HubNames | undefined {
  for (const [fields, field] of [
    [root, "label_names"],
    [cfg, "label_names"],
    [root, "id2label"],
  ] as const) {
    const classNames = listIn(fields, field, numClasses);
    if (classNames === undefined) continue;
    const classIds = describedIn(root.has("label_descriptions") ? root : cfg, classNames);
    return { classNames, ...(classIds && { classIds }) };
  }
  return undefined;
}

/** The names of the classes of published weights; undefined where there are none, or for another number of classes. */
export function publishedNames(tag: PretrainedTag | undefined, numClasses: number | undefined): HubNames | undefined {
  if (tag === undefined || pretrainedInfo(tag).numClasses !== numClasses) return undefined;
  const { names, ids } = classList(pretrainedInfo(tag).classes);
  return { classNames: names, classIds: ids };
}

function listIn(fields: ConfigFields, field: string, numClasses: number | undefined): readonly string[] | undefined {
  const names = fields.get(field);
  if (!Array.isArray(names)) return byNumber(fields.inner(field), names, numClasses);
  const texts = names.filter((name) => typeof name === "string");
  if (texts.length === names.length && (numClasses === undefined || texts.length === numClasses)) return texts;
  throw fields.wrong(field, `${numClasses ?? "some"} names, as num_classes says`);
}

/** A dict of names by number may have gaps: those classes stay numbers. */
function byNumber(names: ConfigFields, value: unknown, numClasses: number | undefined): readonly string[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const keys = Object.keys(value);
  const count = numClasses ?? keys.length;
  if (!keys.every((key) => /^\d+$/.test(key) && Number(key) < count)) return undefined;
  const list = Array.from({ length: count }, (_, index) => names.text(String(index)));
  // transformers makes up LABEL_0 and so on where nobody has said the names.
  if (list.every((name, index) => name === undefined || name === `LABEL_${index}`)) return undefined;
  return list.map((name, index) => name ?? `class ${index}`);
}

/** A text for each name, where no two are the same. */
function describedIn(fields: ConfigFields, names: readonly string[]): readonly string[] | undefined {
  const descriptions = fields.inner("label_descriptions");
  const texts = names.flatMap((name) => descriptions.text(name) ?? []);
  return texts.length === names.length && new Set(texts).size === texts.length ? texts : undefined;
}
