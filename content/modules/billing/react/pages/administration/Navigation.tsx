import { NavLink } from "react-router";
import { paths } from "../../paths";

const entries = [
  { label: "Accounts", to: paths.accounts },
  { label: "Figures", to: paths.figures },
  { label: "Events", to: paths.events },
  { label: "Differences", to: paths.drift },
  { label: "Failed usage", to: paths.failedUsage },
];

/** The ways between the lists of administrators. */
export function Navigation() {
  return (
    <nav aria-label="Administration of billing">
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
  );
}
