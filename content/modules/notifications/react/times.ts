/** A time in the user's time zone, else in UTC, which then stands behind it: 2026-11-25 22:55 UTC. */
export function showTime(time: string, timeZone: string | null | undefined): string {
  return (timeZone && inZone(time, timeZone)) || `${inZone(time, "UTC")} UTC`;
}

/** Undefined for a zone that the server knows and the browser does not. */
function inZone(time: string, timeZone: string): string | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  } catch {
    return undefined;
  }

  const parts = format.formatToParts(new Date(time));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}`;
}
