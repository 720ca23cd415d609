/** The weights of anyone's model on the Hugging Face hub, by hf-hub:user/name. */
import { fetchHubModel, type HubName, parseHubName } from "@tresnet/zoo";
import { UsageError } from "../errors.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportDownload } from "../job/report-to.ts";

/**
 * Fetches a model's weights, or finds them in the user's Hugging Face cache; config.json lies beside them, and they may
 * describe themselves.
 * @throws UsageError naming the flag when the name is none; HubError.
 */
export async function hubWeights(job: Job<CommonEvent>, name: HubName, flag: string): Promise<string> {
  try {
    parseHubName(name);
  } catch (cause) {
    throw new UsageError(`${flag}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const { weights } = await fetchHubModel(name, { onProgress: reportDownload(job), signal: job.signal });
  job.emit({ type: "weights", tag: name, file: weights });
  return weights;
}
