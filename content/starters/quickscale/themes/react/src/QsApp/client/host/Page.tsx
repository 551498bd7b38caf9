import { useEffect, useRef, type ReactNode } from "react";
import { announce } from "./announce";

interface PageProps {
  /** The words in the browser's tab; the heading's when they are left out. */
  title?: string;
  heading: string;
  /** A small line above the heading. */
  eyebrow?: string;
  /** The sentence below the heading. */
  lead?: ReactNode;
  /** One narrow column: forms and messages. */
  narrow?: boolean;
  /** "noindex" where a search engine has no business. */
  robots?: "noindex";
  children?: ReactNode;
}

let isFirst = true;

/** A page: its heading and what follows. It names the tab, tells search engines their business, and is announced when it opens. */
export function Page({ title, heading, eyebrow, lead, narrow, robots, children }: PageProps) {
  const headingElement = usePageTitle(title ?? heading, robots);
  const head = (
    <div className="section-head">
      {eyebrow && <p className="eyebrow">{eyebrow}</p>}
      <h1 ref={headingElement} tabIndex={-1}>
        {heading}
      </h1>
      {lead && <p className="lead">{lead}</p>}
    </div>
  );
  return (
    <div className="backdrop">
      <div className="container page">
        {narrow ? (
          <div className="narrow">
            {head}
            {children}
          </div>
        ) : (
          <>
            {head}
            {children}
          </>
        )}
      </div>
    </div>
  );
}

/** The page's duties without its frame, for a page that draws its own: give the answer to the heading as its ref. */
export function usePageTitle(title: string | undefined, robots?: "noindex") {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const site = siteName();
    document.title = title ? `${title} · ${site}` : site;
    setRobots(robots);
    // The first page is read by the browser itself.
    if (!isFirst) {
      announce(document.title);
    }
  }, [title, robots]);
  useEffect(() => {
    if (isFirst) {
      isFirst = false;
      return;
    }

    heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}

/** The name of the site, as the server knows it. */
export function siteName(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="og:site_name"]')?.content ?? "";
}

function setRobots(robots: string | undefined): void {
  const present = document.querySelector<HTMLMetaElement>('meta[name="robots"]');
  if (!robots) {
    present?.remove();
    return;
  }

  const meta = present ?? document.head.appendChild(document.createElement("meta"));
  meta.name = "robots";
  meta.content = robots;
}
