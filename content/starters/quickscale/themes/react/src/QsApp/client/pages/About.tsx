import { Link } from "react-router";
import { Page } from "../host/Page";
import { Facts } from "../ui/Facts";

/** Who is behind the product and what it is made of, written to be replaced. */
export function Component() {
  return (
    <Page
      title="About"
      eyebrow="About"
      heading="Small, fast and plain to see through."
      lead="Qs App is a new product on a foundation made to last. This is the place for its story: who is behind it, and why."
    >
      <div className="split">
        <div className="prose">
          <h2>Respect for visitors</h2>
          <p>
            The pages load nothing from other servers. There are no trackers to consent to: cookies appear only when a feature needs them, such as a form or a
            sign-in, and they stay with this site.
          </p>

          <h2>For every reader</h2>
          <p>
            Pages follow the reader's choice of light or dark, larger text, less motion and higher contrast. They work with a keyboard, with a screen reader, on
            a phone, and on paper.
          </p>

          <h2>Nothing to hide</h2>
          <p>
            The <Link to="/status">status page</Link> shows the live health of each part. When something fails, the error page names an id that leads straight
            to the matching log lines.
          </p>
        </div>

        <aside className="card" aria-labelledby="facts">
          <h2 id="facts" className="card-title">
            Made of
          </h2>
          <Facts
            items={[
              ["Framework", "ASP.NET Core 10"],
              ["Pages", "React 19"],
//#if (postgres)
              ["Database", "PostgreSQL"],
//#else
              ["Database", "SQLite"],
//#endif
              ["Telemetry", "OpenTelemetry"],
              ["Scripts", "its own"],
              ["Third parties", "none"],
            ]}
          />
        </aside>
      </div>
    </Page>
  );
}
