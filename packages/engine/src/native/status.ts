/** The one place where TensorFlow's native statuses become errors. */

import { TensorFlowError } from "../errors.ts";
import type { CApi } from "./c-api.ts";

// TensorFlow names its own wrappers in messages; they mean nothing to a caller.
const noise = /\{\{(function_node|node) [^}]*\}\}\s*|\s*\[Op:[^\]]*\](\s*name:\s*)?$/g;

/**
 * Throws the error that `status` holds, if it holds one.
 * @throws TensorFlowError with `who` (the op or call that failed) in front of TensorFlow's own message.
 */
export function checkStatus(api: CApi, status: bigint, who: string): void {
  const code = api.TF_GetCode(status);
  if (code !== 0) throw new TensorFlowError(`${who}: ${api.TF_Message(status).replaceAll(noise, "")}`, code);
}
