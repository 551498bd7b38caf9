/** The paths of the module's pages: the same in all themes, since e-mails lead to them. */
export const paths = {
  list: "/notifications",
  preferences: "/account/notifications",
  unsubscribe: "/unsubscribe",
  log: "/notifications/log",
  suppressions: "/notifications/suppressions",
} as const;

export const messagePath = (id: string) => `${paths.log}/${id}`;
