/** Reads a side's reply: it comes from another program, maybe in another language, and is believed in nothing. */
import type { Reply } from "./messages.ts";

/**
 * The reply in a line.
 * @throws Error that quotes the line, when it is no reply.
 */
export function parseReply(line: string): Reply {
  const value = parseJson(line);
  if (isReply(value)) return value;
  throw new Error(`expected one reply in a line of JSON, got "${line.slice(0, 200)}".`);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isReply(value: unknown): value is Reply {
  if (!isRecord(value)) return false;
  switch (value["kind"]) {
    case "started":
      return isNumber(value["parameters"]) && isVersions(value["versions"]) && isOutputs(value["outputs"]);
    case "stepped":
      return isNumbers(value["durationsMs"]) && isNumbers(value["losses"]);
    case "finished":
      return isNumber(value["peakMemoryBytes"]);
    case "failed":
      return typeof value["message"] === "string";
    default:
      return false;
  }
}

function isOutputs(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { logits, loss, gradientNorm, nextLoss } = value;
  return isNumbers(logits) && [loss, gradientNorm, nextLoss].every(isNumber);
}

function isVersions(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((version) => typeof version === "string");
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every(isNumber);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
