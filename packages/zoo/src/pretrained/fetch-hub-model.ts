/** Weights of anyone on the Hugging Face hub, and what lies beside them. */
import path from "node:path";
import { downloadFromHub } from "../hub/download-from-hub.ts";
import { HubError } from "../hub/hub-error.ts";
import { type HubName, parseHubName } from "../hub/hub-name.ts";
import type { ReceiveOptions } from "../hub/receive-from-hub.ts";

/** A model's files on this machine. */
export interface HubModel {
  /** The weights: safetensors, else PyTorch's. */
  readonly weights: string;
  /** config.json, of the same commit; undefined where the repository has none. */
  readonly config: string | undefined;
}

/** The files that hold weights, the better one first. */
const weightsNames = ["model.safetensors", "pytorch_model.bin"] as const;

/**
 * Fetches the weights and the config.json of a model on the hub into the user's Hugging Face cache, or finds them
 * there; both lie in one folder, of one commit. Variables of the environment are obeyed as `downloadFromHub` says.
 * @throws RangeError for a name that is none; HubError with a `code` and what to do; the signal's reason when aborted.
 */
export async function fetchHubModel(name: HubName, options: ReceiveOptions = {}): Promise<HubModel> {
  const { repository, revision } = parseHubName(name);
  const missing: HubError[] = [];
  const find = async (file: string, at: string) => {
    try {
      return await downloadFromHub({ repository, file, revision: at }, options);
    } catch (error) {
      if (!(error instanceof HubError) || !isAbsence(error)) throw error;
      missing.push(error);
      return undefined;
    }
  };
  const config = await find("config.json", revision);
  // The branch may move between two questions: the second one is about the commit that answered the first.
  const commit = config === undefined ? revision : path.basename(path.dirname(config));
  for (const file of weightsNames) {
    const weights = await find(file, commit);
    if (weights !== undefined) return { weights, config };
  }
  throw (
    missing.find(({ code }) => code === "offline") ??
    new HubError(
      "not-found",
      `${name}: expected a repository with ${weightsNames.join(" or ")}, got one with neither. Check the name; files of other names are loaded by their paths, once they are fetched.`,
    )
  );
}

/** Whether a file is known not to be there, so that another may be asked for. */
function isAbsence({ code, isMissingFile }: HubError): boolean {
  return isMissingFile || code === "offline";
}
