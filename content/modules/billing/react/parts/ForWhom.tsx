import { Link } from "react-router";
import { useKnownOwners } from "../api/queries";

/** The name of the owner that the page is about, where it has to be said: whoever has one account alone knows. */
export function useOwnerName(): string | undefined {
  const owners = useKnownOwners();
  const current = owners?.current ?? undefined;
  return current && (owners?.choices.length === 0 || owners?.choices.some((one) => one.key !== current.key)) ? current.name : undefined;
}

/** For whom the page is, and the way to the others for whom the reader may pay. */
export function ForWhom({ pathOf }: { pathOf: (owner: string) => string }) {
  const owners = useKnownOwners();
  const name = useOwnerName();
  if (!owners || (owners.current ? name === undefined : owners.choices.length === 0)) {
    return null;
  }

  const { current, choices } = owners;
  const shown = current && !choices.some((one) => one.key === current.key) ? [current, ...choices] : choices;
  return (
    <nav aria-label="For whom">
      <ul className="nav">
        {shown.map((one) => (
          <li key={one.key}>
            <Link to={pathOf(one.key)} aria-current={one.key === current?.key ? "true" : undefined}>
              {one.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
