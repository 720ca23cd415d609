/** An export of this command in the place of a checkpoint: it says itself what it is, and its own runtime runs it. */
import { stat } from "node:fs/promises";
import { CheckpointError } from "@tresnet/checkpoints";
import type { ExportedNet } from "@tresnet/export";
import { UsageError } from "../errors.ts";
import type { NotChecked } from "../export/export-result.ts";
import type { Exporter } from "../export/exporter.ts";
import { exporters } from "../export/exporters.ts";
import { type CheckpointInfo, infoIn } from "../run-directory/checkpoint-metadata.ts";

/** How an export is run. */
export interface RunnableExport {
  /** What goes in: normalized float32 for logits, or the bytes of pixels for probabilities. */
  readonly input: "float32" | "uint8";
  /** Loads it. @throws UsageError when its runtime is not installed. */
  readonly load: () => Promise<ExportedNet>;
}

/**
 * Opens an export; undefined for anything else.
 * @throws CheckpointError when it does not say what it is; ExportError when it is damaged.
 */
export async function findExport(
  location: string,
): Promise<{ readonly file: string; readonly info: CheckpointInfo; readonly exported: RunnableExport } | undefined> {
  if ((await stat(location).catch(() => undefined)) === undefined) return undefined;
  const rows: readonly Exporter[] = Object.values(exporters);
  for (const { read, load } of rows) {
    const metadata = await read?.(location);
    if (metadata === undefined || load === undefined) continue;
    const info = infoIn(location, Object.fromEntries(metadata));
    if (info === undefined) {
      throw new CheckpointError(
        `${location}: expected an export of "tresnet export", got one without its description. Export the run again.`,
      );
    }
    const input = metadata.get("input") === "uint8" ? "uint8" : "float32";
    return {
      file: location,
      info,
      exported: { input, load: async () => opened(location, await load(location, { input })) },
    };
  }
  return undefined;
}

function opened(location: string, loaded: ExportedNet | NotChecked): ExportedNet {
  if (!("notChecked" in loaded)) return loaded;
  throw new UsageError(`${location}: expected what runs it, but ${loaded.notChecked}`);
}
