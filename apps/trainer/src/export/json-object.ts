import type { JsonObject } from "@tresnet/export";

/** A value of JSON as an object; an empty one for anything else. */
export function objectOf(value: JsonObject[string] | undefined): JsonObject {
  return typeof value === "object" && value !== null && !isList(value) ? value : {};
}

function isList(value: object): value is readonly JsonObject[string][] {
  return Array.isArray(value);
}
