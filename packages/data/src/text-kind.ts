/** Which text stands where a picture should. */
import type { FileKind } from "./picture-format.ts";

/** The texts that take a picture's place, and what to do. */
const texts: readonly (readonly [pattern: RegExp, kind: FileKind])[] = [
  [
    /^version https:\/\/git-lfs/,
    { what: "a Git LFS pointer", advice: "the picture itself is not here yet: run git lfs pull" },
  ],
  [
    /^(\.\.\/)*\/?(\.git\/)?annex\/objects\//,
    { what: "a git-annex pointer", advice: "the picture itself is not here yet: run git annex get" },
  ],
  [
    /<svg[\s>]|<!DOCTYPE svg/i,
    { what: "an SVG", pictures: "SVG drawings", advice: "drawings are not decoded: export it as PNG" },
  ],
  [
    /^\s*(<!doctype html|<html|<head|<body|<script)/i,
    { what: "an HTML page", advice: "a site answered with it in place of the picture: download the picture again" },
  ],
  [/^\s*<\?xml|^\s*<[A-Za-z]/, { what: "an XML file", advice: "download the picture again" }],
  [/^\s*(\{\s*["}]|\[\s*(["{[\]\d-]|true|false|null))/, { what: "a JSON file", advice: "download the picture again" }],
];

/** The kind of a text by its beginning; undefined where it is none. */
export function textKind(head: string): FileKind | undefined {
  const text = head.replace(/^\xef\xbb\xbf/, "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell text from other bytes
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return undefined;
  if (!/[ -~]{3}/.test(text)) return undefined;
  const found = texts.find(([pattern]) => pattern.test(text));
  return found?.[1] ?? { what: "a text", advice: "download the picture again" };
}
