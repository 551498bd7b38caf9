import { useState } from "react";
import { Button, Failure } from "#host";
import { leaveFor, type Way } from "../api/external";
import { useSettings } from "../api/queries";
import { useSensitive } from "../SensitiveActions";

/** The buttons that lead to providers; nothing where none is configured. */
export function ProviderButtons({ label, ...way }: { label: string } & Way) {
  const { providers } = useSettings();
  const sensitive = useSensitive();
  // No mutation of the query library: the login would load that for buttons which most sites do not have.
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  if (providers.length === 0) {
    return null;
  }

  const leave = async (provider: string) => {
    setIsBusy(true);
    setError(undefined);
    try {
      await sensitive(() => leaveFor(provider, way));
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      {error !== undefined && <Failure error={error} />}
      <div className="actions">
        {providers.map((provider) => (
          <Button key={provider.name} kind="secondary" isBusy={isBusy} onClick={() => void leave(provider.name)}>
            {label} {provider.displayName}
          </Button>
        ))}
      </div>
    </>
  );
}
