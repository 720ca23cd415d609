/** A detector's export: what it takes, the file, the check. */
import type { Detector } from "@tresnet/detection";
import { checkDetector, detectorNet } from "@tresnet/export";
import { UsageError } from "../../errors.ts";
import type { DescribedDetector, DetectorContent, DetectorExporter } from "../../export/detectors/detector-exporter.ts";
import type { CheckedExport, ExportModelResult } from "../../export/export-result.ts";
import type { Exporter } from "../../export/exporter.ts";
import { exporters } from "../../export/exporters.ts";
import { nmsThresholdOf } from "../../images/box-plan.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { openDetector } from "../../model/open-detector.ts";
import { startEngine } from "../../model/start-engine.ts";
import { leastScore, usualFindings } from "../../settings/detection/detection-options.ts";
import type { ExportOptions } from "../../settings/export-options.ts";
import { shellWord } from "../../text/shell-word.ts";
import { describedWeights } from "./export-content.ts";
import { checkOutput, formats, outputOf } from "./export-output.ts";
import { type PlacedImagesToCheck, placedImages } from "./placed-images.ts";
import { sizeOnDisk, writeOutput } from "./write-output.ts";

/** The greatest deviation that is no error, and the least share of objects that both find: what rounding explains. */
const limits = {
  float32: { limit: 1e-4, leastAgreement: 0.98 },
  half: { limit: 2e-2, leastAgreement: 0.9 },
} as const;

/**
 * Exports a checkpoint's detector.
 * @throws as `exportModel` does.
 */
export async function writeDetector(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  options: ExportOptions,
): Promise<ExportModelResult> {
  const exporter: Exporter = exporters[options.format];
  const detectors = detectorsOf(checkpoint, options);
  checkDetectorSettings(checkpoint, options);
  const output = outputOf(options);
  await checkOutput(output, checkpoint.file, options);
  const { described, content } = await contentOf(job, checkpoint, options);
  await startEngine(job, { device: "auto" });
  const detector = await openDetector(job, checkpoint);
  let checked: CheckedExport | string | undefined;
  const images = () => placedImages(job, checkpoint, options.data, content);
  try {
    await writeOutput(exporter, output, async (file) => {
      await detectors.write(detector, file, content);
      if (!options.check) return;
      checked = await checkedDetector(detectors, file, { detector, content, images });
      if (typeof checked === "object") await exporter.addNote?.(file, JSON.stringify(checked));
    });
  } finally {
    detector.dispose();
  }
  return {
    checkpoint: checkpoint.file,
    output,
    bytes: await sizeOnDisk(output),
    metadata: described,
    ...(typeof checked === "object" && { check: checked }),
    ...(typeof checked === "string" && { notChecked: checked }),
    ...(exporter.openBy !== undefined && { open: `${exporter.openBy} ${shellWord(output)}` }),
  };
}

/** The formats that hold a detector, by name. */
export function detectorFormats(): readonly string[] {
  return Object.entries(formats).flatMap(([name, { detectors }]) => (detectors === undefined ? [] : [name]));
}

/** @throws UsageError when the format can't hold a detector. */
function detectorsOf({ info: { model } }: Checkpoint, { format }: ExportOptions): DetectorExporter {
  const { detectors }: Exporter = exporters[format];
  if (detectors !== undefined) return detectors;
  const own = format === "safetensors" ? " The run's own file is safetensors already, under torchvision's names." : "";
  throw new UsageError(
    `--format: expected one of ${detectorFormats().join(", ")} for the detector ${model.detector?.name}, got ${format}, which holds classifiers alone.${own}`,
  );
}

/** @throws UsageError naming the settings that a detector's export does not take. */
function checkDetectorSettings({ file }: Checkpoint, options: ExportOptions): void {
  const { backbone, quantize, imgSize, threshold, cropMode, cropPct } = options;
  const given = [
    backbone && "--backbone",
    quantize !== undefined &&
      "--quantize (what 8 bits cost a detector has not been measured, so that none is written; --half halves the file)",
    imgSize === "dynamic" && "--img-size dynamic",
    threshold !== undefined && "--threshold (--score-threshold is a detector's)",
    (cropMode !== undefined || cropPct !== undefined) && "--crop-mode and --crop-pct",
  ].filter((name) => name !== false);
  if (given.length === 0) return;
  throw new UsageError(`${file} is a detector, whose export does not take ${given.join(", ")}. Leave it out.`);
}

async function contentOf(job: Job<CommonEvent>, checkpoint: Checkpoint, options: ExportOptions) {
  const { described, metadata, classNames } = await describedWeights(job, checkpoint, options);
  const { imgSize, mean, std, model: backbone } = checkpoint.info.model;
  const { half, input, scoreThreshold = leastScore.toPredict } = options;
  const { nmsThreshold, maxDetections = usualFindings.maxDetections } = options;
  const detector = describedIn(checkpoint);
  const content: DetectorContent = {
    half,
    input,
    size: imgSize,
    limits: {
      scoreThreshold,
      iouThreshold: nmsThresholdOf(checkpoint.info.model, nmsThreshold),
      perImage: maxDetections,
      perLevel: 1000,
    },
    mean,
    std,
    classNames,
    backbone,
    detector,
    license: options.licenseNote,
    score: described["score"],
    metadata: {
      ...metadata,
      classes: JSON.stringify(classNames),
      preprocessing: JSON.stringify({ imgSize, fit: detector.fit, mean, std, tile: detector.tile }),
    },
  };
  return { described, content };
}

/** @throws UsageError for a checkpoint that says of no detector how it was built. */
function describedIn({ file, info: { model } }: Checkpoint): DescribedDetector {
  if (model.detector !== undefined) return model.detector;
  throw new UsageError(`${file}: expected a detector, got the description of a classifier. Use another file.`);
}

interface CheckedWith {
  readonly detector: Detector;
  readonly content: DetectorContent;
  /** Reads the images; not called where nothing is there to run the export. */
  readonly images: () => Promise<PlacedImagesToCheck>;
}

async function checkedDetector(
  { load }: DetectorExporter,
  file: string,
  { detector, content, images }: CheckedWith,
): Promise<CheckedExport | string> {
  const exported = await load(file, content.limits);
  if ("notChecked" in exported) return exported.notChecked;
  try {
    const { batches, what } = await images();
    const { half, input, mean, std } = content;
    const own = detectorNet(detector, { ...content.limits, ...(input === "uint8" && { pixels: { mean, std } }) });
    const { objects, ...check } = await checkDetector(own, exported, batches, limits[half ? "half" : "float32"]);
    return { ...check, what: `${what} with ${objects} objects` };
  } finally {
    await exported.dispose();
  }
}
