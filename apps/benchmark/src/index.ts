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
} from "./cases.ts";
export { type CompeteOptions, type Conditions, compete, type Entry } from "./compete.ts";
export { describeMachine, type Machine } from "./machine.ts";
export { type Measurement, type MeasureOptions, measure } from "./measure.ts";
export type { AbsentPeer, Contest, SideResult } from "./measurement.ts";
export { markdownReport } from "./report.ts";
export { type Spread, spread } from "./statistics.ts";
