import { expect, test } from "vitest";
import { alone, apartName, scaleWays, teamKey, togetherName } from "./scale-ways.ts";

const own = "traced-float32";
const all = { own, processes: [2, 4], gradientFormats: ["float32", "bfloat16"], bandwidths: [1000, 200] } as const;

test("has one process, each number of processes apart and together, networks, and the peer, in this order", () => {
  expect(scaleWays({ ...all, peer: "pytorch-float32" }).map(({ name }) => name)).toEqual([
    alone,
    apartName(2),
    togetherName(2, "float32"),
    togetherName(2, "bfloat16"),
    apartName(4),
    togetherName(4, "float32"),
    togetherName(4, "bfloat16"),
    "2 processes, 1000 Mb/s",
    "2 processes, 200 Mb/s",
    "PyTorch, 1 process",
    "PyTorch DDP, 2 processes",
    "PyTorch DDP, 4 processes",
  ]);
});

test("processes that train for themselves are the same ones, and those of all networks too", () => {
  const ways = scaleWays({ ...all, peer: undefined });
  const keys = new Map(ways.map((way) => [way.name, teamKey(way)]));
  expect(keys.get(apartName(2))).toBe(keys.get(alone));
  expect(keys.get(apartName(4))).toBe(keys.get(alone));
  expect(keys.get("2 processes, 200 Mb/s")).toBe(keys.get("2 processes, 1000 Mb/s"));
  // One for all apart, four of those together, one for the networks.
  expect(new Set(keys.values()).size).toBe(6);
});
