/** The user's home, which no environment may move into the folder at hand. */
import { homedir, userInfo } from "node:os";
import path from "node:path";

/**
 * Returns the user's home: `HOME` where that is an absolute path, else what the system's list of users says.
 * @throws Error when neither names a folder.
 */
export function homeFolder(env: NodeJS.ProcessEnv = process.env): string {
  const given = env.HOME ?? orNothing(homedir);
  const home = [given, orNothing(() => userInfo().homedir)].find((one) => path.isAbsolute(one));
  if (home !== undefined) return home;
  throw new Error(
    `HOME: expected the absolute path of your home folder, got "${given}", and the system's list of users has none. Set HOME, or TRESNET_CACHE_DIR and HF_HOME to folders for what is fetched.`,
  );
}

/** A user without an entry, as in containers, has no home that the system knows. */
function orNothing(find: () => string): string {
  try {
    return find();
  } catch {
    return "";
  }
}
