import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router";
import { setNonce } from "get-nonce";
import { createQueries } from "./app/queries";
import { createRouter } from "./app/router";
import "./styles/app.css";

// Dialogs and selects add a style element while they are open; the policy lets it pass with the nonce of this page.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
if (nonce) {
  setNonce(nonce);
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={createQueries()}>
      <RouterProvider router={createRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
