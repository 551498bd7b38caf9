import type { FrontEnd } from "../host/frontend";

// Found by where they lie: a module's pages appear when it is embedded and vanish when it is removed.
const found = import.meta.glob<FrontEnd>("../../../../modules/*/react/index.tsx", { eager: true, import: "default" });

/** What the embedded modules bring. */
export const modules: readonly FrontEnd[] = Object.values(found);

// The features of the application itself, likewise: each brings its pages and its navigation entry.
const own = import.meta.glob<FrontEnd>("../features/*/index.tsx", { eager: true, import: "default" });

export const features: readonly FrontEnd[] = Object.values(own);

export const account = modules.find((module) => module.account)?.account;

export const navigation = [...features, ...modules].flatMap((module) => module.navigation ?? []);
