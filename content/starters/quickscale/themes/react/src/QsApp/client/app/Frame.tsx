import { useEffect, type ReactNode } from "react";
import { NavLink, Link, Outlet, ScrollRestoration, useLocation } from "react-router";
import { useAccount } from "../host/useAccount";
import type { NavigationEntry, SignedIn } from "../host/frontend";
import { siteName } from "../host/Page";
import { Loading } from "../ui/Loading";
import { ToastProvider } from "../ui/Toast";
import { Guard } from "./Guard";
import { navigation } from "./modules";
import { PageProgress } from "./PageProgress";
import { SessionExpired } from "./SessionExpired";

/** What stands around every page. */
export function Frame({ children }: { children?: ReactNode }) {
  const { user, isLoading, signInPath } = useAccount();
  useTheme(user?.theme);
  const entries = navigation.filter((entry) => isFor(user, entry.show, signInPath !== undefined));
  const { pathname } = useLocation();
  const name = siteName();
  if (isLoading) {
    // The navigation is another one then: all comes at once, and nothing that is read or about to be pressed moves away.
    return (
      <main id="main" tabIndex={-1}>
        <Loading page />
      </main>
    );
  }

  return (
    <ToastProvider>
      <a className="skip-link button" href="#main">
        Skip to content
      </a>
      <header className="site-header">
        <PageProgress />
        <div className="container">
          <NavLink className="brand" to="/" end>
            {/* The mark: replace it together with favicon.svg. */}
            <svg viewBox="0 0 32 32" fill="currentColor" aria-hidden="true">
              <rect x="7" y="17" width="4.5" height="8" rx="1.5" />
              <rect x="13.75" y="12" width="4.5" height="13" rx="1.5" />
              <rect x="20.5" y="7" width="4.5" height="18" rx="1.5" />
            </svg>
            <span>{name}</span>
          </NavLink>
          <nav aria-label="Main">
            <ul className="nav">
              <li>
                <NavLink to="/about">About</NavLink>
              </li>
              <li>
                <NavLink to="/status">Status</NavLink>
              </li>
              {entries.map((entry) => (
                <li key={entry.to}>
                  {/* Of two entries that lead here the longer one is where the reader is. */}
                  <NavLink to={entry.to} end={entries.some((other) => other !== entry && isWithin(other.to, entry.to) && isWithin(pathname, other.to))}>
                    {entry.label}
                    {/* Who has to agree to something first is told nothing else by the server. */}
                    {entry.Addition && !user?.detour && <entry.Addition />}
                  </NavLink>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children ?? (
          <Guard>
            <Outlet />
          </Guard>
        )}
      </main>
      <footer className="site-footer">
        <div className="container">
          <p>© {name}</p>
          <nav aria-label="Footer">
            <ul className="nav">
              <li>
                <Link to="/status">System status</Link>
              </li>
              <li>
                <a href="/.well-known/security.txt">Report a security problem</a>
              </li>
            </ul>
          </nav>
        </div>
      </footer>
      <p id="announcements" className="visually-hidden" role="status" />
      <SessionExpired />
      <ScrollRestoration />
      <FocusTarget />
    </ToastProvider>
  );
}

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** The server decides what anybody gets; this decides what they are led to. */
function isFor(user: SignedIn | null, audience: NavigationEntry["show"], hasAccounts: boolean): boolean {
  switch (audience) {
    case "signed-in":
      return user !== null || !hasAccounts;
    case "signed-out":
      return user === null;
    case "administrators":
      return user?.isPlatformAdmin === true;
    default:
      return true;
  }
}

/** The user's choice of colours, where the page did not come with it: after a login, or a change of the profile. */
function useTheme(theme: string | undefined): void {
  useEffect(() => {
    if (theme) {
      document.documentElement.dataset["theme"] = theme;
    }
  }, [theme]);
}

/** A link to a part of a page (#features) puts the focus there, as a browser does without scripts. */
function FocusTarget() {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash.length > 1) {
      document.getElementById(decodeURIComponent(hash.slice(1)))?.focus();
    }
  }, [hash]);
  return null;
}
