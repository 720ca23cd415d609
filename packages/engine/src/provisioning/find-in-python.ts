/** Looks for a TensorFlow that the user's Python already has. */
import { isCompatibleVersion } from "./compatible-version.ts";
import { type LibraryFolder, openLibraryFolder } from "./library-folder.ts";
import { runProcess } from "./wheels/run-process.ts";

/** A TensorFlow package of the user's Python. */
export interface PythonTensorFlow {
  readonly version: string;
  readonly library: LibraryFolder;
}

// Found, not imported: importing takes seconds. The working directory is left out, where a folder "tensorflow" may lie.
const script = `
import importlib.metadata, importlib.util, json, sys
sys.path = [entry for entry in sys.path if entry]
spec = importlib.util.find_spec("tensorflow")
places = list(spec.submodule_search_locations or []) if spec else []
version = None
for name in ("tensorflow", "tensorflow-cpu", "tensorflow-macos"):
    try:
        version = version or importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
print("tresnet:" + json.dumps([places[0] if places else None, version]))
`;

/**
 * Finds the TensorFlow of `python3` (or `python`) on PATH; undefined without one whose version fits and whose library
 * is whole.
 */
export async function findInPython(signal?: AbortSignal): Promise<PythonTensorFlow | undefined> {
  for (const program of ["python3", "python"]) {
    const { exitCode, output } = await runProcess(program, ["-c", script], { signal, timeoutMs: 30_000 });
    if (exitCode !== 0) continue;
    const found = parse(/^tresnet:(.*)$/m.exec(output)?.[1] ?? "[]");
    if (!found || !isCompatibleVersion(found.version)) continue;
    // A broken one is passed over: nobody named it, and a sound one can still be fetched.
    const library = await openLibraryFolder(found.folder).catch(() => undefined);
    if (library) return { version: found.version, library };
  }
  return undefined;
}

function parse(json: string): { folder: string; version: string } | undefined {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value)) return undefined;
  const [folder, version]: unknown[] = value;
  return typeof folder === "string" && typeof version === "string" ? { folder, version } : undefined;
}
