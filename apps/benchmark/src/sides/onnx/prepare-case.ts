/** Everything that the sides of a case read, written before the first of them starts. */
import path from "node:path";
import { nodeProgram } from "../../processes/program.ts";
import { ReplyProcess } from "../../processes/reply-process.ts";
import { type CaseFiles, writeCaseFiles } from "../../terms/case-files.ts";
import { type BenchmarkCase, type SideName, sides } from "../../terms/cases.ts";
import { type ExportReply, type ExportRequest, type OnnxFormat, parseExportReply } from "./export-messages.ts";

/** Who reads the files of a case. */
export interface PrepareOptions {
  /** The sides that run the case. */
  readonly sides: readonly SideName[];
  /** Hears a line for people before an export, which takes a while in 8 bits. */
  readonly onProgress: (line: string) => void;
}

/**
 * Writes weights and batch of a case into `folder`, and the ONNX exports that its sides run.
 * @throws CheckpointError when they can't be written; Error with the exporter's own words.
 */
export async function prepareCase(
  folder: string,
  options: BenchmarkCase,
  { sides: names, onProgress }: PrepareOptions,
): Promise<CaseFiles> {
  const files = await writeCaseFiles(folder, options);
  const formats = onnxFormats(names);
  if (formats.length === 0) return files;
  const exporter = new ReplyProcess<ExportRequest, ExportReply>(
    "the export as ONNX",
    nodeProgram("sides/onnx/export-process"),
    parseExportReply,
  );
  try {
    const onnx: Partial<Record<OnnxFormat, string>> = {};
    for (const format of formats) {
      onProgress(`writing ${options.model} as ONNX, ${format}`);
      const file = path.join(folder, `model-${format}.onnx`);
      const { weights } = files;
      await exporter.askFor({ kind: "export", case: options, weights, format, file }, "exported");
      onnx[format] = file;
    }
    await exporter.askFor({ kind: "finish" }, "finished");
    return { ...files, onnx };
  } finally {
    exporter.kill();
  }
}

/** The number formats of the exports that sides run. */
function onnxFormats(names: readonly SideName[]): OnnxFormat[] {
  const formats = names.flatMap((name): OnnxFormat[] => {
    const side = sides[name];
    return side.runner === "onnxruntime" || side.runner === "openvino" ? [side.precision] : [];
  });
  return [...new Set(formats)];
}
