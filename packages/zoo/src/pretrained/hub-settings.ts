/** The variables that Python's huggingface_hub obeys, and so does everything here. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

export interface HubSettings {
  /** The hub, or a mirror: HF_ENDPOINT. */
  readonly endpoint: string;
  /** HF_TOKEN, else the file that `hf auth login` writes. */
  readonly token: string | undefined;
  /** HF_HUB_OFFLINE: nothing is asked of the network. */
  readonly offline: boolean;
  /** Where repositories are kept: HF_HUB_CACHE, else `hub` in HF_HOME. */
  readonly cache: string;
}

/** Reads the settings of the running process; `publicHub` is where the hub is when nothing else is said. */
export async function hubSettings(publicHub: string, cachePath: string): Promise<HubSettings> {
  const { HF_ENDPOINT, HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE } = process.env;
  return {
    endpoint: (HF_ENDPOINT || publicHub).replace(/\/+$/, ""),
    token: await findToken(cachePath),
    offline: isOn(HF_HUB_OFFLINE) || isOn(TRANSFORMERS_OFFLINE),
    cache: path.resolve(inHome(cachePath)),
  };
}

async function findToken(cachePath: string): Promise<string | undefined> {
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_HUB_DISABLE_IMPLICIT_TOKEN } = process.env;
  const given = (HF_TOKEN || HUGGING_FACE_HUB_TOKEN)?.trim();
  if (given) return given;
  if (isOn(HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined;
  const file = HF_TOKEN_PATH || path.join(HF_HOME || path.dirname(cachePath), "token");
  const saved = await readFile(inHome(file), "utf8").catch(() => "");
  return saved.trim() || undefined;
}

function isOn(value: string | undefined): boolean {
  return ["1", "on", "yes", "true"].includes(value?.toLowerCase() ?? "");
}

function inHome(file: string): string {
  return file.replace(/^~(?=$|[/\\])/, homedir());
}
