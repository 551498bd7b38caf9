/**
 * Opens a path of this site by a new page, once sessions have ended: nothing of the account stays in the memory of this one, and the
 * server says who is signed in now.
 */
export function openAnew(path: string): void {
  window.location.assign(path);
}
