/** Changes of one value inside of JSON: what a person, a program or a bad disk may make of it. */
import { z } from "zod";

/** Any value of JSON. */
export type Json = z.output<typeof json>;
const json = z.json();

/** Where a value stands: the keys and indices on the way to it. */
export type Place = readonly string[];

/** A value by which another is replaced; undefined takes it out. */
export interface Change {
  readonly name: string;
  readonly value: Json | undefined;
}

/** Parses text. @throws Error where it is no JSON. */
export function parseJson(text: string): Json {
  return json.parse(JSON.parse(text));
}

/** The places of all numbers, texts, flags and nulls of a value. */
export function placesIn(value: Json, place: Place = []): Place[] {
  if (typeof value !== "object" || value === null) return [place];
  return Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...place, key]));
}

/** The value at a place; undefined where there is none. */
export function valueAt(value: Json | undefined, [key, ...rest]: Place): Json | undefined {
  if (key === undefined || value === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return valueAt(new Map<string, Json>(Object.entries(value)).get(key), rest);
}

/** The same with another value at a place. */
export function changed(value: Json, [key, ...rest]: Place, change: Json | undefined): Json {
  if (key === undefined || typeof value !== "object" || value === null) return change ?? null;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, Json][] => {
    if (name !== key) return [[name, inner]];
    if (rest.length > 0) return [[name, changed(inner, rest, change)]];
    return change === undefined ? [] : [[name, change]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** What a value may become. */
export function changesOf(value: Json | undefined): readonly Change[] {
  const gone: Change = { name: "gone", value: undefined };
  switch (typeof value) {
    case "number":
      return [
        { name: "one more", value: value + 1 },
        { name: "negative", value: -value - 1 },
        { name: "huge", value: 1e9 },
        { name: "a fraction", value: value + 0.5 },
        { name: "text", value: String(value) },
        { name: "null", value: null },
        gone,
      ];
    case "string":
      return [
        { name: "longer", value: `${value}x` },
        { name: "a number", value: 7 },
        { name: "empty", value: "" },
        gone,
      ];
    case "boolean":
      return [{ name: "the other", value: !value }, { name: "text", value: "yes" }, gone];
    default:
      return [{ name: "a number", value: 7 }, { name: "text", value: "x" }, gone];
  }
}
