/** An export of this command in the place of a checkpoint: it says itself what it is, and its own runtime runs it. */
import { stat } from "node:fs/promises";
import { CheckpointError } from "@tresnet/checkpoints";
import type { DetectionLimits } from "@tresnet/detection";
import type { ExportedDetector, ExportedNet } from "@tresnet/export";
import { z } from "zod";
import { UsageError } from "../errors.ts";
import type { DetectorExporter } from "../export/detectors/detector-exporter.ts";
import type { NotChecked } from "../export/export-result.ts";
import type { Exporter } from "../export/exporter.ts";
import { exporters } from "../export/exporters.ts";
import { type CheckpointInfo, infoIn } from "../run-directory/checkpoint-metadata.ts";

/** How an export is run. */
export interface RunnableExport {
  /** What goes in: normalized float32 for logits, or the bytes of pixels for probabilities. */
  readonly input: "float32" | "uint8";
  /** Loads a classifier. @throws UsageError when its runtime is not installed. */
  readonly load: () => Promise<ExportedNet>;
  /** How a detector is run; undefined for a format that holds none. */
  readonly detector?: RunnableDetector | undefined;
}

/** How an exported detector is run. */
export interface RunnableDetector {
  /** Thresholds and limits that are a part of the file; undefined where whoever runs it chooses. */
  readonly fixed: Required<DetectionLimits> | undefined;
  /** Loads it, to find objects within these limits. @throws UsageError when its runtime is not installed. */
  readonly load: (limits: Required<DetectionLimits>) => Promise<ExportedDetector>;
}

const limitsSchema = z.object({
  scoreThreshold: z.number().min(0).max(1),
  iouThreshold: z.number().min(0).max(1),
  perImage: z.int().min(1),
  perLevel: z.int().min(1),
});

/**
 * Opens an export; undefined for anything else.
 * @throws CheckpointError when it does not say what it is; ExportError when it is damaged.
 */
export async function findExport(
  location: string,
): Promise<{ readonly file: string; readonly info: CheckpointInfo; readonly exported: RunnableExport } | undefined> {
  if ((await stat(location).catch(() => undefined)) === undefined) return undefined;
  const rows: readonly Exporter[] = Object.values(exporters);
  for (const { read, load, detectors } of rows) {
    const metadata = await read?.(location);
    if (metadata === undefined || load === undefined) continue;
    const info = infoIn(location, Object.fromEntries(metadata));
    if (info === undefined) {
      throw new CheckpointError(
        `${location}: expected an export of "tresnet export", got one without its description. Export the run again.`,
      );
    }
    const input = metadata.get("input") === "uint8" ? "uint8" : "float32";
    const exported = {
      input,
      load: async () => opened(location, await load(location, { input })),
      ...(info.model.task === "detection" &&
        detectors !== undefined && { detector: runnable(location, detectors, metadata.get("limits")) }),
    } as const;
    return { file: location, info, exported };
  }
  return undefined;
}

function runnable(
  location: string,
  { hasFixedLimits, load }: DetectorExporter,
  limits: string | undefined,
): RunnableDetector {
  return {
    fixed: hasFixedLimits ? limitsIn(location, limits) : undefined,
    load: async (wanted) => opened(location, await load(location, wanted)),
  };
}

function limitsIn(location: string, text: string | undefined): Required<DetectionLimits> {
  const { data } = limitsSchema.safeParse(parseJson(text ?? ""));
  if (data !== undefined) return data;
  throw new CheckpointError(
    `${location}: expected the limits of what an exported detector finds, got "${text ?? "none"}". Export it again.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function opened<Loaded extends object>(location: string, loaded: Loaded | NotChecked): Loaded {
  if (!("notChecked" in loaded)) return loaded;
  throw new UsageError(`${location}: expected what runs it, but ${loaded.notChecked}`);
}
