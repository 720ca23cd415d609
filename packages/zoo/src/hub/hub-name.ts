/** Names of models on the Hugging Face hub, spelled as in timm: "hf-hub:user/name", "hf-hub:user/name@revision". */

/** The name of a model on the hub, such as "hf-hub:ann/solar-cells", with a branch, tag or commit after "@" or not. */
export type HubName = `hf-hub:${string}`;

const scheme = "hf-hub:";

/** Whether a name is that of a model on the hub. */
export function isHubName(name: string): name is HubName {
  return name.startsWith(scheme);
}

/** A repository of the hub, and the version of it. */
export interface HubRepository {
  /** Such as "ann/solar-cells". */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** Takes the name of a model on the hub apart. @throws RangeError when it is no repository's. */
export function parseHubName(name: HubName): HubRepository {
  const [repository = "", revision = "main", ...rest] = name.slice(scheme.length).split("@");
  if (isRepository(repository) && isRevision(revision) && rest.length === 0) return { repository, revision };
  throw new RangeError(`expected a model of the hub as hf-hub:user/name or hf-hub:user/name@revision, got "${name}".`);
}

/** Whether a text is the name of a repository, "user/name", as the hub allows it: both become names of folders. */
export function isRepository(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(text) && !/\.\.|--|\.git$/.test(text) && text.length <= 192;
}

function isRevision(text: string): boolean {
  return text.split("/").every((part) => /^[\w][\w.-]*$/.test(part) && !part.includes(".."));
}
