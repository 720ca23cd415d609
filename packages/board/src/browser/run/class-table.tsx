import type { ClassFigures } from "../../api/run-details.ts";
import { figure, percent, words } from "../text/format.ts";
import { ScrollRegion } from "../text/scroll-region.tsx";

/** A table of more rows is shown in part. */
const mostRows = 300;
const counts: readonly string[] = ["images", "objects", "found", "threshold", "bestThreshold"];

/** The figures of each class. */
export function ClassTable({ classes }: { readonly classes: readonly ClassFigures[] }) {
  const names = [...new Set(classes.flatMap(({ values }) => Object.keys(values)))];
  return (
    <ScrollRegion name="Figures of each class">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">class</th>
            {names.map((name) => (
              <th key={name} scope="col" class="number">
                {words(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.slice(0, mostRows).map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {names.map((column) => (
                <td key={column} class="number">
                  {counts.includes(column) ? figure(values[column]) : percent(values[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {classes.length > mostRows && <p class="quiet">And {classes.length - mostRows} other classes.</p>}
    </ScrollRegion>
  );
}
