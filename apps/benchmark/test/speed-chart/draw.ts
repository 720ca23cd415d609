/** Draws the chart of docs/speed.md anew, after the tables were measured anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { barChartFile } from "@tresnet/charts";
import { speedChart } from "./speed-chart.ts";

const folder = new URL("../../../../docs/speed/", import.meta.url);
const tables = readFileSync(new URL("intel-xeon-avx512.md", folder), "utf8");
writeFileSync(new URL("intel-xeon-avx512.svg", folder), barChartFile(speedChart(tables)));
