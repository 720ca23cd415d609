/** Damage that leaves a file readable: values of its JSON, lines of its log, tensors that are gone. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { readSafetensors, writeSafetensors } from "@tresnet/checkpoints";
import type { Random } from "../../../fuzz/src/random.ts";
import {
  type Change,
  changed,
  changesOf,
  type Json,
  type Place,
  parseJson,
  placesIn,
  valueAt,
} from "./json-changes.ts";
import type { Mutation } from "./mutation.ts";

/** Two changes of every setting of config.json. */
export async function configMutations(run: string, random: Random): Promise<Mutation[]> {
  const file = "config.json";
  const config = parseJson(await readFile(path.join(run, file), "utf8"));
  return placesIn(config).flatMap((place) => {
    const draws = [drawn(config, place, random), drawn(config, place, random)];
    const changes = new Map(draws.map((change) => [change.name, change]));
    return [...changes.values()].map((change): Mutation => {
      const text = JSON.stringify(changed(config, place, change.value), null, 2);
      const damage = (folder: string) => writeFile(path.join(folder, file), text);
      return { file, kind: "value", name: nameOf(place, change), damage };
    });
  });
}

/** Lines of metrics.jsonl that are twice there, in another order or of other epochs; a change of every value. */
export async function metricsMutations(run: string, random: Random): Promise<Mutation[]> {
  const file = "metrics.jsonl";
  const lines = (await readFile(path.join(run, file), "utf8")).trimEnd().split("\n");
  const [first = "", ...rest] = lines;
  const put = (kind: string, name: string, text: string): Mutation => {
    return { file, kind, name, damage: (folder) => writeFile(path.join(folder, file), text) };
  };
  const value = parseJson(first);
  const values = placesIn(value).map((place) => {
    const change = drawn(value, place, random);
    const line = JSON.stringify(changed(value, place, change.value));
    return put("value", nameOf(place, change), `${[line, ...rest].join("\n")}\n`);
  });
  const epoch = (number: number) => first.replace('"epoch":1', `"epoch":${number}`);
  return [
    put("lines", "twice", `${[...lines, ...lines].join("\n")}\n`),
    put("lines", "a blank one", `${[first, "", ...rest].join("\n")}\n`),
    put("lines", "with CRLF", `${lines.join("\r\n")}\r\n`),
    put("lines", "the next epoch's too", `${[...lines, epoch(2)].join("\n")}\n`),
    put("lines", "epoch 9's too", `${[...lines, epoch(9)].join("\n")}\n`),
    ...values,
  ];
}

/** Descriptions with another value and tensors that are gone, in files whose checksum is right. */
export async function checkpointMutations(run: string, file: string, random: Random): Promise<Mutation[]> {
  const { tensors, metadata } = await readSafetensors(path.join(run, file));
  const info = parseJson(metadata["tresnet"] ?? "");
  const write = (kept: typeof tensors, description: Json) => (folder: string) => {
    const text = { ...metadata, tresnet: JSON.stringify(description) };
    return writeSafetensors(path.join(folder, file), kept, text, { checksum: true });
  };
  const descriptions = placesIn(info)
    .filter(([, key, index]) => key !== "classNames" || Number(index) < 2)
    .flatMap((place) => {
      const changes = place[0] === "position" ? changesOf(valueAt(info, place)) : [drawn(info, place, random)];
      return changes.map((change): Mutation => {
        const damage = write(tensors, changed(info, place, change.value));
        return { file, kind: "description", name: nameOf(place, change), damage };
      });
    });
  const names = [...tensors.keys()];
  const gone = Array.from({ length: 6 }, (): Mutation => {
    const name = names[random(names.length)] ?? "";
    const damage = write(new Map([...tensors].filter(([key]) => key !== name)), info);
    return { file, kind: "tensor gone", name, damage };
  });
  return [...descriptions, ...gone];
}

function drawn(value: Json, place: Place, random: Random): Change {
  const changes = changesOf(valueAt(value, place));
  return changes[random(changes.length)] ?? { name: "gone", value: undefined };
}

function nameOf(place: Place, { name }: Change): string {
  return `${place.join(".")} ${name}`;
}
