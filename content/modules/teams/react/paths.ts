/** The paths of the module's pages: the same in all themes, since e-mails lead to them. */
export const paths = {
  mine: "/teams",
  team: (slug: string) => `/t/${slug}`,
  members: (slug: string) => `/t/${slug}/members`,
  invitations: (slug: string) => `/t/${slug}/invitations`,
  roles: (slug: string) => `/t/${slug}/roles`,
  settings: (slug: string) => `/t/${slug}/settings`,
  audit: (slug: string) => `/t/${slug}/audit`,
  transfer: (slug: string) => `/t/${slug}/transfer`,
  delete: (slug: string) => `/t/${slug}/delete`,
  suspended: (slug: string) => `/t/${slug}/suspended`,
  invitation: (token: string) => `/invitations/${encodeURIComponent(token)}`,
} as const;
