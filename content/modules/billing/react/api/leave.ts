/** Goes to a page of the payment provider. The server says where it is; anything but a page of the web is refused. */
export function leaveFor(url: string): void {
  if (/^https?:$/.test(new URL(url).protocol)) {
    location.assign(url);
  }
}
