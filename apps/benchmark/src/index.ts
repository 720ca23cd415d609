export { type CompeteOptions, type Conditions, compete, type Entry } from "./contest/compete.ts";
export { type Measurement, type MeasureOptions, measure } from "./contest/measure.ts";
export { markdownReport } from "./output/report.ts";
export {
  type BenchmarkCase,
  type OwnSideName,
  ownSides,
  type PeerSideName,
  type Precision,
  peerSides,
  type Side,
  type SideName,
  sides,
  type Task,
} from "./terms/cases.ts";
export { describeMachine, type Machine } from "./terms/machine.ts";
export type { AbsentPeer, Contest, SideResult } from "./terms/measurement.ts";
export { type Spread, spread } from "./text/statistics.ts";
