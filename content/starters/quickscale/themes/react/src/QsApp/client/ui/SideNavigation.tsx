import type { ReactNode } from "react";
import { NavLink } from "react-router";

interface SideNavigationProps {
  /** What the pages are about. */
  label: string;
  entries: readonly { label: string; to: string }[];
  children: ReactNode;
}

/** The links to the pages of one subject, with the page beside them. */
export function SideNavigation({ label, entries, children }: SideNavigationProps) {
  return (
    <div className="with-nav">
      <nav aria-label={label}>
        <ul className="nav">
          {entries.map((entry) => (
            <li key={entry.to}>
              <NavLink to={entry.to} end>
                {entry.label}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div>{children}</div>
    </div>
  );
}
