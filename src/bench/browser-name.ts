/** Which browser this is, from what it says of itself. For reports; nothing may depend on it. */

/** For people: "Firefox/140". Edge says Chrome too, and Chrome says Safari. */
export function browserOf(userAgent: string): string {
  const [edge, firefox, chrome, safari] = [/Edg\/\d+/, /Firefox\/\d+/, /Chrome\/\d+/, /Version\/(\d+).*Safari/].map(
    (form) => form.exec(userAgent),
  );
  return (edge ?? firefox ?? chrome)?.[0] ?? (safari ? `Safari/${safari[1]}` : 'browser');
}
