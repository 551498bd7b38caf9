/** Characters that the server takes. */
export const longest = { name: 80, slug: 40, roleName: 40, color: 7 } as const;
