import { Link } from "react-router";
import { usePageTitle } from "../host/Page";
import "../styles/home.css";

/**
 * The home page, written to be replaced. Keep the sections that serve you, in your own words: hero (name, promise, first action),
 * features, next steps (for you alone: delete it once you have started), closing.
 */
export function Component() {
  const heading = usePageTitle(undefined);
  return (
    <>
      <section className="hero backdrop">
        <div className="container hero-grid">
          <div>
            <p className="eyebrow">A new product on solid ground</p>
            <h1 ref={heading} tabIndex={-1}>Qs App is ready for your idea.</h1>
            <p className="lead">
              Security, health, migrations, backups and delivery are in place and tested.
              What is missing is the part that only you can build.
            </p>
            <div className="actions">
              <a className="button" href="#next-steps">Make it yours</a>
              <Link className="button button-secondary" to="/status">See the live status</Link>
            </div>
          </div>

          <figure className="figure">
            <div className="window">
              <div className="window-bar"><span>GET /</span><span className="ok">200 OK</span></div>
              <dl className="window-body headers">
                <div><dt>content-security-policy</dt><dd>default-src 'self'; script-src 'self' 'nonce-…'; … object-src 'none'; … frame-ancestors 'none'</dd></div>
                <div><dt>strict-transport-security</dt><dd>max-age=86400</dd></div>
                <div><dt>x-content-type-options</dt><dd>nosniff</dd></div>
                <div><dt>cross-origin-opener-policy</dt><dd>same-origin</dd></div>
                <div><dt>x-request-id</dt><dd>one id for the response, its log lines and its trace</dd></div>
              </dl>
            </div>
            <figcaption className="figure-note">From the headers that every page carries in production.</figcaption>
          </figure>
        </div>

        <div className="container">
          <dl className="numbers">
            <div><dt>command starts it, without keys or certificates</dt><dd>1</dd></div>
            <div><dt>file decides the look, in light and dark</dt><dd>1</dd></div>
            <div><dt>policy lets these scripts run, and no others</dt><dd>1</dd></div>
            <div><dt>requests go to other servers: no fonts, no trackers</dt><dd>0</dd></div>
          </dl>
        </div>
      </section>

      <section className="section section-sunken" aria-labelledby="features">
        <div className="container">
          <div className="section-head">
            <h2 id="features">The groundwork is done</h2>
            <p className="lead">Everything below is in this project today, in code that you own and can read in an afternoon.</p>
          </div>

          <ul className="features">
            <li>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3 5 5.8v5.4c0 4.5 2.9 7.9 7 9.8 4.1-1.9 7-5.3 7-9.8V5.8L12 3Z" /><path d="m9 12 2.2 2.2L15.2 10" /></svg>
              <h3>Strict by default</h3>
              <p>A nonce-based content security policy without exceptions, HSTS, hardened cookies, and a guard that refuses to start with unsafe settings.</p>
            </li>
            <li>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 16a8 8 0 1 1 16 0" /><path d="m12 16 4-5" /><path d="M4 20h16" /></svg>
              <h3>Limits that hold</h3>
              <p>Rate limits for each visitor, size and time limits for each request, and antiforgery on everything that changes data.</p>
            </li>
            <li>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 12h4l2.5-6 4.5 12 2.5-6H21" /></svg>
              <h3>Honest health</h3>
              <p>A liveness answer that needs no database, and a readiness answer that stays red until all migrations are applied.</p>
            </li>
            <li>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4v16h16" /><path d="m8 15 3.5-4 3 2.5L20 7" /></svg>
              <h3>Logs, traces, metrics</h3>
              <p>Structured logs with a request id, and OpenTelemetry as soon as you name a collector.</p>
            </li>
            <li>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="m12 4 8 4-8 4-8-4 8-4Z" /><path d="m4 12 8 4 8-4" /><path d="m4 16 8 4 8-4" /></svg>
              <h3>Migrations behind a gate</h3>
              <p>One program applies them under a lock, so two instances that start at once never collide.</p>
            </li>
            <li>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 12a8 8 0 1 0 2.6-5.9" /><path d="M4 4v4.5h4.5" /><path d="M12 8v4.5l3 1.5" /></svg>
              <h3>Backups that come back</h3>
              <p>One command writes a backup, one restores it, and a test proves that the data returns.</p>
            </li>
            <li>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 3h6" /><path d="M10 3v6l-5.2 9A2 2 0 0 0 6.5 21h11a2 2 0 0 0 1.7-3L14 9V3" /><path d="M7.5 15h9" /></svg>
              <h3>Tests from day one</h3>
              <p>The whole application in-process against a real database, and its pages in a real browser.</p>
            </li>
            <li>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d="m12 3 8 4.5v9L12 21l-8-4.5v-9L12 3Z" /><path d="m4 7.5 8 4.5 8-4.5" /><path d="M12 12v9" /></svg>
              <h3>Ready to ship</h3>
              <p>A small non-root container, a compose file, pipelines for build, audit and deployment.</p>
            </li>
          </ul>
        </div>
      </section>

      {/* For you, the owner: delete this section once you have started. */}
      <section className="section" aria-labelledby="next-steps">
        <div className="container">
          <div className="section-head">
            <h2 id="next-steps" tabIndex={-1}>Make it yours</h2>
            <p className="lead">Four first changes, each done in minutes. Run the commands in the project's root folder.</p>
          </div>

          <ol className="steps">
            <li>
              <div>
                <h3>Choose your colour</h3>
                <p>Open <code>client/styles/tokens.css</code> and change one number. Type, spacing and corners are in the same file.</p>
              </div>
              <pre className="code"><code>--brand-hue: 160;</code></pre>
            </li>
            <li>
              <div>
                <h3>Say what you offer</h3>
                <p>The words of this page are in <code>client/pages/Home.tsx</code>. Save the file and the browser shows the change.</p>
              </div>
              <pre className="code"><code>npm run dev</code></pre>
            </li>
            <li>
              <div>
                <h3>Add a page</h3>
                <p>A component in <code>client/pages</code>, named in <code>client/app/pages.ts</code>, answers at <code>/pricing</code>.</p>
              </div>
              <pre className="code"><code>{`{ path: "/pricing", lazy: () => import("../pages/Pricing") },`}</code></pre>
            </li>
            <li>
              <div>
                <h3>Keep some data</h3>
                <p>Add a class and its <code>DbSet</code> to <code>Data/AppDbContext.cs</code>, then a migration. The next start applies it.</p>
              </div>
              <pre className="code"><code>{"dotnet tool restore\n"}dotnet ef migrations add FirstChange <span>-p src/QsApp</span> <span>-s src/QsApp.Migrator</span></code></pre>
            </li>
          </ol>
        </div>
      </section>

      <section className="section section-sunken" aria-labelledby="closing">
        <div className="container closing">
          <div>
            <h2 id="closing">Good foundations, your product</h2>
            <p>See what Qs App is made of, and what it never does.</p>
          </div>
          <Link className="button" to="/about">About Qs App</Link>
        </div>
      </section>
    </>
  );
}
