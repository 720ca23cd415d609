/** The server of the board. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { errorCode } from "@tresnet/files";
import { UsageError } from "../../errors.ts";
import { AnswerProcess } from "../processes/answer-process.ts";
import { openRunsFolder } from "../reading/runs-folder.ts";
import { Runs } from "../reading/watch-runs.ts";
import { RequestError } from "../request-error.ts";
import { cookieOf, type Guard, guardOf, refusalOf, tokenOf } from "./guard.ts";
import { beginEvents, send, sendJson } from "./reply.ts";
import { answerOfRun, type RunRoutes } from "./run-routes.ts";

/** What a board is made of. */
export interface BoardOptions {
  /** The folder of runs. */
  readonly folder: string;
  /** Undefined: the usual port, or another one where that is taken. 0: any. */
  readonly port?: number | undefined;
  /** Who reaches the server: undefined this machine alone; an address of this machine, or 0.0.0.0 for all of them. */
  readonly host?: string | undefined;
  /** The files of the page by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** How commands name this program: "tresnet". */
  readonly program: string;
  /** The words of a command line that start this program. */
  readonly cli: readonly string[];
}

/** A board that listens. */
export interface Board {
  /** The address to open, with its token where it has one. */
  readonly url: string;
  readonly port: number;
  /** Ends the server, its connections and the process that answers; trainings go on. */
  close(): Promise<void>;
}

/** The port where none is given. */
export const usualPort = 6070;
/** A connection that says nothing is closed by what lies between, unless something is sent. */
const signEveryMs = 15_000;

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Serves the board of a folder of runs.
 * @throws UsageError when there is no such folder, or the port is taken.
 */
export async function serveBoard(options: BoardOptions): Promise<Board> {
  const { folder, host, files, program, cli } = options;
  const runs = new Runs(await openRunsFolder(folder), program);
  const guard = guardOf(host);
  const answers = new AnswerProcess(cli);
  const parts = { runs, answers, resuming: { cli, started: new Set<string>() }, files, guard };
  const server = createServer((request, response) => {
    answer(request, response, parts).catch((error: unknown) => fail(response, error));
  });
  const port = await listen(server, options);
  return {
    url: `http://${shownHost(host)}:${port}/${guard.token === undefined ? "" : `?token=${guard.token}`}`,
    port,
    close: async () => {
      await answers.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

interface Parts extends RunRoutes {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly guard: Guard;
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const { guard, files, runs } = parts;
  const refusal = refusalOf(request, guard);
  if (refusal !== undefined) throw new RequestError(403, refusal);
  const address = new URL(request.url ?? "/", "http://board");
  const token = tokenOf(request, address, guard);
  if (token === "none") {
    throw new RequestError(401, "Open the board by the address that the command has printed, with its token.");
  }
  if (token === "address" && guard.token !== undefined) {
    // The token leaves the address, and with it the browser's history.
    return send(response, "text/plain", "", { status: 303, location: "/", "set-cookie": cookieOf(guard.token) });
  }
  const [first, second, ...rest] = address.pathname.slice(1).split("/").map(decoded);
  if (first === "api" && second === "runs") {
    if (rest.length === 0) return sendJson(response, await runs.list());
    return answerOfRun(rest, { ...parts, address, request, response });
  }
  if (first === "api" && second === "events") return follow(runs, request, response);
  const name = first === "" ? "index.html" : (first ?? "");
  const file = second === undefined ? files.get(name) : undefined;
  if (file === undefined || request.method !== "GET") throw new RequestError(404, "There is nothing of this name.");
  send(response, types[path.extname(name)] ?? "application/octet-stream", file);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RequestError(400, "Expected an address, got one that can't be decoded.");
  }
}

/** Sends changes of runs until the page is closed. */
function follow(runs: Runs, request: IncomingMessage, response: ServerResponse): void {
  const tell = beginEvents(response);
  const unwatch = runs.watch((changes) => tell("runs", changes));
  const signs = setInterval(() => tell("sign", {}), signEveryMs).unref();
  request.on("close", () => {
    unwatch();
    clearInterval(signs);
  });
}

function fail(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (response.headersSent) response.destroy();
  else sendJson(response, { error: message }, error instanceof RequestError ? error.status : 500);
}

async function listen(server: Server, { port, host }: BoardOptions): Promise<number> {
  try {
    return await listenOn(server, port ?? usualPort, host);
  } catch (error) {
    if (errorCode(error) === "EADDRINUSE" && port === undefined) return listenOn(server, 0, host);
    throw cannotListen(error, port ?? usualPort, host);
  }
}

function cannotListen(error: unknown, port: number, host: string | undefined): unknown {
  const advice: Readonly<Record<string, string>> = {
    EADDRINUSE: `--port: expected a port that is free, and ${port} is taken. Give another one, or 0 for any.`,
    EACCES: `--port: expected a port that you may use, got ${port}. Give one from 1024 on.`,
    EADDRNOTAVAIL: `--host: expected an address of this machine, got ${host}. Give one of its own, or 0.0.0.0 for all.`,
    ENOTFOUND: `--host: expected an address of this machine, got ${host}. Give one of its own, or 0.0.0.0 for all.`,
  };
  const message = advice[errorCode(error) ?? ""];
  return message === undefined ? error : new UsageError(message, { cause: error });
}

function listenOn(server: Server, port: number, host = "127.0.0.1"): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** All addresses of a machine are none that a browser could open. */
function shownHost(host: string | undefined): string {
  if (host === undefined) return "127.0.0.1";
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
