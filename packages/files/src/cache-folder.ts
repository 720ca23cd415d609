/** Where fetched files are kept. */
import path from "node:path";
import { homeFolder } from "./home-folder.ts";

/** What decides where the cache folder is. */
export interface CacheFolderOptions {
  /** The environment's variables. Default: those of the running process. */
  readonly env?: NodeJS.ProcessEnv;
  /** The operating system. Default: that of the running process. */
  readonly platform?: NodeJS.Platform;
}

/**
 * Returns the folder of everything that this project fetches: `TRESNET_CACHE_DIR`, else `tresnet` in the user's own
 * cache folder (`XDG_CACHE_HOME`, ~/.cache, on macOS ~/Library/Caches).
 * @throws Error when neither variables nor the system name an absolute home.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative XDG_CACHE_HOME is to be ignored)
 */
export function cacheFolder({ env = process.env, platform = process.platform }: CacheFolderOptions = {}): string {
  const own = env.TRESNET_CACHE_DIR;
  if (own) return path.resolve(own);
  const xdg = env.XDG_CACHE_HOME;
  if (xdg && path.isAbsolute(xdg)) return path.join(xdg, "tresnet");
  const home = homeFolder(env);
  return platform === "darwin" ? path.join(home, "Library", "Caches", "tresnet") : path.join(home, ".cache", "tresnet");
}
