/** Reads the public packages' types and doc comments by TypeDoc, all in one program, so that links cross packages. */
import path from "node:path";
import { Application, Converter, ReflectionKind } from "typedoc";
import { publicEntries } from "./public-entries.mjs";

/**
 * The converted project and the application that renders it; an error where the sources have type errors.
 * @param {string} root The repository's root.
 */
export async function convert(root) {
  const entries = publicEntries(root);
  const app = await Application.bootstrap({
    name: "TResNet for TypeScript",
    entryPoints: entries.map(({ file }) => file),
    entryPointStrategy: "resolve",
    alwaysCreateEntryPointModule: true,
    tsconfig: path.join(root, "tooling/api/tsconfig.sources.json"),
    basePath: root,
    readme: "none",
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    disableGit: true,
    sourceLinkTemplate: "../../../{path}", // every page lies in docs/api/KIND,
    validation: { invalidLink: true, invalidPath: true, notExported: false, notDocumented: false },
    treatValidationWarningsAsErrors: true,
    logLevel: "Warn",
  });
  nameModules(app, entries);
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc could not read the sources; its messages stand above.");
  return { app, project };
}

/** Calls each module as users import it. */
function nameModules(
  /** @type {Application} */ app,
  /** @type {readonly import("./public-entries.mjs").PublicEntry[]} */ entries,
) {
  const names = new Map(entries.map(({ name, file }) => [file, name]));
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return;
    const symbol = context.getSymbolFromReflection(reflection);
    const file = symbol?.declarations?.[0]?.getSourceFile().fileName;
    reflection.name = names.get(path.normalize(file ?? "")) ?? reflection.name;
  });
}
