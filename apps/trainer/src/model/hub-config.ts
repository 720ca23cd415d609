/** The config.json that timm writes beside weights for the Hugging Face hub. */
import { CheckpointError, quoted } from "@tresnet/checkpoints";
import { cropModes, interpolations, readHubJson } from "@tresnet/zoo";
import { z } from "zod";

const triple = z.tuple([z.number(), z.number(), z.number()]);
/** None in a body without a head. */
const classes = z.int().min(0).max(1_000_000);
/** A list, or names by number, whose keys JSON has made texts. */
const labels = z.optional(z.nullable(z.union([z.array(z.string()), z.record(z.string(), z.unknown())])));
/** A text for each name. */
const descriptions = z.optional(z.nullable(z.record(z.string(), z.unknown())));

const cfgSchema = z.object({
  tag: z.optional(z.nullable(z.string())),
  num_classes: z.optional(classes),
  label_names: labels,
  label_descriptions: descriptions,
  input_size: z.optional(z.tuple([z.literal(3), z.int(), z.int()])),
  crop_pct: z.optional(z.nullable(z.number().gt(0).max(1))),
  crop_mode: z.optional(z.nullable(z.enum(cropModes))),
  interpolation: z.optional(z.nullable(z.enum(interpolations))),
  mean: z.optional(triple),
  std: z.optional(z.tuple([z.number().gt(0), z.number().gt(0), z.number().gt(0)])),
});

const configSchema = z.object({
  architecture: z.string(),
  num_classes: z.optional(classes),
  label_names: labels,
  label_descriptions: descriptions,
  /** transformers' names by number, and its word for the kind of labels. */
  id2label: labels,
  problem_type: z.optional(z.nullable(z.string())),
  pretrained_cfg: z.optional(cfgSchema),
});

/** What such a file says of a model. */
export type HubConfig = z.output<typeof configSchema>;

/** What it says of the model's weights. */
export type HubPretrainedConfig = z.output<typeof cfgSchema>;

/**
 * Reads timm's config; undefined for JSON of something else.
 * @throws CheckpointError naming the file and the field that can't be.
 */
export async function readHubConfig(source: string): Promise<HubConfig | undefined> {
  const json = await readHubJson(source);
  if (!z.object({ architecture: z.unknown() }).safeParse(json).success) return undefined;
  // Older ones have no pretrained_cfg: what it says stands beside the architecture.
  const isFlat = z.object({ pretrained_cfg: z.optional(z.undefined()), input_size: z.unknown() }).safeParse(json);
  const parsed = configSchema.safeParse(isFlat.success ? { ...asObject(json), pretrained_cfg: json } : json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CheckpointError(
    `${source}: ${issue?.path.join(".")} is not what a model here can have: ${issue?.message}. Correct it, or give the file of weights alone, with --model and --img-size, --crop-pct, --crop-mode, --interpolation, --mean and --std.`,
  );
}

/** The error of a field that contradicts what is known. */
export function wrongField(source: string, field: string, expected: string, got: unknown): CheckpointError {
  return new CheckpointError(`${source}: expected ${field} to be ${expected}, got ${quoted(got)}. Correct it.`);
}

function asObject(json: unknown): object {
  return typeof json === "object" && json !== null ? json : {};
}
