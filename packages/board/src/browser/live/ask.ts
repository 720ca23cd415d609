/** What the page asks its server. */

/** The address of something of a run. */
export function addressOf(id: string, what = ""): string {
  return `api/runs/${encodeURIComponent(id)}${what === "" ? "" : `/${what}`}`;
}

/** The JSON of an address. @throws Error with the server's own words, or that it can't be reached. */
export async function ask<Answer>(address: string, request: RequestInit = {}): Promise<Answer> {
  const response = await fetch(address, request).catch(() => {
    throw new Error("The board's command can't be reached. Start it again: tresnet board");
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(typeof answer?.error === "string" ? answer.error : `HTTP ${response.status}`);
  return answer;
}

/** Sends JSON to an address. */
export function tell<Answer>(address: string, value: unknown): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  return ask(address, { method: "POST", headers, body: JSON.stringify(value) });
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
