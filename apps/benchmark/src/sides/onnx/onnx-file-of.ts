import type { StartRequest } from "../../terms/messages.ts";

/**
 * The export that a side runs.
 * @throws Error where the case has none in the side's number format.
 */
export function onnxFileOf({ side, precision, files }: StartRequest): string {
  const file = precision === "bfloat16" ? undefined : files.onnx?.[precision];
  if (file !== undefined) return file;
  throw new Error(
    `${side}: expected an ONNX export in ${precision} among the case's files. Write it with prepareCase.`,
  );
}
