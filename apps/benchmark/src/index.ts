export {
  type OwnSideName,
  ownSides,
  type PeerSideName,
  type Precision,
  peerSides,
  type Side,
  type SideName,
  sides,
  type TrainCase,
} from "./cases.ts";
export { describeMachine, type Machine } from "./machine.ts";
export { type AbsentPeer, type Measurement, type MeasureOptions, measure, type SideResult } from "./measure.ts";
export { markdownReport } from "./report.ts";
export { type Spread, spread } from "./statistics.ts";
