import type { LaunchOptions } from 'playwright';
export interface FoundBrowser {
  executablePath: string;
  env?: Record<string, string>;
  from: string;
}
export function findBrowser(): Promise<FoundBrowser>;
export function launchOptions(): Promise<LaunchOptions>;
