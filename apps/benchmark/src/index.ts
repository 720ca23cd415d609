export { type CompeteOptions, compete } from "./contest/compete.ts";
export type { Conditions } from "./contest/conditions.ts";
export type { Entry } from "./contest/entry.ts";
export { type Measurement, type MeasureOptions, measure } from "./contest/measure.ts";
export { markdownReport } from "./output/report.ts";
export type { AbsentPeer } from "./terms/absent-peer.ts";
export {
  type BenchmarkCase,
  type OwnSide,
  type OwnSideName,
  ownSides,
  type PeerSideName,
  type Precision,
  type PyTorchSide,
  peerSides,
  type Side,
  type SideName,
  sides,
  type Task,
  type TfjsSide,
} from "./terms/cases.ts";
export { describeMachine, type Machine } from "./terms/machine.ts";
export type { Contest, SideResult } from "./terms/measurement.ts";
export type { RunConditions, RunRecord } from "./terms/run-conditions.ts";
export { type Spread, spread } from "./text/statistics.ts";
