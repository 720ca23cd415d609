/** Where fetched files are kept. */
import { homedir } from "node:os";
import path from "node:path";

/** The variables and platform that decide the cache folder; defaults are the running process's. */
export interface CacheFolderOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
}

/**
 * The folder of everything this project fetches: `TRESNET_CACHE_DIR`, else `tresnet` in the user's own cache folder.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative XDG_CACHE_HOME is to be ignored)
 */
export function cacheFolder({ env = process.env, platform = process.platform }: CacheFolderOptions = {}): string {
  const own = env.TRESNET_CACHE_DIR;
  if (own) return path.resolve(own);
  const xdg = env.XDG_CACHE_HOME;
  if (xdg && path.isAbsolute(xdg)) return path.join(xdg, "tresnet");
  const home = env.HOME || homedir();
  return platform === "darwin" ? path.join(home, "Library", "Caches", "tresnet") : path.join(home, ".cache", "tresnet");
}
