/** The check before an export is said to be done: what was written is loaded again, and asked beside the model. */
import { checkExport, type ImageBatch, modelNet } from "@tresnet/export";
import type { ImageClassifier } from "@tresnet/zoo";
import type { CheckedExport } from "../../export/export-result.ts";
import type { ExportContent, Exporter } from "../../export/exporter.ts";
import type { ImagesToCheck } from "./images-to-check.ts";

/** The greatest deviation that is no error, as a share of the greatest value: what rounding explains. */
const limits = { float32: 1e-5, half: 5e-3, int8: 0.25 };

/**
 * Runs an export beside the model that it was made of; a sentence where it can't be run here, undefined for a format
 * that has no check.
 * @throws ExportError when their answers are further apart than rounding explains.
 */
export async function checkWritten(
  { load }: Exporter,
  file: string,
  { model, content, images }: CheckedWith,
): Promise<CheckedExport | string | undefined> {
  const exported = await load?.(file, content);
  if (exported === undefined) return undefined;
  if ("notChecked" in exported) return exported.notChecked;
  const { mean, std } = content.preprocessing;
  const several = content.task === "multi-label";
  const pixels = { mean, std, probabilities: several ? "sigmoid" : "softmax" } as const;
  const isBytes = content.input === "uint8";
  try {
    const { batches, what } = await images();
    const given = isBytes ? batches : batches.map((batch) => normalized(batch, content));
    // At 0.5, or where a logit is 0; the user's own thresholds may be at the very edge of many answers.
    const answer = (values: Float32Array) => values.map((value) => Number(value > (isBytes ? 0.5 : 0))).join("");
    const check = await checkExport(modelNet(model, isBytes ? pixels : undefined), exported, given, {
      limit: limitOf(content),
      answer: several ? answer : undefined,
    });
    return { ...check, what };
  } finally {
    await exported.dispose();
  }
}

/** Rounding to bytes moves logits by some hundredths, and answers seldom; a wrong weight by more. */
function limitOf({ half, quantize }: ExportContent): number {
  if (quantize !== undefined) return limits.int8;
  return half ? limits.half : limits.float32;
}

/** What a check needs besides the export. */
export interface CheckedWith {
  readonly model: ImageClassifier;
  readonly content: ExportContent;
  /** Reads the images; not called where nothing is there to run the export. */
  readonly images: () => Promise<ImagesToCheck>;
}

/** Normalizes bytes as the content says. */
export function normalized(
  { values, shape }: ImageBatch,
  { preprocessing: { mean, std } }: Pick<ExportContent, "preprocessing">,
): ImageBatch {
  const channels = shape[3];
  const table = std.map((deviation, channel) => {
    return Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - (mean[channel] ?? 0)) / deviation);
  });
  return { values: Float32Array.from(values, (byte, index) => table[index % channels]?.[byte] ?? 0), shape };
}
