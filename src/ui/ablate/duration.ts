/** Long times for people: "about 40 min", "about 2 h 10 min". Coarse on purpose. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 90) return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} min`;
  if (minutes >= 48 * 60) return `about ${Math.round(minutes / (24 * 60))} days`;
  const tens = Math.round((minutes % 60) / 10) * 10;
  const hours = Math.floor(minutes / 60) + (tens === 60 ? 1 : 0);
  return `about ${hours} h${tens % 60 === 0 ? '' : ` ${tens} min`}`;
}
