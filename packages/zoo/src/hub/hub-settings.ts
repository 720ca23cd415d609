/** The variables that Python's huggingface_hub obeys, and so does everything here. */
import path from "node:path";
import { expandHome, homeFolder, readWhole } from "@tresnet/files";
import { HubError } from "./hub-error.ts";

/** What the variables say. */
export interface HubSettings {
  /** The hub, or a mirror: HF_ENDPOINT. */
  readonly endpoint: string;
  /** HF_TOKEN, else the file that `hf auth login` writes; nothing where HF_HUB_DISABLE_IMPLICIT_TOKEN says so. */
  readonly token: string | undefined;
  /** HF_HUB_OFFLINE: nothing is asked of the network. */
  readonly offline: boolean;
  /** Where repositories are kept: HF_HUB_CACHE, else `hub` in HF_HOME. */
  readonly cache: string;
}

/** Reads the settings of the running process; `publicHub` is where the hub is when nothing else is said. */
export async function hubSettings(publicHub: string): Promise<HubSettings> {
  const { HF_ENDPOINT, HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE, HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE } = process.env;
  return {
    endpoint: (HF_ENDPOINT || publicHub).replace(/\/+$/, ""),
    token: await findToken(),
    offline: isOn(HF_HUB_OFFLINE) || isOn(TRANSFORMERS_OFFLINE),
    cache: path.resolve(expandHome(HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE || path.join(hubHome(), "hub"))),
  };
}

/** The folder of everything that belongs to the hub; an empty variable is none. */
function hubHome(): string {
  const { HF_HOME, XDG_CACHE_HOME } = process.env;
  return HF_HOME || path.join(XDG_CACHE_HOME || path.join(homeFolder(), ".cache"), "huggingface");
}

async function findToken(): Promise<string | undefined> {
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH, HF_HUB_DISABLE_IMPLICIT_TOKEN } = process.env;
  if (isOn(HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined;
  const given = cleanToken(HF_TOKEN || HUGGING_FACE_HUB_TOKEN || "", "HF_TOKEN");
  if (given !== undefined) return given;
  const file = expandHome(HF_TOKEN_PATH || path.join(hubHome(), "token"));
  return cleanToken(String(await readWhole(file, { mostBytes: 2 ** 16 }).catch(() => "")), file);
}

/** @throws HubError, without the token in it, when it has characters that no token has. */
function cleanToken(text: string, from: string): string | undefined {
  const token = text.replaceAll(/[\r\n]/g, "").trim();
  if (/^[\x21-\x7e]*$/.test(token)) return token || undefined;
  throw new HubError(
    "unauthorized",
    `${from}: expected a token of the Hugging Face hub, got spaces or other characters in it. Copy the token again, or unset it.`,
  );
}

function isOn(value: string | undefined): boolean {
  return ["1", "on", "yes", "true"].includes(value?.toLowerCase() ?? "");
}
