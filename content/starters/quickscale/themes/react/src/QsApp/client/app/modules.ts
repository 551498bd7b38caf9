import type { FrontEnd } from "../host/frontend";

// Found by where they lie: a module's pages appear when it is embedded and vanish when it is removed.
const found = import.meta.glob<FrontEnd>("../../../../modules/*/react/index.tsx", { eager: true, import: "default" });

/** What the embedded modules bring. */
export const modules: readonly FrontEnd[] = Object.values(found);

export const account = modules.find((module) => module.account)?.account;

export const navigation = modules.flatMap((module) => module.navigation ?? []);
