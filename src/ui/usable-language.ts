/**
 * Import before uPlot: it asks Intl for navigator.language while it loads, and on machines without a locale some browsers
 * report one that Intl refuses ("en-US@posix"). The page imports it first of all, because in the built site uPlot is a file
 * of its own that may load before the charts.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
