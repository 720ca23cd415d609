/** The board: all runs, one run, or several compared, by what stands after # in the address. */
import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { ComparePage } from "./compare/compare-page.tsx";
import { useLiveRuns } from "./live/live-runs.ts";
import { RunPage } from "./run/run-page.tsx";
import { RunsPage } from "./table/runs-page.tsx";

function Board() {
  const live = useLiveRuns();
  const hash = useHash();
  const [page, ...parts] = useMemo(() => hash.replace(/^#\//, "").split("/").map(decoded), [hash]);
  const ids = useMemo(() => parts, [hash]);
  const title = page === "run" ? parts[0] : page === "compare" ? "Compare" : "Runs";
  useEffect(() => {
    document.title = `${title} · TResNet board`;
    scrollTo(0, 0);
  }, [title]);
  return (
    <main class="page">
      {page !== "" && (
        <nav aria-label="Pages">
          <a href="#/">← All runs</a>
        </nav>
      )}
      {live.problem !== "" && (
        <p class="banner" role="alert">
          {live.problem}
        </p>
      )}
      {page === "run" && <RunPage key={parts[0]} live={live} id={parts[0] ?? ""} />}
      {page === "compare" && <ComparePage live={live} ids={ids} />}
      {page !== "run" && page !== "compare" && <RunsPage live={live} />}
    </main>
  );
}

function useHash(): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const listen = () => setHash(location.hash);
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  return hash;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const place = document.getElementById("board");
if (place !== null) render(<Board />, place);
