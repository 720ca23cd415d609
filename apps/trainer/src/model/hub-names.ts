/** What a config.json of the Hugging Face hub calls its classes. */
import type { HubConfig } from "./hub-config.ts";
import { wrongField } from "./hub-config.ts";

/** Names in the order of the logits, and other names that folders of images may have. */
export interface NamesInConfig {
  readonly names: readonly string[];
  readonly ids: readonly string[] | undefined;
}

/**
 * The names in a config, timm's (`label_names`, `label_descriptions`) or transformers' (`id2label`); undefined where it
 * has none.
 * @throws CheckpointError when there are more or fewer than classes.
 */
export function namesInConfig(source: string, config: HubConfig, numClasses: number): NamesInConfig | undefined {
  const { pretrained_cfg: cfg = {} } = config;
  const names = listOf(config.label_names ?? cfg.label_names ?? config.id2label, numClasses);
  if (names === undefined) return undefined;
  if (names.length !== numClasses) {
    throw wrongField(source, "label_names", `${numClasses} names, as num_classes says`, `${names.length} names`);
  }
  const { label_descriptions: descriptions } = config.label_descriptions ? config : cfg;
  const ids = names.map((name) => descriptions?.[name]).filter((text) => typeof text === "string");
  return { names, ids: ids.length === names.length && new Set(ids).size === ids.length ? ids : undefined };
}

/** timm's dict of names by number may have gaps: those classes stay numbers. */
function listOf(names: HubConfig["label_names"], numClasses: number): readonly string[] | undefined {
  if (names === undefined || names === null || Array.isArray(names)) return names ?? undefined;
  const list = Array.from({ length: numClasses }, (_, index) => names[index]);
  const isOfClasses = Object.keys(names).every((key) => /^\d+$/.test(key) && Number(key) < numClasses);
  // transformers makes up LABEL_0 and so on where nobody has said the names.
  const isMadeUp = list.every((name, index) => name === undefined || name === `LABEL_${index}`);
  if (!isOfClasses || isMadeUp) return undefined;
  return list.map((name, index) => (typeof name === "string" ? name : `class ${index}`));
}
