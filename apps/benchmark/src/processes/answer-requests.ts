/** The other end of ReplyProcess, in a process of ours: requests on stdin, replies on stdout, one line of JSON each. */
import { createInterface } from "node:readline";

interface Message {
  readonly kind: string;
}

/**
 * Answers the requests of the parent one after another until it has answered `finish`; an error becomes the reply
 * `failed`, after which the parent may go on. Where `answer` gives undefined nothing is sent.
 */
export async function answerRequests<Request extends Message, Reply extends Message>(
  answer: (request: Request) => Promise<Reply | undefined>,
): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const request: Request = JSON.parse(line);
    try {
      const message = await answer(request);
      if (message !== undefined) sendReply(message);
    } catch (error) {
      sendReply({ kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    if (request.kind === "finish") break;
  }
  process.stdin.destroy();
}

/** Sends a reply to the parent, such as one of several to the same request. */
export function sendReply<Reply extends Message>(message: Reply): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
