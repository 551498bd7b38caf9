import { useMutation } from "@tanstack/react-query";
import { Button, Failure } from "#host";
import { leaveFor, type Way } from "../api/external";
import { useSettings } from "../api/queries";
import { useSensitive } from "../SensitiveActions";

/** The buttons that lead to providers; nothing where none is configured. */
export function ProviderButtons({ label, ...way }: { label: string } & Way) {
  const { providers } = useSettings();
  const sensitive = useSensitive();
  const leave = useMutation({ mutationFn: (provider: string) => sensitive(() => leaveFor(provider, way)) });
  if (providers.length === 0) {
    return null;
  }

  return (
    <>
      {leave.error && <Failure error={leave.error} />}
      <div className="actions">
        {providers.map((provider) => (
          <Button key={provider.name} kind="secondary" isBusy={leave.isPending} onClick={() => leave.mutate(provider.name)}>
            {label} {provider.displayName}
          </Button>
        ))}
      </div>
    </>
  );
}
