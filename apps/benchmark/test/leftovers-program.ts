/** What a child process of leftovers.test.ts runs: a folder and a process of its own, then waiting for a signal. */
import { leaveNothing, temporaryFolder } from "../src/processes/leftovers.ts";
import { LineProcess } from "../src/processes/line-process.ts";

leaveNothing();
const folder = await temporaryFolder();
const child = new LineProcess("waiting", [process.execPath, "-e", "setInterval(() => {}, 1000)"]);
process.stdout.write(`${JSON.stringify({ folder, pid: child.pid })}\n`);
await child.ended;
