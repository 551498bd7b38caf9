import { showTime } from "../../auth/react/times";

/** A day in the user's time zone, else in UTC: 2026-11-25. */
export const showDay = (time: string, timeZone: string | undefined) => showTime(time, timeZone).slice(0, 10);
