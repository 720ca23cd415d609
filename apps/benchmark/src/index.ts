export { type Side, type SideName, sideNames, sides, type TrainCase } from "./cases.ts";
export { describeMachine, type Machine } from "./machine.ts";
export { type Measurement, type MeasureOptions, measure, type SideResult } from "./measure.ts";
export { markdownReport } from "./report.ts";
export { type Spread, spread } from "./statistics.ts";
