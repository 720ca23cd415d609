/** What is asked of one run: /api/runs/ID and what lies below. */
import { lstat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { readWhole, replaceFile } from "@tresnet/files";
import { z } from "zod";
import { requestStop } from "../../run-directory/record/stop-request.ts";
import { runDirectory } from "../../run-directory/run-directory.ts";
import type { AnswerProcess } from "../processes/answer-process.ts";
import { type ResumeOptions, resumeInBackground } from "../processes/resume-in-background.ts";
import { lookAt } from "../reading/file-cache.ts";
import type { Runs } from "../reading/watch-runs.ts";
import { RequestError } from "../request-error.ts";
import { readBody, readJson } from "./read-body.ts";
import { send, sendJson } from "./reply.ts";

/** What the routes of a run work with. */
export interface RunRoutes {
  readonly runs: Runs;
  readonly answers: AnswerProcess;
  readonly resuming: ResumeOptions;
}

/** A request for a run. */
interface Asked extends RunRoutes {
  readonly id: string;
  readonly folder: string;
  readonly address: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Route = (asked: Asked, name: string) => Promise<void>;

const mostImageBytes = 32 * 2 ** 20;
const mostPictureBytes = 2 ** 20;
const mostReportBytes = 2 ** 27;

/** By method and what is asked for; "*" is any name. */
const routes: Readonly<Record<string, Route>> = {
  "GET ": async ({ runs, folder, response }) => sendJson(response, await runs.details(folder)),
  "GET steps": async ({ runs, folder, address, response }) => {
    const generation = address.searchParams.get("generation") ?? "";
    const from = Math.max(0, Math.floor(Number(address.searchParams.get("from")) || 0));
    sendJson(response, await runs.steps(folder, { generation, from }));
  },
  "GET answers": async ({ runs, folder, response }) => {
    const found = await runs.answers(folder);
    if (found === undefined) throw new RequestError(404, "The run has no answers to images yet.");
    sendJson(response, found);
  },
  "GET pictures/*": async ({ folder, response }, name) => {
    const { pictures } = runDirectory(folder);
    if (!/^[\w-]+\.webp$/.test(name)) throw new RequestError(404, "There is no such picture.");
    send(response, "image/webp", await bytesOf(folder, path.join(pictures, name), mostPictureBytes));
  },
  "GET report": async ({ folder, response }) => {
    const { report } = runDirectory(folder);
    send(response, "text/html; charset=utf-8", await bytesOf(folder, report, mostReportBytes), { isReport: true });
  },
  "POST notes": async ({ folder, request, response }) => {
    const notes = notesSchema.safeParse(await readJson(request, 2 ** 16));
    if (!notes.success)
      throw new RequestError(400, "Expected a note of at most 10,000 characters and a star, got something else.");
    await replaceFile(runDirectory(folder).notes, (handle) => handle.writeFile(`${JSON.stringify(notes.data)}\n`));
    sendJson(response, notes.data);
  },
  "POST stop": async ({ runs, id, folder, response }) => {
    const summary = await runs.summary(id);
    if (summary?.state !== "running") throw new RequestError(409, "No training runs in this folder.");
    await requestStop(runDirectory(folder).stopRequest);
    sendJson(response, {}, 202);
  },
  "POST resume": async ({ runs, id, folder, resuming, response }) => {
    const summary = await runs.summary(id);
    if (summary?.resumable !== true) throw new RequestError(409, "This run can't be gone on with.");
    if (resuming.started.has(folder)) throw new RequestError(409, "Its training is being started already.");
    runs.setProblem(id, undefined);
    await resumeInBackground(folder, resuming, (problem) => runs.setProblem(id, problem));
    sendJson(response, {}, 202);
  },
  "POST try": async ({ answers, folder, request, response }) => {
    const image = await readBody(request, mostImageBytes);
    if (image.length === 0) throw new RequestError(400, "Expected an image, got nothing.");
    sendJson(response, await answers.answer(folder, image));
  },
};

const notesSchema = z.strictObject({ star: z.boolean(), note: z.string().max(10_000) });

/** Answers a request for a run; `parts` is what stands after "/api/runs/", decoded. */
export async function answerOfRun(parts: readonly string[], asked: Omit<Asked, "id" | "folder">): Promise<void> {
  const [id = "", what = "", ...names] = parts;
  const route = routes[`${asked.request.method} ${what}${names.length > 0 ? "/*" : ""}`];
  if (route === undefined) throw new RequestError(404, "There is nothing of this name.");
  const folder = await asked.runs.folderOf(id);
  if (folder === undefined) throw new RequestError(404, "There is no such run: it may have been moved or removed.");
  await route({ ...asked, id, folder }, names.join("/"));
}

/** The bytes of a file of a run, which no symbolic link stands for, nor for a folder on the way. */
async function bytesOf(folder: string, file: string, mostBytes: number): Promise<Buffer> {
  const way = path.relative(folder, path.dirname(file));
  const isDirect = way === "" || (await lstat(path.join(folder, way)).catch(() => undefined))?.isDirectory() === true;
  if (!isDirect || (await lookAt(file)) === undefined) throw new RequestError(404, "There is no such file.");
  return readWhole(file, { mostBytes });
}
