import { useMutation } from "@tanstack/react-query";
import { Alert, Button, sentenceOf } from "#host";
import { api } from "../api/client";
import { useSettings } from "../api/queries";

type Purpose = "sign-in" | "link" | "confirm";

/** The buttons that lead to providers; nothing where none is configured. */
export function ProviderButtons({ label, purpose, returnUrl, invitation }: { label: string; purpose: Purpose; returnUrl?: string; invitation?: string }) {
  const settings = useSettings();
  const start = useStart(purpose, returnUrl, invitation);
  if (settings.providers.length === 0) {
    return null;
  }

  return (
    <>
      {start.error && <Alert kind="danger">{sentenceOf(start.error)}</Alert>}
      <div className="actions">
        {settings.providers.map((provider) => (
          <Button key={provider.name} kind="secondary" busy={start.isPending} onClick={() => start.mutate(provider.name)}>
            {label} {provider.displayName}
          </Button>
        ))}
      </div>
    </>
  );
}

export function useStart(purpose, returnUrl, invitation) {
  return useMutation({
    mutationFn: async (provider: string) => {
      const { url } = await api.POST("/api/auth/external/{provider}", { params: { path: { provider } }, body: { purpose, returnUrl, invitation } });
      location.assign(url);
    },
  });
}
