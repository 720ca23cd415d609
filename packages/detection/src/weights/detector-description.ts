/** What a detector's file says of it besides its weights: enough to build it again, and to make images ready for it. */
import { CheckpointError } from "@tresnet/checkpoints";
import { z } from "zod";
import { type DetectorOptions, variantOf } from "../net/build-detector.ts";
import type { Detector } from "../net/detector.ts";
import { type DetectorName, detectorNames } from "../net/detector-variants.ts";

/** What a detector is, in the form of its options. */
export interface DetectorDescription extends DetectorOptions {
  /** The detector's name. */
  readonly name: DetectorName;
}

/** The key of the description among a file's metadata. */
const key = "detector";
/** A lying file must not take the memory of more. */
const most = 65_536;

const count = z.int().min(1).max(most);
const triple = z.tuple([z.number(), z.number(), z.number()]);
const divisor = z.number().gt(0);

const schema = z.object({
  name: z.enum(detectorNames),
  numClasses: count,
  classNames: z.optional(z.array(z.string())),
  inputSize: z.object({ height: count, width: count }),
  inChannels: z.int().min(1).max(1024),
  mean: triple,
  std: z.tuple([divisor, divisor, divisor]),
  channels: count,
  convolutions: z.int().min(1).max(64),
  groups: count,
  p6: z.enum(["p5", "c5"]),
  assigner: z.enum(["fcos", "atss"]),
  points: z.enum(["corners", "centers"]),
});

/**
 * Describes a detector as the metadata of a safetensors file, whose values are text.
 * @throws RangeError when its name is none of `detectorNames`: nobody could build it again.
 */
export function encodeDescription(detector: Detector): Record<string, string> {
  variantOf(detector.name);
  return { [key]: JSON.stringify({ ...detector.settings, inChannels: detector.inChannels }) };
}

/**
 * Reads the description in a file's metadata; undefined where there is none, as in files of torchvision.
 * @throws CheckpointError naming the file when it is damaged.
 */
export function descriptionIn(
  file: string,
  metadata: Readonly<Record<string, string>>,
): DetectorDescription | undefined {
  const text = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text));
  const [issue] = parsed.error?.issues ?? [];
  if (issue !== undefined) throw damaged(file, `${issue.path.join(".")}: ${issue.message}`);
  const { data } = parsed;
  if (data === undefined) throw damaged(file, "no description");
  if (data.classNames !== undefined && data.classNames.length !== data.numClasses) {
    throw damaged(file, `${data.classNames.length} names for ${data.numClasses} classes`);
  }
  if (data.channels % data.groups !== 0) throw damaged(file, `${data.groups} groups of ${data.channels} channels`);
  return data;
}

function damaged(file: string, reason: string): CheckpointError {
  return new CheckpointError(`${file}: its description of the detector is damaged (${reason}). Use another copy.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
