/** Which public exports say what they are: each of them, and each of its public members, with a doc comment. */
import { ReflectionKind } from "typedoc";

/**
 * @typedef {object} DocumentedExports
 * @property {string} name The module as it is imported.
 * @property {number} exports How many exports it has that are declared in it.
 * @property {number} documented How many of these are complete: they and all their public members have a comment.
 * @property {readonly string[]} missing What lacks a comment, as "file:line name".
 */

/** Members that a reader of the declaration does not call by name; the class's own comment tells how it is made. */
const untold = ReflectionKind.Constructor | ReflectionKind.TypeParameter | ReflectionKind.IndexSignature;

/**
 * A module's exports, counted.
 * @param {import("typedoc").DeclarationReflection} module
 * @returns {DocumentedExports}
 */
export function documentedExports(module) {
  const own = (module.children ?? []).filter((child) => !child.kindOf(ReflectionKind.Reference));
  const missing = own.map((child) => [child, ...publicMembers(child)].filter((part) => !hasComment(part)));
  return {
    name: module.name,
    exports: own.length,
    documented: missing.filter((parts) => parts.length === 0).length,
    missing: missing.flat().map(describe),
  };
}

/**
 * Public members of a class, an interface or a type alias of an object; inherited ones are told where they come from.
 */
function publicMembers(/** @type {import("typedoc").DeclarationReflection} */ reflection) {
  if (reflection.kindOf(ReflectionKind.Variable)) return []; // data, whose comment tells it as a whole
  const literal = reflection.type?.type === "reflection" ? reflection.type.declaration.children : undefined;
  return (reflection.children ?? literal ?? []).filter(
    (member) => !member.kindOf(untold) && member.inheritedFrom === undefined && member.implementationOf === undefined,
  );
}

/** A function's comment stands at its signatures, an accessor's at its getter or setter. */
function hasComment(/** @type {import("typedoc").DeclarationReflection} */ reflection) {
  const places = [reflection, ...(reflection.signatures ?? []), reflection.getSignature, reflection.setSignature];
  const type = reflection.type?.type === "reflection" ? reflection.type.declaration.signatures : undefined;
  return [...places, ...(type ?? [])].some((place) => place?.comment?.hasVisibleComponent() ?? false);
}

function describe(/** @type {import("typedoc").DeclarationReflection} */ reflection) {
  const source = reflection.sources?.[0] ?? reflection.signatures?.[0]?.sources?.[0];
  const parent = reflection.parent;
  const owner = parent !== undefined && !parent.kindOf(ReflectionKind.Module) ? ownerName(parent) : "";
  return `${source?.fileName ?? "?"}:${source?.line ?? 0} ${owner}${reflection.name}`;
}

/** The export that a member belongs to; an object type in a type alias has a nameless one between. */
function ownerName(/** @type {import("typedoc").Reflection} */ reflection) {
  const named = reflection.kindOf(ReflectionKind.TypeLiteral) ? reflection.parent : reflection;
  return named === undefined ? "" : `${named.name}.`;
}
