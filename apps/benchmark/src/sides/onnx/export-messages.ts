/** What the measuring process asks of the one that writes a case's model as ONNX. */
import { z } from "zod";
import { replyParser } from "../../processes/reply-process.ts";
import type { BenchmarkCase, OnnxSide } from "../../terms/cases.ts";

/** A number format of an export. */
export type OnnxFormat = OnnxSide["precision"];

/** Sent in this order: `export`, then `finish`, after which the process ends. */
export type ExportRequest = WriteRequest | { readonly kind: "finish" };

/** Asks for one file. */
export interface WriteRequest {
  readonly kind: "export";
  /** The model, and the size of its images. */
  readonly case: BenchmarkCase;
  /** The case's weights. */
  readonly weights: string;
  readonly format: OnnxFormat;
  /** The file to write. */
  readonly file: string;
}

const reply = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("exported") }),
  z.object({ kind: z.literal("finished") }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]);

/** What that process answers. */
export type ExportReply = z.infer<typeof reply>;

/**
 * Reads a line as such an answer.
 * @throws Error that quotes the line, when it is none.
 */
export const parseExportReply: (line: string) => ExportReply = replyParser(reply);
