/** `1204311` as `1,204,311`: independent of the locale, because results are compared as text. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ",");
}

/** A number in three or four characters: `950`, `12 k`, `1.2 M`. */
export function roughly(value: number): string {
  if (value < 1000) return String(Math.round(value));
  if (value < 999_500) return `${short(value / 1000)} k`;
  return value < 999_500_000 ? `${short(value / 1e6)} M` : `${short(value / 1e9)} G`;
}

function short(value: number): string {
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

/** `0.4 s`, `12 s`, `3:05 min`, `2:03 h`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${twoDigits(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${twoDigits(Math.floor((whole % 3600) / 60))} h`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** `12 KiB`, `310 MiB`, `1.4 GiB`. */
export function memory(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  if (mebibytes < 1) return `${Math.round(bytes / 1024)} KiB`;
  return mebibytes < 1024 ? `${Math.round(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}

/** `1 state`, `2 states`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}
