/** Says something to screen readers, without moving the focus. */
export function announce(text: string): void {
  const region = document.getElementById("announcements");
  if (region) {
    region.textContent = text;
  }
}
