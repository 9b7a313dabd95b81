import type { JSX } from "preact";
import { route } from "./address.ts";
import { ConfigurationView } from "./configuration-view.tsx";
import type { ConfigurationData, ReportData, SpecData } from "./data.ts";
import { Link } from "./link.tsx";
import { MatrixView } from "./matrix-view.tsx";
import { PropertyView } from "./property-view.tsx";
import type { Route } from "./route.ts";
import type { Source } from "./source.ts";
import { WalkView } from "./walk-view.tsx";
import { configurationText, varying } from "./words.ts";

/** The whole page: where the reader is, and what is there. */
export function App({ source }: { readonly source: Source }): JSX.Element {
  const report = source.report.value;
  const place = route.value;
  const spec = place.view === "matrix" ? undefined : report.specs.find(({ name }) => name === place.spec);
  const configuration = place.view === "matrix" ? undefined : spec?.configurations[place.configuration];
  return (
    <>
      <Trail report={report} place={place} spec={spec} configuration={configuration} />
      <main>
        <Place source={source} place={place} spec={spec} configuration={configuration} />
      </main>
    </>
  );
}

interface PlaceProps {
  readonly source: Source;
  readonly place: Route;
  readonly spec: SpecData | undefined;
  readonly configuration: ConfigurationData | undefined;
}

function Place({ source, place, spec, configuration }: PlaceProps): JSX.Element {
  if (place.view === "matrix") return <MatrixView source={source} />;
  if (spec === undefined || configuration === undefined) return <p class="notice">This report has no such configuration.</p>;
  const here = { source, spec, configuration };
  switch (place.view) {
    case "configuration":
      return <ConfigurationView {...here} number={place.configuration} />;
    case "property":
      return <PropertyView {...here} place={place} />;
    case "walk":
      return <WalkView {...here} place={place} />;
  }
}

interface TrailProps extends Omit<PlaceProps, "source"> {
  readonly report: ReportData;
}

/** From the matrix to here. */
function Trail({ report, place, spec, configuration }: TrailProps): JSX.Element {
  const names = spec === undefined ? [] : varying(spec);
  return (
    <header class="trail">
      <nav aria-label="Where you are">
        <Link to={{ view: "matrix" }} class="home">
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 2v3c0 3 5 3 5 6v3M13 2v3c0 3-5 3-5 6" />
          </svg>
          Allways
        </Link>
        {place.view !== "matrix" && spec !== undefined && configuration !== undefined && (
          <Link to={{ view: "configuration", spec: spec.name, configuration: place.configuration }}>
            {spec.name} {configurationText(configuration, names)}
          </Link>
        )}
        {place.view === "property" && <span aria-current="page">{place.property}</span>}
        {place.view === "walk" && <span aria-current="page">explore</span>}
      </nav>
      <span class="tool">{report.tool}</span>
    </header>
  );
}
